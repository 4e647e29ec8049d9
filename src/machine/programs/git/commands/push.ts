// git push: to a copy elsewhere, as far as that takes it.

import { changeSetting } from '../config.ts';
import { branchName, type Command, type Git, reason, short } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { type Grammar, readOptions } from '../options.ts';
import { reachable, sizeOfObjects, transfer } from '../place.ts';
import { deleteRef, headOf, refsBelow, resolveRef, shortName, updateRef } from '../refs.ts';
import { defaultRemote, openPlace, remoteNamed } from '../remote-names.ts';
import { settings } from '../repository.ts';
import { fullName, objectNamed, upstreamOf } from '../revision.ts';
import { hasObject } from '../store.ts';
import { isAncestor } from '../walk.ts';
import type { Row } from './fetch.ts';

const configFile = (git: Git): string => `${git.repository.folder}/config`;

const PUSH: Grammar = {
  usage: ['git push [<options>] [<repository> [<refspec>...]]'],
  options: {
    force: 'f',
    'force-with-lease=?': '',
    'set-upstream': 'u',
    delete: 'd',
    all: '',
    tags: '',
    'follow-tags': '',
    'dry-run': 'n',
    quiet: 'q',
    verbose: 'v',
    porcelain: '',
    prune: '',
    mirror: '',
    'no-verify': '',
    progress: '',
  },
};

interface Update {
  readonly source: string | null;
  readonly target: string;
  /** As the table of results names the source. */
  readonly shown?: string;
  readonly forced: boolean;
}

/** The updates that the words ask for; with none, the branch that is checked out, as `push.default=simple` has it. */
function updatesOf(git: Git, given: ReturnType<typeof readOptions>, remote: string, specs: readonly string[]): Update[] {
  const { repository } = git;
  const forced = given.has('force') || given.has('force-with-lease');
  const pushed = (prefix: string) => refsBelow(repository, prefix).map(([name]): Update => ({ source: name, target: name, forced }));
  if (given.has('all') || given.has('mirror')) return pushed('refs/heads/');
  if (specs.length > 0)
    return [
      ...specs.map((spec): Update => {
        const force = forced || spec.startsWith('+');
        const [from = '', to] = spec.replace(/^\+/, '').split(':');
        if (given.has('delete') || (from === '' && to !== undefined)) return { source: null, target: fullTarget(git, to ?? from, null), forced: force };
        const full = fullName(repository, from === 'HEAD' ? (headOf(repository).branch ?? 'HEAD') : from);
        if (full === null && objectNamed(git.names, from) === null) throw new Fatal(`error: src refspec ${from} does not match any`, 1);
        return { shown: from === 'HEAD' ? 'HEAD' : shortName(full ?? from), source: full ?? from, target: fullTarget(git, to ?? shortName(full ?? from), full), forced: force };
      }),
      ...(given.has('tags') ? pushed('refs/tags/') : []),
    ];
  if (given.has('tags')) return pushed('refs/tags/');
  const branch = branchName(git);
  if (branch === null)
    throw new Fatal(
      `fatal: You are not currently on a branch.\nTo push the history leading to the current (detached HEAD)\nstate now, use\n\n    git push ${remote} HEAD:<name-of-remote-branch>\n`,
    );
  const upstream = upstreamOf(git.config, branch);
  const mode = git.config.get('push.default') ?? 'simple';
  const auto = git.config.flag('push.autosetupremote') === true;
  if (upstream === null && mode !== 'current' && !given.has('set-upstream') && !auto && git.config.get(`branch.${branch}.remote`) === undefined)
    throw new Fatal(
      `fatal: The current branch ${branch} has no upstream branch.\nTo push the current branch and set the remote as upstream, use\n\n    git push --set-upstream ${remote} ${branch}\n\nTo have this happen automatically for branches without a tracking\nupstream, see 'push.autoSetupRemote' in 'git help config'.\n`,
    );
  const target = git.config.get(`branch.${branch}.merge`) ?? `refs/heads/${branch}`;
  if (mode === 'simple' && target !== `refs/heads/${branch}`)
    throw new Fatal(
      `fatal: The upstream branch of your current branch does not match\nthe name of your current branch.  To push to the upstream branch\non the remote, use\n\n    git push ${remote} HEAD:${shortName(target)}\n\nTo push to the branch of the same name on the remote, use\n\n    git push ${remote} HEAD\n`,
    );
  return [{ source: `refs/heads/${branch}`, target, forced }];
}

