// Random answers of a service, in the shape that the model gives them.
import { type ServiceModel, shapeOf } from '../../../../src/machine/programs/aws/model.ts';
import type { Chance } from '../random/chance.ts';

export type Dict = Record<string, unknown>;

export const TEXTS: readonly string[] = [
  'a',
  'courses-prod',
  'x y',
  'true',
  'null',
  '123',
  '1.5',
  '2024-02-26',
  'yes',
  '12:30',
  '',
  ' lead',
  'trail ',
  'a: b',
  'a #b',
  '# c',
  '- x',
  '*',
  '&a',
  "it's",
  'say "hi"',
  'back\\slash',
  'tab\there',
  'line\nbreak',
  'two\n\nlines',
  'end\n',
  'ü',
  '東京',
  'emoji 🔥',
  'é'.repeat(3),
  'a'.repeat(90),
  'word '.repeat(25).trim(),
  'arn:aws:rds:eu-west-1:123456789012:db:courses-prod',
  'https://example.com/a?b=c&d=e',
  '{"a":1}',
  '[1]',
  '=',
  ',',
  '%',
  '@',
  '`',
  '|',
  '>',
  '!',
  '?',
  '-',
  '--',
  '~',
  '0x1f',
  '0o7',
  '1e3',
  '.5',
  '+1',
  '_',
  'NaN',
  'None',
  'False',
  'No',
  '\u00a0',
  '\u200b',
  '\u2028',
  '\u0007',
  '①',
  '±',
  'ｱ',
  '한국어',
  'א',
  'Key=a,Value=b',
  'a,b',
  'long words with a quote: '.repeat(5),
];

const NUMBERS = [0, 1, 5, 20, 100, -1, 1440, 123456789, 2147483647];
const FLOATS = [0, 1, 0.5, 80, 1e-7, 123456789, 1e16, 2.71, -2.5, 1e22];
const INSTANTS = ['2024-02-26T22:31:04+00:00', '2024-02-26T22:31:04.512000+00:00', '1970-01-01T00:00:00+00:00', '2021-08-16T09:15:42.120000+00:00'];

export function randomReply(chance: Chance, service: ServiceModel, reference: string, depth = 0): unknown {
  const shape = shapeOf(service, reference);
  switch (shape.type) {
    case 'structure':
      return Object.fromEntries(
        Object.entries(shape.members)
          .filter(() => chance.sometimes(depth > 4 ? 15 : depth > 1 ? 45 : 70))
          .map(([name, of]) => [name, randomReply(chance, service, of, depth + 1)])
          .filter(([, value]) => value !== undefined),
      );
    case 'list':
      return depth > 6 ? [] : chance.many(0, depth > 2 ? 2 : 3, () => randomReply(chance, service, shape.of, depth + 1)).filter((item) => item !== undefined);
    case 'map':
      return depth > 6 ? {} : Object.fromEntries(chance.many(0, 3, () => [chance.one(TEXTS), randomReply(chance, service, shape.of, depth + 1) ?? 'x']));
    case 'scalar':
      switch (shape.of) {
        case 'integer':
        case 'long':
          return chance.one(NUMBERS);
        case 'float':
        case 'double':
          return chance.one(FLOATS);
        case 'boolean':
          return chance.sometimes(50);
        case 'timestamp':
          return chance.one(INSTANTS);
        case 'blob':
        case 'stream':
          return 'Zm9v';
        default:
          return chance.one(TEXTS);
      }
  }
}
