// curl: asks the simulated internet, in curl's words, with the time that a dead address takes.
import { SECOND } from '../../engine/clock.ts';
import type { Launcher, LaunchingProcess } from '../launch.ts';
import type { Progress } from '../program.ts';
import { type Grammar, type Options, readOptions } from './options.ts';

const GRAMMAR: Grammar = {
  name: 'curl',
  flags: 'sSILkfvio0246gGNO#',
  valued: 'oXHdwmuAebcx',
  long: {
    silent: 's',
    'show-error': 'S',
    head: 'I',
    location: 'L',
    insecure: 'k',
    fail: 'f',
    verbose: 'v',
    include: 'i',
    'output=': 'o',
    'remote-name': 'O',
    'request=': 'X',
    'header=': 'H',
    'data=': 'd',
    'write-out=': 'w',
    'max-time=': 'm',
    'user=': 'u',
    'user-agent=': 'A',
    'connect-timeout=': 'connect',
    'retry=': 'retry',
    compressed: 'compressed',
    'no-progress-meter': 'quiet',
    'resolve=': 'resolve',
    'max-redirs=': 'redirs',
  },
  misuse: 2,
  help: `Usage: curl [options...] <url>
 -d, --data <data>           HTTP POST data
 -f, --fail                  Fail fast with no output on HTTP errors
 -i, --include               Include response headers in output
 -o, --output <file>         Write to file instead of stdout
 -O, --remote-name           Write output to file named as remote file
 -s, --silent                Silent mode
 -I, --head                  Show document info only
 -L, --location              Follow redirects
 -m, --max-time <seconds>    Maximum time allowed for transfer
 -w, --write-out <format>    What to output after completion`,
};

/** How long Linux tries an address that does not answer. */
const PATIENCE = 127 * SECOND;
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

interface Address {
  readonly url: string;
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function addressOf(text: string): Address | null {
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/]*@)?([^/:?#]+)(?::(\d+))?([/?][^#]*)?/i.exec(text);
  if (!match?.[2]) return null;
  const scheme = (match[1] ?? 'http').toLowerCase();
  return {
    url: `${scheme}://${match[2]}${match[3] ? `:${match[3]}` : ''}${match[4] ?? '/'}`,
    scheme,
    host: match[2],
    port: Number(match[3] ?? (scheme === 'https' ? 443 : 80)),
    path: match[4] ?? '/',
  };
}

const isQuiet = (options: Options): boolean => options.has('s') || options.has('quiet');

function fail(process: LaunchingProcess, options: Options, code: number, words: string, address: Address, seconds: number): number {
  if (!isQuiet(options) || options.has('S')) process.err(`curl: (${code}) ${words}\n`);
  writeOut(process, options, { code: '000', size: 0, url: address.url, seconds, type: '' });
  return code;
}

function writeOut(process: LaunchingProcess, options: Options, result: { code: string; size: number; url: string; seconds: number; type: string }): void {
  const format = options.value('w');
  if (format === undefined) return;
  const fields: Record<string, string> = {
    http_code: result.code,
    response_code: result.code,
    size_download: String(result.size),
    url_effective: result.url,
    time_total: result.seconds.toFixed(6),
    time_connect: Math.min(result.seconds, 0.021).toFixed(6),
    content_type: result.type,
    num_redirects: '0',
  };
  process.out(
    format
      .replace(/%\{(\w+)\}/g, (whole, name: string) => fields[name] ?? whole)
      .replace(/%%/g, '%')
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
      .replace(/\\r/g, '\r'),
  );
}

/** `203.0.113.9`: the address that a name leads to now, or the name itself where it is one. */
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+)$/;
const numberOf = (process: LaunchingProcess, host: string): string | null =>
  /^[\d.]+$/.test(host) ? host : host === 'localhost' ? '127.0.0.1' : (process.resolve(host)?.addresses[0] ?? null);

/** What `-v` tells before an answer, and of a failure. */
function tell(process: LaunchingProcess, options: Options, ...lines: readonly string[]): void {
  if (options.has('v')) process.err(lines.map((line) => `* ${line}\n`).join(''));
}

function connected(process: LaunchingProcess, options: Options, address: Address): void {
  const number = numberOf(process, address.host) ?? address.host;
  tell(process, options, `  Trying ${number}:${address.port}...`, `Connected to ${address.host} (${number}) port ${address.port}`);
  if (address.scheme !== 'https') return;
  tell(
    process,
    options,
    'ALPN: curl offers h2,http/1.1',
    'TLSv1.3 (OUT), TLS handshake, Client hello (1):',
    'TLSv1.3 (IN), TLS handshake, Server hello (2):',
    'TLSv1.3 (IN), TLS handshake, Finished (20):',
    'TLSv1.3 (OUT), TLS handshake, Finished (20):',
    'SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256 / X25519 / RSASSA-PSS',
    'ALPN: server accepted h2',
    ' SSL certificate verify ok.',
    'using HTTP/2',
  );
}

