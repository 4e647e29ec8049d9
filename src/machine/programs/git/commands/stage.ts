// git add, rm, mv: what goes into the index.

import { joinPath } from '../../../disk/path.ts';
import type { Command, Git } from '../context.ts';
import { filesOf, headId, needWorkTree } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { MODE, nameOf } from '../objects.ts';
import { type Grammar, misuse, readOptions } from '../options.ts';
import { quotedPath } from '../patch.ts';
import { pathspecs, selects } from '../pathspec.ts';
import { isRepository, onDisk } from '../repository.ts';
import { type Index, loadIndex, saveIndex } from '../staging.ts';
import { writeObject } from '../store.ts';
import { removeWorking, scanOf, workingSide } from '../worktree.ts';

/** Puts the working version of a path into the index, or takes the path out when it is gone. */
export function stagePath(git: Git, index: Index, path: string): void {
  const side = onDisk(
    () => workingSide(git.repository, path),
    () => `error: open("${quotedPath(path)}"): Permission denied\nerror: unable to index file '${path}'\nfatal: adding files failed`,
  );
  index.conflicts.delete(path);
  if (!side) {
    index.entries.delete(path);
    return;
  }
  for (const other of [...index.entries.keys()]) if (other.startsWith(`${path}/`) || path.startsWith(`${other}/`)) index.entries.delete(other);
  writeObject(git.repository, 'blob', side.bytes?.() ?? new Uint8Array());
  const { bytes: _, ...entry } = side;
  index.entries.set(path, { ...entry, mode: index.entries.get(path)?.mode === MODE.link ? MODE.link : side.mode });
}

const ADD: Grammar = {
  usage: ['git add [<options>] [--] <pathspec>...'],
  options: {
    'dry-run': 'n',
    verbose: 'v',
    interactive: 'i',
    patch: 'p',
    edit: 'e',
    force: 'f',
    update: 'u',
    'intent-to-add': 'N',
    all: 'A',
    'ignore-removal': '',
    refresh: '',
    'ignore-errors': '',
    'chmod=': '',
  },
};

export const add: Command = (git, argv) => {
  const given = readOptions(ADD, argv);
  needWorkTree(git);
  for (const option of ['patch', 'interactive', 'edit']) if (given.has(option)) throw missing(`'add --${option}'`);
  const words = [...given.words, ...(given.after ?? [])];
  const wide = given.has('all') || given.has('update');
  if (words.length === 0 && !wide) {
    git.err(
      'Nothing specified, nothing added.\nhint: Maybe you wanted to say \'git add .\'?\nhint: Turn this message off by running\nhint: "git config advice.addEmptyPathspec false"\n',
    );
    return 0;
  }
  const { repository } = git;
  const specs = pathspecs(git, words.length === 0 ? [':/'] : words);
  const index = loadIndex(repository);
  const scan = scanOf(repository, index, git.ignoring);
  const known = [...index.entries.keys(), ...index.conflicts.keys()];
  const untracked = given.has('update') ? [] : scan.untracked.filter((path) => selects(specs, path.replace(/\/$/, '')));
  const refused: string[] = [];
  for (const spec of specs) {
    if (spec.excludes || spec.path === '' || known.some((path) => spec.matches(path)) || scan.untracked.some((path) => spec.matches(path.replace(/\/$/, '')))) continue;
    const entry = repository.disk.stat(joinPath(repository.root, spec.path));
    const inIgnored = entry !== null && git.ignoring.ignored(spec.path, entry.type === 'folder');
    if (inIgnored && !given.has('force')) refused.push(spec.path);
    else if (!entry) throw new Fatal(`fatal: pathspec '${spec.text}' did not match any files`);
  }
  const forced = given.has('force') ? scan.ignored.flatMap((path) => filesBelow(git, path)).filter((path) => selects(specs, path)) : [];
  const changed = known.filter((path) => selects(specs, path)).sort();
  const chmod = given.value('chmod');
  const before = new Map(index.entries);
  const touched: string[] = [];
  for (const path of [...new Set([...changed, ...untracked, ...forced])].sort()) {
    if (path.endsWith('/')) {
      if (isRepository(repository.disk, joinPath(repository.root, `${path}.git`))) throw missing(`a repository inside of another ('${path}')`);
      continue;
    }
    if (given.has('intent-to-add') && !index.entries.has(path)) index.entries.set(path, { mode: MODE.file, id: nameOf('blob', new Uint8Array()), size: 0, mtime: 0, intent: true });
    else stagePath(git, index, path);
    const entry = index.entries.get(path);
    if (entry && (chmod === '+x' || chmod === '-x')) index.entries.set(path, { ...entry, mode: chmod === '+x' ? MODE.executable : MODE.file });
    const [was, is] = [before.get(path), index.entries.get(path)];
    if (was?.id !== is?.id || was?.mode !== is?.mode) touched.push(is ? `add '${path}'` : `remove '${path}'`);
  }
  if (given.has('verbose') || given.has('dry-run')) for (const line of touched) git.out(`${line}\n`);
  if (!given.has('dry-run')) saveIndex(repository, index);
  if (refused.length === 0) return 0;
  git.err(
    `The following paths are ignored by one of your .gitignore files:\n${refused.map((path) => `${quotedPath(path)}\n`).join('')}hint: Use -f if you really want to add them.\nhint: Turn this message off by running\nhint: "git config advice.addIgnoredFile false"\n`,
  );
  return 1;
};

