// The JSON syntax of configurations, brought into the shapes of the native one. Strings are templates; objects may be blocks.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import type { Attribute, Block, Body, Expression } from './ast.ts';
import { type JsonMember, type JsonNode, readJson, startOfNode } from './json-read.ts';
import { parseTemplate } from './parse.ts';
import { between, rangeText, startOf } from './tokens.ts';

/** The closing brace: there is where something is missed. */
const lastOf = ({ filename, end }: SourceRange): SourceRange => ({ filename, start: { ...end, column: end.column - 1, byte: end.byte - 1 }, end });

type Table = { readonly [type: string]: Shape };
interface Shape {
  /** What the labels stand for. */
  readonly labels: readonly string[];
  readonly blocks?: Table;
  /** Its arguments may have any names. */
  readonly free?: boolean;
}

const PLAIN: Shape = { labels: [] };
const FREE: Shape = { labels: [], free: true };
const CONDITIONS: Table = { precondition: PLAIN, postcondition: PLAIN };
const LIFECYCLE: Shape = { labels: [], blocks: CONDITIONS };
const PROVISIONER: Shape = { labels: ['type'], blocks: { connection: PLAIN } };
const RESOURCE: Shape = { labels: ['type', 'name'], blocks: { lifecycle: LIFECYCLE, connection: PLAIN, provisioner: PROVISIONER } };

/** The blocks that every configuration file has; those of resources and providers depend on their schemas. */
const ROOT: Table = {
  terraform: {
    labels: [],
    blocks: { backend: { labels: ['type'] }, cloud: { labels: [], blocks: { workspaces: PLAIN } }, required_providers: FREE, provider_meta: { labels: ['provider'] } },
  },
  variable: { labels: ['name'], blocks: { validation: PLAIN } },
  locals: FREE,
  output: { labels: ['name'], blocks: { precondition: PLAIN } },
  provider: { labels: ['name'] },
  module: { labels: ['name'] },
  resource: RESOURCE,
  data: RESOURCE,
  ephemeral: RESOURCE,
  moved: PLAIN,
  import: PLAIN,
  removed: { labels: [], blocks: { lifecycle: LIFECYCLE, provisioner: PROVISIONER, connection: PLAIN } },
  check: { labels: ['name'], blocks: { assert: PLAIN, data: RESOURCE } },
};

/** A configuration file (`.tf.json`) or a file of values (`.tfvars.json`, where every property is an attribute). */
export function parseJsonConfig(filename: string, text: string): { readonly body: Body; readonly diagnostics: readonly Diagnostic[] } {
  const { node, diagnostics } = readJson(filename, text);
  if (node.kind !== 'object' && node.kind !== 'array') {
    diagnostics.push({
      severity: 'error',
      summary: 'Root value must be object',
      detail: 'The root value in a JSON-based configuration must be either a JSON object or a JSON array of objects.',
      subject: startOfNode(node),
    });
    return { body: { attributes: [], blocks: [], range: node.range, endRange: startOf(node.range), json: true }, diagnostics };
  }
  const shape: Partial<Shape> = filename.endsWith('.tfvars.json') ? FREE : { blocks: ROOT };
  return { body: bodyOf(membersOf(node, null, diagnostics), node.range, shape, diagnostics), diagnostics };
}

/** The properties of an object, or of all objects of an array; `label` is what their names stand for. */
function membersOf(node: JsonNode, label: string | null, diagnostics: Diagnostic[]): readonly JsonMember[] {
  const purpose = label === null ? 'define arguments and child blocks' : `specify ${label} labels for this block`;
  const wrong = (detail: string, at: JsonNode): void => void diagnostics.push({ severity: 'error', summary: 'Incorrect JSON value type', detail, subject: startOfNode(at) });
  if (node.kind === 'object') return node.members;
  if (node.kind === 'null') return [];
  if (node.kind !== 'array') {
    wrong(`Either a JSON object or JSON array of objects is required here, to ${purpose}.`, node);
    return [];
  }
  return node.items.flatMap((item) => {
    if (item.kind === 'object') return item.members;
    wrong(`A JSON object is required here, to ${purpose}.`, item);
    return [];
  });
}

function bodyOf(members: readonly JsonMember[], range: SourceRange, { blocks: table = {}, free = false }: Partial<Shape>, diagnostics: Diagnostic[]): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  const seen = new Map<string, JsonMember>();
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
        summary: free ? 'Duplicate attribute definition' : 'Duplicate argument',
        detail: `The argument ${JSON.stringify(member.name)} was already set at ${rangeText(free ? between(before.nameRange, before.value.range) : before.nameRange)}.`,
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
  return { attributes, blocks, range, endRange: lastOf(range), json: true };
}

/** Goes down through the labels, then makes a block of each object. */
function collect(member: JsonMember, node: JsonNode, shape: Shape, labels: readonly string[], labelRanges: readonly SourceRange[], out: Block[], diagnostics: Diagnostic[]): void {
  const label = shape.labels[labels.length];
  if (label !== undefined) {
    const members = membersOf(node, label, diagnostics);
    if (members.length === 0) {
      diagnostics.push({
        severity: 'error',
        summary: 'Missing block label',
        detail: `At least one object property is required, whose name represents the ${member.name} block's ${label}.`,
        subject: startOfNode(node),
      });
    }
    for (const inner of members) collect(member, inner.value, shape, [...labels, inner.name], [...labelRanges, inner.nameRange], out, diagnostics);
    return;
  }
  if (node.kind === 'null') return;
  if (node.kind !== 'object' && node.kind !== 'array') {
    diagnostics.push({
      severity: 'error',
      summary: 'Incorrect JSON value type',
      detail: `Either a JSON object or a JSON array is required, representing the contents of one or more ${JSON.stringify(member.name)} blocks.`,
      subject: startOfNode(node),
    });
    return;
  }
  for (const item of node.kind === 'array' ? node.items : [node]) {
    const start = startOfNode(item);
    out.push({
      type: member.name,
      labels,
      body: bodyOf(membersOf(item, null, diagnostics), item.range, shape, diagnostics),
      typeRange: member.nameRange,
      labelRanges,
      defRange: startOfNode(node),
      range: between(member.nameRange, item.range),
      openBrace: start,
      closeBrace: item.kind === 'object' ? item.close : start,
    });
  }
}

function expressionOf(node: JsonNode, diagnostics: Diagnostic[]): Expression {
  const { range } = node;
  switch (node.kind) {
    case 'string': {
      if (!/[$%]\{/.test(node.value)) return { kind: 'template', parts: [{ kind: 'literal', value: node.value.normalize('NFC'), range }], quoted: true, range };
      const { start } = range;
      const parsed = parseTemplate(range.filename, node.value, { line: start.line, column: start.column + 1, byte: start.byte + 1 });
      // What is wrong with it is told when it is evaluated; where no reference is possible it is no template at all.
      if (parsed.diagnostics.length) return { kind: 'template', parts: [], quoted: true, range, json: node.value, faults: parsed.diagnostics };
      return { ...parsed.expression, range, json: node.value };
    }
    case 'number':
    case 'bool':
    case 'null':
      return node;
    case 'invalid':
      return { kind: 'null', range };
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
      body: { attributes, blocks: [], range: node.range, endRange: lastOf(node.range), json: true },
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
