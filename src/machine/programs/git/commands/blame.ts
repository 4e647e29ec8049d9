// git blame: who last touched each line.
import { strFromU8 } from 'fflate';
import { changesBetween, withRenames } from '../compare.ts';
import { type Command, filesOf, type Git, headId } from '../context.ts';
import { dateText } from '../dates.ts';
import { Fatal } from '../fatal.ts';
import { lineChanges, linesOf } from '../linediff.ts';
import { NOTHING, type Signature, subjectOf } from '../objects.ts';
import { misuse, readOptions } from '../options.ts';
import { pathspecs } from '../pathspec.ts';
import { identity } from '../repository.ts';
import { commitNamed, unknownRevision } from '../revision.ts';
import { bytesOf, commitAt } from '../store.ts';
import { workingSide } from '../worktree.ts';

const USAGE = ['git blame [<options>] [<rev-opts>] [<rev>] [--] <file>'];

interface Origin {
  readonly id: string;
  readonly path: string;
  /** The line's number there, from 1. */
  readonly line: number;
}

/** For each line of a commit's file, the commit that brought it. */
function originsOf(git: Git, id: string, path: string): Origin[] {
  const { repository } = git;
  const text = (commit: string, name: string) => {
    const side = filesOf(git, commit).get(name);
    return side ? linesOf(strFromU8(bytesOf(repository, side.id))) : null;
  };
  const result: (Origin | undefined)[] = Array.from({ length: text(id, path)?.length ?? 0 });
  const visit = (commit: string, name: string, lines: readonly (readonly [at: number, final: number])[]): void => {
    let left = lines;
    const mine = text(commit, name) ?? [];
    for (const parent of commitAt(repository, commit).parents) {
      if (left.length === 0) return;
      let former = name;
      if (!filesOf(git, parent).has(name)) {
        const renamed = withRenames(repository, changesBetween(filesOf(git, parent), filesOf(git, commit))).find((change) => change.path === name && change.from !== undefined);
        if (!renamed?.from) continue;
        former = renamed.from;
      }
      const theirs = text(parent, former) ?? [];
      const changes = lineChanges(theirs, mine);
      const passed: [number, number][] = [];
      const own: (readonly [number, number])[] = [];
      for (const pair of left) {
        let shift = 0;
        let changed = false;
        for (const change of changes) {
          if (change.b > pair[0]) break;
          if (pair[0] < change.b + change.bCount) changed = true;
          shift = change.a + change.aCount - (change.b + change.bCount);
        }
        if (changed) own.push(pair);
        else passed.push([pair[0] + shift, pair[1]]);
      }
      visit(parent, former, passed);
      left = own;
    }
    for (const [at, final] of left) result[final] = { id: commit, path: name, line: at + 1 };
  };
  visit(
    id,
    path,
    result.map((_, at) => [at, at] as const),
  );
  return result as Origin[];
}

/** `-L 3,5`, `-L 3,+2`, `-L /pattern/,+3`. */
function rangeOf(spec: string, lines: readonly string[], path: string): [number, number] {
  const cut = spec.startsWith('/') ? spec.indexOf('/', 1) + 1 : spec.indexOf(',');
  const [from, to] =
    cut < 0 || !spec.slice(cut).includes(',')
      ? [spec.startsWith('/') ? spec.slice(0, cut) : spec, '']
      : [spec.slice(0, spec.indexOf(',', cut)), spec.slice(spec.indexOf(',', cut) + 1)];
  const place = (text: string, start: number, other: number): number => {
    if (text === '') return other;
    if (text.startsWith('/')) {
      const found = lines.findIndex((line, at) => at >= start && new RegExp(text.slice(1, -1)).test(line));
      if (found < 0) throw new Fatal(`fatal: -L parameter '${text.slice(1, -1)}' starting at line ${start + 1}: no match`);
      return found + 1;
    }
    return Number(text);
  };
  const begin = place(from, 0, 1);
  const end = to.startsWith('+') ? begin + Number(to.slice(1)) - 1 : to.startsWith('-') ? begin : place(to, begin, lines.length);
  if (!Number.isInteger(begin) || !Number.isInteger(end)) throw new Fatal(`fatal: -L invalid line range: ${spec}`);
  if (begin > lines.length) throw new Fatal(`fatal: file ${path} has only ${lines.length} line${lines.length === 1 ? '' : 's'}`);
  return [begin, Math.min(end, lines.length)];
}

