// git ls-files, ls-tree, cat-file, hash-object, check-ignore, show-ref, symbolic-ref: what is stored, as it is stored.
import { strFromU8, strToU8 } from 'fflate';
import { type Command, type Git, headId, shown } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { type Kind, MODE, nameOf } from '../objects.ts';
import { misuse, readOptions } from '../options.ts';
import { quotedPath } from '../patch.ts';
import { pathspecs, selects, unmatched } from '../pathspec.ts';
import { refsBelow, setHead, shortName, symbolicTarget } from '../refs.ts';
import { objectNamed, peel } from '../revision.ts';
import { loadIndex } from '../staging.ts';
import { abbreviate, bytesOf, kindOf, tagAt, treeAt, writeObject } from '../store.ts';
import { scanOf, workingSide } from '../worktree.ts';

const octal = (mode: number): string => mode.toString(8).padStart(6, '0');

export const lsFiles: Command = (git, argv) => {
  const grammar = {
    usage: ['git ls-files [<options>] [<file>...]'],
    options: {
      cached: 'c',
      deleted: 'd',
      modified: 'm',
      others: 'o',
      ignored: 'i',
      stage: 's',
      unmerged: 'u',
      'exclude-standard': '',
      'full-name': '',
      'error-unmatch': '',
      directory: '',
      null: 'z',
      t: 't',
      abbrev: '',
    },
  };
  const given = readOptions(grammar, argv);
  const words = [...given.words, ...(given.after ?? [])];
  const specs = pathspecs(git, words.length > 0 ? words : git.prefix === '' ? [] : ['.']);
  const index = loadIndex(git.repository);
  const scan = scanOf(git.repository, index, git.ignoring);
  const rows: { path: string; text: string }[] = [];
  const name = (path: string) => (given.has('full-name') ? quotedPath(path) : shown(git, path));
  const add = (path: string, before = '', tag = 'H') =>
    selects(specs, path.replace(/\/$/, '')) && rows.push({ path, text: `${given.has('t') ? `${tag} ` : ''}${before}${name(path)}` });
  if (given.has('others')) {
    const files = given.has('directory') ? scan.untrackedShort : scan.untracked;
    const ignored = given.has('directory') ? scan.ignoredShort : scan.ignored;
    for (const path of given.has('ignored') ? ignored : [...files, ...(given.has('exclude-standard') ? [] : ignored)]) add(path, '', '?');
  }
  if (given.has('ignored') && !given.has('others') && !given.has('cached')) throw new Fatal('fatal: ls-files -i must be used with either -o or -c');
  const plain = !['deleted', 'modified', 'others', 'unmerged'].some((option) => given.has(option));
  const known = [...new Set([...index.entries.keys(), ...index.conflicts.keys()])].sort();
  for (const path of known) {
    const entry = index.entries.get(path);
    const conflict = index.conflicts.get(path);
    const here = workingSide(git.repository, path);
    if (given.has('deleted') && !here) add(path, '', 'R');
    if (given.has('modified') && (!here || here.id !== entry?.id || here.mode !== entry.mode)) add(path, '', 'C');
    if (!given.has('cached') && !plain && !given.has('unmerged') && !given.has('stage')) continue;
    if (given.has('ignored') && !given.has('others') && !git.ignoring.ignored(path, false)) continue;
    const staged = given.has('stage') || given.has('unmerged');
    if (entry && !given.has('unmerged')) add(path, staged ? `${octal(entry.mode)} ${entry.id} 0\t` : '');
    for (const [at, side] of (conflict ? [conflict.base, conflict.ours, conflict.theirs] : []).entries())
      if (side) add(path, staged ? `${octal(side.mode)} ${side.id} ${at + 1}\t` : '', 'M');
  }
  const stranger = given.has('error-unmatch') ? unmatched(specs, known) : undefined;
  if (stranger) throw new Fatal(`error: pathspec '${stranger.text}' did not match any file(s) known to git\nDid you forget to 'git add'?`, 1);
  git.out(rows.map((row) => `${row.text}${given.has('null') ? '\0' : '\n'}`).join(''));
  return 0;
};

