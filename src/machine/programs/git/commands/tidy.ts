// git clean, reflog, gc, fsck: what lies around, and what HEAD has been.

import { joinPath } from '../../../disk/path.ts';
import { type Command, needWorkTree, paint, short, shown } from '../context.ts';
import { dateText } from '../dates.ts';
import { Fatal } from '../fatal.ts';
import { nameOf } from '../objects.ts';
import { readOptions } from '../options.ts';
import { pathspecs, selects } from '../pathspec.ts';
import { reachable } from '../place.ts';
import { decorationsOf, decorationText } from '../pretty.ts';
import { putReflog, reflogOf, refsBelow, resolveRef, symbolicTarget } from '../refs.ts';
import { fullName } from '../revision.ts';
import { loadIndex } from '../staging.ts';
import { allObjects, bytesOf, kindOf } from '../store.ts';
import { scanOf } from '../worktree.ts';
import { log } from './log.ts';

export const clean: Command = (git, argv) => {
  const usage = ['git clean [-d] [-f] [-i] [-n] [-q] [-e <pattern>] [-x | -X] [--] [<pathspec>...]'];
  const given = readOptions({ usage, options: { quiet: 'q', 'dry-run': 'n', force: 'f', interactive: 'i', d: 'd', x: 'x', X: 'X', 'exclude=': 'e' } }, argv);
  needWorkTree(git);
  const { repository } = git;
  if (!given.has('dry-run') && !given.has('force') && git.config.flag('clean.requireforce') !== false)
    throw new Fatal('fatal: clean.requireForce defaults to true and neither -i, -n, nor -f given; refusing to clean');
  const specs = pathspecs(git, [...given.words, ...(given.after ?? [])].length > 0 ? [...given.words, ...(given.after ?? [])] : git.prefix === '' ? [] : ['.']);
  const scan = scanOf(repository, loadIndex(repository), git.ignoring);
  const whole = given.has('X') ? scan.ignoredShort : given.has('x') ? [...scan.untrackedShort, ...scan.ignoredShort] : scan.untrackedShort;
  const ignoredIn = (folder: string) => scan.ignored.some((path) => path.startsWith(folder));
  const gone: string[] = [];
  for (const path of [...new Set(whole)].sort()) {
    if (!selects(specs, path.replace(/\/$/, '')) && !specs.some((spec) => spec.path.startsWith(path))) continue;
    if (!path.endsWith('/')) gone.push(path);
    else if (given.has('d') || specs.some((spec) => spec.matches(path.replace(/\/$/, '')))) {
      if (repository.disk.stat(joinPath(repository.root, `${path}.git`))) continue;
      if (ignoredIn(path) && !given.has('x') && !given.has('X')) gone.push(...scan.untracked.filter((each) => each.startsWith(path)));
      else gone.push(path);
    }
  }
  const seen = gone.filter((path) => !gone.some((other) => other !== path && other.endsWith('/') && path.startsWith(other)));
  for (const path of seen) {
    if (given.has('dry-run')) git.out(`Would remove ${shown(git, path)}\n`);
    else {
      if (!given.has('quiet')) git.out(`Removing ${shown(git, path)}\n`);
      repository.disk.remove(joinPath(repository.root, path.replace(/\/$/, '')), { recursive: true });
    }
  }
  return 0;
};

export const reflog: Command = (git, argv) => {
  const { repository } = git;
  const [first, ...rest] = argv;
  if (first === 'expire' || first === 'delete') {
    if (first === 'expire') return 0;
    for (const word of rest.filter((each) => !each.startsWith('-'))) {
      const [, name = 'HEAD', at] = /^(.*)@\{(\d+)\}$/.exec(word) ?? [];
      if (at === undefined) throw new Fatal(`error: not a reflog: ${word}`, 1);
      const full = fullName(repository, name || 'HEAD') ?? 'HEAD';
      putReflog(
        repository,
        full,
        reflogOf(repository, full).filter((_, place) => place !== Number(at)),
      );
    }
    return 0;
  }
  if (first === 'exists') return reflogOf(repository, rest[0] ?? 'HEAD').length > 0 ? 0 : 1;
  const words = first === 'show' ? rest : argv;
  const plain = words.every((word) => !word.startsWith('-') || /^(-\d+|-n\d*|--date=.*)$/.test(word));
  if (!plain) return log(git, ['-g', ...words, ...(words.some((word) => /^--(oneline|pretty|format)/.test(word)) ? [] : ['--oneline'])]);
  const count = words.map((word) => /^-n?(\d+)$/.exec(word)?.[1]).find((each) => each !== undefined) ?? (words.includes('-n') ? words[words.indexOf('-n') + 1] : undefined);
  const date = words.map((word) => /^--date=(.*)$/.exec(word)?.[1]).find((each) => each !== undefined);
  const name = words.filter((word, at) => !word.startsWith('-') && words[at - 1] !== '-n')[0] ?? 'HEAD';
  const full = fullName(repository, name) ?? (name === 'HEAD' ? 'HEAD' : null);
  if (full === null)
    throw new Fatal(
      `fatal: ambiguous argument '${name}': unknown revision or path not in the working tree.\nUse '--' to separate paths from revisions, like this:\n'git <command> [<revision>...] -- [<file>...]'`,
    );
  if (full === 'HEAD' && resolveRef(repository, 'HEAD') === null)
    throw new Fatal(`fatal: your current branch '${symbolicTarget(repository, 'HEAD')?.replace('refs/heads/', '')}' does not have any commits yet`);
  const names = git.process.terminal.out ? decorationsOf(git) : null;
  const view = { now: git.process.time.now, zone: git.process.env.TZ };
  for (const [at, entry] of reflogOf(repository, full)
    .slice(0, count === undefined ? undefined : Number(count))
    .entries())
    git.out(
      `${paint(git, 'yellow', short(git, entry.to))}${names ? decorationText(git, names, entry.to) : ''} ${name}@{${date === undefined ? at : dateText(entry.who, date, view)}}: ${entry.message}\n`,
    );
  return 0;
};

export const fsck: Command = (git, argv) => {
  const { repository } = git;
  const given = readOptions(
    { usage: ['git fsck [--full] [--strict] [--unreachable]'], options: { full: '', strict: '', unreachable: '', 'no-dangling': '', 'lost-found': '', 'no-reflogs': '' } },
    argv,
  );
  let status = 0;
  const all = allObjects(repository);
  for (const id of all)
    if (nameOf(kindOf(repository, id), bytesOf(repository, id)) !== id) {
      git.err(`error: hash mismatch ${id}\n`);
      status = 1;
    }
  const logged = ['HEAD', ...refsBelow(repository, 'refs/').map(([name]) => name)].flatMap((name) => reflogOf(repository, name).flatMap((entry) => [entry.from, entry.to]));
  const starts = [...refsBelow(repository, 'refs/').map(([, id]) => id), ...logged, ...[...loadIndex(repository).entries.values()].map((entry) => entry.id)].filter((id) =>
    all.includes(id),
  );
  const reached = new Set(reachable(repository, starts));
  const lost = all.filter((id) => !reached.has(id));
  const pointed = new Set(lost.flatMap((id) => reachable(repository, [id]).filter((each) => each !== id)));
  for (const id of lost) {
    if (given.has('unreachable')) git.out(`unreachable ${kindOf(repository, id)} ${id}\n`);
    else if (!pointed.has(id) && !given.order.includes('no-dangling')) git.out(`dangling ${kindOf(repository, id)} ${id}\n`);
  }
  return status;
};
