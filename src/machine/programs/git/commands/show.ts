// git show.

import { strFromU8 } from 'fflate';
import { changesText, type LogStyle, logStyle } from '../commit-text.ts';
import { type Command, type Git, headId, paint } from '../context.ts';
import { dateText } from '../dates.ts';
import { Fatal } from '../fatal.ts';
import { MODE } from '../objects.ts';
import { readOptions } from '../options.ts';
import { pathspecs, selects } from '../pathspec.ts';
import { isOneline, prettyCommit } from '../pretty.ts';
import { headOf, shortName } from '../refs.ts';
import { objectNamed, unknownRevision } from '../revision.ts';
import { LOG_OPTIONS, readRange, unknownArgument } from '../selection.ts';
import { bytesOf, commitAt, kindOf, tagAt, treeAt } from '../store.ts';
import { commitsFrom } from '../walk.ts';

export const show: Command = (git, argv) => {
  const given = readOptions({ usage: ['git show [<options>] [<object>...]'], options: LOG_OPTIONS, number: 'max-count', unknown: unknownArgument }, argv);
  const style = logStyle(git, given, ['patch']);
  const words = given.words.filter((word) => given.after !== null || objectNamed(git.names, word) !== null || !git.process.disk.stat(word));
  const specs = pathspecs(git, [...given.words.filter((word) => !words.includes(word)), ...(given.after ?? [])]);
  const select = (path: string) => selects(specs, path);
  const { branch } = headOf(git.repository);
  if (words.length === 0 && headId(git) === null) throw new Fatal(`fatal: your current branch '${shortName(branch ?? '')}' does not have any commits yet`);
  let first = true;
  for (const word of words.length > 0 ? words : ['HEAD']) {
    if (word.includes('..')) {
      const { range } = readRange(git, { ...given, words: [word], after: null }, []);
      for (const visit of commitsFrom(git.repository, range.starts, range.hidden)) {
        git.out(`${first ? '' : '\n'}${commitText(git, visit.id, style, select)}`);
        first = false;
      }
      continue;
    }
    const id = objectNamed(git.names, word);
    if (id === null) {
      const [, commit, path] = /^([^:]*):(.+)$/.exec(word) ?? [];
      if (path !== undefined && commit !== undefined && (commit === '' || objectNamed(git.names, commit) !== null))
        throw new Fatal(
          commit === ''
            ? `fatal: path '${path}' does not exist (neither on disk nor in the index)`
            : `fatal: path '${path}' ${git.process.disk.stat(`${git.repository.root}/${path}`) ? 'exists on disk, but not' : 'does not exist'} in '${commit}'`,
        );
      throw unknownRevision(word);
    }
    git.out(objectText(git, id, word, style, select, first));
    first = false;
  }
  return 0;
};

function commitText(git: Git, id: string, style: LogStyle, select: (path: string) => boolean): string {
  const commit = commitAt(git.repository, id);
  const changes = changesText(git, commit, style.diff, select, 'combined');
  const text = prettyCommit(git, id, commit, style.pretty);
  const oneline = isOneline(style.pretty.form) || style.pretty.form.startsWith('format:');
  const separate = style.diff.forms.includes('patch') && style.diff.forms.includes('stat') ? '---\n' : style.pretty.form === 'oneline' ? '' : '\n';
  return text + (changes === '' ? (commit.parents.length > 1 && style.diff.forms.includes('patch') && !oneline ? '\n' : '') : separate + changes);
}

function objectText(git: Git, id: string, word: string, style: LogStyle, select: (path: string) => boolean, first: boolean): string {
  const { repository } = git;
  const kind = kindOf(repository, id);
  if (kind === 'blob') return strFromU8(bytesOf(repository, id));
  if (kind === 'tree') {
    const entries = treeAt(repository, id).map((entry) => `${entry.name}${entry.mode === MODE.folder ? '/' : ''}\n`);
    return `${paint(git, 'yellow', `tree ${word}`)}\n\n${entries.join('')}`;
  }
  if (kind === 'tag') {
    const tag = tagAt(repository, id);
    const view = { now: git.process.time.now, zone: git.process.env.TZ };
    const head = `${paint(git, 'yellow', `tag ${tag.name}`)}\n${tag.tagger ? `Tagger: ${tag.tagger.name} <${tag.tagger.email}>\nDate:   ${dateText(tag.tagger, style.pretty.date, view)}\n` : ''}\n${tag.message}\n`;
    return head + objectText(git, tag.object, word, style, select, true);
  }
  return `${first ? '' : '\n'}${commitText(git, id, style, select)}`;
}
