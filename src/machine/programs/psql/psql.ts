// psql: a session with a Postgres server. Input is cut into statements and commands; each statement is asked of the server, and waits for its answer.

import { strToU8 } from 'fflate';
import { SECOND } from '../../../engine/clock.ts';
import { hex, md5 } from '../../../engine/digest.ts';
import { note } from '../../../engine/moment.ts';
import type { Launcher, Launching } from '../../launch.ts';
import type { Process, Progress, Wake } from '../../program.ts';
import { origin, take } from './answer.ts';
import { opened } from './arguments.ts';
import { branch, carriesOut, truth } from './branches.ts';
import { quoted, VERSION } from './client.ts';
import { command, lost, piped, tlsLine } from './commands.ts';
import { connectTo } from './connect.ts';
import { cut, words } from './lexer.ts';
import { ask, asState, type Doing, put, type State } from './state.ts';
import { variablesOf } from './variables.ts';
import { watch } from './watch.ts';

/** Time until a connection with encryption stands. */
const CONNECTING = 45;

function begin(process: Process, state: State): Progress {
  const connected = connectTo(process, state.address);
  if (!connected.ok && connected.wantsPassword && process.terminal.in) {
    process.out(`Password for user ${state.address.user}: `);
    return { wait: { for: 'line', secret: true }, state: asState({ ...state, phase: 'password' }) };
  }
  if (!connected.ok)
    return { wait: { for: 'time', until: process.time.now + connected.after }, state: asState({ ...state, phase: 'failing', words: `psql: error: ${connected.words}` }) };
  note(process.time, 'psql.connected', { server: connected.link.server, database: connected.link.database, user: connected.link.user });
  return { wait: { for: 'time', until: process.time.now + CONNECTING }, state: asState({ ...state, phase: 'connecting', link: connected.link }) };
}

const promptOf = (state: State): string => {
  if (!state.link) return '!?> ';
  if (!carriesOut(state)) return `${state.link.database}@> `;
  const mark = state.transaction === 'T' ? '*' : state.transaction === 'E' ? '!' : '';
  return `${state.link.database}${state.inside}${mark}> `;
};

function greet(process: Process, state: State): void {
  const server = state.link?.version ?? VERSION;
  process.out(`psql (${VERSION}${server === VERSION ? '' : `, server ${server}`})\n`);
  if (Number.parseInt(server, 10) > Number.parseInt(VERSION, 10))
    process.out(`WARNING: psql major version ${Number.parseInt(VERSION, 10)}, server major version ${Number.parseInt(server, 10)}.\n         Some psql features might not work.\n`);
  process.out(`${tlsLine(state.link)}Type "help" for help.\n\n`);
}

const STDIN_COPY = /^\s*copy\b[\s\S]*\bfrom\s+stdin\b/i;

/** Sends a statement; one that copies from standard input takes the lines that follow it. */
function send(process: Process, state: State, sql: string, line: number, expanded: boolean, to: string | null): Launching {
  if (!state.link) {
    process.err('You are currently not connected to a database.\n');
    state.failed = true;
    return pump(process, state);
  }
  if (STDIN_COPY.test(sql)) {
    const source = state.interactive && state.sources.length <= 1 ? undefined : state.sources.at(-1);
    if (source && !source.whole) {
      const rest = source.text.indexOf('\n', source.at) + 1;
      const end = /^\\\.\r?$/m.exec(source.text.slice(rest, rest + 4)) ? rest : source.text.indexOf('\n\\.', rest) + 1;
      const data = end <= 0 ? source.text.slice(rest) : source.text.slice(rest, end);
      const after = end <= 0 ? source.text.length : source.text.indexOf('\n', end) + 1 || source.text.length;
      source.at = after;
      return ask(process, state, sql, data, { is: 'copy-in', sql, line });
    }
    if (state.interactive) {
      process.out('Enter data to be copied followed by a newline.\nEnd with a backslash and a period on a line by itself, or an EOF signal.\n>> ');
      return { wait: { for: 'line' }, state: asState({ ...state, copying: { sql, lines: [], local: false } }) };
    }
    return ask(process, state, sql, process.stdin ?? '', { is: 'copy-in', sql, line });
  }
  state.last = sql;
  return query(process, state, { is: 'query', sql, line, expanded, to });
}

