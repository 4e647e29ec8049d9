// Commands that make a password: `aws rds generate-db-auth-token` signs one here, `aws ecr get-login-password` asks for one.
import { strFromU8 } from 'fflate';
import { fromBase64 } from '../../disk/base64.ts';
import type { Process } from '../../program.ts';
import { takeApart } from './arguments.ts';
import { keysOf } from './credentials.ts';
import { type OperationModel, operationCalled, type ServiceModel, serviceNamed } from './model.ts';
import { CliError } from './output/print.ts';
import { isList, isMap } from './output/python.ts';
import { ask, needEndpoint } from './reply.ts';
import type { Settings } from './settings.ts';
import { signed } from './signature.ts';
import { invalidChoice, unknownWords } from './usage.ts';

/** How long a password for a database is good, in seconds. */
const GOOD_FOR = 900;

function databaseToken(process: Process, settle: () => Settings, words: readonly string[]): string {
  const { options, rest } = takeApart(
    words,
    [
      { name: '--hostname', takes: 'one', required: true },
      { name: '--port', takes: 'one', required: true },
      { name: '--username', takes: 'one', required: true },
    ],
    [],
    invalidChoice,
  );
  if (rest.length) throw unknownWords(rest);
  const one = (name: string) => options[name]?.[0] ?? '';
  const port = one('--port');
  if (!/^\s*[-+]?\d+(_\d+)*\s*$/.test(port)) throw new CliError(`\ninvalid literal for int() with base 10: '${port}'\n`, 255);
  const settings = settle();
  needEndpoint(settings, serviceNamed('rds') as ServiceModel);
  const keys = keysOf(process, settings);
  if (!keys) throw new CliError('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n', 253);
  return signed(keys, {
    host: `${one('--hostname')}:${Number(port.replaceAll('_', ''))}`,
    path: '/',
    query: [
      ['Action', 'connect'],
      ['DBUser', one('--username')],
    ],
    service: 'rds-db',
    region: settings.region as string,
    seconds: GOOD_FOR,
    now: process.time.now,
    payload: 'empty',
  });
}

function registryPassword(process: Process, settle: () => Settings, words: readonly string[]): string {
  const { rest } = takeApart(words, [], [], invalidChoice);
  if (rest.length) throw unknownWords(rest);
  const settings = settle();
  const service = serviceNamed('ecr') as ServiceModel;
  needEndpoint(settings, service);
  const reply = ask(process, settings, service, operationCalled(service, 'GetAuthorizationToken') as OperationModel, {});
  const first = isList(reply.authorizationData) ? reply.authorizationData[0] : null;
  const token = isMap(first) ? String(first.authorizationToken) : '';
  return strFromU8(fromBase64(token) ?? new Uint8Array()).split(':')[1] ?? '';
}

const MAKERS: Readonly<Record<string, typeof databaseToken>> = { 'rds generate-db-auth-token': databaseToken, 'ecr get-login-password': registryPassword };

/** The password that a command makes; null when it is another command. */
export function passwordOf(process: Process, settle: () => Settings, command: string, name: string, words: readonly string[]): string | null {
  const make = Object.hasOwn(MAKERS, `${command} ${name}`) ? MAKERS[`${command} ${name}`] : undefined;
  return make ? make(process, settle, words) : null;
}