/** Writes a reply where it belongs; the exit status. */
function receive(process: LaunchingProcess, options: Options, address: Address, hops: number): Progress {
  // Nothing listens on the machine itself.
  const reply = LOCAL.test(address.host) ? ({ ok: false, error: 'refused' } as const) : process.fetch(address.url);
  if (!reply.ok) {
    const number = numberOf(process, address.host) ?? address.host;
    if (reply.error === 'dns') tell(process, options, `Could not resolve host: ${address.host}`, 'Closing connection');
    else tell(process, options, `  Trying ${number}:${address.port}...`);
    if (reply.error === 'dns') return { exit: fail(process, options, 6, `Could not resolve host: ${address.host}`, address, 0.012) };
    if (reply.error === 'refused')
      tell(
        process,
        options,
        `connect to ${number} port ${address.port} failed: Connection refused`,
        `Failed to connect to ${address.host} port ${address.port} after 23 ms: Couldn't connect to server`,
        'Closing connection',
      );
    if (reply.error === 'refused')
      return { exit: fail(process, options, 7, `Failed to connect to ${address.host} port ${address.port} after 23 ms: Couldn't connect to server`, address, 0.023) };
    const most = options.value('m');
    const connect = options.value('connect');
    const limit = Math.min(PATIENCE, ...[most, connect].filter((each) => each !== undefined).map((each) => Number(each) * SECOND));
    return { wait: { for: 'time', until: process.time.now + limit }, state: null };
  }
  const location = reply.headers.location ?? reply.headers.Location;
  if (options.has('L') && location && reply.status >= 300 && reply.status < 400) {
    if (hops >= 50) return { exit: fail(process, options, 47, 'Maximum (50) redirects followed', address, 1) };
    const target = addressOf(location.startsWith('/') ? `${address.scheme}://${address.host}${location}` : location);
    if (target) return receive(process, options, target, hops + 1);
  }
  const http = address.scheme === 'https' ? 'HTTP/2' : 'HTTP/1.1';
  const head = `${http} ${reply.status}${http === 'HTTP/2' ? ' ' : ` ${REASONS[reply.status] ?? ''}`}\r\n${Object.entries(reply.headers)
    .map(([name, value]) => `${http === 'HTTP/2' ? name.toLowerCase() : name}: ${value}\r\n`)
    .join('')}\r\n`;
  const method = options.has('I') ? 'HEAD' : 'GET';
  connected(process, options, address);
  if (options.has('v'))
    process.err(
      `> ${method} ${address.path} ${http}\n> Host: ${address.host}\n> User-Agent: curl/8.5.0\n> Accept: */*\n> \n${head
        .trimEnd()
        .split('\r\n')
        .map((line) => `< ${line}\n`)
        .join('')}< \n`,
    );
  const result = {
    code: String(reply.status),
    size: reply.body.length,
    url: address.url,
    seconds: 0.142,
    type: reply.headers['content-type'] ?? reply.headers['Content-Type'] ?? '',
  };
  if (options.has('f') && reply.status >= 400) {
    if (!isQuiet(options) || options.has('S')) process.err(`curl: (22) The requested URL returned error: ${reply.status}\n`);
    writeOut(process, options, result);
    return { exit: 22 };
  }
  const text = options.has('I') ? head : (options.has('i') ? head : '') + reply.body;
  const target = options.value('o') ?? (options.has('O') ? address.path.replace(/\?.*$/, '').split('/').at(-1) || undefined : undefined);
  if (options.has('O') && target === undefined) return { exit: fail(process, options, 23, 'Remote file name has no length!', address, 0) };
  if ((target !== undefined || !process.terminal.out) && !isQuiet(options)) {
    const size = String(reply.body.length).padStart(5);
    process.err(
      `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n100 ${size}  100 ${size}    0     0  ${String(Math.round(reply.body.length / 0.142)).padStart(5)}      0 --:--:-- --:--:-- --:--:-- ${String(Math.round(reply.body.length / 0.142)).padStart(5)}\n`,
    );
  }
  if (target === undefined) process.out(text.replaceAll('\r\n', '\n'));
  else if (target !== '/dev/null') process.disk.write(target, text);
  tell(process, options, `Connection #0 to host ${address.host} left intact`);
  writeOut(process, options, result);
  return { exit: 0 };
}

function ready(process: LaunchingProcess, argv: readonly string[]): { options: Options; address: Address } | number {
  const options = readOptions(process, argv, { ...GRAMMAR, flags: GRAMMAR.flags?.replace('o', '') ?? '' });
  if (typeof options === 'number') return options;
  const [url] = options.operands;
  if (url === undefined) {
    process.err("curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  const address = addressOf(url);
  if (!address) {
    process.err('curl: (3) URL rejected: Malformed input to a URL function\n');
    return 3;
  }
  if (address.scheme !== 'http' && address.scheme !== 'https') {
    process.err(`curl: (1) Protocol "${address.scheme}" not supported\n`);
    return 1;
  }
  const method = options.value('X');
  if (options.has('d') || (method !== undefined && !['GET', 'HEAD'].includes(method))) {
    process.err('curl: only GET and HEAD reach the simulated internet\n');
    return 2;
  }
  return { options, address };
}

export const curl: Launcher = {
  name: 'curl',
  summary: 'fetch an address',
  launches: true,
  start(process, argv) {
    const given = ready(process, argv);
    if (typeof given === 'number') return { exit: given };
    const answer = receive(process, given.options, given.address, 0);
    return 'wait' in answer ? { ...answer, state: { argv: [...argv], from: process.time.now } } : answer;
  },
  resume(process, state, wake) {
    if (wake.by === 'interrupt') return { exit: 130 };
    const { argv, from } = state as unknown as { argv: string[]; from: number };
    const given = ready(process, argv);
    if (typeof given === 'number') return { exit: given };
    const { options, address } = given;
    const waited = process.time.now - from;
    const limited = options.has('m') || options.has('connect');
    const words = limited
      ? `Connection timed out after ${waited + 1} milliseconds`
      : `Failed to connect to ${address.host} port ${address.port} after ${waited} ms: Couldn't connect to server`;
    return { exit: fail(process, options, 28, words, address, waited / 1000) };
  },
};
