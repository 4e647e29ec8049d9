// From text to a syntax tree that is plain data. The parsing is unbash's; what is incomplete and how bash words an error is decided here.
import { parse as parseBash, type SyntaxNode } from 'unbash';
import { sealed } from '../../engine/draft.ts';
import { byText } from '../../engine/memory.ts';

/** A node of unbash's tree without its lazy parts: plain JSON. Which one it is, is in `type`. */
export type Node = SyntaxNode;
export type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>;

export type Parsed =
  | { readonly is: 'complete'; readonly nodes: readonly Node[] }
  /** More lines are needed: an open quote, an open block, a here-document. `open` is the quote when it is one. */
  | { readonly is: 'incomplete'; readonly open: string | null }
  /** `message` as bash prints it after `bash: `; `line` counts from 1. */
  | { readonly is: 'wrong'; readonly message: string; readonly line: number };

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** The token that bash would name in `syntax error near unexpected token`. */
function tokenAt(text: string, at: number): string {
  const rest = text.slice(at).replace(/^[ \t]+/, '');
  if (rest === '' || rest.startsWith('\n')) return 'newline';
  return /^(?:;;&|;;|;&|&&|\|\||&>>|&>|<<<|<<-|<<|>>|[|&;()<>]|[^\s|&;()<>]+)/.exec(rest)?.[0] ?? rest.slice(0, 1);
}

/** Calls `visit` for every node of a plain tree. */
export function everyNode(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) everyNode(item, visit);
  else if (value !== null && typeof value === 'object') {
    if ('type' in value) visit(value as Node);
    for (const key of Object.keys(value)) everyNode((value as Record<string, unknown>)[key], visit);
  }
}

/** Ends in a backslash that would take the line break with it. */
const endsInBackslash = (text: string): boolean => (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1;

/** Reads a text. What it gives is frozen and shared by all who ask for the same text: the same lines are typed again and again. */
export const parse: (text: string) => Parsed = byText((text) => sealed(read(text)), 256);

/** A command with a parenthesis behind its name that opens nothing: `echo (x)`. */
const MISPLACED = /^\s*(?!(?:if|while|until|for|case|select|function|time|then|do|else|elif|in)\b)[\w./-]+[ \t]*\([ \t]*(?!\))([^\s()]*)/;

function read(text: string): Parsed {
  const misplaced = MISPLACED.exec(text);
  if (misplaced) return { is: 'wrong', message: `syntax error near unexpected token \`${misplaced[1] || 'newline'}'`, line: 1 };
  if (endsInBackslash(text)) return { is: 'incomplete', open: null };
  const script = JSON.parse(JSON.stringify(parseBash(text))) as { commands: Node[]; errors?: { message: string; pos: number }[] };
  const errors = [...(script.errors ?? [])];
  let openDocument = false;
  everyNode(script.commands, (node) => {
    if (node.type === 'HereDoc' && !node.closing) openDocument = true;
    if (node.type === 'Script' && 'errors' in node) errors.push(...((node as { errors?: { message: string; pos: number }[] }).errors ?? []));
  });
  errors.sort((a, b) => a.pos - b.pos);
  const end = text.trimEnd().length;
  for (const error of errors) {
    if (/^unterminated/.test(error.message))
      return { is: 'incomplete', open: /single/.test(error.message) ? "'" : /double/.test(error.message) ? '"' : /backtick|backquote/.test(error.message) ? '`' : ')' };
    // `[[ 1 -gt ]]`: the brackets are closed before the operator has its second side.
    if (error.message.startsWith("expected ']]'") && /\s(?:-[a-z]{2}|==?|!=|<|>|=~)\s+\]\]\s*$/.test(text))
      return { is: 'wrong', message: "unexpected argument `]]' to conditional binary operator", line: lineAt(text, error.pos) };
    // `for x in a b; echo`: bash names the word that stands where `do` should.
    const headless = error.message === "expected 'do'" ? /^\s*for\s+\w+(?:\s+in\b[^;\n]*)?\s*[;\n]\s*([^\s;]+)/.exec(text) : null;
    if (headless) return { is: 'wrong', message: `syntax error near unexpected token \`${headless[1]}'`, line: lineAt(text, error.pos) };
    // An opened block with nothing in it yet, and the end of the text: more is to come.
    if (/^expected command in /.test(error.message) && text.slice(error.pos + 1).trim() === '') return { is: 'incomplete', open: null };
    const named = /^unexpected token '([\s\S]+)'$/.exec(error.message);
    if (named) return { is: 'wrong', message: `syntax error near unexpected token \`${named[1] === '\n' ? 'newline' : named[1]}'`, line: lineAt(text, error.pos) };
    if (error.message === 'expected redirect target' || error.pos < end) {
      return { is: 'wrong', message: `syntax error near unexpected token \`${tokenAt(text, error.pos)}'`, line: lineAt(text, error.pos) };
    }
    // `if x; fi`: the block is closed before it has what it needs.
    const early = /^expected '(then|do)'$/.test(error.message) ? /(?:^|[\s;])(fi|done|esac)$/.exec(text.trimEnd()) : null;
    if (early) return { is: 'wrong', message: `syntax error near unexpected token \`${early[1]}'`, line: lineAt(text, end) };
    return { is: 'incomplete', open: null };
  }
  if (openDocument) return { is: 'incomplete', open: null };
  return { is: 'complete', nodes: script.commands };
}

/** For a text that ends here, such as a script file: an incomplete one is an error, in bash's words. */
export function parseWhole(text: string): Exclude<Parsed, { is: 'incomplete' }> {
  const parsed = parse(text);
  if (parsed.is !== 'incomplete') return parsed;
  const line = lineAt(text, text.length);
  if (parsed.open) return { is: 'wrong', message: `unexpected EOF while looking for matching \`${parsed.open}'`, line };
  const script = JSON.parse(JSON.stringify(parseBash(text))) as { commands: Node[]; errors?: unknown[] };
  if (!script.errors?.length) return { is: 'complete', nodes: script.commands };
  return { is: 'wrong', message: 'syntax error: unexpected end of file', line };
}

/** One word of its own, from its source text. */
export function parseWord(text: string): NodeOf<'Word'> | null {
  const parsed = parse(`: ${text}`);
  if (parsed.is !== 'complete' || parsed.nodes.length !== 1) return null;
  const command = (parsed.nodes[0] as NodeOf<'Statement'>).command;
  if (command.type !== 'Command' || command.suffix.length !== 1) return null;
  const word = command.suffix[0];
  return word?.type === 'Word' ? word : null;
}