export const lsTree: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: ['git ls-tree [<options>] <tree-ish> [<path>...]'],
      options: { d: 'd', r: 'r', t: 't', long: 'l', 'name-only': '', 'name-status': '', 'object-only': '', 'full-name': '', 'full-tree': '', 'abbrev=?': '' },
    },
    argv,
  );
  const [word, ...paths] = given.words;
  if (word === undefined) throw misuse({ usage: ['git ls-tree [<options>] <tree-ish> [<path>...]'] }, '');
  const id = objectNamed(git.names, word);
  const tree = id === null ? null : peel(git.repository, id, 'tree');
  if (id === null) throw new Fatal(`fatal: Not a valid object name ${word}`);
  if (tree === null) throw new Fatal('fatal: not a tree object');
  const specs = pathspecs(git, paths.length > 0 ? paths : git.prefix === '' || given.has('full-tree') ? [] : ['.']);
  const inside = (path: string) =>
    paths.some((each) => each.endsWith('/') && path.startsWith(specs.find((spec) => spec.text === each)?.path ?? '')) || (paths.length === 0 && specs.length > 0);
  const walk = (at: string, prefix: string): void => {
    for (const entry of treeAt(git.repository, at)) {
      const path = prefix + entry.name;
      const isFolder = entry.mode === MODE.folder;
      const leads = specs.length > 0 && specs.some((spec) => spec.path.startsWith(`${path}/`));
      const below = isFolder && (given.has('r') || leads || (inside(path) && specs.some((spec) => spec.path === path)));
      const chosen = specs.length === 0 || selects(specs, path);
      if (chosen && (!below || given.has('t')) && !(given.has('d') && !isFolder)) {
        const name = given.has('full-name') || given.has('full-tree') ? quotedPath(path) : shown(git, path);
        const kind = isFolder ? 'tree' : entry.mode === MODE.module ? 'commit' : 'blob';
        const shownId = given.has('abbrev') ? abbreviate(git.repository, entry.id) : entry.id;
        const size = given.has('long') ? ` ${(isFolder ? '-' : String(bytesOf(git.repository, entry.id).length)).padStart(7)}` : '';
        git.out(
          given.has('name-only') || given.has('name-status')
            ? `${name}\n`
            : given.has('object-only')
              ? `${shownId}\n`
              : `${octal(entry.mode)} ${kind} ${shownId}${size}\t${name}\n`,
        );
      }
      if (below) walk(entry.id, `${path}/`);
    }
  };
  walk(tree, '');
  return 0;
};

const treeText = (git: Git, id: string): string =>
  treeAt(git.repository, id)
    .map((entry) => `${octal(entry.mode)} ${entry.mode === MODE.folder ? 'tree' : entry.mode === MODE.module ? 'commit' : 'blob'} ${entry.id}\t${quotedPath(entry.name)}\n`)
    .join('');

export const catFile: Command = (git, argv) => {
  const usage = ['git cat-file <type> <object>', 'git cat-file (-e | -p) <object>', 'git cat-file (-t | -s) [--allow-unknown-type] <object>'];
  const given = readOptions({ usage, options: { p: 'p', t: 't', s: 's', e: 'e' } }, argv);
  const asked = ['p', 't', 's', 'e'].find((option) => given.has(option));
  const [kind, word] = asked === undefined ? given.words : [undefined, given.words[0]];
  if (word === undefined) throw misuse({ usage }, asked === undefined ? '' : `fatal: <object> required with '-${asked}'\n`);
  const id = objectNamed(git.names, word);
  if (id === null) {
    if (asked === 'e' && /^[0-9a-f]{40}$/.test(word)) return 1;
    throw new Fatal(`fatal: Not a valid object name ${word}`);
  }
  const own = kindOf(git.repository, id);
  if (asked === 't') git.out(`${own}\n`);
  else if (asked === 's') git.out(`${bytesOf(git.repository, id).length}\n`);
  else if (asked === 'p') git.out(own === 'tree' ? treeText(git, id) : strFromU8(bytesOf(git.repository, id)));
  else if (asked === undefined) {
    if (!['blob', 'tree', 'commit', 'tag'].includes(kind as string)) throw new Fatal(`fatal: invalid object type "${kind}"`);
    const wanted = kind === own ? id : own === 'tag' && tagAt(git.repository, id).kind === kind ? tagAt(git.repository, id).object : peel(git.repository, id, kind as Kind);
    if (wanted === null) throw new Fatal(`fatal: git cat-file ${word}: bad file`);
    git.out(strFromU8(bytesOf(git.repository, wanted), kind === 'tree'));
  }
  return 0;
};

