// JSON text to nodes, as the configuration language reads it: after an error it goes on where it can, and its complaints have the real reader's words.
import type { Diagnostic, Position, SourceRange } from '../../engine/diagnostic.ts';
import { didYouMean } from '../lang/suggest.ts';
import { advance, START } from './scan.ts';
import { between } from './tokens.ts';

export type JsonNode = { readonly range: SourceRange } & (
  | { readonly kind: 'object'; readonly members: readonly JsonMember[]; readonly open: SourceRange; readonly close: SourceRange }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[]; readonly open: SourceRange }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** What could not be read: the place where it should be. */
  | { readonly kind: 'invalid' }
);

export interface JsonMember {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly value: JsonNode;
}

interface Token {
  readonly type: '{' | '}' | '[' | ']' | ':' | ',' | '=' | 'string' | 'number' | 'word' | 'end' | 'other';
  readonly text: string;
  readonly range: SourceRange;
}

const MAX_DEPTH = 500;
const STARTS = 'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.';
const TOKEN = /([ \t\r\n]+)|([{}[\]:,=])|("(?:[^"\\\x00-\x1f]|\\[\s\S])*"?)|([-0-9.][-+.0-9eE]*)|([a-zA-Z_]\w*)|([\s\S])/y;

function tokens(filename: string, text: string): Token[] {
  const list: Token[] = [];
  let place: Position = START;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) break;
    const [all, space, mark, string, number, word] = match;
    const end = advance(place, all);
    const range = { filename, start: place, end };
    place = end;
    if (space !== undefined) continue;
    const type = mark !== undefined ? (mark as Token['type']) : string !== undefined ? 'string' : number !== undefined ? 'number' : word !== undefined ? 'word' : 'other';
    list.push({ type, text: all, range });
  }
  list.push({ type: 'end', text: '', range: { filename, start: place, end: place } });
  return list;
}

class Reader {
  readonly diagnostics: Diagnostic[] = [];
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth = 0;

  constructor(filename: string, text: string) {
    this.tokens = tokens(filename, text);
  }