export const blame: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: USAGE,
      options: {
        'L=': 'L',
        l: 'l',
        t: 't',
        s: 's',
        'show-email': 'e',
        'date=': '',
        w: 'w',
        'show-number': 'n',
        'show-name': 'f',
        porcelain: 'p',
        'line-porcelain': '',
        root: '',
        'abbrev=': '',
        M: 'M',
        C: 'C',
      },
    },
    argv,
  );
  const words = [...given.words, ...(given.after ?? [])];
  const file = words.at(-1);
  const revision = words.length > 1 ? words[0] : undefined;
  if (file === undefined) throw misuse({ usage: USAGE }, '');
  const { repository } = git;
  const head = headId(git);
  const start = revision === undefined ? head : commitNamed(git.names, revision);
  if (revision !== undefined && start === null) throw unknownRevision(revision);
  if (start === null) throw new Fatal(`fatal: no such ref: HEAD`);
  const path = pathspecs(git, [file])[0]?.path as string;
  const there = filesOf(git, start).get(path);
  if (!there) throw new Fatal(`fatal: no such path '${path}' in ${revision ?? 'HEAD'}`);
  const committed = linesOf(strFromU8(bytesOf(repository, there.id)));
  let origins = originsOf(git, start, path);
  let lines = committed;
  const working = revision === undefined ? workingSide(repository, path) : null;
  if (working && working.id !== there.id) {
    lines = linesOf(strFromU8(working.bytes?.() ?? new Uint8Array()));
    const known = origins;
    const next: Origin[] = [];
    let from = 0;
    for (const change of [...lineChanges(committed, lines), { a: committed.length, aCount: 0, b: lines.length, bCount: 0 }]) {
      for (; from < change.a; from++) next.push(known[from] as Origin);
      for (let at = 0; at < change.bCount; at++) next.push({ id: NOTHING, path, line: change.b + at + 1 });
      from = change.a + change.aCount;
    }
    origins = next;
  }
  const uncommitted: Signature = { ...identity(git.process, git.config, 'AUTHOR'), name: 'Not Committed Yet', email: 'not.committed.yet' };
  const who = (origin: Origin) => (origin.id === NOTHING ? uncommitted : commitAt(repository, origin.id).author);
  const boundary = (origin: Origin) => origin.id !== NOTHING && commitAt(repository, origin.id).parents.length === 0 && !given.has('root');
  const ranges = given.values('L').map((spec) => rangeOf(spec, lines, path));
  const chosen = origins.map((origin, at) => ({ origin, at })).filter(({ at }) => ranges.length === 0 || ranges.some(([from, to]) => at + 1 >= from && at + 1 <= to));
  const view = { now: git.process.time.now, zone: git.process.env.TZ };
  if (given.has('porcelain') || given.has('line-porcelain')) {
    const seen = new Set<string>();
    for (const { origin, at } of chosen) {
      const same = chosen.filter((each) => each.at > at && each.origin.id === origin.id && each.at - at === each.origin.line - origin.line).length + 1;
      const author = who(origin);
      const first = chosen[chosen.findIndex((each) => each.at === at) - 1];
      const starts = !first || first.origin.id !== origin.id || first.origin.line + 1 !== origin.line;
      git.out(`${origin.id} ${origin.line} ${at + 1}${starts ? ` ${same}` : ''}\n`);
      if (!seen.has(origin.id) || given.has('line-porcelain')) {
        const committer = origin.id === NOTHING ? author : commitAt(repository, origin.id).committer;
        const parent = origin.id === NOTHING ? null : (commitAt(repository, origin.id).parents[0] ?? null);
        git.out(
          `author ${author.name}\nauthor-mail <${author.email}>\nauthor-time ${author.at}\nauthor-tz ${author.zone}\ncommitter ${committer.name}\ncommitter-mail <${committer.email}>\ncommitter-time ${committer.at}\ncommitter-tz ${committer.zone}\nsummary ${origin.id === NOTHING ? `Version of ${path} from ${path}` : subjectOf(commitAt(repository, origin.id).message)}\n${parent === null ? 'boundary\n' : `previous ${parent} ${origin.path}\n`}filename ${origin.path}\n`,
        );
      }
      seen.add(origin.id);
      git.out(`\t${lines[at]?.replace(/\n$/, '')}\n`);
    }
    return 0;
  }
  const idText = (origin: Origin) => {
    const width = given.has('l') ? 40 : 8;
    return boundary(origin) ? `^${origin.id.slice(0, given.has('l') ? 39 : width - 1)}` : origin.id.slice(0, width);
  };
  const nameText = (origin: Origin) => (given.has('show-email') ? `<${who(origin).email}>` : who(origin).name);
  const nameWidth = Math.max(0, ...chosen.map(({ origin }) => nameText(origin).length));
  const numberWidth = String(Math.max(0, ...chosen.map(({ at }) => at + 1))).length;
  const form = given.has('t') ? 'raw' : (given.value('date') ?? git.config.get('blame.date') ?? 'iso');
  const showPath = given.has('show-name') || chosen.some(({ origin }) => origin.path !== path);
  const pathWidth = Math.max(0, ...chosen.map(({ origin }) => origin.path.length));
  const dateWidth = Math.max(0, ...chosen.map(({ origin }) => dateText(who(origin), form, view).length));
  const oldWidth = String(Math.max(0, ...chosen.map(({ origin }) => origin.line))).length;
  for (const { origin, at } of chosen) {
    const extra = `${showPath ? ` ${origin.path.padEnd(pathWidth)}` : ''}${given.has('show-number') ? ` ${String(origin.line).padStart(oldWidth)}` : ''}`;
    const number = String(at + 1).padStart(numberWidth);
    const body = given.has('s') ? ` ${number}) ` : ` (${nameText(origin).padEnd(nameWidth)} ${dateText(who(origin), form, view).padEnd(dateWidth)} ${number}) `;
    git.out(`${idText(origin)}${extra}${body}${(lines[at] as string).replace(/\n$/, '')}\n`);
  }
  return 0;
};
