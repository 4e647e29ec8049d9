// What may stand in a character class of a regular expression: RE2's named classes, and characters that mean themselves there.

/** Insides of `[:name:]`. */
export const POSIX: { readonly [name: string]: string } = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
/** Insides of a character class for `\d` and its like. The complements are for use in a class as well. */
export const PERL: { readonly [letter: string]: string } = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: '\\t\\n\\f\\r ',
  D: '\\x00-\\/:-\\u{10ffff}',
  W: '\\x00-\\/:-@\\[-\\^`{-\\u{10ffff}',
  S: '\\x00-\\x08\\x0b\\x0e-\\x1f!-\\u{10ffff}',
};

/** A character that means itself in a class. */
export const inClass = (char: string): string => (/[\\\]^\-[]/.test(char) ? `\\${char}` : char);

/** The inside of a class that holds what `inside` does not. */
export function complement(inside: string): string {
  // Written out, as a class cannot hold a negated class.
  const test = new RegExp(`[${inside}]`, 'u');
  let out = '\\x80-\\u{10ffff}';
  for (let code = 0; code < 0x80; code++) if (!test.test(String.fromCharCode(code))) out += `\\x${code.toString(16).padStart(2, '0')}`;
  return out;
}
