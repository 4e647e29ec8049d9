// git remote and ls-remote: the copies that a repository knows.

import { changeSetting, withoutSection } from '../config.ts';
import type { Command, Git } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { misuse, readOptions } from '../options.ts';
import { remotesOf } from '../place.ts';
import { deleteRef, headOf, isRefName, refsBelow, resolveRef, shortName } from '../refs.ts';
import { defaultRemote, openPlace, remoteNamed } from '../remote-names.ts';
import { gitFile, putGitFile } from '../repository.ts';
import { upstreamOf } from '../revision.ts';
import { hasObject, type Store } from '../store.ts';
import { isAncestor } from '../walk.ts';
import { fetchFrom } from './fetch.ts';

const configFile = (git: Git): string => `${git.repository.folder}/config`;

export const lsRemote: Command = (git, argv) => {
  const given = readOptions(
    { usage: ['git ls-remote [--heads] [--tags] [--refs] [<repository> [<refs>...]]'], options: { heads: 'h', tags: 't', refs: '', quiet: 'q', 'get-url': '' } },
    argv,
  );
  const remote = remoteNamed(git, given.words[0] ?? defaultRemote(git));
  if (given.words[0] === undefined && !remote.known) throw new Fatal('fatal: No remote configured to list refs from.');
  const { repository: far } = openPlace(git, remote.url);
  if (given.words[0] === undefined && !given.has('quiet')) git.err(`From ${remote.url}\n`);
  const head: Store = far;
  const id = resolveRef(head, 'HEAD');
  if (id !== null && !given.has('heads') && !given.has('tags')) git.out(`${id}\tHEAD\n`);
  for (const [name, each] of refsBelow(far, 'refs/'))
    if ((!given.has('heads') && !given.has('tags')) || (given.has('heads') && name.startsWith('refs/heads/')) || (given.has('tags') && name.startsWith('refs/tags/')))
      git.out(`${each}\t${name}\n`);
  return 0;
};

/** Which branches a push without words would match, and how they stand. */
function sayPushed(git: Git, far: Store): void {
  const rows = refsBelow(git.repository, 'refs/heads/').flatMap(([ref, id]) => {
    const there = resolveRef(far, ref);
    if (there === null) return [];
    const state = there === id ? 'up to date' : hasObject(git.repository, there) && isAncestor(git.repository, there, id) ? 'fast-forwardable' : 'local out of date';
    return [{ name: shortName(ref), state }];
  });
  const width = Math.max(0, ...rows.map((row) => row.name.length));
  if (rows.length > 0)
    git.out(
      `  Local ref${rows.length === 1 ? '' : 's'} configured for 'git push':\n${rows.map((row) => `    ${row.name.padEnd(width)} pushes to ${row.name.padEnd(width)} (${row.state})\n`).join('')}`,
    );
}

const REMOTE_USAGE = [
  'git remote [-v | --verbose]',
  'git remote add [-t <branch>] [-m <master>] [-f] [--tags | --no-tags] [--mirror=<fetch|push>] <name> <url>',
  'git remote rename [--[no-]progress] <old> <new>',
  'git remote remove <name>',
  'git remote [-v | --verbose] show [-n] <name>',
  'git remote prune [-n | --dry-run] <name>',
  'git remote get-url [--push] [--all] <name>',
  'git remote set-url [--push] <name> <newurl> [<oldurl>]',
];

