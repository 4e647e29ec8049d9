// How log and show print a commit: the style that was asked for, and what the commit changed.
import { combinedPatch } from './combined.ts';
import { changesBetween, type FileChange } from './compare.ts';
import { filesOf, type Git } from './context.ts';
import { type DiffStyle, differencesText, diffStyle, selected } from './differences.ts';
import type { Commit } from './objects.ts';
import type { Given } from './options.ts';
import { checkForm, decorationsOf, type PrettyStyle } from './pretty.ts';
import { listingOf, type Side } from './store.ts';

/** The changes that a commit made to its first parent. */
export const changesOf = (git: Git, commit: Commit, select: (path: string) => boolean): FileChange[] =>
  changesBetween(filesOf(git, commit.parents[0] ?? null), listingOf(git.repository, commit.tree)).filter((change) => select(change.path));

/** What a commit changed, as log and show print it below the message. */
export function changesText(git: Git, commit: Commit, style: DiffStyle, select: (path: string) => boolean, merges: 'none' | 'combined' | 'first'): string {
  if (style.forms.length === 0) return '';
  if (commit.parents.length < 2 || merges === 'first') return differencesText(git, selected(git, changesOf(git, commit, select), style), style);
  if (merges === 'none') return '';
  const tables = style.forms.filter((form) => form !== 'patch');
  const [one, other] = commit.parents.map((id) => filesOf(git, id)) as [ReadonlyMap<string, Side>, ReadonlyMap<string, Side>];
  const result = listingOf(git.repository, commit.tree);
  const differs = (path: string) => [one, other].every((tree) => tree.get(path)?.id !== result.get(path)?.id || tree.get(path)?.mode !== result.get(path)?.mode);
  const paths = [...new Set([...one.keys(), ...other.keys(), ...result.keys()])].filter((path) => differs(path) && select(path)).sort();
  const table =
    tables.length > 0
      ? differencesText(
          git,
          tables.includes('stat') || tables.includes('shortstat') ? selected(git, changesOf(git, commit, select), style) : changesOf(git, commit, (path) => paths.includes(path)),
          { ...style, forms: tables },
        )
      : '';
  const patch = style.forms.includes('patch')
    ? paths.map((path) => combinedPatch(git.repository, path, [one.get(path) ?? null, other.get(path) ?? null], result.get(path) ?? null, style)).join('')
    : '';
  return [table, patch].filter((part) => part !== '').join('\n');
}

export interface LogStyle {
  readonly pretty: PrettyStyle;
  readonly diff: DiffStyle;
}

export function logStyle(git: Git, given: Given, fallback: DiffStyle['forms']): LogStyle {
  const form = given.has('oneline') ? 'oneline' : checkForm(given.value('format') ?? given.value('pretty') ?? git.config.get('format.pretty') ?? 'medium');
  const asked = given.value('decorate');
  const setting = git.config.get('log.decorate');
  const wanted =
    given.order.includes('no-decorate') || given.flag('decorate') === false
      ? false
      : given.has('decorate')
        ? asked !== 'no' && (asked !== 'auto' || git.process.terminal.out)
        : setting !== undefined
          ? setting !== 'no' && setting !== 'false' && (setting !== 'auto' || git.process.terminal.out)
          : git.process.terminal.out;
  const abbreviated =
    (given.has('oneline') && !given.order.includes('no-abbrev-commit')) ||
    given.has('abbrev-commit') ||
    (git.config.flag('log.abbrevcommit') === true && !given.order.includes('no-abbrev-commit'));
  const diff = diffStyle(git, given, fallback);
  return {
    diff,
    pretty: {
      form,
      date: given.has('relative-date') ? 'relative' : (given.value('date') ?? git.config.get('log.date') ?? 'default'),
      names: wanted ? decorationsOf(git, asked === 'full') : null,
      abbreviated,
    },
  };
}
