// What psql does with a server's answer: prints it, remembers the session, goes on.

import { isSetup, type SqlAnswer, type SqlReply } from '../../../aws/rds/sql.ts';
import { DiskError } from '../../disk/disk.ts';
import type { Launching } from '../../launch.ts';
import type { Process, Progress } from '../../program.ts';
import { described, describeQuery, listed } from './catalog.ts';
import { piped } from './commands.ts';
import { crosstab } from './crosstab.ts';
import { noticeText, type Verbosity } from './notice.ts';
import { ask, folderOf, pathIn, put, type State, sessionAfter } from './state.ts';
import { printSheet, standsRight } from './table.ts';

/** Milliseconds that a query takes, as `\timing` shows them: the way there and back, and what is moved. */
export function duration(answer: SqlAnswer, input: string | null): number {
  let moved = (input?.length ?? 0) / 60;
  for (const reply of answer.replies) {
    if (reply.kind === 'rows') moved += reply.rows.length;
    else if (reply.kind === 'copy') moved += reply.text.length / 60;
    if ('tag' in reply) moved += Number(/ (\d+)$/.exec(reply.tag)?.[1] ?? 0);
  }
  return 0.842 + moved * 0.0021 + (answer.took ?? 0);
}

const timeText = (milliseconds: number): string => {
  const shown = milliseconds.toFixed(3);
  if (milliseconds < 1000) return `Time: ${shown} ms`;
  const seconds = Math.floor(milliseconds / 1000);
  const clock = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${(milliseconds / 1000 - Math.floor(seconds / 60) * 60).toFixed(3).padStart(6, '0')}`;
  return `Time: ${shown} ms (${clock})`;
};

/** Where a message comes from, for what `-f` and `\i` read: what comes in by itself has no name. */
export function origin(state: State, line: number): string {
  const source = state.sources.at(-1);
  return state.interactive || !source?.name || source.whole ? '' : `psql:${source.name}:${line}: `;
}

function printReply(process: Process, state: State, reply: SqlReply, sql: string, line: number, expanded: boolean): void {
  switch (reply.kind) {
    case 'rows': {
      const style = expanded ? { ...state.style, expanded: 'on' as const } : state.style;
      put(
        process,
        state,
        printSheet({ columns: reply.columns.map((column) => ({ name: column.name, right: standsRight(column.type) })), rows: reply.rows }, style, process.columns),
      );
      if (/^(INSERT|UPDATE|DELETE|MERGE)/.test(reply.tag) && !state.quiet) put(process, state, `${reply.tag}\n`);
      return;
    }
    case 'done':
      if (!state.quiet) put(process, state, `${reply.tag}\n`);
      return;
    case 'copy':
      put(process, state, reply.text);
      return;
    case 'too-large':
      process.err(`${origin(state, line)}out of memory for query result\n`);
      state.failed = true;
      return;
    default:
      process.err(noticeText(reply.notice, sql, origin(state, line), (state.variables.VERBOSITY ?? 'default') as Verbosity));
      if (reply.kind !== 'error') return;
      state.failed = true;
      state.complaint = { notice: reply.notice, sql };
      if (state.variables.ECHO === 'errors') process.err(`${origin(state, line)}STATEMENT:  ${sql}\n`);
  }
}

/** Takes an answer. Null when nothing more has to be asked; what follows is in the state. */
export function take(process: Process, state: State, answer: SqlAnswer, query: { readonly at: number; readonly sql: string; readonly input: string | null }): Launching | null {
  const { doing } = state;
  state.doing = null;
  if (!doing) return null;
  state.session = doing.is === 'catalog' || doing.is === 'source' || (doing.is === 'gdesc' && doing.names) ? state.session : sessionAfter(state.session, query, answer, isSetup);
  state.failed = answer.replies.some((reply) => reply.kind === 'error') || (doing.is === 'silent' && doing.failed);
  if (doing.is === 'opening') {
    state.transaction = answer.transaction;
    return ask(process, state, doing.next.sql, null, doing.next);
  }
  if (doing.is === 'silent') {
    state.transaction = answer.transaction;
    return null;
  }
  if (doing.is !== 'catalog' && doing.is !== 'source') remember(state, answer);
  if (doing.is !== 'catalog' && doing.is !== 'source') state.transaction = answer.transaction;
  if (doing.is === 'catalog') {
    const failure = answer.replies.find((reply) => reply.kind === 'error');
    if (failure?.kind === 'error') {
      process.err(noticeText({ ...failure.notice, position: 0 }, query.sql));
      return null;
    }
    return showCatalog(process, state, answer, doing);
  }
  const rows = answer.replies.find((reply) => reply.kind === 'rows');
  if (doing.is === 'source') {
    const failure = answer.replies.find((reply) => reply.kind === 'error');
    if (failure?.kind === 'error') process.err(noticeText({ severity: 'ERROR', code: '', message: failure.notice.message }, ''));
    const text = rows?.rows[0]?.[0];
    if (text) put(process, state, doing.of === 'view' ? `CREATE OR REPLACE VIEW ${rows?.rows[0]?.[1]} AS\n${text.replace(/;\s*$/, '')}\n` : `${text.trimEnd()}\n`);
    return null;
  }
  if (doing.is === 'gdesc' && rows && !doing.names) {
    if (rows.columns.length === 0) {
      put(process, state, 'The command has no result, or the result has no columns.\n');
      return null;
    }
    const named = rows.columns.map((column, index) => `(${index}, ${quoteText(column.name)}, ${column.type}::oid)`).join(', ');
    const sql = `SELECT name AS "Column", pg_catalog.format_type(tp, null) AS "Type" FROM (VALUES ${named}) s(at, name, tp) ORDER BY at`;
    return ask(process, state, sql, null, { ...doing, names: rows.columns.map((column) => column.name) });
  }
  if (doing.is === 'crosstabview' && rows) {
    const sheet = crosstab(rows, doing.args);
    if (typeof sheet !== 'string') put(process, state, printSheet(sheet, state.style, process.columns));
    else {
      process.err(`${origin(state, doing.line)}\\crosstabview: ${sheet}\n`);
      state.failed = true;
    }
    return null;
  }
  if (doing.is === 'copy-out' && doing.program !== null) {
    const copied = answer.replies.find((reply) => reply.kind === 'copy');
    if (copied) {
      if (!state.quiet) put(process, state, `${copied.tag}\n`);
      return { launch: { script: doing.program, name: 'sh', args: [], stdin: copied.text, ...folderOf(state) }, state: state as never };
    }
  }
  if (doing.is === 'copy-out' && doing.path !== null) {
    for (const reply of answer.replies) {
      if (reply.kind === 'copy') {
        try {
          process.disk.write(doing.path, reply.text);
        } catch (error) {
          if (!(error instanceof DiskError) || error.code !== 'ENOSPC') throw error;
          process.err(`could not write COPY data: No space left on device\n`);
          state.failed = true;
          return null;
        }
        if (!state.quiet) put(process, state, `${reply.tag}\n`);
      } else printReply(process, state, reply, query.sql, 0, false);
    }
    return null;
  }
  if (doing.is === 'gset' && setFrom(process, state, answer, doing.prefix)) return null;
  const cells = doing.is === 'gexec' ? answer.replies.find((reply) => reply.kind === 'rows') : undefined;
  if (cells) {
    state.given = cells.rows.flat().filter((cell) => cell !== null);
    return null;
  }
  const to = doing.is === 'query' ? doing.to : null;
  const before = state.output;
  if (to !== null) {
    if (!to.startsWith('|')) process.disk.write(pathIn(state, to), '');
    state.output = to.startsWith('|') ? to : pathIn(state, to);
    state.piped = '';
  }
  if (doing.is === 'watch') put(process, state, `${doing.title}\n`);
  const line = 'line' in doing ? doing.line : 0;
  for (const reply of answer.replies)
    if (doing.is !== 'password' || reply.kind !== 'done') printReply(process, state, reply, query.sql, line, doing.is === 'query' && doing.expanded);
  state.output = before;
  if (state.timing) process.out(`${timeText(duration(answer, query.input))}\n`);
  return to?.startsWith('|') ? piped(state, to, before) : null;
}

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Keeps in psql's variables how a query ended. */
function remember(state: State, answer: SqlAnswer): void {
  const failure = answer.replies.find((reply) => reply.kind === 'error');
  if (failure?.kind === 'error') {
    const { code, message } = failure.notice;
    state.variables = { ...state.variables, ERROR: 'true', SQLSTATE: code, ROW_COUNT: '0', LAST_ERROR_SQLSTATE: code, LAST_ERROR_MESSAGE: message };
    return;
  }
  const tag = answer.replies.findLast((reply) => 'tag' in reply);
  const count = tag && 'tag' in tag ? (/ (\d+)$/.exec(tag.tag)?.[1] ?? '0') : '0';
  state.variables = { ...state.variables, ERROR: 'false', SQLSTATE: '00000', ROW_COUNT: count };
}

/** Makes variables of the row that a query gave. False where it gave no rows at all, but a failure or a tag, to be printed. */
function setFrom(process: Process, state: State, answer: SqlAnswer, prefix: string): boolean {
  const reply = answer.replies.find((one) => one.kind === 'rows');
  if (!reply) return false;
  const [row, second] = reply.rows;
  if (row && !second) {
    // A null takes the variable away.
    const variables: Record<string, string> = { ...state.variables };
    for (const [index, { name }] of reply.columns.entries()) {
      const value = row[index] ?? null;
      if (value === null) delete variables[prefix + name];
      else variables[prefix + name] = value;
    }
    state.variables = variables;
    return true;
  }
  process.err(`${row ? 'more than one row' : 'no rows'} returned for \\gset\n`);
  state.failed = true;
  return true;
}

/** Lists, or describes one relation after the other: first which they are, then each. */
function showCatalog(process: Process, state: State, answer: SqlAnswer, doing: Extract<State['doing'], { is: 'catalog' }>): Progress | null {
  const [first] = answer.replies;
  const one = /^d[+S]*$/.test(doing.command) && doing.pattern !== null;
  const print = (sheet: Parameters<typeof printSheet>[0]) => put(process, state, printSheet(sheet, { ...state.style, nullText: '' }, process.columns));
  if (!one) {
    if (first?.kind !== 'rows') return null;
    const list = listed(doing.command, doing.pattern, first);
    if (typeof list === 'string') process.err(list);
    else print(list);
    return null;
  }
  if (first?.kind !== 'rows') return null;
  const found = doing.step === 0 ? first.rows : (doing.left ?? []);
  if (doing.step > 0) print(described(found[0] ?? [], doing.command.includes('+'), answer.replies));
  else if (found.length === 0) {
    process.err(`Did not find any relation named "${doing.pattern}".\n`);
    state.failed = true;
    return null;
  }
  const left = doing.step > 0 ? found.slice(1) : found;
  const next = left[0];
  return next ? ask(process, state, describeQuery(next[0] ?? '0'), null, { ...doing, step: doing.step + 1, left }) : null;
}