export const remote: Command = (git, argv) => {
  const given = readOptions({ usage: REMOTE_USAGE, options: { verbose: 'v', fetch: 'f', push: '', 'dry-run': 'n', all: '', tags: '', 'no-tags': '' } }, argv);
  const { repository } = git;
  const { disk } = repository;
  const [sub, name, value] = given.words;
  const all = remotesOf(git.config);
  const known = () => {
    const found = all.find((each) => each.name === name);
    if (!found) throw new Fatal(`error: No such remote${sub === 'get-url' || sub === 'set-url' ? '' : ':'} '${name}'`, 2);
    return found;
  };
  switch (sub) {
    case undefined:
      for (const each of all) git.out(given.has('verbose') ? `${each.name}\t${each.url} (fetch)\n${each.name}\t${each.pushUrl} (push)\n` : `${each.name}\n`);
      return 0;
    case 'add':
      if (name === undefined || value === undefined) throw misuse({ usage: ['git remote add [<options>] <name> <url>'] }, '');
      if (!isRefName(name)) throw new Fatal(`fatal: '${name}' is not a valid remote name`);
      if (all.some((each) => each.name === name)) throw new Fatal(`error: remote ${name} already exists.`, 3);
      changeSetting(disk, configFile(git), `remote.${name}.url`, value);
      changeSetting(disk, configFile(git), `remote.${name}.fetch`, `+refs/heads/*:refs/remotes/${name}/*`);
      return 0;
    case 'remove':
    case 'rm': {
      if (name === undefined) throw misuse({ usage: ['git remote remove <name>'] }, '');
      known();
      for (const [ref] of refsBelow(repository, `refs/remotes/${name}/`)) deleteRef(repository, ref);
      if (gitFile(repository, `refs/remotes/${name}/HEAD`) !== null) deleteRef(repository, `refs/remotes/${name}/HEAD`);
      disk.write(configFile(git), withoutSection(disk.read(configFile(git)), `remote.${name}`));
      for (const each of git.config.all) {
        const branch = /^branch\.(.+)\.remote$/.exec(each.name)?.[1];
        if (branch !== undefined && each.value === name) disk.write(configFile(git), withoutSection(disk.read(configFile(git)), `branch.${branch}`));
      }
      return 0;
    }
    case 'rename': {
      if (name === undefined || value === undefined) throw misuse({ usage: ['git remote rename [--[no-]progress] <old> <new>'] }, '');
      known();
      if (all.some((each) => each.name === value)) throw new Fatal(`error: remote ${value} already exists.`, 3);
      disk.write(configFile(git), withoutSection(disk.read(configFile(git)), `remote.${name}`, `remote.${value}`));
      changeSetting(disk, configFile(git), `remote.${value}.fetch`, `+refs/heads/*:refs/remotes/${value}/*`);
      for (const each of git.config.all) if (/^branch\..+\.remote$/.test(each.name) && each.value === name) changeSetting(disk, configFile(git), each.name, value);
      const from = `${repository.folder}/refs/remotes/${name}`;
      if (disk.stat(from)) {
        disk.makeFolder(`${repository.folder}/refs/remotes`, { parents: true });
        disk.rename(from, `${repository.folder}/refs/remotes/${value}`);
        const head = gitFile(repository, `refs/remotes/${value}/HEAD`);
        if (head !== null) putGitFile(repository, `refs/remotes/${value}/HEAD`, head.replace(`refs/remotes/${name}/`, `refs/remotes/${value}/`));
      }
      if (disk.stat(`${repository.folder}/logs/refs/remotes/${name}`))
        disk.rename(`${repository.folder}/logs/refs/remotes/${name}`, `${repository.folder}/logs/refs/remotes/${value}`);
      return 0;
    }
    case 'get-url':
      if (name === undefined) throw misuse({ usage: ['git remote get-url [--push] [--all] <name>'] }, '');
      git.out(`${given.has('push') ? known().pushUrl : known().url}\n`);
      return 0;
    case 'set-url':
      if (name === undefined || value === undefined) throw misuse({ usage: ['git remote set-url [--push] <name> <newurl> [<oldurl>]'] }, '');
      known();
      changeSetting(disk, configFile(git), `remote.${name}.${given.has('push') ? 'pushurl' : 'url'}`, value);
      return 0;
    case 'prune':
      if (name === undefined) throw misuse({ usage: ['git remote prune [<options>] <name>'] }, '');
      fetchFrom(git, known().name, [], { prune: true, quiet: true, verb: 'fetch' });
      return 0;
    case 'show': {
      if (name === undefined) {
        for (const each of all) git.out(`${each.name}\n`);
        return 0;
      }
      const each = known();
      const far = openPlace(git, each.url).repository;
      const heads = refsBelow(far, 'refs/heads/').map(([ref]) => shortName(ref));
      const head = headOf(far).branch;
      const width = Math.max(...heads.map((branch) => branch.length));
      git.out(
        `* remote ${name}\n  Fetch URL: ${each.url}\n  Push  URL: ${each.pushUrl}\n  HEAD branch: ${head === null ? '(unknown)' : shortName(head)}\n  Remote branch${heads.length === 1 ? '' : 'es'}:\n${heads.map((branch) => `    ${branch.padEnd(width)} ${resolveRef(repository, `refs/remotes/${name}/${branch}`) === null ? `new (next fetch will store in remotes/${name})` : 'tracked'}\n`).join('')}`,
      );
      const mine = refsBelow(repository, 'refs/heads/').filter(([ref]) => upstreamOf(git.config, ref)?.startsWith(`refs/remotes/${name}/`));
      const wide = Math.max(0, ...mine.map(([ref]) => shortName(ref).length));
      if (mine.length > 0)
        git.out(
          `  Local branch${mine.length === 1 ? '' : 'es'} configured for 'git pull':\n${mine.map(([ref]) => `    ${shortName(ref).padEnd(wide)} merges with remote ${shortName(upstreamOf(git.config, ref) as string).slice(name.length + 1)}\n`).join('')}`,
        );
      sayPushed(git, far);
      return 0;
    }
    default:
      throw misuse({ usage: REMOTE_USAGE }, `error: unknown subcommand: \`${sub}'`);
  }
};
