// JSON read as Python reads it: whole floats stay floats, and a broken text is refused in Python's words.
import { Float } from './python.ts';

/** Says in Python's words what is wrong with a JSON text. */
export class JsonProblem extends Error {}

/** The value of a JSON text, its dicts marked by `mark`. Throws `JsonProblem`. */
export function parseJson(text: string, mark: (map: Record<string, unknown>) => Record<string, unknown> = (map) => map): unknown {
  let at = 0;
  const fail = (message: string, position = at): never => {
    const line = text.slice(0, position).split('\n').length;
    const column = position - text.lastIndexOf('\n', position - 1);
    throw new JsonProblem(`${message}: line ${line} column ${column} (char ${position})`);
  };
  const space = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at] as string)) at++;
  };
  const string = (): string => {
    const start = at++;
    for (;;) {
      if (at >= text.length) fail('Unterminated string starting at', start);
      const letter = text[at] as string;
      if (letter === '"') break;
      if (letter < ' ') fail('Invalid control character at');
      if (letter === '\\') {
        if (at + 1 >= text.length) fail('Unterminated string starting at', start);
        if (!'"\\/bfnrtu'.includes(text[at + 1] as string)) fail('Invalid \\escape');
        if (text[at + 1] === 'u' && !/^[0-9a-fA-F]{4}/.test(text.slice(at + 2))) fail('Invalid \\uXXXX escape', at + 1);
        at++;
      }
      at++;
    }
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  };
  const value = (): unknown => {
    const letter = text[at];
    if (letter === '"') return string();
    if (letter === '{') {
      const made: Record<string, unknown> = {};
      at++;
      space();
      if (text[at] === '}') {
        at++;
        return mark(made);
      }
      for (;;) {
        space();
        if (text[at] !== '"') fail('Expecting property name enclosed in double quotes');
        const key = string();
        space();
        if (text[at] !== ':') fail("Expecting ':' delimiter");
        at++;
        space();
        made[key] = value();
        space();
        if (text[at] === '}') break;
        if (text[at] !== ',') fail("Expecting ',' delimiter");
        at++;
        space();
      }
      at++;
      return mark(made);
    }
    if (letter === '[') {
      const made: unknown[] = [];
      at++;
      space();
      if (text[at] === ']') {
        at++;
        return made;
      }
      for (;;) {
        space();
        made.push(value());
        space();
        if (text[at] === ']') break;
        if (text[at] !== ',') fail("Expecting ',' delimiter");
        at++;
      }
      at++;
      return made;
    }
    for (const [word, meaning] of [
      ['null', null],
      ['true', true],
      ['false', false],
    ] as const) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    const number = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/.exec(text.slice(at));
    if (!number) return fail('Expecting value');
    at += number[0].length;
    return number[1] || number[2] ? new Float(Number(number[0])) : Number(number[0]);
  };
  space();
  const made = value();
  space();
  if (at < text.length) fail('Extra data');
  return made;
}
