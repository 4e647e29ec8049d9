// git rev-parse, rev-list, merge-base, describe, shortlog: what names mean, and counting.
import { branchName, type Command, filesOf, headId, needCommit, short } from '../context.ts';
import { Fatal, missing } from '../fatal.ts';
import { subjectOf } from '../objects.ts';
import { misuse, readOptions } from '../options.ts';
import { selects } from '../pathspec.ts';
import { checkForm, expandFormat, prettyCommit } from '../pretty.ts';
import { refsBelow, shortName } from '../refs.ts';
import type { Range } from '../revision.ts';
import { addToRange, fullName, objectNamed, peel, unknownRevision, upstreamOf } from '../revision.ts';
import { filterOf, LOG_OPTIONS, readRange } from '../selection.ts';
import { loadIndex } from '../staging.ts';
import { abbreviate, commitAt, kindOf, tagAt } from '../store.ts';
import { ancestorsOf, commitsFrom, isAncestor, mergeBases } from '../walk.ts';
import { statusOf } from '../worktree.ts';

export const revParse: Command = (git, argv) => {
  const { repository } = git;
  const relative = git.prefix
    .split('/')
    .slice(1)
    .map(() => '../')
    .join('');
  let [brief, symbolic, verify, quiet, full] = [0, false, false, false, false];
  let only = false;
  for (const word of argv) {
    if (only) {
      git.out(`${word}\n`);
      continue;
    }
    const short = /^--short(?:=(\d+))?$/.exec(word);
    if (short) brief = Number(short[1] ?? 7);
    else if (word === '--abbrev-ref') symbolic = true;
    else if (word === '--symbolic-full-name') full = true;
    else if (word === '--verify') verify = true;
    else if (word === '-q' || word === '--quiet') quiet = true;
    else if (word === '--show-toplevel') git.out(`${repository.root}\n`);
    else if (word === '--git-dir') git.out(`${repository.bare ? '.' : git.prefix === '' ? '.git' : repository.folder}\n`);
    else if (word === '--absolute-git-dir') git.out(`${repository.folder}\n`);
    else if (word === '--is-inside-work-tree') git.out(`${!repository.bare}\n`);
    else if (word === '--is-inside-git-dir') git.out(`${repository.disk.resolve('.').startsWith(repository.folder)}\n`);
    else if (word === '--is-bare-repository') git.out(`${repository.bare}\n`);
    else if (word === '--is-shallow-repository') git.out('false\n');
    else if (word === '--show-prefix') git.out(`${git.prefix}\n`);
    else if (word === '--show-cdup') git.out(`${relative}\n`);
    else if (word === '--show-object-format') git.out('sha1\n');
    else if (['--all', '--branches', '--tags', '--remotes'].includes(word)) {
      const prefix = word === '--all' ? 'refs/' : word === '--branches' ? 'refs/heads/' : `refs/${word.slice(2)}/`;
      for (const [name, id] of refsBelow(repository, prefix)) git.out(`${symbolic ? shortName(name) : id}\n`);
    } else if (word === '--') {
      git.out('--\n');
      only = true;
    } else if (word.startsWith('--')) git.out(`${word}\n`);
    else {
      const range: Range = { starts: [], hidden: [], symmetric: null };
      if (word.includes('..') && addToRange(git.names, range, word, (a, b) => mergeBases(repository, a, b))) {
        for (const id of range.symmetric ? range.symmetric : range.starts) git.out(`${id}\n`);
        for (const id of range.hidden) git.out(`^${id}\n`);
        continue;
      }
      const negative = word.startsWith('^');
      const name = negative ? word.slice(1) : word;
      const id = objectNamed(git.names, name);
      if (id === null) {
        if (verify) {
          if (quiet) return 1;
          throw new Fatal('fatal: Needed a single revision');
        }
        if (git.process.disk.stat(word)) {
          git.out(`${word}\n`);
          continue;
        }
        git.out(`${word}\n`);
        throw unknownRevision(word);
      }
      if (symbolic || full) {
        const upstream = /@\{(u|upstream)\}$/.test(name) ? upstreamOf(git.config, name.replace(/@\{.*$/, '') || (branchName(git) ?? '')) : null;
        const named = upstream ?? (name === 'HEAD' || name === '@' ? (branchName(git) === null ? 'HEAD' : `refs/heads/${branchName(git)}`) : fullName(repository, name));
        if (named !== null) git.out(`${full ? named : shortName(named)}\n`);
      } else git.out(`${negative ? '^' : ''}${brief > 0 ? abbreviate(repository, id, Math.max(4, brief)) : id}\n`);
    }
  }
  if (verify && argv.every((word) => word.startsWith('-'))) throw new Fatal('fatal: Needed a single revision');
  return 0;
};

export const revList: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: ['git rev-list [<options>] <commit>... [--] [<path>...]'],
      options: { ...LOG_OPTIONS, count: '', objects: '' },
      number: 'max-count',
      unknown: () => misuse({ usage: ['git rev-list [<options>] <commit>... [--] [<path>...]'] }, ''),
    },
    argv,
  );
  if (given.has('objects')) throw missing("'rev-list --objects'");
  const { range, specs, named } = readRange(git, given, argv);
  if (!named) throw misuse({ usage: ['git rev-list [<options>] <commit>... [--] [<path>...]'] }, '');
  const passes = filterOf(git, given);
  const found = commitsFrom(git.repository, range.starts, range.hidden, {
    select: specs.length > 0 ? (path) => selects(specs, path) : null,
    firstParent: given.has('first-parent'),
    topological: given.has('topo-order'),
  }).filter((visit) => passes(visit.commit));
  const most = given.value('max-count');
  const chosen = found.slice(Number(given.value('skip') ?? 0), most === undefined ? undefined : Number(given.value('skip') ?? 0) + Number(most));
  if (given.has('reverse')) chosen.reverse();
  if (given.has('count')) {
    if (given.has('left-right') && range.symmetric) {
      const right = ancestorsOf(git.repository, [range.symmetric[1]]);
      const count = chosen.filter((visit) => right.has(visit.id)).length;
      git.out(`${chosen.length - count}\t${count}\n`);
    } else git.out(`${chosen.length}\n`);
    return 0;
  }
  const form = given.value('format') ?? given.value('pretty');
  for (const visit of chosen) {
    const id = given.has('abbrev-commit') ? short(git, visit.id) : visit.id;
    if (given.has('oneline')) git.out(`${id} ${subjectOf(visit.commit.message)}\n`);
    else if (form !== undefined) {
      const style = { form: checkForm(form), date: given.value('date') ?? 'default', names: null, abbreviated: false };
      git.out(
        style.form.includes('%')
          ? `commit ${id}\n${expandFormat(git, style.form.replace(/^t?format:/, ''), visit.id, visit.commit, style)}\n`
          : prettyCommit(git, visit.id, visit.commit, style),
      );
    } else git.out(`${id}${given.has('parents') ? visit.parents.map((parent) => ` ${parent}`).join('') : ''}\n`);
  }
  return 0;
};

