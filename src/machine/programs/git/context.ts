// What every git command is given: the repository, the settings, and ways to say things.
import type { Process } from '../../program.ts';
import type { Config } from './config.ts';
import { Fatal } from './fatal.ts';
import { type Ignoring, ignoringOf } from './ignore.ts';
import { subjectOf } from './objects.ts';
import { type Colour, painted, quotedPath } from './patch.ts';
import { headOf, type Reason } from './refs.ts';
import { type Identity, identity, type Repository } from './repository.ts';
import { commitNamed, type Names, unknownRevision } from './revision.ts';
import { abbreviate, commitAt, type Listing, listingOf } from './store.ts';

export interface Git {
  readonly process: Process;
  readonly repository: Repository;
  readonly config: Config;
  readonly ignoring: Ignoring;
  readonly names: Names;
  /** Colours on standard output. */
  readonly colour: boolean;
  /** From the top of the working folder to where one stands, with a slash at its end; empty at the top. */
  readonly prefix: string;
  out(text: string): void;
  err(text: string): void;
  /** The text that the person wrote into `file` after `template` was put there. Ends the command until they have. */
  edit(file: string, template: string): string;
}

/** A command inside of a repository: gives the exit status. */
export type Command = (git: Git, argv: readonly string[]) => number;

/** One that needs no repository; `repository` is the one around, if any. */
export type Outer = (process: Process, repository: Repository | null, config: Config, argv: readonly string[]) => number;

/** Thrown by `Git.edit` to ask for an editor. */
export class Editing extends Error {
  constructor(
    readonly path: string,
    readonly template: string,
  ) {
    super('editing');
  }
}

export function contextOf(process: Process, repository: Repository, config: Config, edited: boolean): Git {
  const here = process.disk.resolve('.');
  const inside = !repository.bare && here.startsWith(`${repository.root}/`) ? `${here.slice(repository.root.length + 1)}/` : '';
  const ui = config.get('color.ui');
  return {
    process,
    repository,
    config,
    ignoring: ignoringOf(repository, config, process.env.HOME ?? process.host.home),
    names: { repository, config, now: process.time.now },
    colour: ui === 'always' || (config.flag('color.ui') !== false && ui !== 'never' && process.terminal.out),
    prefix: inside,
    out: (text) => process.out(text),
    err: (text) => process.err(text),
    edit(file, template) {
      const path = `${repository.folder}/${file}`;
      if (!edited) throw new Editing(path, template);
      return process.disk.stat(path) ? process.disk.read(path) : '';
    },
  };
}

/** Output in a colour, when the output has colours. */
export const paint = (git: Git, colour: Colour, text: string): string => painted(git.colour, colour, text);

/** How a path in the repository is written from where one stands. */
export function shown(git: Git, path: string): string {
  const from = git.prefix.split('/').slice(0, -1);
  const to = path.split('/');
  let same = 0;
  while (same < from.length && same < to.length - 1 && from[same] === to[same]) same++;
  return quotedPath([...from.slice(same).map(() => '..'), ...to.slice(same)].join('/') || './');
}

export const short = (git: Git, id: string): string => abbreviate(git.repository, id);

export const subjectAt = (git: Git, id: string): string => subjectOf(commitAt(git.repository, id).message);

/** The files of a commit; of none, none. */
export const filesOf = (git: Git, id: string | null): Listing => listingOf(git.repository, id === null ? null : commitAt(git.repository, id).tree);

export const headId = (git: Git): string | null => headOf(git.repository).id;

/** `main`, or null when HEAD is detached. */
export const branchName = (git: Git): string | null => headOf(git.repository).branch?.replace(/^refs\/heads\//, '') ?? null;

export const committer = (git: Git): Identity => identity(git.process, git.config, 'COMMITTER');

export const reason = (git: Git, message: string): Reason => ({ who: committer(git), message });

/** A commit by its name, or git's complaint. */
export function needCommit(git: Git, word: string): string {
  const id = commitNamed(git.names, word);
  if (id === null) throw unknownRevision(word);
  return id;
}

export function needWorkTree(git: Git): void {
  if (git.repository.bare) throw new Fatal('fatal: this operation must be run in a work tree');
}

/** A message without comment lines, trailing blanks and needless empty lines, ending with a line break. */
export function cleaned(message: string, comments: boolean): string {
  const cut = comments ? message.replace(/^# -+ >8 -+\n[\s\S]*/m, '') : message;
  const lines = cut
    .split('\n')
    .filter((line) => !comments || !line.startsWith('#'))
    .map((line) => line.trimEnd());
  const text = lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
  return text === '' ? '' : `${text}\n`;
}
