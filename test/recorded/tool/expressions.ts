// Expressions: recorded from the real `terraform console`, evaluated by ours, compared.
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

/** Asks the real console for each line, in a process of its own: of several lines it prints the last result only. */
export async function askConsole(context: string, asked: readonly { readonly expr: string; readonly topic: string }[]): Promise<Expression[]> {
  needTerraform();
  const bench = new Bench([{ name: 'context.tf', text: context }]);
  try {
    const answers: Expression[] = [];
    for (const { expr, topic } of asked) {
      const { out, exit } = await bench.run('terraform console', [expr]);
      answers.push({ expr, out: tidy(withoutColor(out)), ok: exit === 0, topic });
    }
    return answers;
  } finally {
    await bench.close();
  }
}

/** Records the expressions in a file anew, in place, in the context of the `context.tf` beside it. */
export async function recordExpressions(file: string): Promise<void> {
  const asked = readExpressions(file);
  const answers = await askConsole(readFileSync(path.join(path.dirname(file), 'context.tf'), 'utf8'), asked);
  writeFileSync(file, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
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