/** What is not sent within a transaction of psql's own (`AUTOCOMMIT` off): what begins or ends one, and what cannot be in one. */
const ALONE =
  /^\s*(?:abort|begin|start|commit|end|rollback|prepare\s+transaction|vacuum|cluster|(?:create|drop)\s+(?:database|tablespace)|(?:create|drop)\s+index\s+concurrently|reindex|discard\s+all)\b/i;

/** Sends a query; where nothing commits by itself, in a transaction. */
function query(process: Process, state: State, doing: Extract<Doing, { readonly sql: string }>): Progress {
  if (/^(queries)$/.test(state.variables.ECHO ?? '')) put(process, state, `${doing.sql}\n`);
  if (state.log !== null) process.disk.write(state.log, `********* QUERY **********\n${doing.sql}\n**************************\n\n`, { append: true });
  if (state.transaction === 'I' && truth(state.variables.AUTOCOMMIT ?? '') === false && !ALONE.test(doing.sql))
    return ask(process, state, 'BEGIN', null, { is: 'opening', next: doing });
  return ask(process, state, doing.sql, null, doing);
}

/** Ends: first what goes to a program, then the transaction around everything (`-1`). */
const finish = (process: Process, state: State): Launching => {
  if (state.output?.startsWith('|')) return piped(state, state.output, null);
  if (state.single === 'open') {
    state.single = null;
    return ask(process, state, state.failed && stops(state) ? 'ROLLBACK' : 'COMMIT', null, { is: 'silent', failed: state.failed });
  }
  return { exit: state.failed && !state.interactive && (state.lastWhole || stops(state)) ? (stops(state) && !state.lastWhole ? 3 : 1) : 0 };
};
const stops = (state: State): boolean => truth(state.variables.ON_ERROR_STOP ?? '') === true;

