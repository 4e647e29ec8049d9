// Random values of an input's shape, and how they are written on a command line: shorthand, JSON, files.
import { type ServiceModel, shapeOf } from '../../../../src/machine/programs/aws/model.ts';
import type { Chance } from '../random/chance.ts';
import { TEXTS } from './reply.ts';

interface Wish {
  /** How many of a hundred values are of the right type. */
  readonly right: number;
}

const WRONG: readonly unknown[] = ['text', 1, 2.5, true, null, [], ['a'], {}, { a: 1 }, '', 1e20];
const WORDS = [
  'a',
  'prod',
  'db.t3.medium',
  'x-1',
  'name',
  'eu-west-1a',
  'sg-1',
  'long enough to be taken for an identifier of anything',
  ...TEXTS.filter((text) => !text.startsWith('-') && text !== ''),
];

export function randomValue(chance: Chance, service: ServiceModel, reference: string, wish: Wish, depth = 0): unknown {
  if (!chance.sometimes(wish.right)) return chance.one(WRONG);
  const shape = shapeOf(service, reference);
  switch (shape.type) {
    case 'structure':
      return Object.fromEntries([
        ...Object.entries(shape.members)
          .filter(([name]) => (shape.required.includes(name) ? chance.sometimes(wish.right) : chance.sometimes(depth > 3 ? 10 : Object.keys(shape.members).length > 8 ? 20 : 60)))
          .map(([name, of]) => [name, randomValue(chance, service, of, wish, depth + 1)] as const),
        ...(chance.sometimes(wish.right) ? [] : [['Nope', 'x'] as const]),
      ]);
    case 'list':
      return chance.many(depth > 5 ? 0 : 1, depth > 3 ? 1 : 3, () => randomValue(chance, service, shape.of, wish, depth + 1));
    case 'map':
      return Object.fromEntries(chance.many(1, 2, () => [chance.one(['a', 'b', 'key', 'Name', 'x/y', 'k.1']), randomValue(chance, service, shape.of, wish, depth + 1)]));
    case 'scalar':
      switch (shape.of) {
        case 'integer':
        case 'long':
          return chance.one([1, 5, 20, 100, 3600]);
        case 'float':
        case 'double':
          return chance.one([1, 0.5, 80]);
        case 'boolean':
          return chance.sometimes(50);
        case 'timestamp':
          return chance.one(['2024-02-26T22:00:00Z', '2024-02-26', '2024-02-26T22:00:00.5+01:00', '1708990000']);
        case 'blob':
        case 'stream':
          return 'Zm9v';
        default:
          return shape.choice !== null && chance.sometimes(70) ? shape.choice : chance.one(WORDS);
      }
  }
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in shorthand; null when it cannot be written so. */
function shorthand(chance: Chance, value: unknown, top: boolean): string | null {
  if (isMap(value)) {
    const entries = Object.entries(value);
    if (!entries.length) return null;
    const parts: string[] = [];
    for (const [key, item] of entries) {
      if (!/^[\w.#/:-]+$/.test(key)) return null;
      let text: string | null;
      if (Array.isArray(item) && top && item.length > 1 && item.every((one) => typeof one === 'string') && chance.sometimes(50)) {
        const items = item.map((one) => scalar(chance, one));
        text = items.includes(null) ? null : items.join(',');
      } else text = shorthand(chance, item, false);
      if (text === null) return null;
      parts.push(`${key}=${text}`);
    }
    const joined = parts.join(chance.sometimes(90) ? ',' : ', ');
    return top ? joined : `{${joined}}`;
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => shorthand(chance, item, false));
    return items.includes(null) ? null : `[${items.join(',')}]`;
  }
  return scalar(chance, value);
}

function scalar(chance: Chance, value: unknown): string | null {
  if (value === null) return null;
  const text = String(value);
  if (/^[\w./:@+-]+$/.test(text) && chance.sometimes(80)) return text;
  if (chance.sometimes(50)) return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return chance.sometimes(70) ? `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : text.replaceAll(',', '\\,');
}

/** The words behind an option for a value of its shape. Files that they name are put into `files`. */
export function inWords(chance: Chance, service: ServiceModel, reference: string, value: unknown, files: Record<string, string>): string[] {
  const shape = shapeOf(service, reference);
  const fromFile = (text: string): string[] => {
    const name = `file${Object.keys(files).length}.json`;
    files[name] = text;
    return [`file://${name}`];
  };
  const asJson = () => JSON.stringify(value, null, chance.one([0, 0, 2]));
  if (shape.type === 'scalar') {
    const text = value === null || typeof value === 'object' ? JSON.stringify(value) : String(value);
    return chance.sometimes(8) ? fromFile(text) : [text];
  }
  if (chance.sometimes(12)) return fromFile(asJson());
  if (chance.sometimes(30)) return [asJson()];
  if (shape.type === 'list' && Array.isArray(value)) {
    if (shapeOf(service, shape.of).type === 'scalar') return value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item)));
    if (chance.sometimes(15)) return value.map((item) => JSON.stringify(item));
    const items = value.map((item) => shorthand(chance, item, true));
    return items.includes(null) ? [asJson()] : (items as string[]);
  }
  const short = shorthand(chance, value, true);
  return [short === null || chance.sometimes(10) ? asJson() : short];
}
