// git init and clone: a repository where there was none.
import { baseName, joinPath } from '../../../disk/path.ts';
import { changeSetting } from '../config.ts';
import type { Outer } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { misuse, readOptions } from '../options.ts';
import { placeOf, reachable, transfer } from '../place.ts';
import { appendReflog, headOf, isRefName, refsBelow, resolveRef, setHead, shortName } from '../refs.ts';
import { createRepository, identity, putGitFile, repositoryIn } from '../repository.ts';
import { loadIndex, saveIndex } from '../staging.ts';
import { commitAt, listingOf } from '../store.ts';
import { resetTo } from '../worktree.ts';

const INIT = {
  usage: [
    'git init [-q | --quiet] [--bare] [--template=<template-directory>]\n                [--separate-git-dir <git-dir>] [--object-format=<format>]\n                [-b <branch-name> | --initial-branch=<branch-name>]\n                [--shared[=<permissions>]] [<directory>]',
  ],
  options: { quiet: 'q', bare: '', 'initial-branch=': 'b', 'template=': '', 'object-format=': '' },
};

export const init: Outer = (process, _around, config, argv) => {
  const given = readOptions(INIT, argv);
  if (given.words.length > 1) throw misuse(INIT, '');
  const root = process.disk.resolve(given.words[0] ?? '.');
  if (process.disk.stat(root)?.type === 'file') throw new Fatal(`fatal: cannot mkdir ${given.words[0]}: File exists`);
  const bare = given.has('bare');
  const before = repositoryIn(process.disk, root);
  const branch = given.value('initial-branch') ?? config.get('init.defaultbranch') ?? 'main';
  if (!isRefName(branch)) throw new Fatal(`fatal: invalid initial branch name: '${branch}'`);
  process.disk.makeFolder(root, { parents: true });
  const repository = createRepository(process.disk, root, branch, bare);
  if (before && given.value('initial-branch') !== undefined) process.err(`warning: re-init: ignored --initial-branch=${branch}\n`);
  if (!given.has('quiet')) process.out(`${before ? 'Reinitialized existing' : 'Initialized empty'} Git repository in ${repository.folder}/\n`);
  return 0;
};

const CLONE = {
  usage: ['git clone [<options>] [--] <repo> [<dir>]'],
  options: {
    quiet: 'q',
    verbose: 'v',
    'no-checkout': 'n',
    bare: '',
    'branch=': 'b',
    'origin=': 'o',
    'depth=': '',
    'single-branch': '',
    'no-single-branch': '',
    'no-tags': '',
    local: 'l',
    'no-local': '',
    'no-hardlinks': '',
    progress: '',
    'recurse-submodules': '',
    'config=': 'c',
  },
};