export const mergeBase: Command = (git, argv) => {
  const usage = ['git merge-base [-a | --all] <commit> <commit>...', 'git merge-base --is-ancestor <commit> <commit>'];
  const given = readOptions({ usage, options: { all: 'a', 'is-ancestor': '' } }, argv);
  const [one, other] = given.words.map((word) => {
    const id = objectNamed(git.names, word);
    if (id === null) throw new Fatal(`fatal: Not a valid object name ${word}`);
    return needCommit(git, word);
  });
  if (one === undefined || other === undefined) throw misuse({ usage }, '');
  if (given.has('is-ancestor')) return isAncestor(git.repository, one, other) ? 0 : 1;
  const bases = mergeBases(git.repository, one, other);
  for (const id of given.has('all') ? bases : bases.slice(0, 1)) git.out(`${id}\n`);
  return bases.length > 0 ? 0 : 1;
};

export const describe: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: ['git describe [--all] [--tags] [--contains] [--abbrev=<n>] [<commit-ish>...]', 'git describe [--all] [--tags] [--contains] [--abbrev=<n>] --dirty[=<mark>]'],
      options: { all: '', tags: '', long: '', always: '', 'abbrev=': '', 'dirty=?': '', 'exact-match': '', 'match=': '', contains: '' },
    },
    argv,
  );
  if (given.has('contains')) throw missing("'describe --contains'");
  const { repository } = git;
  const [word = 'HEAD'] = given.words;
  const id = objectNamed(git.names, word);
  if (id === null) throw new Fatal(`fatal: Not a valid object name ${word}`);
  const start = peel(repository, id, 'commit') as string;
  const names = new Map<string, { name: string; rank: number; at: number }>();
  for (const [full, ref] of refsBelow(repository, given.has('all') ? 'refs/' : 'refs/tags/')) {
    const commit = peel(repository, ref, 'commit');
    const annotated = kindOf(repository, ref) === 'tag';
    const rank = annotated ? 2 : full.startsWith('refs/tags/') ? 1 : 0;
    const at = annotated ? (tagAt(repository, ref).tagger?.at ?? 0) : 0;
    if (commit === null || (rank < 2 && !given.has('tags') && !given.has('all'))) continue;
    const known = names.get(commit);
    if (!known || known.rank < rank || (known.rank === rank && known.at < at)) names.set(commit, { name: given.has('all') ? full.slice(5) : shortName(full), rank, at });
  }
  const width = Number(given.value('abbrev') ?? 7);
  const status = given.has('dirty') ? statusOf(repository, loadIndex(repository), filesOf(git, headId(git)), git.ignoring) : null;
  const dirty = status && status.staged.length + status.unstaged.length > 0 ? given.value('dirty') || '-dirty' : '';
  const exact = names.get(start);
  if (exact && !given.has('long')) {
    git.out(`${exact.name}${dirty}\n`);
    return 0;
  }
  if (given.has('exact-match') && !exact) throw new Fatal(`fatal: no tag exactly matches '${start}'`);
  const all = ancestorsOf(repository, [start]);
  let best: { name: string; depth: number; at: number } | null = null;
  for (const [commit, tag] of names) {
    if (!all.has(commit)) continue;
    const behind = ancestorsOf(repository, [commit]);
    const depth = [...all].filter((each) => !behind.has(each)).length;
    const at = commitAt(repository, commit).committer.at;
    if (!best || depth < best.depth || (depth === best.depth && at > best.at)) best = { name: tag.name, depth, at };
  }
  if (best) git.out(`${best.name}${width === 0 ? '' : `-${best.depth}-g${abbreviate(repository, start, width)}`}${dirty}\n`);
  else if (given.has('always')) git.out(`${abbreviate(repository, start, width)}${dirty}\n`);
  else if (refsBelow(repository, 'refs/tags/').length > 0 && !given.has('tags'))
    throw new Fatal(`fatal: No annotated tags can describe '${start}'.\nHowever, there were unannotated tags: try --tags.`);
  else
    throw new Fatal(
      refsBelow(repository, 'refs/tags/').length > 0
        ? `fatal: No tags can describe '${start}'.\nTry --always, or create some tags.`
        : `fatal: No names found, cannot describe anything.`,
    );
  return 0;
};