  peek(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)] as Token;
  }

  private read(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  wrong(summary: string, detail: string, subject: SourceRange): null {
    this.diagnostics.push({ severity: 'error', summary, detail, subject });
    return null;
  }

  value(): JsonNode {
    const token = this.peek();
    if (++this.depth > MAX_DEPTH) this.wrong('Invalid JSON value', 'This value is nested too deeply.', token.range);
    const node = this.depth > MAX_DEPTH ? null : this.any(token);
    this.depth--;
    return node ?? { kind: 'invalid', range: token.range };
  }

  private any(token: Token): JsonNode | null {
    switch (token.type) {
      case '{':
        return this.object();
      case '[':
        return this.array();
      case 'string':
        return this.string();
      case 'number':
        this.read();
        return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(token.text)
          ? { kind: 'number', text: token.text, range: token.range }
          : this.wrong('Invalid JSON number', 'There is a syntax error in the given JSON number.', token.range);
      case 'word':
        return this.word(this.read());
      case '}':
        return this.wrong('Missing JSON value', STARTS, token.range);
      case ']':
        return this.wrong('Missing array element value', STARTS, token.range);
      case 'end':
        return this.wrong('Missing value', 'The JSON data ends prematurely.', token.range);
      default:
        return this.wrong('Invalid start of value', STARTS, token.range);
    }
  }

  private word({ text, range }: Token): JsonNode | null {
    if (text === 'true' || text === 'false') return { kind: 'bool', value: text === 'true', range };
    if (text === 'null') return { kind: 'null', range };
    return this.wrong('Invalid JSON keyword', `"${text}" is not a valid JSON keyword.${didYouMean(text, ['true', 'false', 'null'])}`, range);
  }

  private string(): JsonNode | null {
    const { text, range } = this.read();
    try {
      return { kind: 'string', value: JSON.parse(text) as string, range };
    } catch {
      return this.wrong('Invalid JSON string', 'There is a syntax error in the given JSON string.', range);
    }
  }

  /** Goes on behind the bracket that closes what is open. */
  private recover(first: Token, open: Token['type'], close: Token['type']): void {
    let depth = 1;
    for (let token = first; token.type !== 'end'; token = this.read()) {
      if (token.type === open) depth++;
      if (token.type === close && --depth <= 1) return;
    }
  }

  private object(): JsonNode | null {
    const open = this.read().range;
    const members: JsonMember[] = [];
    const skip = (): void => this.recover(this.read(), '{', '}');
    while (this.peek().type !== '}') {
      const name = this.value();
      if (name.kind !== 'string') return this.wrong('Invalid object property name', 'A JSON object property name must be a string', startOfNode(name));
      const colon = this.read();
      if (colon.type !== ':') {
        this.recover(colon, '{', '}');
        if (colon.type === '}' || colon.type === ',') return this.wrong('Missing object value', 'A JSON object attribute must have a value, introduced by a colon.', colon.range);
        const detail =
          colon.type === '=' ? 'JSON uses a colon as its name/value delimiter, not an equals sign.' : "A colon must appear between an object property's name and its value.";
        return this.wrong('Missing property value colon', detail, colon.range);
      }
      members.push({ name: name.value, nameRange: name.range, value: this.value() });
      const next = this.peek();
      if (next.type === ',') {
        this.read();
        if (this.peek().type === '}') return this.wrong('Trailing comma in object', 'JSON does not permit a trailing comma after the final property in an object.', next.range);
      } else if (next.type === 'end') return this.wrong('Unclosed object', 'No closing brace was found for this JSON object.', open);
      else if (next.type === ']') {
        this.read();
        return this.wrong('Mismatched braces', 'A JSON object must be closed with a brace, not a bracket.', this.peek().range);
      } else if (next.type !== '}') {
        skip();
        return this.wrong('Missing attribute seperator comma', 'A comma must appear between each property definition in an object.', this.peek().range);
      }
    }
    const close = this.read().range;
    return { kind: 'object', members, open, close, range: between(open, close) };
  }

  private array(): JsonNode | null {
    const open = this.read().range;
    const items: JsonNode[] = [];
    const skip = (): void => this.recover(this.read(), '[', ']');
    while (this.peek().type !== ']') {
      items.push(this.value());
      const next = this.peek();
      if (next.type === ']') break;
      if (next.type === ',') {
        this.read();
        if (this.peek().type === ']') return this.wrong('Trailing comma in array', 'JSON does not permit a trailing comma after the final value in an array.', next.range);
        continue;
      }
      skip();
      if (next.type === ':') return this.wrong('Invalid array value', 'A colon is not used to introduce values in a JSON array.', this.peek().range);
      if (next.type === 'end') return this.wrong('Unclosed object', 'No closing bracket was found for this JSON array.', open);
      if (next.type === '}') return this.wrong('Mismatched brackets', 'A JSON array must be closed with a bracket, not a brace.', this.peek().range);
      return this.wrong('Missing attribute seperator comma', 'A comma must appear between each value in an array.', this.peek().range);
    }
    return { kind: 'array', items, open, range: between(open, this.read().range) };
  }
}

/** Where a node begins: its bracket, or all of it. */
export const startOfNode = (node: JsonNode): SourceRange => (node.kind === 'object' || node.kind === 'array' ? node.open : node.range);

/** Reads one JSON text. What could not be read is `invalid`. */
export function readJson(filename: string, text: string): { readonly node: JsonNode; readonly diagnostics: Diagnostic[] } {
  const reader = new Reader(filename, text.startsWith('\ufeff') ? text.slice(1) : text);
  const node = reader.value();
  const next = reader.peek();
  if (reader.diagnostics.length === 0 && next.type !== 'end') reader.wrong('Extraneous data after value', 'Extra characters appear after the JSON value.', next.range);
  return { node, diagnostics: reader.diagnostics };
}

/** Where in a JSON file a byte is, as `resource.aws_instance.web`, going by objects and arrays; null at the root. */
export function jsonContext(filename: string, text: string, byte: number): string | null {
  let node: JsonNode | undefined = readJson(filename, text).node;
  let path = '';
  const inside = (child: JsonNode): boolean => (child.kind === 'object' || child.kind === 'array') && byte >= child.range.start.byte && byte < child.range.end.byte;
  while (node) {
    let next: JsonNode | undefined;
    if (node.kind === 'object') {
      const member: JsonMember | undefined = node.members.find((each) => inside(each.value));
      if (member) path += `.${member.name}`;
      next = member?.value;
    } else if (node.kind === 'array') {
      const index: number = node.items.findIndex(inside);
      if (index >= 0) path += `[${index}]`;
      next = node.items[index];
    }
    node = next;
  }
  return path === '' ? null : path.replace(/^\./, '');
}
