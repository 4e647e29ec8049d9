// What the real git said, line by line, and what ours says. The recordings were made by test/recorded/git/record.ts.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { gitBench, type Spoken, speak } from './session.ts';

const folder = path.join(import.meta.dirname, '../../recorded/git');

/** Words that git 2.43 changed since the version that was recorded, or that only the real clock decides. */
const newer = (text: string): string =>
  text
    .replace(/^! error: branch '(.*)' not found\.$/gm, "! error: branch '$1' not found")
    .replace(/^! error: cannot delete branch '(.*)' checked out at/gm, "! error: cannot delete branch '$1' used by worktree at")
    .replace(
      /^! hint: Updates were rejected because the remote contains work that you do\n(?:! hint: .*\n){3}/gm,
      "! hint: Updates were rejected because the remote contains work that you do not\n! hint: have locally. This is usually caused by another repository pushing to\n! hint: the same ref. If you want to integrate the remote changes, use\n! hint: 'git pull' before pushing again.\n",
    );

function spokenIn(text: string): Spoken[] {
  return [...text.matchAll(/^\$ (.*)\n([\s\S]*?)^\[exit (-?\d+)\]$/gm)].map(([, line = '', output = '', exit]) => ({
    line,
    output: output.replace(/\n\\\n$/, ''),
    exit: Number(exit),
  }));
}

test.each(readdirSync(folder).filter((name) => name.endsWith('.txt')))('%s', (name) => {
  const sessions = spokenIn(readFileSync(path.join(folder, name), 'utf8'));
  expect(sessions.length).toBeGreaterThan(10);
  const machine = gitBench();
  for (const [at, { line, output, exit }] of sessions.entries()) {
    const ours = speak(machine, line, at + 1);
    expect({ line, output: ours.output.replace(/\n$/, ''), exit: ours.exit }).toEqual({ line, output: newer(output).replace(/\n$/, ''), exit });
  }
});
