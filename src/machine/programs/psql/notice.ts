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

/** A complaint about a query. `prefix` names the file and line that it came from, as in `psql:load.sql:3: `. */
export function noticeText(notice: SqlNotice, query: string, prefix = ''): string {
  let text = `${prefix}${notice.severity}:  ${notice.message}\n`;
  if (notice.position) text += place(query, notice.position);
  if (notice.detail) text += `DETAIL:  ${notice.detail}\n`;
  if (notice.hint) text += `HINT:  ${notice.hint}\n`;
  // psql shows the context of errors only.
  if (notice.context && notice.severity !== 'NOTICE' && notice.severity !== 'INFO' && notice.severity !== 'WARNING') text += `CONTEXT:  ${notice.context}\n`;
  return text;
}
