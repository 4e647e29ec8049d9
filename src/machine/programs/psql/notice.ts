// What a server complains of, as libpq words it: severity, message, the line with a caret below the place, detail, hint, context.
import type { SqlNotice } from '../../../aws/rds/sql.ts';

/** Columns of a statement's line that are shown, and how many at least to the right of the place. */
const SHOWN = 60;
const RIGHT_OF_PLACE = 10;

function place(query: string, position: number): string {
  const letters = [...query];
  const at = position - 1;
  if (at < 0 || at > letters.length) return '';
  let begin = at;
  while (begin > 0 && letters[begin - 1] !== '\n') begin--;
  let end = at;
  while (end < letters.length && letters[end] !== '\n' && letters[end] !== '\r') end++;
  const line = letters.slice(0, begin).filter((letter) => letter === '\n').length + 1;
  let cutLeft = false;
  let cutRight = false;
  if (end - begin > SHOWN) {
    if (begin + SHOWN >= at + RIGHT_OF_PLACE) {
      end = begin + SHOWN;
      cutRight = true;
    } else {
      if (at + RIGHT_OF_PLACE < end) {
        end = at + RIGHT_OF_PLACE;
        cutRight = true;
      }
      if (end - begin > SHOWN) {
        begin = end - SHOWN;
        cutLeft = true;
      }
    }
  }
  const head = `LINE ${line}: ${cutLeft ? '...' : ''}`;
  const shown = letters.slice(begin, end).join('').replaceAll('\t', ' ');
  return `${head}${shown}${cutRight ? '...' : ''}\n${' '.repeat(head.length + at - begin)}^\n`;
}

export type Verbosity = 'default' | 'terse' | 'sqlstate' | 'verbose';

/** A complaint about a query. `prefix` names the file and line that it came from, as in `psql:load.sql:3: `. */
export function noticeText(notice: SqlNotice, query: string, prefix = '', verbosity: Verbosity = 'default'): string {
  const mild = ['NOTICE', 'INFO', 'WARNING'].includes(notice.severity);
  if (verbosity === 'sqlstate' && !mild) return `${prefix}${notice.severity}:  ${notice.code}\n`;
  const terse = verbosity === 'terse' || verbosity === 'sqlstate';
  let text = `${prefix}${notice.severity}:  ${verbosity === 'verbose' ? `${notice.code}: ` : ''}${notice.message}${terse && notice.position ? ` at character ${notice.position}` : ''}\n`;
  if (terse) return text;
  if (notice.position) text += place(query, notice.position);
  if (notice.detail) text += `DETAIL:  ${notice.detail}\n`;
  if (notice.hint) text += `HINT:  ${notice.hint}\n`;
  // psql shows the context of errors only.
  if (notice.context && !mild) text += `CONTEXT:  ${notice.context}\n`;
  if (verbosity !== 'verbose') return text;
  const about = [
    ['SCHEMA NAME', notice.schema],
    ['TABLE NAME', notice.table],
    ['COLUMN NAME', notice.column],
    ['CONSTRAINT NAME', notice.constraint],
  ];
  for (const [head, value] of about) if (value) text += `${head}:  ${value}\n`;
  if (notice.routine) text += `LOCATION:  ${notice.routine}, ${notice.file}:${notice.fileLine}\n`;
  return text;
}
