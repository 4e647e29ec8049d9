// What the programs beside psql share: one connection, made once, over which queries go that the program itself words.
import type { SqlAnswer, SqlReply, SqlSession } from '../../../aws/rds/sql.ts';
import type { Json } from '../../../engine/json.ts';
import type { Process, Progress, Wake } from '../../program.ts';
import { type Grammar, type Options, readOptions } from '../options.ts';
import { type Address, addressOf, connectTo, type Link, readConninfo } from './connect.ts';

export const VERSION = '16.4';
/** Milliseconds until a connection with encryption stands. */
const CONNECTING = 45;

/** How far such a program has come. `next` is the program's own place in its work. */
export interface Client {
  phase: 'failing' | 'password' | 'connecting' | 'open';
  address: Address;
  /** The words of a connection that failed, told when its time has come. */
  words: string;
  link: Link | null;
}

/** A name as SQL has it. */
export const quoted = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

const asState = (client: Client): Json => client as unknown as Json;

/** Options that all of them have. */
export const CONNECTION: Pick<Required<Grammar>, 'valued' | 'flags' | 'long'> = {
  valued: 'hpU',
  flags: 'wWV',
  long: { 'host=': 'h', 'port=': 'p', 'username=': 'U', 'no-password': 'w', password: 'W', version: 'V' },
};

export const CONNECTION_HELP = `
Connection options:
  -h, --host=HOSTNAME      database server host
  -p, --port=PORT          database server port
  -U, --username=NAME      connect as specified database user
  -w, --no-password        never prompt for password
`;

/** Reads the words of such a program: its options, or the status with which it ends already, after its help, its version or a complaint. */
export function opening(process: Process, argv: readonly string[], grammar: Grammar & { readonly help: string }): Options | number {
  if (argv.includes('-?')) {
    process.out(grammar.help);
    return 0;
  }
  const options = readOptions(process, argv, { ...grammar, hint: true });
  if (typeof options === 'number' || !options.has('V')) return options;
  process.out(`${grammar.name} (PostgreSQL) ${VERSION}\n`);
  return 0;
}

/** Ends a program that was called wrongly. */
export function misused(process: Process, name: string, words: string): Progress {
  process.err(`${name}: error: ${words}\n${name}: hint: Try "${name} --help" for more information.\n`);
  return { exit: 1 };
}

/** Where the options lead; `database` is a name, a URL or a string of pairs. */
export function addressIn(process: Process, options: Options, database: string | undefined): Address {
  const said = (database === undefined ? null : readConninfo(database)) ?? { database };
  const address = addressOf(process, { ...said, host: options.value('h') ?? said.host, port: options.value('p') ?? said.port, user: options.value('U') ?? said.user });
  return options.has('w') ? { ...address, silent: true } : address;
}

/** Begins to connect. */
export function enter(process: Process, name: string, client: Client): Progress {
  const connected = connectTo(process, client.address);
  if (!connected.ok && connected.wantsPassword && process.terminal.in && client.phase !== 'password') {
    process.out('Password: ');
    return { wait: { for: 'line', secret: true }, state: asState({ ...client, phase: 'password' }) };
  }
  if (!connected.ok)
    return { wait: { for: 'time', until: process.time.now + connected.after }, state: asState({ ...client, phase: 'failing', words: `${name}: error: ${connected.words}` }) };
  return { wait: { for: 'time', until: process.time.now + CONNECTING }, state: asState({ ...client, phase: 'connecting', link: connected.link }) };
}

/** Goes on connecting; null once the connection stands. */
export function entering(process: Process, name: string, client: Client, wake: Wake): Progress | null {
  if (wake.by === 'interrupt') return { exit: 130 };
  if (client.phase === 'password' && wake.by === 'line') return enter(process, name, { ...client, address: { ...client.address, password: wake.text ?? '' } });
  if (client.phase === 'failing') {
    process.err(client.words);
    return { exit: 1 };
  }
  return null;
}

/** Sends a query. A null session is one that nothing has been set in. */
export function query(process: Process, client: Client, sql: string, input: string | null = null, session: SqlSession | null = null): Progress {
  const { link } = client;
  const wish = {
    server: link?.server ?? '',
    database: link?.database ?? '',
    session: session ?? { user: link?.user ?? '', setup: client.address.setup, pending: [] },
    query: { at: process.time.now, sql, input },
  };
  return { wait: { for: 'answer', wish }, state: asState({ ...client, phase: 'open' }) };
}

/** The first complaint in an answer as `ERROR:  words`, with what follows it; null when there is none. */
export function complaint(answer: SqlAnswer): string | null {
  const found = answer.replies.find((reply): reply is Extract<SqlReply, { kind: 'error' }> => reply.kind === 'error');
  if (!found) return null;
  const { message, detail, hint } = found.notice;
  return `ERROR:  ${message}\n${detail ? `DETAIL:  ${detail}\n` : ''}${hint ? `HINT:  ${hint}\n` : ''}`;
}

export const LOST = 'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n';
