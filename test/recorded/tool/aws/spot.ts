// A place to try: an operation of a service with the words of a right line for it, made from a seed.
import { membersOf, type OperationModel, operationNamed, SERVICE_NAMES, type ServiceModel, serviceNamed, shapeOf } from '../../../../src/machine/programs/aws/model.ts';
import { optionsOf } from '../../../../src/machine/programs/aws/options.ts';
import type { Chance } from '../random/chance.ts';
import { type Dict, randomReply } from './reply.ts';
import { inWords, randomValue } from './value.ts';

export interface AwsCase {
  readonly command: string;
  readonly service: string | null;
  readonly operation: string | null;
  /** What is tried: the tally goes by it. */
  readonly kind: string;
  readonly response?: Dict;
  readonly pages?: readonly Dict[];
  readonly error?: { readonly code: string; readonly message: string; readonly status?: number };
  readonly env?: Readonly<Record<string, string | boolean | null>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly columns?: number;
}

const FORMATS = ['json', 'text', 'table', 'yaml', 'yaml-stream'];

export const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
/** A line of the aws program, quoted for a shell. */
export const lineOf = (words: readonly string[]): string => ['aws', ...words].map(quoted).join(' ');

export interface Spot {
  readonly chance: Chance;
  readonly command: string;
  readonly service: ServiceModel;
  readonly name: string;
  readonly operation: OperationModel;
  readonly files: Record<string, string>;
}

/** Streams in and out, and what answers with more than the parameters say, are tried elsewhere. */
const plainOperation = (service: ServiceModel, operation: OperationModel): boolean =>
  !operation.a?.some(([, , kind]) => kind === 'StreamingOutput' || kind === 'File') &&
  // These have members that are newer than the program.
  !['CreateTable', 'UpdateTable'].includes(operation.o) &&
  // It hands over to another program.
  operation.o !== 'StartSession' &&
  !Object.values(membersOf(service, operation).members).some((reference) => shapeOf(service, reference).type === 'scalar' && reference === 'stream');

export function spot(chance: Chance, pages = false): Spot {
  for (;;) {
    const command = chance.one(SERVICE_NAMES);
    const service = serviceNamed(command) as ServiceModel;
    const name = chance.one(Object.keys(service.operations));
    const operation = operationNamed(service, name) as OperationModel;
    if (plainOperation(service, operation) && (!pages || operation.p)) return { chance, command, service, name, operation, files: {} };
  }
}

/** The words of the options that must be there, and of some that may. `some` is the share of those, in percent. */
export function optionWords({ chance, service, operation, files }: Spot, some: number): string[] {
  const words: string[][] = [];
  const required = new Set(membersOf(service, operation).required);
  for (const option of optionsOf(service, operation)) {
    if (option.kind !== '') {
      if (option.required) words.push([option.name, 'x']);
      continue;
    }
    if (!required.has(option.member) && !option.required && !chance.sometimes(some)) continue;
    if (option.takes === 'none') {
      if (!option.negative || chance.sometimes(30)) words.push([option.name]);
      continue;
    }
    const value = randomValue(chance, service, option.shape, { right: 100 });
    words.push([option.name, ...inWords(chance, service, option.shape, value, files)]);
  }
  const flat: string[] = [];
  while (words.length) flat.push(...(words.splice(chance.below(words.length), 1)[0] as string[]));
  return flat;
}

export const outputWords = (chance: Chance): string[] => (chance.sometimes(20) ? [] : ['--output', chance.one(FORMATS)]);

export function finish(at: Spot, kind: string, words: readonly string[], rest: Partial<AwsCase> = {}): AwsCase {
  return {
    command: lineOf(words),
    service: at.command,
    operation: at.operation.o,
    kind,
    ...(Object.keys(at.files).length ? { files: at.files } : {}),
    ...rest,
    // It is there in one region alone.
    ...(at.command === 'route53domains' ? { env: { ...rest.env, AWS_DEFAULT_REGION: 'us-east-1' } } : {}),
  };
}

/** An answer with which the pages end. */
export function replyOf({ chance, service, operation }: Spot): Dict {
  const reply = operation.u ? (randomReply(chance, service, operation.u) as Dict) : {};
  if (operation.p) for (const name of [operation.p.o, operation.p.m ?? []].flat()) delete reply[name.split(/[.| ]/)[0] as string];
  return reply;
}
