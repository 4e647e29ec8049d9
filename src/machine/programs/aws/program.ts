// The aws program: finds the command, its options and credentials, and prints what comes back. What a service does is behind the door.
import type { Json } from '../../../engine/json.ts';
import { DiskError } from '../../disk/disk.ts';
import { DISK_WORDS } from '../../disk/view.ts';
import type { Launcher, Launching } from '../../launch.ts';
import type { PendingReply, Process, Progress } from '../../program.ts';
import { formatDate, zoneAt } from '../zone.ts';
import { takeApart } from './arguments.ts';
import { runOperation } from './command.ts';
import { complete } from './complete.ts';
import { answered, type ConfigureState, configure } from './configure.ts';
import { NeedsCode, NeedsProcess } from './credentials.ts';
import { firstLook, takeGlobals } from './globals.ts';
import { helpOf, helpTopics } from './help.ts';
import { operationNamed, type ServiceModel, serviceNamed } from './model.ts';
import { CliError } from './output/print.ts';
import { repr } from './output/python.ts';
import { passwordOf } from './passwords.ts';
import { Owed } from './reply.ts';
import { goOn, s3 } from './s3/command.ts';
import { cancelled, type TransferState } from './s3/run.ts';
import { ABOUT, type Known, NOTHING_KNOWN, ownOf, profilesOf, type Settings, settingsOf } from './settings.ts';
import { beginTail, goOnTailing, type TailState } from './tail.ts';
import { invalidChoice, SHORT_HELP, unknownWords } from './usage.ts';
import { beginWait, goOnWaiting, type WaitState } from './wait.ts';

function guarded(process: Process, work: () => Launching): Launching {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiskError) {
      process.err(`\n[Errno] ${DISK_WORDS[error.code]}: '${error.path}'\n`);
      return { exit: 255 };
    }
    if (!(error instanceof CliError)) throw error;
    process.err(error.message);
    return { exit: error.exit };
  }
}

/** A command that cannot go on yet: it begins anew from its words, or goes on from where it waited, once that is known. */
type Again = { readonly argv: readonly string[]; readonly known: Known; readonly tries: number } | { readonly state: Going };

/** Commands that go on for a while. */
type Going = WaitState | TailState | TransferState;

/** Waiting for the code of a second factor, or for the program that prints a profile's keys. */
interface NeedState {
  readonly kind: 'code' | 'process';
  readonly again: Again;
}

/** Waiting for a reply that takes a while; then the command begins anew, with the reply in hand. */
interface OwedState {
  readonly kind: 'owed';
  readonly argv: readonly string[];
  readonly known: Known;
  readonly pending: PendingReply;
  readonly url: string;
  /** The client gives up at this instant, and asks once more, as often as `tries` leaves. */
  readonly until: number;
  readonly tries: number;
}

const TRIES = 3;

const awaiting = (process: Process, owed: OwedState): Progress => ({
  wait: { for: 'time', until: Math.max(process.time.now + 1, Math.min(owed.pending.at, owed.until)) },
  state: owed as unknown as Json,
});

function goOnAwaiting(process: Process, owed: OwedState): Launching {
  const reply = process.cloud({ service: owed.pending.service, operation: '', params: {}, region: owed.pending.region, accessKeyId: '', userAgent: '', pending: owed.pending });
  if (!reply.ok || !reply.pending) return start(Object.create(process, { cloud: { value: () => reply } }) as Process, owed.argv, owed.known);
  if (process.time.now < owed.until) return awaiting(process, { ...owed, pending: reply.pending });
  if (owed.tries < TRIES) return start(process, owed.argv, owed.known, owed.tries + 1);
  throw new CliError(`\nRead timeout on endpoint URL: "${owed.url}"\n`, 255);
}

