// git tag.
import { type Command, cleaned, committer, type Git, short } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { encodeTag, subjectOf } from '../objects.ts';
import { type Grammar, readOptions } from '../options.ts';
import { filtersRefs, REF_FILTERS, refFilter } from '../ref-filter.ts';
import { deleteRef, isRefName, refsBelow, resolveRef, shortName } from '../refs.ts';
import { dropGitFile, putGitFile } from '../repository.ts';
import { objectNamed, peel } from '../revision.ts';
import { commitAt, kindOf, tagAt, writeObject } from '../store.ts';

const GRAMMAR: Grammar = {
  usage: [
    'git tag [-a | -s | -u <key-id>] [-f] [-m <msg> | -F <file>] [-e]\n               <tagname> [<commit> | <object>]',
    'git tag -d <tagname>...',
    'git tag [-n[<num>]] -l [--contains <commit>] [--no-contains <commit>]\n               [--points-at <object>] [--column[=<options>] | --no-column]\n               [--create-reflog] [--sort=<key>] [--format=<format>]\n               [--merged <commit>] [--no-merged <commit>] [<pattern>...]',
    'git tag -v [--format=<format>] <tagname>...',
  ],
  options: {
    list: 'l',
    'lines=?': 'n',
    delete: 'd',
    verify: 'v',
    annotate: 'a',
    'message=': 'm',
    'file=': 'F',
    sign: 's',
    force: 'f',
    ...REF_FILTERS,
    'sort=': '',
    'format=': '',
    'ignore-case': 'i',
    edit: 'e',
  },
};

/** Numbers in names compared as numbers, for `--sort=v:refname`. */
const byVersion = (a: string, b: string): number => {
  const parts = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const [one, other] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const [x = '', y = ''] = [one[at], other[at]];
    if (x === y) continue;
    return /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return 0;
};

const dateAt = (git: Git, id: string): number =>
  kindOf(git.repository, id) === 'tag' ? (tagAt(git.repository, id).tagger?.at ?? 0) : commitAt(git.repository, peel(git.repository, id, 'commit') ?? id).committer.at;

export const tag: Command = (git, argv) => {
  const given = readOptions(GRAMMAR, argv);
  const { repository } = git;
  const words = [...given.words, ...(given.after ?? [])];
  if (given.has('delete')) {
    let status = 0;
    for (const name of words) {
      const id = resolveRef(repository, `refs/tags/${name}`);
      if (id === null) {
        git.err(`error: tag '${name}' not found.\n`);
        status = 1;
        continue;
      }
      deleteRef(repository, `refs/tags/${name}`);
      git.out(`Deleted tag '${name}' (was ${short(git, id)})\n`);
    }
    return status;
  }
  if (given.has('sign') || given.has('verify'))
    throw new Fatal('error: cannot run gpg: No such file or directory\nerror: gpg failed to sign the data\nerror: unable to sign the tag');
  if (words.length === 0 || given.has('list') || given.has('lines') || filtersRefs(given)) return list(git, given, words);
  const [name, target = 'HEAD'] = words as [string, string?];
  if (words.length > 2) throw new Fatal('fatal: too many arguments');
  if (!isRefName(name)) throw new Fatal(`fatal: '${name}' is not a valid tag name.`);
  const object = objectNamed(git.names, target);
  if (object === null) throw new Fatal(`fatal: Failed to resolve '${target}' as a valid ref.`);
  const before = resolveRef(repository, `refs/tags/${name}`);
  if (before !== null && !given.has('force')) throw new Fatal(`fatal: tag '${name}' already exists`);
  let id = object;
  const messages = given.values('message');
  const file = given.value('file');
  if (given.has('annotate') || messages.length > 0 || file !== undefined) {
    const text =
      messages.length > 0
        ? messages.map((each) => each.replace(/\n+$/, '')).join('\n\n')
        : file !== undefined
          ? git.process.disk.read(file)
          : git.edit('TAG_EDITMSG', `\n#\n# Write a message for tag:\n#   ${name}\n# Lines starting with '#' will be ignored.\n`);
    const message = cleaned(text, messages.length === 0 && file === undefined);
    if (message === '') throw new Fatal('fatal: no tag message?');
    id = writeObject(repository, 'tag', encodeTag({ object, kind: kindOf(repository, object), name, tagger: committer(git), message }));
    dropGitFile(repository, 'TAG_EDITMSG');
  }
  putGitFile(repository, `refs/tags/${name}`, `${id}\n`);
  if (before !== null && before !== id) git.out(`Updated tag '${name}' (was ${short(git, before)})\n`);
  return 0;
};

function list(git: Git, given: ReturnType<typeof readOptions>, words: readonly string[]): number {
  const { repository } = git;
  const filter = refFilter(git, given, words);
  const rows = refsBelow(repository, 'refs/tags/').filter(([name, id]) => filter.shows(name, id));
  const sort = given.value('sort');
  const key = sort?.replace(/^-/, '');
  if (key === 'version:refname' || key === 'v:refname') rows.sort(([a], [b]) => byVersion(a, b));
  else if (key === 'creatordate' || key === 'taggerdate' || key === 'committerdate') rows.sort(([, a], [, b]) => dateAt(git, a) - dateAt(git, b));
  else if (key !== undefined && key !== 'refname') throw new Fatal(`fatal: unknown field name: ${key}`);
  if (sort?.startsWith('-')) rows.reverse();
  const lines = given.has('lines') ? Number(given.value('lines') || 1) : 0;
  for (const [name, id] of rows) {
    const message = kindOf(repository, id) === 'tag' ? tagAt(repository, id).message : kindOf(repository, id) === 'commit' ? commitAt(repository, id).message : '';
    const text = message.replace(/\n+$/, '').split('\n').slice(0, lines);
    if (lines > 0 && text.length > 0) text[0] = subjectOf(message);
    git.out(lines === 0 ? `${shortName(name)}\n` : `${shortName(name).padEnd(15)} ${text.join('\n    ')}\n`);
  }
  return 0;
}
