// git log.

import { strFromU8 } from 'fflate';
import { changesOf, changesText, logStyle } from '../commit-text.ts';
import { branchName, type Command, type Git } from '../context.ts';
import { dateText } from '../dates.ts';
import { selected } from '../differences.ts';
import { Fatal, missing } from '../fatal.ts';
import { Graph } from '../graph.ts';
import type { Commit } from '../objects.ts';
import { readOptions } from '../options.ts';
import { selects } from '../pathspec.ts';
import { isOneline, prettyCommit } from '../pretty.ts';
import { reflogOf } from '../refs.ts';
import type { Range } from '../revision.ts';
import { filterOf, LOG_OPTIONS, readRange, unknownArgument } from '../selection.ts';
import { bytesOf, commitAt, type Side } from '../store.ts';
import { commitsFrom, type Visit } from '../walk.ts';

export const log: Command = (git, argv) => {
  const given = readOptions({ usage: ['git log [<options>] [<revision-range>] [[--] <path>...]'], options: LOG_OPTIONS, number: 'max-count', unknown: unknownArgument }, argv);
  for (const option of ['left-right', 'cherry-pick', 'source', 'boundary', 'simplify-by-decoration', 'L', 'children'])
    if (given.has(option)) throw missing(`'log ${option.length === 1 ? '-' : '--'}${option}'`);
  const { range, specs, named } = readRange(git, given, argv);
  if (range.starts.length === 0 && !named) throw new Fatal(`fatal: your current branch '${branchName(git) ?? 'HEAD'}' does not have any commits yet`);
  const style = logStyle(git, given, []);
  const select = specs.length > 0 ? (path: string) => selects(specs, path) : null;
  const graph = given.has('graph');
  const passes = filterOf(git, given);
  let visits: Visit[] | null = null;
  let reflogs: { readonly selector: string; readonly message: string }[] | null = null;
  if (given.has('walk-reflogs')) {
    const branch = given.words[0];
    const log = reflogOf(git.repository, branch === undefined || branch === 'HEAD' ? 'HEAD' : `refs/heads/${branch}`);
    visits = log.map((each) => ({ id: each.to, commit: commitAt(git.repository, each.to), parents: [] }));
    reflogs = log.map((each, index) => ({
      selector: `${branch ?? 'HEAD'}@{${given.has('date') ? dateText(each.who, style.pretty.date, { now: git.process.time.now, zone: git.process.env.TZ }) : index}}`,
      message: each.message,
    }));
  }
  const follow = given.has('follow') && specs.length === 1 ? followed(git, range, specs[0]?.path as string) : null;
  visits ??=
    follow?.visits ?? commitsFrom(git.repository, range.starts, range.hidden, { select, firstParent: given.has('first-parent'), topological: graph || given.has('topo-order') });
  const needles = [...given.values('S').map((text) => ({ text, lines: false })), ...given.values('G').map((text) => ({ text, lines: true }))];
  const order = new Map(visits.map((visit, index) => [visit, index]));
  const passing = visits.filter((visit) => passes(visit.commit) && needles.every((needle) => touches(git, visit.commit, needle)));
  const [skip, most] = [Number(given.value('skip') ?? 0), given.value('max-count')];
  if (most !== undefined && !/^-?\d+$/.test(most)) throw new Fatal(`fatal: '${most}': not an integer`);
  const chosen = passing.slice(skip, most === undefined || Number(most) < 0 ? undefined : skip + Number(most));
  if (given.has('reverse')) chosen.reverse();
  const drawn = new Set(passing.map((visit) => visit.id));
  const lanes = graph ? new Graph(git.colour) : null;
  const oneline = isOneline(style.pretty.form);
  chosen.forEach((visit, index) => {
    const reflog = reflogs?.[order.get(visit) as number] ?? null;
    const text = prettyCommit(git, visit.id, visit.commit, { ...style.pretty, reflog });
    const pick = follow ? (path: string) => follow.paths.get(visit.id)?.includes(path) === true : (select ?? (() => true));
    const changes = changesText(git, visit.commit, style.diff, pick, given.has('first-parent') ? 'first' : given.has('cc') ? 'combined' : 'none');
    const separate = style.diff.forms.includes('patch') && style.diff.forms.includes('stat') && !oneline ? '---\n' : style.pretty.form === 'oneline' ? '' : '\n';
    const block = text + (changes === '' ? '' : separate + changes);
    const between = index > 0 && !oneline ? '\n' : '';
    const format = style.pretty.form.startsWith('format:');
    if (lanes)
      git.out(lanes.block({ ...visit, parents: visit.parents.filter((id) => drawn.has(id)) }, text, changes === '' ? '' : separate + changes, !oneline && !format && index > 0));
    else if (format && changes === '') git.out(`${text.slice(0, -1)}\n`);
    else git.out((format ? '' : between) + block);
  });
  return 0;
};

/** Whether a commit changed how often a text occurs (`-S`), or a line that a pattern fits (`-G`). */
function touches(git: Git, commit: Commit, needle: { readonly text: string; readonly lines: boolean }): boolean {
  return changesOf(git, commit, () => true).some((change) => {
    const text = (side: Side | null) => (side ? strFromU8(bytesOf(git.repository, side.id)) : '');
    const [before, after] = [text(change.before), text(change.after)];
    if (!needle.lines) return before.split(needle.text).length !== after.split(needle.text).length;
    const pattern = new RegExp(needle.text);
    const fitting = (all: string) =>
      all
        .split('\n')
        .filter((line) => pattern.test(line))
        .sort()
        .join('\n');
    return fitting(before) !== fitting(after);
  });
}

/** The commits that changed a file under any of its names. */
function followed(git: Git, range: Range, path: string): { readonly visits: Visit[]; readonly paths: ReadonlyMap<string, readonly string[]> } {
  let name = path;
  const paths = new Map<string, readonly string[]>();
  const visits = commitsFrom(git.repository, range.starts, range.hidden).filter(({ id, commit }) => {
    if (commit.parents.length > 1) return false;
    const change = selected(
      git,
      changesOf(git, commit, () => true),
      { renames: true, filter: null },
    ).find((each) => each.path === name);
    if (!change) return false;
    paths.set(id, change.from === undefined ? [name] : [name, change.from]);
    name = change.from ?? name;
    return true;
  });
  return { visits, paths };
}