/** Goes on reading until something has to be waited for. */
function pump(process: Process, state: State): Launching {
  const variables = (name: string) => variablesOf(state)[name];
  for (;;) {
    if (state.failed && !state.interactive && stops(state)) return finish(process, state);
    const source = state.sources.at(-1);
    const [given, ...others] = state.given;
    if (given !== undefined) {
      state.given = others;
      return send(process, state, given, source?.line ?? 1, false, null);
    }
    if (!source) {
      if (!state.interactive) {
        if (state.branches.length > 0) process.err('reached EOF without finding closing \\endif(s)\n');
        return finish(process, state);
      }
      process.out(promptOf(state));
      return { wait: { for: 'line' }, state: asState(state) };
    }
    if (source.at >= source.text.length) {
      state.sources.pop();
      const rest = state.buffer;
      // A file's last statement counts without a semicolon; what is typed goes on in the next line.
      if (!(state.interactive && state.sources.length === 0) && rest.trim() !== '' && carriesOut(state)) {
        state.buffer = '';
        state.inside = '=';
        return send(process, state, rest.replace(/\n$/, ''), source.line, false, null);
      }
      continue;
    }
    if (source.whole) {
      source.at = source.text.length;
      state.lastWhole = true;
      state.failed = false;
      if (!source.text.trimStart().startsWith('\\')) {
        // The server is to read all of it: no variable is put in.
        const { text } = source;
        if (text.trim() === '') continue;
        return send(process, state, text, 1, false, null);
      }
      const outcome = command(process, state, source.text.trim(), words(source.text.trim(), variables));
      if (outcome === 'quit') {
        state.sources = [];
        state.interactive = false;
        state.failed = false;
        return finish(process, state);
      }
      if (outcome !== null && typeof outcome !== 'string') return outcome;
      continue;
    }
    state.lastWhole = false;
    const before = state.buffer;
    const piece = cut(before + source.text.slice(source.at), 0, before === '' ? variables : variables);
    const consumed = Math.max(0, piece.next - before.length);
    const line = source.line;
    source.line += newlines(source.text, source.at, source.at + consumed);
    source.at += consumed;
    if (state.variables.ECHO === 'all' && !state.interactive) echo(process, state);
    if (piece.is === 'more') {
      state.buffer = piece.text.trim() === '' ? '' : piece.text;
      state.inside = piece.text.trim() === '' ? '=' : piece.inside;
      continue;
    }
    state.inside = '=';
    if (piece.is === 'statement') {
      state.buffer = '';
      if (!carriesOut(state) || piece.text.replace(/;/g, '').trim() === '') continue;
      return send(process, state, piece.text.trim().replace(/;$/, ';'), line + newlines(piece.text, 0, piece.text.length - piece.text.trimStart().length), false, null);
    }
    state.buffer = piece.text.trim() === '' ? '' : piece.text;
    // `\;` goes on with the same query.
    if (source.text.startsWith('\\;', source.at)) {
      source.at += 2;
      state.buffer = `${piece.text.replace(/;\u0000/g, ';')};\u0000`;
      continue;
    }
    const end = source.text.indexOf('\n', source.at);
    const whole = source.text.slice(source.at, end < 0 ? source.text.length : end);
    source.at = end < 0 ? source.text.length : end;
    const second = /^\\(?:copy\b|!|(?:gx?|o|out)\s*\|)/.test(whole) ? -1 : whole.indexOf('\\', 1);
    const one = second > 0 ? whole.slice(0, second) : whole;
    if (second > 0) source.at -= whole.length - second;
    const name = /^\\([a-z]*)/.exec(one)?.[1] ?? '';
    if (state.variables.ECHO === 'all' && !state.interactive) echo(process, state);
    if (branch(process, state, name, origin(state, line), () => words(one, variables).slice(1).join(' '))) continue;
    if (!carriesOut(state)) {
      if (state.interactive) process.err(`\\${name} command ignored; use \\endif or Ctrl-C to exit current \\if block\n`);
      continue;
    }
    state.failed = false;
    const outcome = command(process, state, one, words(one, variables));
    if (outcome === 'quit') {
      // What has been read of a statement is still sent, where nobody types.
      const rest = state.interactive ? '' : state.buffer.replace(/\n$/, '');
      state.buffer = '';
      state.sources = [];
      state.interactive = false;
      state.failed = false;
      return rest.trim() === '' ? finish(process, state) : send(process, state, rest, source.line, false, null);
    }
    if (outcome === 'watch') {
      const sql = state.buffer.trim() || state.last;
      state.buffer = '';
      state.watching = { sql, seconds: Number(words(one, variables)[1] ?? 2) };
      if (sql !== '') return watch(process, state);
      process.err('\\watch cannot be used with an empty query\n');
      state.failed = true;
      state.watching = null;
      continue;
    }
    if (outcome === 'gset' || outcome === 'gexec' || outcome === 'crosstabview' || outcome === 'gdesc') {
      const sql = state.buffer.trim() || state.last;
      state.buffer = '';
      if (sql === '') continue;
      state.last = sql;
      const args = words(one, variables).slice(1);
      // The columns of a query are known when none of its rows has been fetched.
      const empty = /^\s*(?:select|with|values|table)\b/i.test(sql) ? `select * from (${sql.replace(/;\s*$/, '')}\n) q limit 0` : sql;
      if (outcome === 'gdesc') return ask(process, state, empty, null, { is: outcome, sql, line });
      return query(
        process,
        state,
        outcome === 'gexec' ? { is: outcome, sql, line } : outcome === 'gset' ? { is: outcome, sql, line, prefix: args[0] ?? '' } : { is: outcome, sql, line, args },
      );
    }
    if (outcome === 'flush') {
      const sql = state.buffer.trim() || state.last;
      state.buffer = '';
      if (sql === '') continue;
      const [name, file] = words(one, variables);
      const program = /^\\gx?\s*(\|[\s\S]*)$/.exec(one.trim())?.[1];
      return send(process, state, sql, line, name === 'gx', program ?? file ?? null);
    }
    if (outcome !== null) return outcome;
  }
}

/** Shows the lines that have been read. */
function echo(process: Process, state: State): void {
  const source = state.sources.at(-1);
  if (!source) return;
  const from = source.echoed ?? 0;
  if (source.at <= from) return;
  const end = source.text.indexOf('\n', Math.max(from, source.at - 1)) + 1 || source.text.length;
  put(process, state, source.text.slice(from, end));
  source.echoed = end;
}

function newlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Takes one of the two lines of `\password`. What goes to the server is the digest: nobody's log has the word. */
function changePassword(process: Process, state: State, typed: string): Launching {
  const { user = '', first = null } = state.changing ?? {};
  if (first === null) {
    process.out('Enter it again: ');
    return { wait: { for: 'line', secret: true }, state: asState({ ...state, changing: { user, first: typed } }) };
  }
  state.changing = null;
  if (first === typed) {
    const sql = `ALTER USER ${quoted(user)} PASSWORD 'md5${hex(md5(strToU8(typed + user)))}'`;
    return ask(process, state, sql, null, { is: 'password', sql, line: 0 });
  }
  process.err("Passwords didn't match.\n");
  state.failed = true;
  return pump(process, state);
}

const clone = (state: State): State => ({ ...state, sources: state.sources.map((source) => ({ ...source })) });

