// The CLI's shorthand for structures: `Key=Name,Value=web`, `Name=vpc-id,Values=a,b`, `k=[x,y]`, `k={a=1}`. Types come later, from the model.

/** Thrown with what the CLI prints behind `Error parsing parameter`. */
export class ShorthandProblem extends Error {}

/** First values may hold `=`, later ones of a list may not: `a=b,c=d` are two pairs. */
const FIRST = /^(?:\\,|[!#-&(-+\--<>-Z\\-z|-\uffff])(?:\\,|[\s!#-&(-+\--\\^-|~-\uffff])*/u;
const SECOND = /^(?:\\,|[!#-&(-+\--<>-Z\\-z|-\uffff])(?:\\,|[\s!#-&(-+\--<>-\uffff])*/u;

/** Reads one structure. Throws `ShorthandProblem`. */
export function parseShorthand(input: string): Record<string, unknown> {
  let at = 0;
  const spot = (index: number): string => {
    const lineStart = input.slice(0, index).lastIndexOf('\n') + 1;
    const lineEnd = input.indexOf('\n', index);
    const before = lineEnd < 0 ? input : input.slice(0, lineEnd);
    return `${before}\n${' '.repeat([...input.slice(lineStart, index)].length)}^${lineEnd < 0 ? '' : input.slice(lineEnd)}`;
  };
  const fail = (expected: string, received = at < input.length ? String.fromCodePoint(input.codePointAt(at) as number) : 'EOF'): never => {
    throw new ShorthandProblem(`Expected: '${expected}', received: '${received}' for input:\n${spot(at)}`);
  };
  const space = () => {
    while (at < input.length && /[ \t\n\r\v\f]/.test(input[at] as string)) at++;
  };
  const expect = (letter: string, spaced = false) => {
    if (spaced) space();
    if (input[at] !== letter) fail(letter);
    at++;
    if (spaced) space();
  };
  const key = (): string => {
    const found = /^[\w\-.#/:]*/.exec(input.slice(at))?.[0] ?? '';
    at += found.length;
    return found;
  };
  const quoted = (): string => {
    const mark = input[at] as string;
    const found = (mark === "'" ? /^'(?:\\\\|\\'|[^'])*'/ : /^"(?:\\\\|\\"|[^"])*"/).exec(input.slice(at))?.[0];
    if (found === undefined) return fail(mark === "'" ? '<singled quoted>' : '<double quoted>', '<none>');
    at += found.length;
    return found.slice(1, -1).replaceAll(`\\${mark}`, mark).replaceAll('\\\\', '\\');
  };
  const word = (pattern: RegExp, name: string | null): string => {
    if (input[at] === "'" || input[at] === '"') return quoted();
    const found = pattern.exec(input.slice(at))?.[0];
    if (found === undefined) return name === null ? '' : fail(`<${name}>`, '<none>');
    at += found.length;
    return found.replaceAll('\\,', ',').trimEnd();
  };
  const explicit = (): unknown => (input[at] === '[' ? list() : input[at] === '{' ? hash() : word(FIRST, null));
  const list = (): unknown[] => {
    expect('[', true);
    const items: unknown[] = [];
    while (input[at] !== ']') {
      items.push(explicit());
      space();
      if (input[at] !== ']') {
        expect(',');
        space();
      }
    }
    at++;
    return items;
  };
  const hash = (): Record<string, unknown> => {
    expect('{', true);
    const made: Record<string, unknown> = {};
    while (input[at] !== '}') {
      const name = key();
      expect('=', true);
      made[name] = explicit();
      space();
      if (input[at] !== '}') {
        expect(',');
        space();
      }
    }
    at++;
    return made;
  };
  /** `a,b,c` up to the next `key=`. */
  const values = (): unknown => {
    if (at >= input.length) return '';
    if (input[at] === '[') return list();
    if (input[at] === '{') return hash();
    const first = word(FIRST, null);
    space();
    if (input[at] !== ',') return first;
    expect(',', true);
    const items = [first];
    for (;;) {
      try {
        const next = word(SECOND, 'second');
        space();
        if (at >= input.length) {
          items.push(next);
          break;
        }
        expect(',', true);
        items.push(next);
      } catch (error) {
        if (!(error instanceof ShorthandProblem) || at >= input.length) throw error;
        // It was the next key: back to the comma before it.
        while (input[at] !== ',') at--;
        break;
      }
    }
    return items.length === 1 ? first : items;
  };
  const made: Record<string, unknown> = {};
  let last = 0;
  for (;;) {
    const name = key();
    expect('=', true);
    const value = values();
    if (Object.hasOwn(made, name)) {
      throw new ShorthandProblem(`Second instance of key "${name}" encountered for input:\n${spot(last + 1)}\nThis is often because there is a preceding "," instead of a space.`);
    }
    made[name] = value;
    last = at;
    if (at >= input.length) return made;
    expect(',', true);
  }
}
