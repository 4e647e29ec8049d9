// Random commands of the aws program with answers of the services, made from a seed: right ones in every syntax, and wrong ones.
import { type OperationModel, shapeOf } from '../../../../src/machine/programs/aws/model.ts';
import type { Chance } from '../random/chance.ts';
import { globals, mistaken, misvalued, named } from './mistake.ts';
import { randomQuery } from './query.ts';
import { type Dict, TEXTS } from './reply.ts';
import { type AwsCase, finish, optionWords, outputWords, replyOf, spot } from './spot.ts';
import { stored } from './transfer.ts';
import { randomValue } from './value.ts';
import { configured, tailed, waited } from './watch.ts';

/** What is printed of an answer. */
function shown(chance: Chance): AwsCase {
  const at = spot(chance);
  const reply = replyOf(at);
  const columns = chance.sometimes(15);
  const query = chance.sometimes(40) ? ['--query', randomQuery(chance, reply)] : [];
  return finish(
    at,
    'output',
    [at.command, at.name, ...optionWords(at, 0), ...query, ...outputWords(chance), ...(columns || chance.sometimes(8) ? ['--color', chance.one(['on', 'off'])] : [])],
    {
      response: reply,
      ...(columns ? { columns: 40 + chance.below(160) } : {}),
    },
  );
}

/** What is sent for right words. */
function asked(chance: Chance): AwsCase {
  const at = spot(chance);
  return finish(at, 'arguments', [at.command, at.name, ...optionWords(at, 40)], { response: {} });
}

function queried(chance: Chance): AwsCase {
  const at = spot(chance);
  const reply = replyOf(at);
  return finish(at, 'query', [at.command, at.name, ...optionWords(at, 0), '--query', randomQuery(chance, reply, 40), ...outputWords(chance)], { response: reply });
}

function refused(chance: Chance): AwsCase {
  const at = spot(chance);
  const code = chance.one([
    'AccessDenied',
    'ValidationException',
    'Throttling',
    'ThrottlingException',
    'RequestLimitExceeded',
    'DBInstanceNotFound',
    'InternalFailure',
    'InternalError',
    'ServiceUnavailable',
    'SlowDown',
    'LimitExceededException',
    'TooManyRequestsException',
    'ExpiredToken',
    'InvalidClientTokenId',
    'RequestTimeout',
    'PriorRequestNotComplete',
    'TransactionInProgressException',
    'NoSuchBucket',
    '404',
    'x.y#Gone',
  ]);
  return finish(at, 'refusal', [at.command, at.name, ...optionWords(at, 0), ...outputWords(chance)], {
    error: { code, message: chance.one([...TEXTS, 'User: x is not authorized to perform: y']), status: chance.one([400, 403, 404, 409, 429, 500, 502, 503]) },
  });
}

/** Pages, with the options for them. */
function paged(chance: Chance): AwsCase {
  const at = spot(chance, true);
  const page = at.operation.p as NonNullable<OperationModel['p']>;
  const outputs = [page.o].flat();
  const answer = at.operation.u ? shapeOf(at.service, at.operation.u) : null;
  const isText = (name: string) => answer?.type === 'structure' && /^string/.test(answer.members[name] ?? '');
  const simple = outputs.every((name) => /^\w+$/.test(name) && isText(name)) && (page.m === undefined || /^\w+$/.test(page.m));
  const count = simple ? 1 + chance.below(3) : 1;
  const pages = Array.from({ length: count }, (_, index) => {
    const reply = replyOf(at);
    for (const name of outputs) {
      if (!/^\w+$/.test(name)) continue;
      delete reply[name];
      if (index < count - 1) reply[name] = `tok-${index}`;
    }
    if (page.m && /^\w+$/.test(page.m)) reply[page.m] = index < count - 1;
    return reply;
  });
  const words = [at.command, at.name, ...optionWords(at, 0)];
  if (chance.sometimes(60)) words.push('--max-items', String(chance.one([0, 1, 1, 2, 2, 3, 5, 100])));
  if (chance.sometimes(25) && page.l) words.push('--page-size', String(chance.one([1, 5, 20, 100])));
  if (chance.sometimes(25))
    words.push('--starting-token', chance.one([startToken(page.i, chance), startToken(page.i, chance), 'tok-0', 'tok-0___1', 'nonsense', '', 'eyJ', 'None___2', 'a___b___c']));
  if (chance.sometimes(15)) words.push('--no-paginate');
  if (chance.sometimes(40)) words.push('--query', randomQuery(chance, pages[0] as Dict, 5));
  return finish(at, 'pages', [...words, ...outputWords(chance)], { pages });
}

function startToken(input: string | readonly string[], chance: Chance): string {
  const skip = chance.sometimes(60) ? `, "boto_truncate_amount": ${1 + chance.below(2)}` : '';
  const of = [input].flat().map((name) => `"${name}": ${chance.sometimes(50) ? 'null' : '"tok-0"'}`);
  return Buffer.from(`{${of.join(', ')}${skip}}`).toString('base64');
}

/** Parameters from a text in JSON or YAML, and the forms for it. */
function fromInput(chance: Chance): AwsCase {
  const at = spot(chance);
  if (chance.sometimes(35))
    return finish(at, 'skeleton', [
      at.command,
      at.name,
      ...(chance.sometimes(30) ? optionWords(at, 0) : []),
      '--generate-cli-skeleton',
      ...chance.one([[], ['input'], ['output'], ['input'], ['output'], ['inputs']]),
      ...outputWords(chance),
    ]);
  const value = at.operation.i ? (randomValue(chance, at.service, at.operation.i, { right: 96 }) as Dict) : {};
  const yaml = chance.sometimes(25);
  const text = chance.one([
    JSON.stringify(value),
    JSON.stringify(value, null, 2),
    JSON.stringify(value),
    JSON.stringify(value).slice(0, -1),
    '[]',
    '"x"',
    '',
    '{}',
    'x: [',
    'null',
  ]);
  const option = yaml ? '--cli-input-yaml' : '--cli-input-json';
  const over = chance.sometimes(30) ? optionWords(at, 5) : [];
  if (chance.sometimes(40)) {
    at.files['input.json'] = text;
    return finish(at, 'cli-input', [at.command, at.name, ...over, option, 'file://input.json'], { response: {} });
  }
  return finish(at, 'cli-input', [at.command, at.name, ...over, option, text], { response: {} });
}

const KINDS: readonly (readonly [number, (chance: Chance) => AwsCase])[] = [
  [22, shown],
  [14, asked],
  [10, queried],
  [4, refused],
  [12, mistaken],
  [14, misvalued],
  [10, paged],
  [6, fromInput],
  [4, named],
  [4, globals],
];

const WORLDS: Readonly<Record<string, typeof KINDS>> = {
  '': KINDS,
  s3: [[1, stored]],
  other: [
    [4, waited],
    [3, tailed],
    [2, configured],
  ],
};

/** A random command: of the operations, or of a part of the program that is none. */
export function randomCommand(chance: Chance, world = ''): AwsCase {
  const kinds = WORLDS[world] ?? KINDS;
  let at = chance.below(kinds.reduce((sum, [share]) => sum + share, 0));
  for (const [share, make] of kinds) {
    if (at < share) return make(chance);
    at -= share;
  }
  return shown(chance);
}
