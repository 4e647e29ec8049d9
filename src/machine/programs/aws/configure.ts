// `aws configure`, and its `list`, `get`, `set` and `list-profiles`: looks at and edits the files in ~/.aws.
import type { Json } from '../../../engine/json.ts';
import type { Process, Progress } from '../../program.ts';
import { takeApart } from './arguments.ts';
import { placed, SECRET, setValue } from './configure-file.ts';
import { importKeys } from './configure-import.ts';
import { type Keys, keysOf } from './credentials.ts';
import type { Globals } from './globals.ts';
import { helpOf } from './help.ts';
import { CliError } from './output/print.ts';
import { filesOf, isProfile, needProfile, ownOf, profilesOf, type Settings, sharedOf } from './settings.ts';
import { invalidChoice, unknownWords } from './usage.ts';

const SUBCOMMANDS = ['list', 'get', 'set', 'add-model', 'import', 'list-profiles', 'sso', 'sso-session', 'export-credentials', 'wizard'];
const masked = (value: string) => `${'*'.repeat(16)}${value.slice(-4)}`;

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
    if (taken.rest.length) throw unknownWords(taken.rest);
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
      list(process, settings, globals);
      break;
    case 'list-profiles':
      given();
      for (const profile of new Set([...Object.keys(sharedOf(process, files.config)).filter(isProfile), ...Object.keys(sharedOf(process, files.credentials))]))
        process.out(`${profile}\n`);
      break;
    case 'get': {
      const wanted = given('varname').varname as string;
      if (!wanted.includes('.')) needProfile(process, settings.profile);
      const named = profilesOf(process)[wanted.split('.')[0] as string] && wanted.includes('.') ? `profile.${wanted}` : wanted;
      const { profile, name: key } = placed(named, settings.profile);
      const value = ownOf(process, profile)[key];
      if (value === undefined) return { exit: 1 };
      process.out(`${value}\n`);
      break;
    }
    case 'set': {
      const { varname = '', value = '' } = given('varname', 'value');
      const { profile, name: key } = placed(varname, settings.profile);
      setValue(process, profile, key, value);
      break;
    }
    case 'import':
      importKeys(process, rest);
      break;
    case 'export-credentials':
      return exported(process, settings, rest);
    default:
      throw new CliError(`\nThis account is a simulation, and aws configure ${name} is not part of it.\n`, 255);
  }
  return { exit: 0 };
}

function list(process: Process, settings: Settings, globals: Globals): void {
  const { env } = process;
  const own = ownOf(process, settings.profile);
  const row = (name: string, value: string, type: string, place: string) => `${name.padStart(10)} ${value.padStart(24)} ${type.padStart(16)}    ${place}\n`;
  const unset = (name: string) => row(name, '<not set>', 'None', 'None');
  const profile = globals.profile
    ? row('profile', globals.profile, 'manual', '--profile')
    : env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE
      ? row('profile', settings.profile, 'env', "['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']")
      : unset('profile');
  process.out(`${row('Name', 'Value', 'Type', 'Location')}${row('----', '-----', '----', '--------')}${profile}`);
  needProfile(process, settings.profile);
  const keys = keysOf(process, settings);
  const key = (name: string, value: string | undefined) => (keys && value !== undefined ? row(name, masked(value), keys.from, '') : unset(name));
  const variables = "['AWS_REGION', 'AWS_DEFAULT_REGION']";
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  process.out(key('access_key', keys?.id) + key('secret_key', keys?.secret));
  process.out(region ? row('region', region, 'env', variables) : own.region ? row('region', own.region, 'config-file', '~/.aws/config') : unset('region'));
}

/** Environment lines, one for each variable: what stands around name and value. */
const LINES: Readonly<Record<string, (name: string, value: string) => string>> = {
  env: (name, value) => `export ${name}=${value}\n`,
  'env-no-export': (name, value) => `${name}=${value}\n`,
  powershell: (name, value) => `$Env:${name}="${value}"\n`,
  'windows-cmd': (name, value) => `set ${name}=${value}\n`,
};

function exported(process: Process, settings: Settings, words: readonly string[]): Progress {
  const taken = takeApart(words, [{ name: '--format', takes: 'one', choices: ['process', ...Object.keys(LINES)] }], [], invalidChoice);
  if (taken.rest.length) throw unknownWords(taken.rest);
  let keys: Keys | null;
  try {
    needProfile(process, settings.profile);
    keys = keysOf(process, settings);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`\nUnable to retrieve credentials: ${error.message.trim()}\n`, 253);
  }
  if (!keys) throw new CliError('\nUnable to retrieve credentials: no credentials found\n', 253);
  const line = LINES[taken.options['--format']?.[0] ?? 'process'];
  if (line) {
    const variables = [
      ['AWS_ACCESS_KEY_ID', keys.id],
      ['AWS_SECRET_ACCESS_KEY', keys.secret],
      ['AWS_SESSION_TOKEN', keys.token],
      ['AWS_CREDENTIAL_EXPIRATION', keys.until],
    ] as const;
    for (const [name, value] of variables) if (value !== null) process.out(line(name, value));
  } else {
    const shown = {
      Version: 1,
      AccessKeyId: keys.id,
      SecretAccessKey: keys.secret,
      ...(keys.token ? { SessionToken: keys.token } : {}),
      ...(keys.until ? { Expiration: keys.until } : {}),
    };
    process.out(`${JSON.stringify(shown, null, 2)}\n`);
  }
  return { exit: 0 };
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
    for (const [name, value] of Object.entries(state.given)) setValue(process, state.profile, name, value);
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