export const hashObject: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: ['git hash-object [-t <type>] [-w] [--path=<file> | --no-filters]\n                       [--stdin [--literally]] [--] <file>...'],
      options: { 't=': 't', w: 'w', stdin: '' },
    },
    argv,
  );
  const kind = (given.value('t') ?? 'blob') as Kind;
  const all = [
    ...(given.has('stdin') ? [strToU8(git.process.stdin ?? '')] : []),
    ...[...given.words, ...(given.after ?? [])].map((word) => {
      if (git.process.disk.stat(word)?.type !== 'file') throw new Fatal(`fatal: could not open '${word}' for reading: No such file or directory`);
      return git.process.disk.readBytes(word);
    }),
  ];
  for (const bytes of all) git.out(`${given.has('w') ? writeObject(git.repository, kind, bytes) : nameOf(kind, bytes)}\n`);
  return 0;
};

export const checkIgnore: Command = (git, argv) => {
  const given = readOptions({ usage: ['git check-ignore [<options>] <pathname>...'], options: { quiet: 'q', verbose: 'v', 'non-matching': 'n', 'no-index': '', stdin: '' } }, argv);
  const words = given.has('stdin') ? (git.process.stdin ?? '').split('\n').filter((line) => line !== '') : [...given.words, ...(given.after ?? [])];
  if (words.length === 0) throw new Fatal('fatal: no path specified');
  const index = loadIndex(git.repository);
  let found = 0;
  for (const [at, spec] of pathspecs(git, words).entries()) {
    const word = words[at] as string;
    const folder = word.endsWith('/') || git.process.disk.stat(word)?.type === 'folder';
    const match = !given.has('no-index') && index.entries.has(spec.path) ? null : git.ignoring.decide(spec.path, folder);
    if (match && (!match.rule.negated || given.has('verbose'))) found++;
    if (given.has('quiet')) continue;
    if (!given.has('verbose')) {
      if (match && !match.rule.negated) git.out(`${quotedPath(word)}\n`);
    } else if (match) git.out(`${match.source}:${match.rule.line}:${match.rule.text}\t${quotedPath(word)}\n`);
    else if (given.has('non-matching')) git.out(`::\t${quotedPath(word)}\n`);
  }
  return found > 0 ? 0 : 1;
};

export const showRef: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: ['git show-ref [--head] [-d | --dereference]\n                    [-s | --hash[=<n>]] [--abbrev[=<n>]] [--tags]\n                    [--heads] [--] [<pattern>...]'],
      options: { tags: '', heads: '', head: '', verify: '', quiet: 'q', 'hash=?': 's', dereference: 'd' },
    },
    argv,
  );
  const kinds = [...(given.has('heads') ? ['refs/heads/'] : []), ...(given.has('tags') ? ['refs/tags/'] : [])];
  const head = headId(git);
  const all: (readonly [string, string])[] = [...(given.has('head') && head !== null ? [['HEAD', head] as const] : []), ...refsBelow(git.repository, 'refs/')];
  const chosen = all.filter(
    ([name]) =>
      (kinds.length === 0 || kinds.some((kind) => name.startsWith(kind))) && (given.words.length === 0 || given.words.some((word) => name === word || name.endsWith(`/${word}`))),
  );
  for (const [name, id] of chosen) if (!given.has('quiet')) git.out(given.has('hash') ? `${id}\n` : `${id} ${name}\n`);
  return chosen.length > 0 ? 0 : 1;
};

export const symbolicRef: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: ['git symbolic-ref [-m <reason>] <name> <ref>', 'git symbolic-ref [-q] [--short] [--no-recurse] <name>', 'git symbolic-ref --delete [-q] <name>'],
      options: { short: '', quiet: 'q' },
    },
    argv,
  );
  const [name, target] = given.words;
  if (name === undefined) throw misuse({ usage: ['git symbolic-ref [-q] [--short] <name>'] }, '');
  if (target !== undefined) {
    if (name !== 'HEAD' || !target.startsWith('refs/')) throw new Fatal(`fatal: Refusing to point ${name} outside of refs/`);
    setHead(git.repository, target, null);
    return 0;
  }
  const found = symbolicTarget(git.repository, name);
  if (found === null) {
    if (given.has('quiet')) return 1;
    throw new Fatal(`fatal: ref ${name} is not a symbolic ref`);
  }
  git.out(`${given.has('short') ? shortName(found) : found}\n`);
  return 0;
};
