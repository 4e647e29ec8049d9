// `aws configure`, and its `list`, `get`, `set` and `list-profiles`: looks at and edits the files in ~/.aws.
import type { Json } from '../../../engine/json.ts';
import type { Process, Progress } from '../../program.ts';
import { takeApart } from './arguments.ts';
import type { Globals } from './globals.ts';
import { helpOf } from './help.ts';
import { CliError } from './output/print.ts';
import { filesOf, ownOf, type Settings, sections } from './settings.ts';
import { invalidChoice } from './usage.ts';

const SUBCOMMANDS = ['list', 'get', 'set', 'add-model', 'import', 'list-profiles', 'sso', 'sso-session', 'export-credentials', 'wizard'];
const SECRET = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];

const masked = (value: string) => `${'*'.repeat(16)}${value.slice(-4)}`;
const read = (process: Process, path: string) => (process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : '');

export function configure(process: Process, settings: Settings, globals: Globals, words: readonly string[]): Progress {
  const { positionals, rest } = takeApart(
    words,
    [],
    [{ name: 'subcommand', optional: true, choices: [...SUBCOMMANDS, 'help'].slice(0, words[0] === 'help' ? undefined : -1) }],
    invalidChoice,
  );
  const name = positionals.subcommand as string | undefined;
  const given = (...wanted: string[]) => {
    const taken = takeApart(
      rest,
      [],
      wanted.map((one) => ({ name: one })),
      invalidChoice,
    );
    if (taken.rest.length) throw new CliError(`\nUnknown options: ${taken.rest.join(',')}\n`, 252);
    return taken.positionals as Record<string, string>;
  };
  const files = filesOf(process);
  switch (name) {
    case undefined:
      return ask(process, { kind: 'configure', profile: settings.profile, step: 0, given: {} });
    case 'help':
      process.out(helpOf(['configure']));
      break;
    case 'list':
      given();
      process.out(listing(process, settings, globals));
      break;
    case 'list-profiles':
      given();
      for (const profile of new Set([...Object.keys(sections(read(process, files.config))), ...Object.keys(sections(read(process, files.credentials)))]))
        process.out(`${profile}\n`);
      break;
    case 'get': {
      const wanted = given('varname').varname as string;
      const [profile, key] =
        wanted.split('.').length > 1 ? [wanted.replace(/^profile\./, '').split('.')[0] as string, wanted.split('.').at(-1) as string] : [settings.profile, wanted];
      const value = ownOf(process, profile)[key];
      if (value === undefined) return { exit: 1 };
      process.out(`${value}\n`);
      break;
    }
    case 'set': {
      const { varname = '', value = '' } = given('varname', 'value');
      write(process, settings.profile, varname, value);
      break;
    }
    default:
      throw new CliError(`\nThis account is a simulation, and aws configure ${name} is not part of it.\n`, 255);
  }
  return { exit: 0 };
}

function listing(process: Process, settings: Settings, globals: Globals): string {
  const { env } = process;
  const own = ownOf(process, settings.profile);
  const row = (name: string, value: string, type: string, place: string) => `${name.padStart(10)} ${value.padStart(24)} ${type.padStart(16)}    ${place}\n`;
  const unset = (name: string) => row(name, '<not set>', 'None', 'None');
  const fromEnv = env.AWS_ACCESS_KEY_ID && !globals.profile;
  const key = (name: string, variable: string) => {
    if (fromEnv) return row(name, masked(env[variable.toUpperCase()] ?? ''), 'env', '');
    return own[variable] ? row(name, masked(own[variable] as string), 'shared-credentials-file', '') : unset(name);
  };
  const profile = globals.profile
    ? row('profile', globals.profile, 'manual', '--profile')
    : env.AWS_PROFILE
      ? row('profile', env.AWS_PROFILE, 'env', "['AWS_DEFAULT_PROFILE', 'AWS_PROFILE']")
      : unset('profile');
  const variables = "['AWS_REGION', 'AWS_DEFAULT_REGION']";
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  return [
    row('Name', 'Value', 'Type', 'Location'),
    row('----', '-----', '----', '--------'),
    profile,
    key('access_key', 'aws_access_key_id'),
    key('secret_key', 'aws_secret_access_key'),
    region ? row('region', region, 'env', variables) : own.region ? row('region', own.region, 'config-file', '~/.aws/config') : unset('region'),
  ].join('');
}

/** Sets a value in the file where it belongs: keys in the credentials, the rest in the configuration. */
function write(process: Process, profile: string, name: string, value: string): void {
  const files = filesOf(process);
  const path = SECRET.includes(name) ? files.credentials : files.config;
  const header = profile === 'default' || path === files.credentials ? `[${profile}]` : `[profile ${profile}]`;
  const lines = read(process, path).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const at = lines.findIndex((line) => line.trim() === header);
  if (at < 0) lines.push(header, `${name} = ${value}`);
  else {
    let end = lines.findIndex((line, index) => index > at && line.trim().startsWith('['));
    if (end < 0) end = lines.length;
    const found = lines.findIndex((line, index) => index > at && index < end && line.split('=')[0]?.trim() === name);
    if (found >= 0) lines[found] = `${name} = ${value}`;
    else lines.splice(end, 0, `${name} = ${value}`);
  }
  process.disk.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
  process.disk.write(path, `${lines.join('\n')}\n`, { mode: 0o600 });
}

/** Asking for the four values one by one. */
export interface ConfigureState {
  readonly kind: 'configure';
  readonly profile: string;
  readonly step: number;
  readonly given: Readonly<Record<string, string>>;
}

const QUESTIONS = [
  ['aws_access_key_id', 'AWS Access Key ID'],
  ['aws_secret_access_key', 'AWS Secret Access Key'],
  ['region', 'Default region name'],
  ['output', 'Default output format'],
] as const;

function ask(process: Process, state: ConfigureState): Progress {
  const question = QUESTIONS[state.step];
  if (!question) {
    for (const [name, value] of Object.entries(state.given)) write(process, state.profile, name, value);
    return { exit: 0 };
  }
  const now = ownOf(process, state.profile)[question[0]];
  process.out(`${question[1]} [${now === undefined ? 'None' : SECRET.includes(question[0]) ? masked(now) : now}]: `);
  return { wait: { for: 'line' }, state: state as unknown as Json };
}

/** An answer has come; an empty one keeps what there is. */
export function answered(process: Process, state: ConfigureState, text: string | null): Progress {
  if (text === null) throw new CliError('\nEOF when reading a line\n', 255);
  const name = (QUESTIONS[state.step] as (typeof QUESTIONS)[number])[0];
  return ask(process, { ...state, step: state.step + 1, given: text.trim() ? { ...state.given, [name]: text.trim() } : state.given });
}
