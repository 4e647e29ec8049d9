// The JSON syntax of configurations, brought into the shapes of the native one. Strings are templates; objects may be blocks.
import type { Diagnostic, Position, SourceRange } from '../../engine/diagnostic.ts';
import type { Attribute, Block, Body, Expression } from './ast.ts';
import { parseTemplate } from './parse.ts';
import { advance, START } from './scan.ts';
import { between, rangeText, startOf } from './tokens.ts';

type Node = { readonly range: SourceRange } & (
  | { readonly kind: 'object'; readonly members: readonly Member[]; readonly open: SourceRange; readonly close: SourceRange }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'null' }
);

interface Member {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly value: Node;
}

class Stop {}

const MAX_DEPTH = 500;

/** Reads one JSON text; stops at the first error. */
class Reader {
  readonly diagnostics: Diagnostic[] = [];
  private index = 0;
  private place: Position = START;
  private depth = 0;
  private readonly filename: string;
  private readonly text: string;

  constructor(filename: string, text: string) {
    this.filename = filename;
    this.text = text;
  }

  private take(length: number): SourceRange {
    const start = this.place;
    this.place = advance(start, this.text.slice(this.index, this.index + length));
    this.index += length;
    return { filename: this.filename, start, end: this.place };
  }

  private space(): void {
    const match = /^[ \t\r\n]+/.exec(this.text.slice(this.index, this.index + 4096));
    if (!match) return;
    this.take(match[0].length);
    this.space();
  }

  private here(): SourceRange {
    const end = this.index < this.text.length ? advance(this.place, this.text[this.index]!) : this.place;
    return { filename: this.filename, start: this.place, end };
  }

  private stop(summary: string, detail: string, subject: SourceRange, context?: SourceRange): never {
    this.diagnostics.push({ severity: 'error', summary, detail, subject, ...(context ? { context } : {}) });
    throw new Stop();
  }

  root(): Node | null {
    try {
      this.space();
      if (this.index >= this.text.length) this.stop('Missing JSON value', 'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.', this.here());
      const node = this.value();
      this.space();
      if (this.index < this.text.length)
        this.diagnostics.push({ severity: 'error', summary: 'Extraneous data after value', detail: 'Extra characters appear after the JSON value.', subject: this.here() });
      return node;
    } catch (problem) {
      if (problem instanceof Stop) return null;
      throw problem;
    }
  }

  private value(): Node {
    this.space();
    if (++this.depth > MAX_DEPTH) this.stop('Invalid JSON value', 'This value is nested too deeply.', this.here());
    const char = this.text[this.index];
    let node: Node;
    if (char === '{') node = this.object();
    else if (char === '[') node = this.array();
    else if (char === '"') {
      const { value, range } = this.string();
      node = { kind: 'string', value, range };
    } else {
      const word = /^[-+.\w]+/.exec(this.text.slice(this.index, this.index + 400))?.[0];
      if (word === undefined) {
        if (char === undefined) this.stop('Missing value', 'The JSON data ends prematurely.', this.here());
        if (char === ']' || char === '}' || char === ',')
          this.stop('Missing JSON value', 'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.', this.here());
        this.stop('Invalid start of value', 'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.', this.here());
      }
      node = this.word(word);
    }
    this.depth--;
    return node;
  }

