// Reads a body by a list of what it may hold, with HCL's words for what is missing and what does not belong.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Attribute, Block, Body } from '../hcl/ast.ts';
import { didYouMean, nearest } from '../lang/suggest.ts';

export interface ContentSchema {
  /** Names; `!` behind a name says that it is required. */
  readonly attributes?: readonly string[];
  /** Block types with the names of their labels: `resource type name`. */
  readonly blocks?: readonly string[];
}

export interface Content {
  readonly attributes: { readonly [name: string]: Attribute };
  readonly blocks: readonly Block[];
  /** What the schema does not name. */
  readonly rest: Body;
}

interface Compiled {
  readonly attributes: ReadonlyMap<string, boolean>;
  readonly blocks: ReadonlyMap<string, readonly string[]>;
}

const compiled = new WeakMap<ContentSchema, Compiled>();

function compile(schema: ContentSchema): Compiled {
  let known = compiled.get(schema);
  if (!known) {
    known = {
      attributes: new Map((schema.attributes ?? []).map((name) => [name.replace('!', ''), name.endsWith('!')])),
      blocks: new Map(
        (schema.blocks ?? []).map((text) => {
          const [type = '', ...labels] = text.split(' ');
          return [type, labels];
        }),
      ),
    };
    compiled.set(schema, known);
  }
  return known;
}

/** What the schema names, leaving the rest for somebody else. */
export function partialContent(body: Body, schema: ContentSchema, diagnostics: Diagnostic[]): Content {
  const { attributes: names, blocks: types } = compile(schema);
  const attributes: Record<string, Attribute> = {};
  const rest: Attribute[] = [];
  for (const attribute of body.attributes) {
    if (names.has(attribute.name)) attributes[attribute.name] = attribute;
    else rest.push(attribute);
  }
  for (const [name, required] of names) {
    if (required && !attributes[name]) {
      diagnostics.push({
        severity: 'error',
        summary: 'Missing required argument',
        detail: `The argument ${JSON.stringify(name)} is required, but no definition was found.`,
        subject: body.endRange,
      });
    }
  }
  const blocks: Block[] = [];
  const others: Block[] = [];
  for (const block of body.blocks) {
    const labels = types.get(block.type);
    if (!labels) others.push(block);
    else if (labelsFit(block, labels, diagnostics)) blocks.push(block);
  }
  return { attributes, blocks, rest: { ...body, attributes: rest, blocks: others } };
}

/** Whether a block has as many labels as its type, complaining of one too many or too few. */
export function labelsFit(block: Block, labels: readonly string[], diagnostics: Diagnostic[]): boolean {
  const context = { ...block.typeRange, end: block.openBrace.end };
  if (block.labels.length > labels.length) {
    diagnostics.push({
      severity: 'error',
      summary: `Extraneous label for ${block.type}`,
      detail: labels.length ? `Only ${labels.length} labels (${labels.join(', ')}) are expected for ${block.type} blocks.` : `No labels are expected for ${block.type} blocks.`,
      subject: block.labelRanges[labels.length],
      context,
    });
    return false;
  }
  if (block.labels.length < labels.length) {
    diagnostics.push({
      severity: 'error',
      summary: `Missing ${labels[block.labels.length]} for ${block.type}`,
      detail: `All ${block.type} blocks must have ${labels.length} labels (${labels.join(', ')}).`,
      subject: block.openBrace,
      context,
    });
    return false;
  }
  return true;
}

/** Everything in the body, complaining of what the schema does not name. */
export function content(body: Body, schema: ContentSchema, diagnostics: Diagnostic[]): Content {
  const result = partialContent(body, schema, diagnostics);
  const { attributes: names, blocks: types } = compile(schema);
  if (body.json) {
    for (const attribute of result.rest.attributes) diagnostics.push(extraneous(attribute, [...[...names.keys()].filter((name) => !result.attributes[name]), ...types.keys()]));
    return result;
  }
  for (const attribute of result.rest.attributes) diagnostics.push(unsupportedArgument(attribute, names.keys(), types.keys(), result.attributes));
  for (const block of result.rest.blocks) diagnostics.push(unsupportedBlock(block, types.keys(), names.keys()));
  return result;
}

/** In JSON an argument and a block look the same. */
export const extraneous = (attribute: Attribute, names: Iterable<string>): Diagnostic => ({
  severity: 'error',
  summary: 'Extraneous JSON object property',
  detail: `No argument or block type is named ${JSON.stringify(attribute.name)}.${didYouMean(attribute.name, names)}`,
  subject: attribute.nameRange,
});

export function unsupportedArgument(attribute: Attribute, names: Iterable<string>, types: Iterable<string>, present: { readonly [name: string]: unknown } = {}): Diagnostic {
  const near = nearest(
    attribute.name,
    [...names].filter((name) => !present[name]),
  );
  const hint = near
    ? ` Did you mean ${JSON.stringify(near)}?`
    : [...types].includes(attribute.name)
      ? ` Did you mean to define a block of type ${JSON.stringify(attribute.name)}?`
      : '';
  return {
    severity: 'error',
    summary: 'Unsupported argument',
    detail: `An argument named ${JSON.stringify(attribute.name)} is not expected here.${hint}`,
    subject: attribute.nameRange,
  };
}

export function unsupportedBlock(block: Block, types: Iterable<string>, names: Iterable<string>): Diagnostic {
  const near = nearest(block.type, types);
  const hint = near
    ? ` Did you mean ${JSON.stringify(near)}?`
    : [...names].includes(block.type)
      ? ` Did you mean to define argument ${JSON.stringify(block.type)}? If so, use the equals sign to assign it a value.`
      : '';
  return {
    severity: 'error',
    summary: 'Unsupported block type',
    detail: `Blocks of type ${JSON.stringify(block.type)} are not expected here.${hint}`,
    subject: block.typeRange,
  };
}

/** All attributes of a body that may hold nothing else. */
export function justAttributes(body: Body, diagnostics: Diagnostic[]): readonly Attribute[] {
  for (const block of body.blocks.slice(0, 1)) {
    diagnostics.push({
      severity: 'error',
      summary: `Unexpected ${JSON.stringify(block.type)} block`,
      detail: 'Blocks are not allowed here.',
      subject: block.typeRange,
    });
  }
  return body.attributes;
}
