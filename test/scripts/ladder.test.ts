// The ladder as a program: it exits with 0 on this tree and says how many files it has read, so that it cannot pass by reading nothing.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('it reads the tree and counts', () => {
  const done = spawnSync(process.execPath, [`${root}scripts/ladder.mjs`], { cwd: root, encoding: 'utf8' });
  expect(done.stderr).toBe('');
  expect(done.status).toBe(0);
  const files = Number(/^ladder: (\d+) files, 0 violations/m.exec(done.stdout)?.[1]);
  expect(files).toBeGreaterThan(300);
}, 60_000);
