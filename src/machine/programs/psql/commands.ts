// psql's backslash commands.
import type { Launching } from '../../launch.ts';
import type { Process } from '../../program.ts';
import { catalogQuery } from './catalog.ts';
import { connectTo, type Link, readConninfo } from './connect.ts';
import { MORE_HELP, SQL_HELP } from './help.ts';
import { noticeText } from './notice.ts';
import { onOff, setOption } from './pset.ts';
import { ask, asState, folderOf, pathIn, put, type State } from './state.ts';
import { printSheet } from './table.ts';
import { refusedValue, variablesOf } from './variables.ts';

/** `quit`, something to wait for, or null: go on. `flush` sends the statement in the buffer, `watch` again and again, `gset` for variables, `gexec` for statements. */
export type Outcome = Launching | 'quit' | 'flush' | 'watch' | 'gset' | 'gexec' | 'gdesc' | 'crosstabview' | null;

const TLS = 'SSL connection (protocol: TLSv1.3, cipher: TLS_AES_256_GCM_SHA384, compression: off)\n';

/** What is said of a connection's encryption. */
export const tlsLine = (link: Link | null): string => (link?.encrypted ? TLS : '');

function reconnect(process: Process, state: State, args: readonly string[]): Outcome {
  const [database, user, host, port] = args.map((word) => (word === '-' ? undefined : word));
  const link = state.link;
  const said = database === undefined ? null : readConninfo(database);
  const wanted = { ...(said ?? { database }), ...(user ? { user } : {}), ...(host ? { host } : {}), ...(port ? { port } : {}) };
  const address = {
    host: wanted.host ?? link?.host ?? state.address.host,
    port: Number(wanted.port ?? link?.port ?? state.address.port),
    user: wanted.user ?? link?.user ?? state.address.user,
    database: wanted.database ?? link?.database ?? state.address.database,
    password: said?.password ?? link?.password ?? state.address.password,
    timeout: state.address.timeout,
    sslmode: said?.sslmode ?? state.address.sslmode,
    rootcert: said?.rootcert ?? state.address.rootcert,
    setup: state.address.setup,
    refused: said?.refused ?? null,
  };
  const connected = connectTo(process, address);
  if (!connected.ok) {
    state.failed = true;
    if (!state.interactive) {
      // A script would go on in the wrong database.
      process.err(`\\connect: ${connected.words}`);
      return { exit: 2 };
    }
    process.err(connected.words);
    if (link) process.err('Previous connection kept\n');
    return null;
  }
  const moved = link && (link.host !== address.host || link.port !== address.port);
  state.link = connected.link;
  state.address = address;
  state.session = { user: address.user, setup: address.setup, pending: [] };
  state.transaction = 'I';
  if (!state.quiet) {
    if (moved) put(process, state, tlsLine(connected.link));
    put(
      process,
      state,
      `You are now connected to database "${address.database}" as user "${address.user}"${moved ? ` on host "${address.host}" (address "${connected.link.ip}") at port "${address.port}"` : ''}.\n`,
    );
  }
  return null;
}

