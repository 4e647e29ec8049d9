// The real git reads what ours wrote, and ours what the real one wrote: repositories made by chance, in both directions. Where no git is on the PATH these say so and pass.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { viewOf } from '../../../src/machine/disk/view.ts';
import type { Bench } from '../bench.ts';
import { gitBench, realGit, realSession, speak } from './session.ts';

const there = realGit() !== null;
const when = test.skipIf(!there);
if (!there) console.warn('There is no git on the PATH: repositories are not compared with the real git.');

/** Writes a folder of a bench's disk into a real one. */
function carryOut(machine: Bench, from: string, to: string): void {
  const disk = viewOf(machine.computers.machines.laptop!.disk, '/', 0);
  mkdirSync(to, { recursive: true });
  for (const name of disk.list(from)) {
    const [source, target] = [`${from}/${name}`, path.join(to, name)];
    const entry = disk.stat(source);
    if (entry?.type === 'folder') carryOut(machine, source, target);
    else {
      writeFileSync(target, disk.readBytes(source));
      chmodSync(target, (entry?.mode ?? 0o644) | 0o200);
    }
  }
}

/** Brings a real folder onto a bench's disk. */
function carryIn(machine: Bench, from: string, to: string): void {
  const disk = viewOf(machine.computers.machines.laptop!.disk, '/', machine.time.now);
  disk.makeFolder(to, { parents: true });
  for (const name of readdirSync(from)) {
    const [source, target] = [path.join(from, name), `${to}/${name}`];
    const found = statSync(source);
    if (found.isDirectory()) carryIn(machine, source, target);
    else disk.write(target, new Uint8Array(readFileSync(source)), { mode: found.mode & 0o777 });
  }
}

const file = fc.constantFrom('a.tf', 'b.tf', 'modules/net/main.tf', 'modules/db/main.tf', 'bin/run', 'with space.txt');
const branch = fc.constantFrom('main', 'one', 'two');
const command = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(file, fc.array(fc.constantFrom('x', 'y', 'z', '', '  indented', '}'), { maxLength: 8 }))
      .map(([name, lines]) => `mkdir -p "$(dirname '${name}')"; printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > '${name}'`),
  },
  { weight: 4, arbitrary: fc.tuple(file, fc.nat(5)).map(([name, number]) => `[ -f '${name}' ] && echo 'line ${number}' >> '${name}'`) },
  { weight: 1, arbitrary: file.map((name) => `chmod +x '${name}' 2>/dev/null`) },
  { weight: 1, arbitrary: file.map((name) => `rm -f '${name}'`) },
  { weight: 5, arbitrary: fc.constantFrom('git add -A', 'git add .', 'git add -u') },
  { weight: 6, arbitrary: fc.nat(99).map((number) => `git add -A; git commit -m 'Change ${number}'`) },
  { weight: 1, arbitrary: fc.nat(99).map((number) => `git commit --amend --allow-empty -m 'Amended ${number}'`) },
  { weight: 2, arbitrary: branch.map((name) => `git switch ${name} || git switch -c ${name}`) },
  { weight: 2, arbitrary: branch.map((name) => `git merge --no-edit ${name}`) },
  { weight: 1, arbitrary: fc.constantFrom('git merge --abort', 'git reset --hard', 'git checkout --theirs .', 'git reset -q HEAD~1', 'git restore .', 'git restore --staged .') },
  { weight: 1, arbitrary: fc.constantFrom('git stash', 'git stash pop', 'git stash -u', 'git stash drop') },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('cherry-pick', 'revert --no-edit', 'rebase'), branch).map(([verb, name]) => `git ${verb} ${name}`) },
  { weight: 1, arbitrary: fc.nat(9).map((number) => `git tag v${number}; git tag -a n${number} -m 'Note ${number}'`) },
  { weight: 1, arbitrary: fc.tuple(file, file).map(([from, to]) => `git mv '${from}' '${to}'`) },
  { weight: 1, arbitrary: file.map((name) => `git rm -q '${name}'`) },
);
const commands = fc.array(command, { minLength: 5, maxLength: 18 });

const LOOKS = [
  'git status',
  'git status -s --ignored -uall',
  'git log --stat --all --format="%H %an %s"',
  'git log --oneline --graph --all',
  'git diff',
  'git diff --cached --stat',
  'git stash list',
  'git ls-files -s',
  'git branch -v',
  'git tag -n',
  'git reflog',
];

when('what ours makes by chance, the real git accepts, and both see the same in it', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(commands, (lines) => {
      const machine = gitBench();
      const real = realSession();
      try {
        for (const [at, line] of ['git init w', 'cd w; printf "*.log\\n" > .gitignore', ...lines].entries()) speak(machine, line, at + 1);
        carryOut(machine, '/home/you/w', path.join(real.home, 'w'));
        real.speak('cd w', 90);
        expect(real.speak('git fsck --strict --no-dangling', 90)).toMatchObject({ exit: 0, output: expect.not.stringMatching(/error|warning|missing/) });
        for (const line of LOOKS) expect(speak(machine, line, 91), lines.join('\n')).toEqual(real.speak(line, 91));
      } finally {
        real.remove();
      }
    }),
    { numRuns: Number(process.env.GIT_RUNS ?? 2), seed: Number(process.env.GIT_SEED ?? 7) },
  );
});

when('what the real git makes by chance, ours makes too, and reads', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(commands, (lines) => {
      const ours = gitBench();
      const reader = gitBench();
      const real = realSession();
      try {
        const all = ['git init w', 'cd w; printf "*.log\\n" > .gitignore', ...lines.filter((line) => !/revert|rebase/.test(line))];
        for (const [at, line] of all.entries()) expect(speak(ours, line, at + 1), all.slice(0, at + 1).join('\n')).toEqual(real.speak(line, at + 1));
        carryIn(reader, path.join(real.home, 'w'), '/home/you/w');
        speak(reader, 'cd w', 90);
        for (const line of LOOKS) expect(speak(reader, line, 91), line).toEqual(real.speak(line, 91));
      } finally {
        real.remove();
      }
    }),
    { numRuns: Number(process.env.GIT_RUNS ?? 2), seed: Number(process.env.GIT_SEED ?? 11) },
  );
});

when('a packed repository is refused in a clear line', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'git-packed-'));
  try {
    const run = (...words: string[]) => execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...words], { stdio: 'pipe' });
    run('init', '-q', '-b', 'main');
    writeFileSync(path.join(folder, 'a'), 'a\n');
    run('add', 'a');
    run('commit', '-qm', 'one');
    run('gc', '-q');
    const machine = gitBench();
    carryIn(machine, folder, '/home/you/packed');
    expect(speak(machine, 'cd packed; git log', 1)).toEqual({
      line: 'cd packed; git log',
      output: '! git: a repository with packed objects is not part of this simulation.\n',
      exit: 1,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
