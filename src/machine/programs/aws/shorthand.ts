// The CLI's shorthand for structures and lists: `Key=Name,Value=web`, `Name=vpc-id,Values=a,b`, `{a=1}`, `[x,y]`.

/** Thrown with what the CLI prints. */
export class ShorthandError extends Error {}

export function parseShorthand(input: string): Record<string, unknown> {
  let at = 0;
  const fail = (expected: string, received = at < input.length ? (input[at] as string) : 'EOF'): never => {
    throw new ShorthandError(`Expected: '${expected}', received: '${received}' for input:\n${input}\n${' '.repeat(at)}^`);
  };
  const expect = (character: string) => {
    if (input[at] !== character) fail(character);
    at++;
  };
  const key = (): string => {
    const found = /^[\w\-.#/:@]+/.exec(input.slice(at))?.[0] ?? '';
    at += found.length;
    return found;
  };
  const quoted = (mark: string): string => {
    let text = '';
    at++;
    while (at < input.length && input[at] !== mark) {
      if (input[at] === '\\' && (input[at + 1] === mark || input[at + 1] === '\\')) at++;
      text += input[at++];
    }
    expect(mark);
    return text;
  };
  const plain = (stop: RegExp): string => {
    let text = '';
    while (at < input.length && !stop.test(input[at] as string)) {
      if (input[at] === '\\' && stop.test(input[at + 1] ?? '')) at++;
      text += input[at++];
    }
    return text.trim();
  };
  const one = (stop: RegExp): unknown => {
    if (input[at] === '[') return explicitList();
    if (input[at] === '{') return hash();
    if (input[at] === "'" || input[at] === '"') return quoted(input[at] as string);
    return plain(stop);
  };
  const explicitList = (): unknown[] => {
    expect('[');
    const items: unknown[] = [];
    while (input[at] !== ']') {
      items.push(one(/[,\]]/));
      if (input[at] === ',') at++;
      else if (input[at] !== ']') fail(']');
    }
    at++;
    return items;
  };
  const hash = (): Record<string, unknown> => {
    expect('{');
    const made = pairs('}');
    expect('}');
    return made;
  };
  /** `a,b,c` up to the next `key=`. */
  const values = (): unknown => {
    const first = one(/[,}]/);
    if (input[at] !== ',' || nextIsKey()) return first;
    const items = [first];
    while (input[at] === ',' && !nextIsKey()) {
      at++;
      items.push(one(/[,}]/));
    }
    return items;
  };
  const nextIsKey = () => /^,[\w\-.#/:@]+=/.test(input.slice(at));
  const pairs = (end: string | null): Record<string, unknown> => {
    const made: Record<string, unknown> = {};
    for (;;) {
      const name = key();
      if (input[at] !== '=') fail('=');
      at++;
      made[name] = values();
      if (at >= input.length || input[at] === end) return made;
      expect(',');
    }
  };
  const made = pairs(null);
  if (at < input.length) fail(',');
  return made;
}
