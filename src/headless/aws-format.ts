// `sim aws-format`: runs the aws program on recorded commands with the recorded answers of the services, and prints what it says.
import type { Json } from '../engine/json.ts';
import { emptyDisk, viewOf } from '../machine/disk/view.ts';
import { LAPTOP } from '../machine/disk/volume.ts';
import type { LaunchingProcess } from '../machine/launch.ts';
import { type CloudReply, type CloudRequest, noServers, type Process } from '../machine/program.ts';
import { aws } from '../machine/programs/aws/program.ts';
import { splitWords } from './words.ts';

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
}

interface Output {
  readonly [name: string]: Json | undefined;
}

/** A recorded command, without what it printed. */
export interface Recorded {
  readonly command: string;
  readonly response?: Output & {
    readonly calls?: readonly { readonly operation: string; readonly response?: Output; readonly error?: Refused }[];
    readonly files?: Readonly<Record<string, { readonly size: number }>>;
  };
  readonly pages?: readonly Output[];
  readonly error?: Refused;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string | boolean | null>>;
  /** Files by their path in the working folder, or below `~/`. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a command printed, its exit status, and what it asked of the services. */
export interface Printed {
  readonly out: string;
  readonly exit: number;
  readonly calls: readonly { readonly operation: string; readonly params: Json }[];
}

/** The instant of the recordings' files and logs. */
const NOW = Date.UTC(2024, 1, 27);
const HOME = '/home/user';

/** Answers JSON lines of recorded commands with `{"out","exit"}` lines, in order. */
export function awsFormatVerb(_args: readonly string[], stdin: string): string {
  return stdin
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const { out, exit } = printed(JSON.parse(line) as Recorded);
      return `${JSON.stringify({ out, exit })}\n`;
    })
    .join('');
}

/** Runs one recorded command. */
export function printed(record: Recorded): Printed {
  let out = '';
  const calls: Printed['calls'][number][] = [];
  const recorded = processOf(record, (text) => {
    out += text;
  });
  const process: Process = {
    ...recorded,
    cloud(request) {
      calls.push(structuredClone({ operation: request.operation, params: request.params as Json }));
      return recorded.cloud(request);
    },
  };
  const launcher = process as LaunchingProcess;
  let progress = aws.start(launcher, splitWords(record.command).slice(1));
  while (!('exit' in progress)) {
    if (!('wait' in progress) || progress.wait.for !== 'time') return { out, exit: -1, calls };
    (process.time as { now: number }).now = progress.wait.until;
    progress = aws.resume?.(launcher, progress.state, { by: 'time' }) ?? { exit: -1 };
  }
  return { out, exit: progress.exit, calls };
}

function processOf(record: Recorded, write: (text: string) => void): Process {
  const disk = emptyDisk(NOW);
  for (const folder of ['/home', HOME, `${HOME}/work`]) disk[folder] = { type: 'folder', mode: 0o755, mtime: NOW };
  const view = viewOf(disk, `${HOME}/work`, NOW);
  for (const [path, { size }] of Object.entries(record.response?.files ?? {})) {
    if (path.includes('/')) view.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
    view.write(path, 'x'.repeat(size), { mtime: NOW });
  }
  for (const [path, text] of Object.entries(record.files ?? {})) {
    const full = path.replace(/^~(?=\/)/, HOME);
    if (full.includes('/')) view.makeFolder(full.slice(0, full.lastIndexOf('/')), { parents: true });
    view.write(full, text, { mtime: NOW });
  }
  const env: Record<string, string> = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_DEFAULT_REGION: 'eu-west-1', HOME };
  for (const [name, value] of Object.entries(record.env ?? {})) {
    if (name === 'credentials') {
      delete env.AWS_ACCESS_KEY_ID;
      delete env.AWS_SECRET_ACCESS_KEY;
    } else if (name === 'region') delete env.AWS_DEFAULT_REGION;
    else env[name] = String(value);
  }
  const answer = answers(record);
  return {
    time: { now: NOW, chance: null as never, facts: null as never, jobs: {}, nextJob: 0, cause: null },
    env,
    cwd: `${HOME}/work`,
    columns: record.columns ?? 80,
    terminal: { in: false, out: record.columns !== undefined, err: false },
    stdin: null,
    host: { name: 'host', user: 'user', home: HOME },
    disk: view,
    out: write,
    err: write,
    cloud: answer,
    reach: () => null,
    volume: () => ({ volume: LAPTOP, used: 0 }),
    databases: noServers,
    fetch: () => ({ ok: false, error: 'dns' }),
  };
}

/** The recorded answers: of each operation in order, the last one again and again; pages by the token of the page before. */
function answers(record: Recorded): (request: CloudRequest) => CloudReply {
  const refused = (error: Refused): CloudReply => ({
    ok: false,
    code: error.code,
    message: error.message,
    status: error.status ?? 400,
    modelled: true,
    fields: {},
    requestId: 'r',
  });
  const given = (output: Output | undefined): CloudReply => ({ ok: true, output: structuredClone(output ?? {}), requestId: 'r' });
  const calls = record.response?.calls;
  const counts: Record<string, number> = {};
  const { pages } = record;
  return (request) => {
    const seen = counts[request.operation] ?? 0;
    counts[request.operation] = seen + 1;
    if (calls) {
      const own = calls.filter((one) => one.operation === request.operation);
      const one = own[Math.min(seen, own.length - 1)];
      if (!one) throw new Error(`${record.command}: no recorded answer to ${request.operation}`);
      return one.error ? refused(one.error) : given(one.response);
    }
    if (record.error) return refused(record.error);
    if (!pages) return given(record.response);
    // A request with a token gets the page behind the one that ended with that token.
    const behind = pages.findIndex((page) => Object.values(page).some((value) => typeof value === 'string' && value !== '' && Object.values(request.params).includes(value)));
    return given(pages[behind + 1] ?? pages[0]);
  };
}