const fullTarget = (_git: Git, name: string, source: string | null): string =>
  name.startsWith('refs/') ? name : source?.startsWith('refs/tags/') ? `refs/tags/${name}` : `refs/heads/${name}`;

export const push: Command = (git, argv) => {
  const given = readOptions(PUSH, argv);
  const { repository } = git;
  const [word, ...specs] = given.words;
  const name = word ?? defaultRemote(git);
  const remote = remoteNamed(git, name);
  if (word === undefined && !remote.known)
    throw new Fatal(
      'fatal: No configured push destination.\nEither specify the URL from the command-line or configure a remote repository using\n\n    git remote add <name> <url>\n\nand then push using the remote name\n\n    git push <name>\n',
    );
  let updates: Update[];
  try {
    updates = updatesOf(git, given, name, specs);
  } catch (error) {
    if (error instanceof Fatal && error.message.startsWith('error: src refspec')) throw new Fatal(`${error.message}\nerror: failed to push some refs to '${remote.pushUrl}'`, 1);
    throw error;
  }
  const place = openPlace(git, remote.pushUrl);
  const far = place.repository;
  const rows: Row[] = [];
  let failed = false;
  let hint = '';
  const send: string[] = [];
  const planned: (() => void)[] = [];
  const brief = (id: string) => short(git, id);
  const from = (update: Update) => update.shown ?? (update.source === null ? '' : shortName(update.source));
  for (const update of updates) {
    const id = update.source === null ? null : (resolveRef(repository, update.source) ?? objectNamed(git.names, update.source));
    const there = resolveRef(far, update.target);
    const refuse = (why: string, summary = '[rejected]') => {
      failed = true;
      rows.push({ mark: '!', summary, from: from(update) || shortName(update.target), to: shortName(update.target), note: ` (${why})` });
    };
    const here = !far.bare && headOf(far).branch === update.target;
    if (id === null) {
      if (there === null) {
        git.err(`error: unable to delete '${shortName(update.target)}': remote ref does not exist\n`);
        failed = true;
      } else if (headOf(far).branch === update.target) {
        git.err(`remote: error: refusing to delete the current branch: ${update.target}        \n`);
        refuse('deletion of the current branch prohibited', '[remote rejected]');
      } else {
        rows.push({ mark: '-', summary: '[deleted]', from: '', to: shortName(update.target), note: '' });
        planned.push(() => deleteRef(far, update.target));
        if (remote.known) planned.push(() => deleteRef(repository, `refs/remotes/${name}/${shortName(update.target)}`));
      }
      continue;
    }
    if (there === id) {
      if (remote.known && update.target.startsWith('refs/heads/')) planned.push(() => track(git, name, update.target, id));
      continue;
    }
    if (there !== null && !update.forced) {
      if (update.target.startsWith('refs/tags/')) {
        refuse('already exists');
        hint = 'hint: Updates were rejected because the tag already exists in the remote.\n';
        continue;
      }
      if (!hasObject(repository, there)) {
        refuse('fetch first');
        hint =
          "hint: Updates were rejected because the remote contains work that you do not\nhint: have locally. This is usually caused by another repository pushing to\nhint: the same ref. If you want to integrate the remote changes, use\nhint: 'git pull' before pushing again.\nhint: See the 'Note about fast-forwards' in 'git push --help' for details.\n";
        continue;
      }
      if (!isAncestor(repository, there, id)) {
        refuse('non-fast-forward');
        hint = `hint: Updates were rejected because ${update.source === headOf(repository).branch ? "the tip of your current branch is behind\nhint: its remote counterpart. If you want to integrate the remote changes,\nhint: use 'git pull' before pushing again" : "a pushed branch tip is behind its remote\nhint: counterpart. If you want to integrate the remote changes, use 'git pull'\nhint: before pushing again"}.\nhint: See the 'Note about fast-forwards' in 'git push --help' for details.\n`;
        continue;
      }
    }
    if (here) {
      git.err(
        `remote: error: refusing to update checked out branch: ${update.target}        \nremote: error: By default, updating the current branch in a non-bare repository        \nremote: is denied, because it will make the index and work tree inconsistent        \nremote: with what you pushed, and will require 'git reset --hard' to match        \nremote: the work tree to HEAD.        \nremote: \nremote: You can set the 'receive.denyCurrentBranch' configuration variable        \nremote: to 'ignore' or 'warn' in the remote repository to allow pushing into        \nremote: its current branch; however, this is not recommended unless you        \nremote: arranged to update its work tree to match what you pushed in some        \nremote: other way.        \nremote: \nremote: To squelch this message and still keep the default behaviour, set        \nremote: 'receive.denyCurrentBranch' configuration variable to 'refuse'.        \n`,
      );
      const denied = settings(git.process, far).get('receive.denycurrentbranch');
      if (denied !== 'ignore' && denied !== 'warn') {
        refuse('branch is currently checked out', '[remote rejected]');
        continue;
      }
    }
    send.push(id);
    const forward = there === null || (hasObject(repository, there) && isAncestor(repository, there, id));
    const kind = update.target.startsWith('refs/tags/') ? '[new tag]' : '[new branch]';
    rows.push({
      mark: there === null ? '*' : forward ? ' ' : '+',
      summary: there === null ? kind : `${brief(there)}${forward ? '..' : '...'}${brief(id)}`,
      from: from(update),
      to: shortName(update.target),
      note: forward ? '' : ' (forced update)',
    });
    planned.push(() => updateRef(far, update.target, id, reason(git, 'push')));
    if (remote.known && update.target.startsWith('refs/heads/')) planned.push(() => track(git, name, update.target, id));
  }
  const quiet = given.has('quiet');
  if (rows.length === 0 && !failed) {
    if (!quiet) git.err('Everything up-to-date\n');
  }
  const packed = send.length > 0 ? reachable(repository, send, (id) => hasObject(far, id)) : [];
  const progress = !quiet && git.process.terminal.err;
  if (progress && packed.length > 0) {
    const count = packed.length;
    git.err(
      `Enumerating objects: ${count}, done.\nCounting objects: 100% (${count}/${count}), done.\nWriting objects: 100% (${count}/${count}), ${size(sizeOfObjects(repository, packed))}, done.\nTotal ${count} (delta 0), reused 0 (delta 0), pack-reused 0\n`,
    );
  } else if (progress && send.length > 0) git.err('Total 0 (delta 0), reused 0 (delta 0), pack-reused 0\n');
  if (!given.has('dry-run')) {
    transfer(repository, far, send);
    for (const step of planned) step();
  }
  if (rows.length > 0 && (!quiet || failed)) {
    const width = 2 * 7 + 3;
    const text = rows.map((row) => ` ${row.mark} ${row.summary.padEnd(width)} ${row.from === '' ? '' : `${row.from} -> `}${row.to}${row.note}\n`).join('');
    git.err(`To ${remote.pushUrl}\n${text}`);
  }
  if (failed) {
    git.err(`error: failed to push some refs to '${remote.pushUrl}'\n${hint}`);
    return 1;
  }
  const auto = git.config.flag('push.autosetupremote') === true && branchName(git) !== null && upstreamOf(git.config, branchName(git) as string) === null;
  if ((given.has('set-upstream') || auto) && !given.has('dry-run'))
    for (const update of updates) {
      if (update.source === null || !update.source.startsWith('refs/heads/')) continue;
      changeSetting(repository.disk, configFile(git), `branch.${shortName(update.source)}.remote`, name);
      changeSetting(repository.disk, configFile(git), `branch.${shortName(update.source)}.merge`, update.target);
      if (!quiet) git.out(`branch '${shortName(update.source)}' set up to track '${name}/${shortName(update.target)}'.\n`);
    }
  return 0;
};

/** Remembers what the remote has now. */
function track(git: Git, remote: string, target: string, id: string): void {
  const name = `refs/remotes/${remote}/${shortName(target)}`;
  if (resolveRef(git.repository, name) !== id) updateRef(git.repository, name, id, reason(git, 'update by push'));
}

const size = (bytes: number): string =>
  bytes < 1024 ? `${bytes} bytes | ${bytes}.00 B/s`.replace(/ \| .*/, ` | ${bytes} bytes/s`) : `${(bytes / 1024).toFixed(2)} KiB | ${(bytes / 1024).toFixed(2)} KiB/s`;