  private word(word: string): Node {
    if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(word)) return { kind: 'number', text: word, range: this.take(word.length) };
    const range = this.take(word.length);
    if (word === 'true' || word === 'false') return { kind: 'bool', value: word === 'true', range };
    if (word === 'null') return { kind: 'null', range };
    if (/^[-+.\d]/.test(word)) this.stop('Invalid JSON number', 'There is a syntax error in the given JSON number.', range);
    const lower = word.toLowerCase();
    const hint = lower === 'true' || lower === 'false' || lower === 'null' ? ` Did you mean "${lower}"?` : '';
    return this.stop('Invalid JSON keyword', `"${word}" is not a valid JSON keyword.${hint}`, range);
  }

  private string(): { value: string; range: SourceRange } {
    const match = /^"(?:[^"\\\n]|\\[\s\S])*"/.exec(this.text.slice(this.index));
    if (!match) this.stop('Unterminated string', 'No closing quote was found for this JSON string.', this.here());
    const range = this.take(match![0].length);
    try {
      return { value: JSON.parse(match![0]) as string, range };
    } catch {
      return this.stop('Invalid JSON string', 'There is a syntax error in the given JSON string.', range);
    }
  }

  private object(): Node {
    const open = this.take(1);
    const members: Member[] = [];
    for (;;) {
      this.space();
      if (this.text[this.index] === '}') {
        if (members.length > 0) this.stop('Trailing comma in object', 'JSON does not permit a trailing comma after the final property in an object.', this.here());
        const close = this.take(1);
        return { kind: 'object', members, open, close, range: between(open, close) };
      }
      if (this.index >= this.text.length) this.stop('Unclosed object', 'No closing brace was found for this JSON object.', open);
      if (this.text[this.index] !== '"') this.stop('Invalid object property name', 'A JSON object property name must be a string.', this.here());
      const name = this.string();
      this.space();
      const colon = this.text[this.index];
      if (colon === undefined) this.stop('Unclosed object', 'No closing brace was found for this JSON object.', open);
      if (colon !== ':') {
        const detail =
          colon === '=' ? 'JSON uses a colon as its name/value delimiter, not an equals sign.' : "A colon must appear between an object property's name and its value.";
        this.stop('Missing property value colon', detail, this.here(), between(open, this.here()));
      }
      this.take(1);
      members.push({ name: name.value, nameRange: name.range, value: this.value() });
      this.space();
      const next = this.text[this.index];
      if (next === ',') this.take(1);
      else if (next === '}') {
        const close = this.take(1);
        return { kind: 'object', members, open, close, range: between(open, close) };
      } else if (next === undefined) this.stop('Unclosed object', 'No closing brace was found for this JSON object.', open);
      else if (next === ']') this.stop('Mismatched braces', 'A JSON object must be closed with a brace, not a bracket.', this.here(), between(open, this.here()));
      else this.stop('Missing attribute seperator comma', 'A comma must appear between each property definition in an object.', this.here(), between(open, this.here()));
    }
  }

  private array(): Node {
    const open = this.take(1);
    const items: Node[] = [];
    for (;;) {
      this.space();
      if (this.text[this.index] === ']') {
        if (items.length > 0) this.stop('Trailing comma in array', 'JSON does not permit a trailing comma after the final value in an array.', this.here());
        return { kind: 'array', items, range: between(open, this.take(1)) };
      }
      items.push(this.value());
      this.space();
      const next = this.text[this.index];
      if (next === ',') this.take(1);
      else if (next === ']') return { kind: 'array', items, range: between(open, this.take(1)) };
      else if (next === undefined) this.stop('Unclosed array', 'No closing bracket was found for this JSON array.', open);
      else if (next === '}') this.stop('Mismatched brackets', 'A JSON array must be closed with a bracket, not a brace.', this.here(), between(open, this.here()));
      else this.stop('Missing attribute seperator comma', 'A comma must appear between each value in an array.', this.here(), between(open, this.here()));
    }
  }
}

type Table = { readonly [type: string]: Shape };
interface Shape {
  readonly labels: number;
  readonly blocks?: Table;
}

const PLAIN: Shape = { labels: 0 };
const CONDITIONS: Table = { precondition: PLAIN, postcondition: PLAIN };
const LIFECYCLE: Shape = { labels: 0, blocks: CONDITIONS };
const PROVISIONER: Shape = { labels: 1, blocks: { connection: PLAIN } };
const RESOURCE: Shape = { labels: 2, blocks: { lifecycle: LIFECYCLE, connection: PLAIN, provisioner: PROVISIONER } };

