// Where a text stops being JSON, counted as Go's decoder counts it: the bytes read when it gave up.

const WHITE = /[ \t\r\n]/;

/** The byte offset at which JSON breaks, or null when it is JSON throughout. */
export function brokenAt(text: string): number | null {
  let i = 0;
  const fail = { at: -1 };
  const white = () => {
    while (i < text.length && WHITE.test(text[i] as string)) i++;
  };
  const broken = (at: number): false => {
    if (fail.at < 0) fail.at = Math.min(at + 1, text.length);
    return false;
  };
  const word = (expected: string): boolean => {
    for (const letter of expected) {
      if (text[i] !== letter) return broken(i);
      i++;
    }
    return true;
  };
  const quoted = (): boolean => {
    i++;
    for (;;) {
      const c = text[i];
      if (c === undefined || c < ' ') return broken(i);
      i++;
      if (c === '"') return true;
      if (c !== '\\') continue;
      const escaped = text[i];
      if (escaped === undefined || !'"\\/bfnrtu'.includes(escaped)) return broken(i);
      i++;
      if (escaped !== 'u') continue;
      for (let n = 0; n < 4; n++, i++) if (!/[0-9a-fA-F]/.test(text[i] ?? '')) return broken(i);
    }
  };
  const number = (): boolean => {
    const match = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(i, i + 400));
    if (!match) return broken(i + (text[i] === '-' ? 1 : 0));
    i += match[0].length;
    return true;
  };
  const value = (): boolean => {
    white();
    switch (text[i]) {
      case '{':
        return members('}', () => {
          if (text[i] !== '"') return broken(i);
          if (!quoted()) return false;
          white();
          if (text[i] !== ':') return broken(i);
          i++;
          return value();
        });
      case '[':
        return members(']', value);
      case '"':
        return quoted();
      case 't':
        return word('true');
      case 'f':
        return word('false');
      case 'n':
        return word('null');
      default:
        return /[-\d]/.test(text[i] ?? '') ? number() : broken(i);
    }
  };
  const members = (close: string, member: () => boolean): boolean => {
    i++;
    white();
    if (text[i] === close) {
      i++;
      return true;
    }
    for (;;) {
      white();
      if (!member()) return false;
      white();
      if (text[i] === close) {
        i++;
        return true;
      }
      if (text[i] !== ',') return broken(i);
      i++;
    }
  };
  if (value()) {
    white();
    if (i === text.length) return null;
    broken(i);
  }
  return bytes(text.slice(0, fail.at));
}

function bytes(text: string): number {
  let count = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    count += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return count;
}
