// Input to psql, cut where psql cuts it: at semicolons outside of quotes, comments and parentheses, and at backslash commands.

/** What the cut stands in the middle of, as the prompt shows it: `=` nothing, `-` a statement, a quote, a comment `*`, a parenthesis `(`. */
export type Inside = '=' | '-' | "'" | '"' | '$' | '*' | '(';

export interface Cut {
  /** `statement`: complete, with its semicolon. `command`: the rest of the line, from the backslash on. `more`: the input ends first. */
  readonly is: 'statement' | 'command' | 'more';
  /** What belongs to the statement, variables put in. */
  readonly text: string;
  /** Where in the input to go on. */
  readonly next: number;
  readonly inside: Inside;
}

/** The value of a variable; undefined when it is not set. */
export type Variables = (name: string) => string | undefined;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const identifier = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Cuts one statement or command off `input`, from `from` on. Works in one pass, whatever the length of the input. */
export function cut(input: string, from: number, variables: Variables): Cut {
  let text = '';
  let kept = from;
  let depth = 0;
  let at = from;
  /** A body `begin atomic ... end` has semicolons of its own. */
  const take = (upTo: number) => {
    text += input.slice(kept, upTo);
    kept = upTo;
  };
  const open = (inside: Inside): Cut => {
    take(input.length);
    return { is: 'more', text, next: input.length, inside };
  };
  while (at < input.length) {
    const letter = input[at] as string;
    switch (letter) {
      case "'": {
        const escapes = /[eE]$/.test(input.slice(Math.max(from, at - 1), at)) && !/\w/.test(input[at - 2] ?? '');
        let end = at + 1;
        while (end < input.length && (input[end] !== "'" || input[end + 1] === "'")) end += (escapes && input[end] === '\\') || input[end] === "'" ? 2 : 1;
        if (end >= input.length) return open("'");
        at = end + 1;
        break;
      }
      case '"': {
        const end = input.indexOf('"', at + 1);
        if (end < 0) return open('"');
        at = end + 1;
        break;
      }
      case '$': {
        const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(input.slice(at, at + 80))?.[0];
        if (!tag || /\w/.test(input[at - 1] ?? '')) {
          at++;
          break;
        }
        const end = input.indexOf(tag, at + tag.length);
        if (end < 0) return open('$');
        at = end + tag.length;
        break;
      }
      case '-':
        if (input[at + 1] === '-') {
          const end = input.indexOf('\n', at);
          // A comment before a statement is not sent.
          if (text === '' && input.slice(kept, at).trim() === '') kept = end < 0 ? input.length : end + 1;
          at = end < 0 ? input.length : end;
          if (kept > at) at = kept;
        } else at++;
        break;
      case '/':
        if (input[at + 1] === '*') {
          const end = input.indexOf('*/', at + 2);
          if (end < 0) return open('*');
          at = end + 2;
        } else at++;
        break;
      case '(':
        depth++;
        at++;
        break;
      case ')':
        depth = Math.max(0, depth - 1);
        at++;
        break;
      case ';':
        at++;
        if (depth > 0) break;
        take(at);
        return { is: 'statement', text, next: at, inside: '=' };
      case '\\':
        take(at);
        return { is: 'command', text, next: at, inside: '=' };
      case ':': {
        const match = /^:(?:([A-Za-z_]\w*)|'(\w+)'|"(\w+)")/.exec(input.slice(at, at + 80));
        const name = match?.[1] ?? match?.[2] ?? match?.[3];
        const value = name === undefined ? undefined : variables(name);
        if (input[at + 1] === ':') at += 2;
        else if (match && value !== undefined) {
          take(at);
          text += match[2] ? literal(value) : match[3] ? identifier(value) : value;
          at += match[0].length;
          kept = at;
        } else at++;
        break;
      }
      default: {
        // Most of a long input is nothing that matters here.
        at++;
        while (at < input.length && !STOPS.has(input.charCodeAt(at))) at++;
      }
    }
  }
  take(input.length);
  return { is: 'more', text, next: input.length, inside: depth > 0 ? '(' : text.trim() === '' ? '=' : '-' };
}

const STOPS = new Set([...`'"$-/();\\:`].map((letter) => letter.charCodeAt(0)));

/** The words of a backslash command, with quotes taken away and variables put in. The first is its name, without the backslash. */
export function words(line: string, variables: Variables): string[] {
  const name = /^\\([^\s\\]*)/.exec(line)?.[1] ?? '';
  const found = [name];
  const rest = line.slice(name.length + 1);
  const pattern = /\s*((?:'(?:[^']|'')*'|"[^"]*"|:'\w+'|:"\w+"|[^\s'"])+)/gy;
  for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
    found.push(
      (match[1] as string).replace(/:'(\w+)'|:"(\w+)"|:([A-Za-z_]\w*)|'((?:[^']|'')*)'/g, (whole, quoted?: string, named?: string, plain?: string, text?: string) => {
        if (text !== undefined) return text.replaceAll("''", "'").replaceAll('\\n', '\n').replaceAll('\\t', '\t');
        const value = variables(quoted ?? named ?? plain ?? '');
        return value === undefined ? whole : quoted ? literal(value) : named ? identifier(value) : value;
      }),
    );
  }
  return found;
}