/** `\copy TABLE|(QUERY) FROM|TO FILE ...`: the server's COPY with a file of this machine. */
function copy(process: Process, state: State, line: string): Outcome {
  // What is copied may be a query in parentheses, with words of its own.
  const match = /^\\copy\s+(\((?:[^()']|'(?:[^']|'')*'|\((?:[^()]|\([^()]*\))*\))*\)|[\s\S]+?)\s+(from|to)\s+(program\s+'(?:[^']|'')*'|'(?:[^']|'')*'|\S+)([\s\S]*)$/i.exec(
    line.trim(),
  );
  if (!match) {
    process.err(/^\\copy\s*$/.test(line) ? '\\copy: arguments required\n' : '\\copy: parse error at end of line\n');
    state.failed = true;
    return null;
  }
  const [, what = '', way = '', quoted = '', rest = ''] = match;
  const program = /^program\s+'([\s\S]*)'$/i.exec(quoted)?.[1]?.replaceAll("''", "'") ?? null;
  const file = quoted.startsWith("'") ? quoted.slice(1, -1).replaceAll("''", "'") : quoted;
  const options = rest.trim().replace(/;\s*$/, '');
  if (way.toLowerCase() === 'to') {
    const path = /^(p?stdout)$/i.test(file) ? null : file;
    if (path !== null && program === null) {
      try {
        process.disk.write(pathIn(state, path), '');
      } catch {
        process.err(`${path}: No such file or directory\n`);
        state.failed = true;
        return null;
      }
    }
    const sql = `COPY ${what} TO STDOUT${options ? ` ${options}` : ''}`;
    return ask(process, state, sql, null, { is: 'copy-out', path: program === null && path !== null ? pathIn(state, path) : null, program, sql });
  }
  const sql = `COPY ${what} FROM STDIN${options ? ` ${options}` : ''}`;
  if (program !== null) return { launch: { script: program, name: 'sh', args: [], capture: true, ...folderOf(state) }, state: asState({ ...state, feeding: sql }) };
  const entry = process.disk.stat(pathIn(state, file));
  if (entry?.type !== 'file') {
    process.err(`${file}: ${entry ? 'Is a directory' : 'No such file or directory'}\n`);
    state.failed = true;
    return null;
  }
  return ask(process, state, sql, process.disk.read(pathIn(state, file)), { is: 'copy-in', sql, line: 0 });
}

/** Gives a program what was kept for it; results go to `next` from then on. */
export function piped(state: State, to: string, next: string | null): Launching {
  return { launch: { script: to.slice(1).trim(), name: 'sh', args: [], stdin: state.piped, ...folderOf(state) }, state: asState({ ...state, output: next, piped: '' }) };
}

/** `\o`: where results go from now on. */
function openOutput(process: Process, state: State, next: string | null): Outcome {
  const before = state.output;
  if (next !== null && !next.startsWith('|')) {
    try {
      process.disk.write(pathIn(state, next), '');
    } catch {
      process.err(`${next}: No such file or directory\n`);
      state.failed = true;
      return null;
    }
  }
  if (before?.startsWith('|')) return piped(state, before, next);
  state.output = next?.startsWith('|') ? next : next && pathIn(state, next);
  state.piped = '';
  return null;
}

/** Runs one backslash command; `line` is all of it, `words` its name and arguments. */
export function command(process: Process, state: State, line: string, words: readonly string[]): Outcome {
  const [name = '', ...args] = words;
  const argument = args.length > 0 ? args.join(' ') : null;
  const say = (text: string) => {
    if (!state.quiet) process.out(text);
  };
  switch (name) {
    case 'q':
    case 'quit':
      return 'quit';
    case 'x':
      setOption(process, state, ['expanded', ...args]);
      return null;
    case 't':
      setOption(process, state, ['tuples_only', ...args]);
      return null;
    case 'a':
      setOption(process, state, ['format', state.style.format === 'aligned' ? 'unaligned' : 'aligned']);
      return null;
    case 'pset':
      setOption(process, state, args);
      return null;
    case 'timing':
      state.timing = onOff(args[0], state.timing);
      say(`Timing is ${state.timing ? 'on' : 'off'}.\n`);
      return null;
    case 'conninfo': {
      const { link } = state;
      if (!link) say('You are currently not connected to a database.\n');
      else say(`You are connected to database "${link.database}" as user "${link.user}" on host "${link.host}" (address "${link.ip}") at port "${link.port}".\n${tlsLine(link)}`);
      if (args.length > 0) process.err(`\\conninfo: extra argument "${args[0]}" ignored\n`);
      return null;
    }
    case 'C':
      setOption(process, state, args[0] === undefined ? ['title'] : ['title', args.join(' ')]);
      return null;
    case 'f':
      setOption(process, state, ['fieldsep', ...args]);
      return null;
    case 'H':
    case 'html':
      setOption(process, state, ['format', state.style.format === 'html' ? 'aligned' : 'html']);
      return null;
    case 'cd': {
      const folder = args[0] ?? process.host.home;
      const path = pathIn(state, folder);
      const entry = process.disk.stat(path);
      if (entry?.type === 'folder') state.cwd = path.startsWith('/') ? path : `${process.cwd}/${path}`;
      else {
        process.err(`\\cd: could not change directory to "${folder}": ${entry ? 'Not a directory' : 'No such file or directory'}\n`);
        state.failed = true;
      }
      return null;
    }
    case 'errverbose':
      if (state.complaint) process.err(noticeText(state.complaint.notice, state.complaint.sql, '', 'verbose'));
      else say('There is no previous error.\n');
      return null;
    case 'sf':
    case 'sf+':
    case 'sv':
    case 'sv+': {
      const of = name.startsWith('sf') ? 'function' : 'view';
      if (args[0] === undefined) {
        process.err(`${of} name is required\n`);
        state.failed = true;
        return null;
      }
      const named = `'${args.join(' ').replaceAll("'", "''")}'`;
      const sql =
        of === 'function'
          ? `select pg_catalog.pg_get_functiondef(${named}::pg_catalog.${argument?.includes('(') ? 'regprocedure' : 'regproc'}::pg_catalog.oid)`
          : `select pg_catalog.pg_get_viewdef(c.oid, true), pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = ${named}::pg_catalog.regclass`;
      return ask(process, state, sql, null, { is: 'source', sql, line: 0, of });
    }
    case 'c':
    case 'connect':
      return reconnect(process, state, args);
    case 'l':
    case 'l+':
    case 'list': {
      const list = process.databases.list(state.link?.server ?? '');
      if (!list) return lost(process, state);
      const rows = list.map(({ name: database, owner }) => [database, owner, 'UTF8', 'libc', 'en_US.UTF-8', 'en_US.UTF-8', null, null, access(database, owner)]);
      const heads = ['Name', 'Owner', 'Encoding', 'Locale Provider', 'Collate', 'Ctype', 'ICU Locale', 'ICU Rules', 'Access privileges'];
      put(
        process,
        state,
        printSheet({ title: 'List of databases', columns: heads.map((head) => ({ name: head, right: false })), rows }, { ...state.style, nullText: '' }, process.columns),
      );
      return null;
    }
    case 'echo':
    case 'qecho':
    case 'warn':
      if (name === 'warn') process.err(`${args.join(' ')}\n`);
      else if (name === 'qecho') put(process, state, `${args.join(' ')}\n`);
      else process.out(args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`);
      return null;
    case 'set':
      if (args[0] === undefined) {
        for (const [key, value] of Object.entries(variablesOf(state)).sort(([a], [b]) => (a < b ? -1 : 1))) process.out(`${key} = '${value}'\n`);
      } else {
        const value = args.slice(1).join('');
        const refused = refusedValue(args[0], value);
        if (refused) {
          process.err(refused);
          state.failed = true;
        } else state.variables = { ...state.variables, [args[0]]: value };
      }
      return null;
    case 'unset':
      if (args[0] !== undefined) state.variables = Object.fromEntries(Object.entries(state.variables).filter(([key]) => key !== args[0]));
      return null;
    case 'o':
    case 'out':
      return openOutput(process, state, /^\\(?:o|out)\s*(\|[\s\S]*)$/.exec(line.trim())?.[1] ?? args[0] ?? null);
    case 'i':
    case 'include':
    case 'ir': {
      const file = args[0];
      if (file === undefined) process.err('\\i: missing required argument\n');
      else if (process.disk.stat(pathIn(state, file))?.type !== 'file') {
        process.err(`${file}: No such file or directory\n`);
        state.failed = true;
      } else state.sources.push({ name: file, text: process.disk.read(pathIn(state, file)), at: 0, line: 1, whole: false });
      return null;
    }
    case 'e':
    case 'edit': {
      // The editor is a window beside the terminal: it cannot hand the query back by itself.
      const path = args[0] === undefined ? '/tmp/psql.edit.sql' : pathIn(state, args[0]);
      const text = state.buffer.trim() === '' ? state.last : state.buffer;
      if (args[0] === undefined || !process.disk.stat(path)) process.disk.write(path, text === '' || text.endsWith('\n') ? text : `${text}\n`);
      state.buffer = '';
      say(`When it is saved, \\i ${path} runs it.\n`);
      return { launch: { argv: [process.env.PSQL_EDITOR ?? process.env.EDITOR ?? process.env.VISUAL ?? 'vi', path] }, state: asState(state) };
    }
    case 'copy':
      return copy(process, state, line);
    case 'r':
    case 'reset':
      state.buffer = '';
      say('Query buffer reset (cleared).\n');
      return null;
    case 'p':
    case 'print':
      process.out(`${(state.buffer.trim() === '' ? state.last : state.buffer).trimEnd() || 'Query buffer is empty.'}\n`);
      return null;
    case 'g':
    case 'gx':
      return 'flush';
    case 'gset':
    case 'gexec':
    case 'gdesc':
    case 'crosstabview':
      return name;
    case 'password': {
      const user = args[0] ?? state.link?.user ?? '';
      process.out(`Enter new password for user "${user}": `);
      return { wait: { for: 'line', secret: true }, state: asState({ ...state, changing: { user, first: null } }) };
    }
    case 'watch': {
      const seconds = args[0] === undefined ? 2 : Number(args[0]);
      if (Number.isFinite(seconds) && seconds >= 0) return 'watch';
      process.err(`\\watch: incorrect interval value "${args[0]}"\n`);
      state.failed = true;
      return null;
    }
    case '!':
      return { launch: { script: line.replace(/^\\!\s*/, ''), name: 'sh', args: [], ...folderOf(state) }, state: asState(state) };
    case 'encoding':
      if (args[0] === undefined) process.out('UTF8\n');
      else if (!/^(utf-?8|unicode|latin1|sql_ascii)$/i.test(args[0])) process.err(`${args[0]}: invalid encoding name or conversion procedure not found\n`);
      return null;
    case '?':
      process.out(MORE_HELP);
      return null;
    case 'h':
    case 'help':
      process.out(SQL_HELP(argument));
      return null;
    default: {
      const sql = catalogQuery(name, args[0] ?? null);
      if (sql !== null) return ask(process, state, sql, null, { is: 'catalog', command: name, pattern: args[0] ?? null, step: 0 });
      process.err(`invalid command \\${name}\n${state.interactive ? 'Try \\? for help.\n' : ''}`);
      state.failed = true;
      return null;
    }
  }
}

const access = (database: string, owner: string): string | null =>
  database.startsWith('template') || database === 'rdsadmin' ? (database === 'rdsadmin' ? `${owner}=CTc/${owner}` : `=c/${owner}\n${owner}=CTc/${owner}`) : null;

/** The server has gone away while the session was open. */
export function lost(process: Process, state: State): null {
  process.err(
    'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\nThe connection to the server was lost. Attempting reset: Failed.\n',
  );
  state.link = null;
  state.session = { ...state.session, pending: [] };
  state.transaction = 'I';
  state.failed = true;
  return null;
}