export const psql: Launcher = {
  name: 'psql',
  launches: true,
  survives: true,
  summary: 'a session with a Postgres server',
  start(process, argv) {
    const state = opened(process, argv);
    return typeof state === 'number' ? { exit: state } : begin(process, state);
  },
  resume(process, given, wake: Wake) {
    const state = clone(given as unknown as State);
    switch (wake.by) {
      case 'interrupt':
        if (state.watching) {
          state.watching = null;
          state.phase = 'ready';
          if (!state.interactive) return { exit: 0 };
          process.out('\n');
          return pump(process, state);
        }
        if (state.doing && state.asked) {
          // What the server would have answered when it had slept is not heard.
          process.err('Cancel request sent\nERROR:  canceling statement due to user request\n');
          if (!state.interactive) return { exit: 130 };
          if (state.transaction === 'T') {
            const cancelled = { at: process.time.now, sql: 'do $$ begin raise query_canceled; end $$', input: null };
            state.session = { ...state.session, pending: [...state.session.pending, cancelled] };
            state.transaction = 'E';
          }
          state.doing = null;
          state.failed = true;
          return pump(process, state);
        }
        if (!state.interactive || state.phase !== 'ready') return { exit: 130 };
        state.buffer = '';
        state.inside = '=';
        state.branches = state.branches.slice(0, -1);
        state.given = [];
        state.copying = null;
        state.changing = null;
        process.out(`\n${promptOf(state)}`);
        return { wait: { for: 'line' }, state: asState(state) };
      case 'time':
        if (state.phase === 'failing') {
          process.err(state.words);
          return { exit: 2 };
        }
        if (state.phase === 'watching') return watch(process, state);
        state.phase = 'ready';
        if (state.interactive && !state.quiet) greet(process, state);
        if (state.single === 'wanted') {
          state.single = 'open';
          return ask(process, state, 'BEGIN', null, { is: 'silent', failed: false });
        }
        return pump(process, state);
      case 'answer': {
        const { doing } = state;
        if (wake.answer === null) {
          lost(process, state);
          if (!state.interactive) return { exit: 2 };
          return pump(process, state);
        }
        const query = state.asked ?? { at: process.time.now, sql: '', input: null };
        state.asked = null;
        const more = doing ? take(process, state, wake.answer, query) : null;
        if (state.watching && doing?.is === 'watch' && !state.failed) {
          const until = process.time.now + state.watching.seconds * SECOND;
          return { wait: { for: 'time', until }, state: asState({ ...state, phase: 'watching' }) };
        }
        state.watching = null;
        return more ?? pump(process, state);
      }
      case 'line': {
        if (state.phase === 'password') return begin(process, { ...state, address: { ...state.address, password: wake.text ?? '' } });
        if (state.changing) return changePassword(process, state, wake.text ?? '');
        if (state.copying) {
          if (wake.text !== null && wake.text !== '\\.') {
            process.out('>> ');
            return { wait: { for: 'line' }, state: asState({ ...state, copying: { ...state.copying, lines: [...state.copying.lines, wake.text] } }) };
          }
          const { sql, lines } = state.copying;
          return ask(process, { ...state, copying: null }, sql, lines.map((line) => `${line}\n`).join(''), { is: 'copy-in', sql, line: 0 });
        }
        if (wake.text === null) {
          process.out('\\q\n');
          return { exit: 0 };
        }
        const text = wake.text;
        if (state.buffer === '' && /^\s*(quit|exit)\s*;?\s*$/i.test(text)) return { exit: 0 };
        if (state.buffer === '' && /^\s*help\s*;?\s*$/i.test(text)) {
          process.out(
            `You are using psql, the command-line interface to PostgreSQL.\nType:  \\copyright for distribution terms\n       \\h for help with SQL commands\n       \\? for help with psql commands\n       \\g or terminate with semicolon to execute query\n       \\q to quit\n${promptOf(state)}`,
          );
          return { wait: { for: 'line' }, state: asState(state) };
        }
        state.sources = [{ name: '<stdin>', text: `${text}\n`, at: 0, line: 1, whole: false }];
        return pump(process, state);
      }
    }
  },
  launched(process, given, _exit, output) {
    const state = clone(given as unknown as State);
    const { feeding } = state;
    if (feeding === null) return pump(process, state);
    return ask(process, { ...state, feeding: null }, feeding, output, { is: 'copy-in', sql: feeding, line: 0 });
  },
};