/** As `guarded`; where something has to be known first, finds it out. */
function needing(process: Process, again: Again, work: () => Launching): Launching {
  return guarded(process, () => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Owed && 'argv' in again)
        return awaiting(process, { kind: 'owed', ...again, pending: error.pending, url: error.url, until: process.time.now + error.patience });
      const state = (kind: NeedState['kind']) => ({ kind, again }) as unknown as Json;
      if (error instanceof NeedsProcess) return { launch: { argv: error.argv, capture: true, merge: true }, state: state('process') };
      if (!(error instanceof NeedsCode)) throw error;
      process.out(`Enter MFA code for ${error.serial}: `);
      return { wait: { for: 'line', secret: true }, state: state('code') };
    }
  });
}

/** Goes on with what has been found out. */
function knowing(process: Process, again: Again, found: Partial<Known>): Launching {
  if ('argv' in again) return start(process, again.argv, { ...again.known, ...found });
  const { settings } = again.state;
  return goingOn(process, { ...again.state, settings: { ...settings, known: { ...settings.known, ...found } } });
}

function goingOn(process: Process, state: Going): Launching {
  return needing(process, { state }, () => (state.kind === 's3' ? goOn(process, state) : state.kind === 'wait' ? goOnWaiting(process, state) : goOnTailing(process, state)));
}

/** Commands of the program that are no services, and are not here. */
const OWN_COMMANDS = ['ddb', 'deploy', 'history', 'cli-dev', 'opsworks-cm'];

const NO_PLUGIN =
  '\nSessionManagerPlugin is not found. Please refer to SessionManager Documentation here: http://docs.aws.amazon.com/console/systems-manager/session-manager-plugin-not-found\n';

const DONE: Progress = { exit: 0 };
const shown = (process: Process, text: string): Progress => {
  process.out(text);
  return DONE;
};
const notSimulated = (words: string) => new CliError(`\nThis account is a simulation, and aws ${words} is not part of it.\n`, 255);

/** What `--debug` can say here: the program's own beginning. Requests and their handlers are Python's and the network's. */
function tellDebug(process: Process, argv: readonly string[]): void {
  const { now } = process.time;
  const at = formatDate(now, zoneAt(now, process.env.TZ ?? 'UTC'), '%Y-%m-%d %H:%M:%S');
  const line = (text: string) => process.err(`${at},${String(now % 1000).padStart(3, '0')} - MainThread - awscli.clidriver - DEBUG - ${text}\n`);
  line(`CLI version: ${ABOUT.replace(' prompt/off', '')}`);
  line(`Arguments entered to CLI: ${repr(argv)}`);
  process.err('This account is a simulation: it has no requests on a wire that --debug could show.\n');
}

function start(process: Process, argv: readonly string[], known: Known = NOTHING_KNOWN, tries = 1): Launching {
  return needing(process, { argv: [...argv], known, tries }, () => {
    if (firstLook(argv).help) return shown(process, SHORT_HELP);
    profilesOf(process);
    const { globals, command, rest } = takeGlobals(argv);
    if (globals.version) return shown(process, `${ABOUT}\n`);
    if (globals.prompts ?? process.env.AWS_CLI_AUTO_PROMPT?.toLowerCase() === 'on') throw notSimulated('with --cli-auto-prompt');
    if (globals.debug && known === NOTHING_KNOWN && tries === 1) tellDebug(process, argv);
    const settle = () => settingsOf(process, globals, command === 'configure', known);
    if (command === 'help') return shown(process, rest.length ? helpTopics(rest) : helpOf([]));
    if (command === 'configure') return configure(process, settle(), globals, rest);
    if (command === 's3') return s3(process, settle(), rest);
    if (command === 'sso') return signIn(process, settle(), rest);
    if (command === 'history' && (rest[0] === 'list' || rest[0] === 'show') && ownOf(process, settle().profile).cli_history !== 'enabled')
      throw new CliError('\nCould not locate history. Make sure cli_history is set to enabled in the ~/.aws/config file\n', 255);
    const service = serviceNamed(command);
    if (!service) {
      if (!OWN_COMMANDS.includes(command)) takeApart(rest, [], [{ name: 'operation' }], invalidChoice);
      throw notSimulated(command);
    }
    const commands = [...service.commands.split(' '), 'help'];
    const { positionals, rest: words } = takeApart(rest, [], [{ name: 'operation', choices: commands }], invalidChoice);
    const name = positionals.operation as string;
    if (name === 'help') return shown(process, helpOf([command]));
    if (name === 'wait') return wait(process, settle(), service, command, words);
    if (command === 'logs' && name === 'tail') return beginTail(process, settle(), globals, words);
    if (words.length !== 1 || words[0] !== 'help') {
      const password = passwordOf(process, settle, command, name, words);
      if (password !== null) return shown(process, `${password}\n`);
    }
    const operation = operationNamed(service, name);
    if (!operation) {
      if (words[0] === 'help') return shown(process, helpOf([command, name]));
      throw notSimulated(`${command} ${name}`);
    }
    // The client looks for its plug-in before it asks for a session in a container; nobody has installed it on these machines.
    if (command === 'ecs' && name === 'execute-command' && words[0] !== 'help') throw new CliError(NO_PLUGIN, 255);
    return runOperation(process, settle, globals, service, operation, words) ? DONE : shown(process, helpOf([command, name]));
  });
}