export const shortlog: Command = (git, argv) => {
  const given = readOptions(
    {
      usage: ['git shortlog [<options>] [<revision-range>] [[--] <path>...]', 'git log --pretty=short | git shortlog [<options>]'],
      options: { ...LOG_OPTIONS, numbered: 'n', summary: 's', email: 'e', committer: '', 'max-count=': '' },
      number: 'max-count',
    },
    argv,
  );
  const { range } = readRange(git, given, argv);
  const passes = filterOf(git, given);
  const people = new Map<string, string[]>();
  for (const { commit } of commitsFrom(git.repository, range.starts, range.hidden)) {
    if (!passes(commit)) continue;
    const who = given.has('email') ? `${commit.author.name} <${commit.author.email}>` : commit.author.name;
    people.set(who, [subjectOf(commit.message), ...(people.get(who) ?? [])]);
  }
  const rows = [...people].sort(([a], [b]) => (a < b ? -1 : 1));
  if (given.has('numbered')) rows.sort(([, a], [, b]) => b.length - a.length);
  for (const [who, subjects] of rows)
    git.out(
      given.has('summary') ? `${String(subjects.length).padStart(6)}\t${who}\n` : `${who} (${subjects.length}):\n${subjects.map((subject) => `      ${subject}\n`).join('')}\n`,
    );
  return 0;
};