/** The files that a path stands for: itself, or all below `folder/`. */
export function filesBelow(git: Git, path: string): string[] {
  if (!path.endsWith('/')) return [path];
  const { disk, root } = git.repository;
  return disk.list(joinPath(root, path)).flatMap((name) => filesBelow(git, `${path}${name}${disk.stat(joinPath(root, path + name))?.type === 'folder' ? '/' : ''}`));
}

const RM: Grammar = {
  usage: [
    'git rm [-f | --force] [-n] [-r] [--cached] [--ignore-unmatch]\n              [--quiet] [--pathspec-from-file=<file> [--pathspec-file-nul]]\n              [--] [<pathspec>...]',
  ],
  options: { 'dry-run': 'n', quiet: 'q', cached: '', force: 'f', recursive: 'r', 'ignore-unmatch': '' },
};

export const rm: Command = (git, argv) => {
  const given = readOptions(RM, argv);
  needWorkTree(git);
  const words = [...given.words, ...(given.after ?? [])];
  if (words.length === 0) throw new Fatal('fatal: No pathspec was given. Which files should I remove?');
  const { repository } = git;
  const specs = pathspecs(git, words);
  const index = loadIndex(repository);
  const known = [...index.entries.keys(), ...index.conflicts.keys()].sort();
  for (const spec of specs) {
    const found = known.filter((path) => spec.matches(path));
    if (found.length === 0 && !given.has('ignore-unmatch')) throw new Fatal(`fatal: pathspec '${spec.text}' did not match any files`);
    if (!given.has('recursive') && found.some((path) => path.startsWith(`${spec.path}/`) || spec.path === ''))
      throw new Fatal(`fatal: not removing '${spec.text}' recursively without -r`);
  }
  const paths = known.filter((path) => selects(specs, path));
  const head = filesOf(git, headId(git));
  const lost: Record<'both' | 'staged' | 'local', string[]> = { both: [], staged: [], local: [] };
  if (!given.has('force'))
    for (const path of paths) {
      const entry = index.entries.get(path);
      const here = workingSide(repository, path);
      if (!entry || !here) continue;
      const [staged, local] = [head.get(path)?.id !== entry.id, here.id !== entry.id];
      if (staged && local) lost.both.push(path);
      else if (!given.has('cached') && staged) lost.staged.push(path);
      else if (!given.has('cached') && local) lost.local.push(path);
    }
  const complaints = (
    [
      ['both', 'staged content different from both the\nfile and the HEAD:', 'use -f to force removal'],
      ['staged', 'changes staged in the index:', 'use --cached to keep the file, or -f to force removal'],
      ['local', 'local modifications:', 'use --cached to keep the file, or -f to force removal'],
    ] as const
  ).flatMap(([key, words, advice]) => {
    const list = lost[key];
    if (list.length === 0) return [];
    const subject = list.length === 1 ? 'the following file has' : 'the following files have';
    return [`error: ${subject} ${words}\n${list.map((path) => `    ${path}\n`).join('')}(${advice})`];
  });
  if (complaints.length > 0) throw new Fatal(complaints.join('\n'), 1);
  for (const path of paths) {
    if (!given.has('quiet')) git.out(`rm '${path}'\n`);
    if (given.has('dry-run')) continue;
    index.entries.delete(path);
    index.conflicts.delete(path);
    if (!given.has('cached')) removeWorking(repository, path);
  }
  if (!given.has('dry-run')) saveIndex(repository, index);
  return 0;
};

const MV: Grammar = { usage: ['git mv [<options>] <source>... <destination>'], options: { verbose: 'v', 'dry-run': 'n', force: 'f', 'skip-errors': 'k' } };

export const mv: Command = (git, argv) => {
  const given = readOptions(MV, argv);
  needWorkTree(git);
  const words = [...given.words, ...(given.after ?? [])];
  if (words.length < 2) throw misuse(MV, '');
  const { repository } = git;
  const { disk, root } = repository;
  const index = loadIndex(repository);
  const specs = pathspecs(git, words);
  const target = (specs.at(-1) as (typeof specs)[number]).path;
  const intoFolder = target === '' || disk.stat(joinPath(root, target))?.type === 'folder';
  if (words.length > 2 && !intoFolder) throw new Fatal(`fatal: destination '${target}' is not a directory`);
  for (const { path } of specs.slice(0, -1)) {
    const to = intoFolder ? [target, path.slice(path.lastIndexOf('/') + 1)].filter((part) => part !== '').join('/') : target;
    const bad = (why: string) => new Fatal(`fatal: ${why}, source=${path}, destination=${to}`);
    const from = disk.stat(joinPath(root, path));
    const inside = [...index.entries.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
    if (!from) throw bad('bad source');
    if (to === path || to.startsWith(`${path}/`)) throw bad('can not move directory into itself');
    if (inside.length === 0) throw bad(from.type === 'folder' ? 'source directory is empty' : 'not under version control');
    if (disk.stat(joinPath(root, to)) && !given.has('force')) throw bad('destination exists');
    if (disk.stat(joinPath(root, to.slice(0, Math.max(0, to.lastIndexOf('/')))))?.type !== 'folder') throw new Fatal(`fatal: renaming '${path}' failed: No such file or directory`);
    if (given.has('verbose') || given.has('dry-run')) git.out(`Renaming ${path} to ${to}\n`);
    if (given.has('dry-run')) continue;
    if (disk.stat(joinPath(root, to))) disk.remove(joinPath(root, to));
    disk.rename(joinPath(root, path), joinPath(root, to));
    for (const each of inside) {
      const entry = index.entries.get(each);
      index.entries.delete(each);
      if (entry) index.entries.set(to + each.slice(path.length), entry);
    }
  }
  if (!given.has('dry-run')) saveIndex(repository, index);
  return 0;
};
