// All of git's commands that there are here, and those that there are not.
import type { Command, Outer } from '../context.ts';
import { blame } from './blame.ts';
import { branch } from './branch.ts';
import { commit } from './commit.ts';
import { clone, init } from './create.ts';
import { diff } from './diff.ts';
import { fetch, pull } from './fetch.ts';
import { grep } from './grep.ts';
import { catFile, checkIgnore, hashObject, lsFiles, lsTree, showRef, symbolicRef } from './list.ts';
import { log } from './log.ts';
import { merge } from './merge.ts';
import { cherryPick, revert } from './pick.ts';
import { push } from './push.ts';
import { rebase } from './rebase.ts';
import { lsRemote, remote } from './remotes.ts';
import { reset } from './reset.ts';
import { restore } from './restore.ts';
import { describe, mergeBase, revList, revParse, shortlog } from './revs.ts';
import { config, help } from './settings.ts';
import { show } from './show.ts';
import { add, mv, rm } from './stage.ts';
import { stash } from './stash.ts';
import { status } from './status.ts';
import { checkout, switchBranch } from './switch.ts';
import { tag } from './tag.ts';
import { clean, fsck, reflog } from './tidy.ts';

export type Entry = { readonly summary: string } & ({ readonly kind: 'inner'; readonly run: Command } | { readonly kind: 'outer'; readonly run: Outer });

const inner = (summary: string, run: Command): Entry => ({ kind: 'inner', summary, run });
const outer = (summary: string, run: Outer): Entry => ({ kind: 'outer', summary, run });

export const COMMANDS: Readonly<Record<string, Entry>> = {
  add: inner('Add file contents to the index', add),
  blame: inner('Show what revision and author last modified each line of a file', blame),
  branch: inner('List, create, or delete branches', branch),
  'cat-file': inner('Provide contents or details of repository objects', catFile),
  'check-ignore': inner('Debug gitignore / exclude files', checkIgnore),
  checkout: inner('Switch branches or restore working tree files', checkout),
  'cherry-pick': inner('Apply the changes introduced by some existing commits', cherryPick),
  clean: inner('Remove untracked files from the working tree', clean),
  clone: outer('Clone a repository into a new directory', clone),
  commit: inner('Record changes to the repository', commit),
  config: outer('Get and set repository or global options', config),
  describe: inner('Give an object a human readable name based on an available ref', describe),
  diff: inner('Show changes between commits, commit and working tree, etc', diff),
  fetch: inner('Download objects and refs from another repository', fetch),
  fsck: inner('Verifies the connectivity and validity of the objects in the database', fsck),
  grep: inner('Print lines matching a pattern', grep),
  'hash-object': inner('Compute object ID and optionally create an object from a file', hashObject),
  help: outer('Display help information about Git', help),
  init: outer('Create an empty Git repository or reinitialize an existing one', init),
  log: inner('Show commit logs', log),
  'ls-files': inner('Show information about files in the index and the working tree', lsFiles),
  'ls-remote': inner('List references in a remote repository', lsRemote),
  'ls-tree': inner('List the contents of a tree object', lsTree),
  merge: inner('Join two or more development histories together', merge),
  'merge-base': inner('Find as good common ancestors as possible for a merge', mergeBase),
  mv: inner('Move or rename a file, a directory, or a symlink', mv),
  pull: inner('Fetch from and integrate with another repository or a local branch', pull),
  push: inner('Update remote refs along with associated objects', push),
  rebase: inner('Reapply commits on top of another base tip', rebase),
  reflog: inner('Manage reflog information', reflog),
  remote: inner('Manage set of tracked repositories', remote),
  reset: inner('Reset current HEAD to the specified state', reset),
  restore: inner('Restore working tree files', restore),
  'rev-list': inner('Lists commit objects in reverse chronological order', revList),
  'rev-parse': inner('Pick out and massage parameters', revParse),
  revert: inner('Revert some existing commits', revert),
  rm: inner('Remove files from the working tree and from the index', rm),
  shortlog: inner("Summarize 'git log' output", shortlog),
  show: inner('Show various types of objects', show),
  'show-ref': inner('List references in a local repository', showRef),
  stash: inner('Stash the changes in a dirty working directory away', stash),
  status: inner('Show the working tree status', status),
  switch: inner('Switch branches', switchBranch),
  'symbolic-ref': inner('Read, modify and delete symbolic refs', symbolicRef),
  tag: inner('Create, list, delete or verify a tag object signed with GPG', tag),
};

/** Real git has these; this one does not. */
export const MISSING =
  'am annotate apply archive bisect bugreport bundle check-attr check-mailmap check-ref-format checkout-index cherry citool column commit-graph commit-tree count-objects credential diff-files diff-index diff-tree difftool fast-export fast-import fetch-pack filter-branch fmt-merge-msg for-each-ref format-patch gc gui hook index-pack instaweb interpret-trailers mailinfo mailsplit maintenance merge-file merge-tree mergetool mktag mktree multi-pack-index name-rev notes pack-objects pack-refs patch-id prune range-diff read-tree repack replace request-pull rerere send-email show-branch sparse-checkout stage stripspace submodule unpack-objects update-index update-ref var verify-commit verify-pack verify-tag whatchanged worktree write-tree'.split(
    ' ',
  );
