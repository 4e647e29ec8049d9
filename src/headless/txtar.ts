// The format of recorded sessions: comment lines, steps, files. A person can read it; see the recordings under test/recorded.

export interface CaseStep {
  readonly cmd: string;
  readonly input: readonly string[];
  readonly out: string;
  readonly exit: number;
}

export interface CaseFile {
  readonly name: string;
  readonly text: string;
}

export interface Case {
  readonly comments: readonly string[];
  readonly steps: readonly CaseStep[];
  readonly files: readonly CaseFile[];
}

/** Reads a case. */
export function parseCase(text: string): Case {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const comments: string[] = [];
  const steps: { cmd: string; input: string[]; out: string[]; exit: number }[] = [];
  const files: { name: string; lines: string[] }[] = [];
  for (const line of lines) {
    const file = /^-- (\S.*) --$/.exec(line);
    const step = steps.at(-1);
    const exit = /^\[exit (\d+)\]$/.exec(line);
    if (file) files.push({ name: file[1] as string, lines: [] });
    else if (files.length) files.at(-1)?.lines.push(line);
    else if (line.startsWith('$ ')) steps.push({ cmd: line.slice(2), input: [], out: [], exit: 0 });
    else if (!step) comments.push(line);
    else if ((line.startsWith('? ') || line === '?') && !step.out.length) step.input.push(line.slice(2));
    else if (exit) step.exit = Number(exit[1]);
    else step.out.push(line);
  }
  return {
    comments,
    steps: steps.map((step) => ({ ...step, out: step.out.join('\n') })),
    files: files.map((file) => ({ name: file.name, text: file.lines.length ? `${file.lines.join('\n')}\n` : '' })),
  };
}

/** Writes a case. */
export function formatCase(given: Case): string {
  const steps = given.steps.map((step) => {
    const input = step.input.map((line) => `${`? ${line}`.trimEnd()}\n`).join('');
    return `$ ${step.cmd}\n${input}${step.out === '' ? '' : `${step.out}\n`}${step.exit ? `[exit ${step.exit}]\n` : ''}`;
  });
  const files = given.files.map((file) => `-- ${file.name} --\n${file.text}`);
  return `${given.comments.map((line) => `${line}\n`).join('')}${steps.join('')}${files.join('')}`;
}