/** The blocks that every configuration file has; those of resources and providers depend on their schemas. */
const ROOT: Table = {
  terraform: { labels: 0, blocks: { backend: { labels: 1 }, cloud: { labels: 0, blocks: { workspaces: PLAIN } }, required_providers: PLAIN, provider_meta: { labels: 1 } } },
  variable: { labels: 1, blocks: { validation: PLAIN } },
  locals: PLAIN,
  output: { labels: 1, blocks: { precondition: PLAIN } },
  provider: { labels: 1 },
  module: { labels: 1 },
  resource: RESOURCE,
  data: RESOURCE,
  ephemeral: RESOURCE,
  moved: PLAIN,
  import: PLAIN,
  removed: { labels: 0, blocks: { lifecycle: LIFECYCLE, provisioner: PROVISIONER, connection: PLAIN } },
  check: { labels: 1, blocks: { assert: PLAIN, data: RESOURCE } },
};

const NOWHERE = (filename: string): SourceRange => ({ filename, start: START, end: START });

/** A configuration file (`.tf.json`) or a file of values (`.tfvars.json`, where every property is an attribute). */
export function parseJsonConfig(filename: string, text: string): { readonly body: Body; readonly diagnostics: readonly Diagnostic[] } {
  const reader = new Reader(filename, text.startsWith('\ufeff') ? text.slice(1) : text);
  const node = reader.root();
  const { diagnostics } = reader;
  const objects = node?.kind === 'array' && node.items.every((item) => item.kind === 'object') ? node.items : [node];
  const range = node?.range ?? NOWHERE(filename);
  if (!objects.every((item) => item?.kind === 'object')) {
    diagnostics.push({
      severity: 'error',
      summary: 'Root value must be object',
      detail: 'The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.',
      subject: startOf(range),
    });
    return { body: { attributes: [], blocks: [], range, endRange: startOf(range), json: true }, diagnostics };
  }
  const table = filename.endsWith('.tfvars.json') ? {} : ROOT;
  const members = objects.flatMap((item) => (item?.kind === 'object' ? item.members : []));
  return { body: bodyOf(members, range, table, diagnostics), diagnostics };
}

function bodyOf(members: readonly Member[], range: SourceRange, table: Table, diagnostics: Diagnostic[]): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  const seen = new Map<string, Member>();
  for (const member of members) {
    // A comment, by convention.
    if (member.name === '//') continue;
    const shape = Object.hasOwn(table, member.name) ? table[member.name] : undefined;
    if (shape) {
      collect(member, member.value, shape, [], [], blocks, diagnostics);
      continue;
    }
    const before = seen.get(member.name);
    if (before) {
      diagnostics.push({
        severity: 'error',
        summary: 'Duplicate argument',
        detail: `The argument ${JSON.stringify(member.name)} was already set at ${rangeText(before.nameRange)}.`,
        subject: member.nameRange,
      });
      continue;
    }
    seen.set(member.name, member);
    attributes.push({
      name: member.name,
      expression: expressionOf(member.value, diagnostics),
      range: between(member.nameRange, member.value.range),
      nameRange: member.nameRange,
    });
  }
  return { attributes, blocks, range, endRange: startOf(range), json: true };
}

/** Goes down through the labels, then makes a block of each object. */
function collect(member: Member, node: Node, shape: Shape, labels: readonly string[], labelRanges: readonly SourceRange[], out: Block[], diagnostics: Diagnostic[]): void {
  if (node.kind === 'array') {
    for (const item of node.items) collect(member, item, shape, labels, labelRanges, out, diagnostics);
    return;
  }
  if (node.kind === 'null') return;
  if (node.kind !== 'object') {
    const detail =
      labels.length < shape.labels
        ? `A JSON object is required, whose keys represent the ${JSON.stringify(member.name)} block's labels.`
        : `Either a JSON object or a JSON array of objects is required here, to define arguments and child blocks.`;
    diagnostics.push({ severity: 'error', summary: 'Incorrect JSON value type', detail, subject: startOf(node.range) });
    return;
  }
  if (labels.length < shape.labels) {
    for (const inner of node.members) collect(member, inner.value, shape, [...labels, inner.name], [...labelRanges, inner.nameRange], out, diagnostics);
    return;
  }
  const body = bodyOf(node.members, node.range, shape.blocks ?? {}, diagnostics);
  out.push({
    type: member.name,
    labels,
    body,
    typeRange: member.nameRange,
    labelRanges,
    defRange: startOf(node.range),
    range: between(member.nameRange, node.range),
    openBrace: node.open,
    closeBrace: node.close,
  });
}