/** `aws sso`: there is no browser to sign in with. */
function signIn(process: Process, settings: Settings, words: readonly string[]): Progress {
  if (words[0] === 'logout') return DONE;
  if (words[0] !== 'login') throw notSimulated('sso');
  const own = ownOf(process, settings.profile);
  const missing = ['sso_start_url', 'sso_region'].filter((name) => own.sso_session === undefined && own[name] === undefined);
  if (!missing.length) throw notSimulated('sso login');
  throw new CliError(
    `\nMissing the following required SSO configuration values: ${missing.join(', ')}. To make sure this profile is properly configured to use SSO, please run: aws configure sso\n`,
    253,
  );
}

function wait(process: Process, settings: Settings, service: ServiceModel, command: string, words: readonly string[]): Progress {
  if (words.length === 1 && words[0] === 'help') return shown(process, helpOf([command, 'wait']));
  const { positionals, rest } = takeApart(words, [], [{ name: 'subcommand', optional: true, choices: service.waiters.split(' ') }], invalidChoice);
  const name = positionals.subcommand as string | undefined;
  if (name === undefined && rest.length) throw unknownWords(rest);
  if (name === undefined) throw new CliError(`\nusage: aws [options] ${command} wait <subcommand> [parameters]\naws: error: too few arguments\n`, 252);
  if (!Object.hasOwn(service.waits, name)) throw notSimulated(`${command} wait ${name}`);
  return beginWait(process, settings, service, command, name, rest);
}

export const aws: Launcher = {
  name: 'aws',
  summary: 'AWS Command Line Interface',
  launches: true,
  start: (process, argv) => start(process, argv),
  resume(process, state, wake) {
    const waiting = state as unknown as Going | ConfigureState | NeedState | OwedState;
    if (wake.by === 'interrupt') {
      if (waiting.kind === 's3') return cancelled(process, waiting);
      process.out('\n');
      return { exit: 130 };
    }
    const typed = wake.by === 'line' ? wake.text : null;
    return guarded(process, () => {
      switch (waiting.kind) {
        case 'owed':
          return goOnAwaiting(process, waiting);
        case 'configure':
          return answered(process, waiting, typed);
        case 'code':
        case 'process':
          if (typed === null) throw new CliError('\nEOF when reading a line\n', 255);
          return knowing(process, waiting.again, { code: typed.trim() });
        default:
          return goingOn(process, waiting);
      }
    });
  },
  launched: (process, state, exit, output) => knowing(process, (state as unknown as NeedState).again, { printed: { output, exit } }),
  complete,
};
