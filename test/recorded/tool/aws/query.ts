// Random JMESPath expressions about a value: mostly what finds something in it.
import type { Chance } from '../random/chance.ts';

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const nameOf = (key: string) => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));

/** A way into a value, and what lies there. */
function path(chance: Chance, value: unknown, steps: number): readonly [string, unknown] {
  let text = '';
  let at = value;
  for (let step = 0; step < steps; step++) {
    if (isMap(at) && Object.keys(at).length) {
      if (chance.sometimes(4)) {
        text += text ? '.*' : '*';
        at = Object.values(at)[0];
        continue;
      }
      const key = chance.sometimes(5) ? 'Nope' : chance.one(Object.keys(at));
      text += `${text ? '.' : ''}${nameOf(key)}`;
      at = at[key];
    } else if (Array.isArray(at)) {
      const [how, next] = chance.one([
        ['[]', at[0]],
        ['[*]', at[0]],
        ['[0]', at[0]],
        ['[-1]', at.at(-1)],
        ['[:1]', at[0]],
        ['[::-1]', at.at(-1)],
        ['[1:]', at[1]],
        ['[]', at[0]],
      ] as const);
      text += how;
      at = next;
      if (how !== '[0]' && how !== '[-1]' && chance.sometimes(12)) {
        text += ' | [0]';
        return [text, at];
      }
    } else break;
  }
  return [text || '@', at];
}

const LITERALS = ["'a'", '`1`', '`0.5`', '`true`', '`null`', '`[]`', '`"x"`', "'courses-prod'", '`{"a": 1}`', "''", '`20`', '`[1, 2.0, "x"]`'];
const FUNCTIONS: readonly (readonly [string, number])[] = [
  ['abs', 1],
  ['avg', 1],
  ['ceil', 1],
  ['contains', 2],
  ['ends_with', 2],
  ['floor', 1],
  ['join', 2],
  ['keys', 1],
  ['length', 1],
  ['max', 1],
  ['merge', 2],
  ['min', 1],
  ['not_null', 2],
  ['reverse', 1],
  ['sort', 1],
  ['starts_with', 2],
  ['sum', 1],
  ['to_array', 1],
  ['to_number', 1],
  ['to_string', 1],
  ['type', 1],
  ['values', 1],
  ['nope', 1],
];

function expression(chance: Chance, value: unknown, depth: number): string {
  const [text, at] = path(chance, value, 1 + chance.below(5));
  const inner = () => (isMap(at) && Object.keys(at).length ? nameOf(chance.one(Object.keys(at))) : '@');
  switch (depth > 2 ? 0 : chance.below(16)) {
    case 5:
      return `${text === '@' ? '' : text}[?${inner()}${chance.one([' == ', ' != ', ' > ', ' < ', '>=', '<='])}${chance.one(LITERALS)}]`;
    case 6:
      return `${text}.[${inner()}, ${expression(chance, at, depth + 1)}]`;
    case 7:
      return `${text}.{a: ${inner()}, "b c": ${expression(chance, at, depth + 1)}}`;
    case 8: {
      const [name, count] = chance.one(FUNCTIONS);
      return `${name}(${Array.from({ length: chance.sometimes(6) ? count + 1 : count }, (_, index) => (index && chance.sometimes(60) ? chance.one(LITERALS) : expression(chance, value, depth + 1))).join(', ')})`;
    }
    case 9:
      return `${chance.one(['sort_by', 'max_by', 'min_by'])}(${text}, &${inner()})`;
    case 10:
      return `map(&${inner()}, ${text})`;
    case 11:
      return `${text} | ${expression(chance, at, depth + 1)}`;
    case 12:
      return `${expression(chance, value, depth + 1)}${chance.one([' || ', ' && ', ' == '])}${expression(chance, value, depth + 1)}`;
    case 13:
      return chance.one([
        `!${text}`,
        `(${text})`,
        `[${text}, ${chance.one(LITERALS)}]`,
        `{x: ${text}}`,
        chance.one(LITERALS),
        `[${text}]`,
        `{x: ${text}, y: ${chance.one(LITERALS)}}`,
      ]);
    case 14:
      return `${text}[?contains(${inner()}, ${chance.one(LITERALS)})].${inner()}`;
    default:
      return text;
  }
}

/** `broken`: how many of a hundred are cut or have a sign too much. */
export function randomQuery(chance: Chance, value: unknown, broken = 0): string {
  const whole = expression(chance, value, 0);
  if (!chance.sometimes(broken)) return whole;
  const at = chance.below(whole.length + 1);
  return chance.one([
    whole.slice(0, at),
    whole.slice(at),
    `${whole.slice(0, at)}${chance.one(['[', ']', '.', '`', "'", '"', '@', '{', '(', '|', '?', '*', '$', '&', '#', '=', ',', '!', '-', '`x`', '..', '[?', '[]', ':', '\\', 'é', '%'])}${whole.slice(at)}`,
    whole.slice(0, at) + whole.slice(at + 1),
  ]);
}