export const clone: Outer = (process, _around, config, argv) => {
  const given = readOptions(CLONE, argv);
  const [url, folder, extra] = [...given.words, ...(given.after ?? [])];
  if (extra !== undefined) throw misuse(CLONE, 'fatal: Too many arguments.\n');
  if (url === undefined) throw misuse(CLONE, 'fatal: You must specify a repository to clone.\n');
  if (given.has('depth')) process.err('warning: --depth is ignored in this simulation: the whole history is copied.\n');
  const bare = given.has('bare');
  const guessed = baseName(url.replace(/\/+$/, '').replace(/\/\.git$/, ''))
    .replace(/^.*:/, '')
    .replace(/\.git$/, '');
  const target = folder ?? (bare ? `${guessed}.git` : guessed);
  const there = process.disk.stat(target);
  if (there && (there.type === 'file' || process.disk.list(target).length > 0))
    throw new Fatal(`fatal: destination path '${target}' already exists and is not an empty directory.`);
  const local = !/^(https?|ssh|git|file):\/\//.test(url) && !/^[^/.][^/]*:/.test(url);
  if (local && !repositoryIn(process.disk, url) && !repositoryIn(process.disk, `${url}.git`)) throw new Fatal(`fatal: repository '${url}' does not exist`);
  const quiet = given.has('quiet');
  if (!quiet) process.err(`Cloning into ${bare ? 'bare repository ' : ''}'${target}'...\n`);
  const place = placeOf(process, url);
  const from = place.repository;
  const head = headOf(from);
  const asked = given.value('branch');
  const wanted = asked === undefined ? head.branch : `refs/heads/${asked}`;
  const tag = asked === undefined ? null : resolveRef(from, `refs/tags/${asked}`);
  if (asked !== undefined && resolveRef(from, `refs/heads/${asked}`) === null && tag === null) throw new Fatal(`fatal: Remote branch ${asked} not found in upstream origin`);
  const root = process.disk.resolve(target);
  process.disk.makeFolder(root, { parents: true });
  const refs = refsBelow(from, 'refs/').filter(([name]) => /^refs\/(heads|tags)\//.test(name));
  const repository = createRepository(process.disk, root, wanted === null ? 'main' : shortName(wanted), bare);
  const origin = given.value('origin') ?? 'origin';
  const settings = joinPath(repository.folder, 'config');
  const address = place.far || /^\w+:\/\//.test(url) ? url : from.bare ? from.folder : repositoryIn(process.disk, url) ? process.disk.resolve(url) : from.root;
  changeSetting(process.disk, settings, `remote.${origin}.url`, address);
  if (!bare) changeSetting(process.disk, settings, `remote.${origin}.fetch`, `+refs/heads/*:refs/remotes/${origin}/*`);
  const starts = [...refs.map(([, id]) => id), ...(head.id === null ? [] : [head.id])];
  if (!quiet && process.terminal.err && (place.far || url.startsWith('file://'))) {
    const count = reachable(from, starts).length;
    if (count > 0)
      process.err(
        `remote: Enumerating objects: ${count}, done.\nremote: Counting objects: 100% (${count}/${count}), done.\nremote: Compressing objects: 100% (${count}/${count}), done.\nremote: Total ${count} (delta 0), reused 0 (delta 0), pack-reused 0\nReceiving objects: 100% (${count}/${count}), done.\n`,
      );
  }
  transfer(from, repository, starts);
  if (starts.length === 0) process.err('warning: You appear to have cloned an empty repository.\n');
  else if (!quiet && !place.far && !url.startsWith('file://')) process.err('done.\n');
  const why = { who: identity(process, config, 'COMMITTER'), message: `clone: from ${address}` };
  for (const [name, id] of refs) {
    const mine = bare || name.startsWith('refs/tags/') ? name : `refs/remotes/${origin}/${shortName(name)}`;
    putGitFile(repository, mine, `${id}\n`);
  }
  if (!bare && head.branch !== null && head.id !== null) putGitFile(repository, `refs/remotes/${origin}/HEAD`, `ref: refs/remotes/${origin}/${shortName(head.branch)}\n`);
  const start = wanted === null ? head.id : (resolveRef(from, wanted) ?? tag);
  if (bare) return 0;
  if (wanted !== null && tag === null) {
    changeSetting(process.disk, settings, `branch.${shortName(wanted)}.remote`, origin);
    changeSetting(process.disk, settings, `branch.${shortName(wanted)}.merge`, wanted);
  }
  if (start === null) return 0;
  if (wanted !== null && tag === null) {
    putGitFile(repository, wanted, `${start}\n`);
    appendReflog(repository, wanted, null, start, why);
    appendReflog(repository, 'HEAD', null, start, why);
    if (head.id !== null) appendReflog(repository, `refs/remotes/${origin}/HEAD`, null, head.id, why);
  } else {
    setHead(repository, start, null);
    appendReflog(repository, 'HEAD', null, start, why);
  }
  if (given.has('no-checkout')) return 0;
  const index = loadIndex(repository);
  resetTo(repository, index, listingOf(repository, commitAt(repository, start).tree));
  saveIndex(repository, index);
  return 0;
};