function expressionOf(node: Node, diagnostics: Diagnostic[]): Expression {
  const { range } = node;
  switch (node.kind) {
    case 'string': {
      if (!/[$%]\{/.test(node.value)) return { kind: 'template', parts: [{ kind: 'literal', value: node.value.normalize('NFC'), range }], quoted: true, range };
      const { start } = range;
      const parsed = parseTemplate(range.filename, node.value, { line: start.line, column: start.column + 1, byte: start.byte + 1 });
      diagnostics.push(...parsed.diagnostics);
      return { ...parsed.expression, range };
    }
    case 'number':
    case 'bool':
    case 'null':
      return node;
    case 'array':
      return { kind: 'tuple', items: node.items.map((item) => expressionOf(item, diagnostics)), range };
    case 'object':
      return {
        kind: 'object',
        items: node.members.map((member) => ({
          key: expressionOf({ kind: 'string', value: member.name, range: member.nameRange }, diagnostics),
          value: expressionOf(member.value, diagnostics),
          bare: false,
        })),
        range,
      };
  }
}

/** Reads an attribute of a JSON body as blocks: an object, or a list of them, with `labels` levels of names around. */
export function blocksOf(attribute: Attribute, labels = 0): readonly Block[] {
  const out: Block[] = [];
  const visit = (node: Expression, names: readonly string[], ranges: readonly SourceRange[]): void => {
    if (node.kind === 'tuple') for (const item of node.items) visit(item, names, ranges);
    if (node.kind !== 'object') return;
    const members = node.items.map((item) => ({ name: nameOf(item.key), range: item.key.range, value: item.value }));
    if (names.length < labels) {
      for (const member of members) visit(member.value, [...names, member.name], [...ranges, member.range]);
      return;
    }
    const attributes = members
      .filter((member) => member.name !== '//')
      .map((member) => ({ name: member.name, expression: member.value, range: between(member.range, member.value.range), nameRange: member.range }));
    const start = startOf(node.range);
    out.push({
      type: attribute.name,
      labels: names,
      body: { attributes, blocks: [], range: node.range, endRange: start, json: true },
      typeRange: attribute.nameRange,
      labelRanges: ranges,
      defRange: start,
      range: attribute.range,
      openBrace: start,
      closeBrace: { ...node.range, start: node.range.end },
    });
  };
  visit(attribute.expression, [], []);
  return out;
}

const nameOf = (key: Expression): string => (key.kind === 'template' && key.parts[0]?.kind === 'literal' ? key.parts[0].value : '');

/** Where in a JSON file a byte is, as `resource.aws_instance.web`; null at the root. */
export function jsonContext(filename: string, text: string, byte: number): string | null {
  const root = new Reader(filename, text).root();
  const steps: string[] = [];
  const inside = (range: SourceRange): boolean => byte >= range.start.byte && byte < range.end.byte;
  let node: Node | null = root;
  while (node) {
    let next: Node | null = null;
    if (node.kind === 'object') {
      const member: Member | undefined = node.members.find((item) => inside(between(item.nameRange, item.value.range)));
      if (member && inside(member.value.range)) {
        steps.push(member.name);
        next = member.value;
      }
    } else if (node.kind === 'array') {
      const index = node.items.findIndex((item) => inside(item.range));
      if (index >= 0) {
        steps.push(`[${index}]`);
        next = node.items[index]!;
      }
    }
    node = next;
  }
  return steps.length > 0 ? steps.join('.').replaceAll('.[', '[') : null;
}
