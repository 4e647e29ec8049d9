// Expressions: recorded from the real `terraform console`, evaluated by ours, compared.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { evalVerb } from '../../../src/headless/eval.ts';
import { withoutColor } from '../normalise.ts';
import { Bench, needTerraform } from './binary.ts';

export interface Expression {
  readonly expr: string;
  readonly topic: string;
  /** What the console prints for the line, a diagnostic included. */
  readonly out: string;
  readonly ok: boolean;
}

/** The recorded files of expressions, as paths from `root`. */
export const expressionFiles = (root: string): string[] =>
  readdirSync(path.join(root, 'expressions'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => `expressions/${name}`);

export const readExpressions = (file: string): Expression[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Expression);

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '');

const MARK = '"<<end of one>>"';

/** Asks the real console for each line. It ends at its first error, so that a run goes as far as the next one that fails. */
export function askConsole(context: string, asked: readonly { readonly expr: string; readonly topic: string }[]): Expression[] {
  needTerraform();
  const bench = new Bench([{ name: 'context.tf', text: context }]);
  const answers: Expression[] = [];
  try {
    while (answers.length < asked.length) {
      const part = asked.slice(answers.length, answers.length + 60);
      const input = part.map((entry) => `${entry.expr}\n${MARK}\n`).join('');
      const run = spawnSync('sh', ['-c', 'exec terraform console 2>&1'], {
        cwd: bench.folder,
        input,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        env: { PATH: process.env.PATH, HOME: '/tmp', TZ: 'UTC', CHECKPOINT_DISABLE: '1' },
      });
      const pieces = withoutColor(run.stdout).replaceAll(bench.folder, '/project').split(`${MARK}\n`);
      const whole = run.status === 0 ? part.length : pieces.length - 1;
      for (let index = 0; index < whole && index < part.length; index++) answers.push({ ...part[index]!, out: tidy(pieces[index] ?? ''), ok: true });
      if (run.status !== 0) answers.push({ ...part[whole]!, out: tidy(pieces[whole] ?? ''), ok: false });
    }
  } finally {
    void bench.close();
  }
  return answers;
}

/** Records the expressions in a file anew, in place, in the context of the `context.tf` beside it. */
export function recordExpressions(file: string): void {
  const asked = readExpressions(file);
  const answers = askConsole(readFileSync(path.join(path.dirname(file), 'context.tf'), 'utf8'), asked);
  writeFileSync(file, answers.map(({ expr, out, ok, topic }) => `${JSON.stringify({ expr, out, ok, topic })}\n`).join(''));
  console.log(`${path.basename(file)}: ${answers.length} expressions, ${answers.filter((answer) => !answer.ok).length} of them fail`);
}

/** Those that ours answers otherwise. */
export function compareExpressions(file: string): { readonly want: Expression; readonly got: { readonly out: string; readonly ok: boolean } }[] {
  const wanted = readExpressions(file);
  const context = path.join(path.dirname(file), 'context.tf');
  const got = evalVerb(['--context', context], wanted.map(({ expr }) => JSON.stringify({ expr })).join('\n'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { out: string; ok: boolean });
  return wanted.flatMap((want, index) => {
    const answer = got[index] ?? { out: '(nothing)', ok: false };
    return tidy(answer.out) === want.out && answer.ok === want.ok ? [] : [{ want, got: { out: tidy(answer.out), ok: answer.ok } }];
  });
}
