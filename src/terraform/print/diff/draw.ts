// Draws a difference as Terraform does: symbols, aligned equals signs, hidden counts, arrows, and what forces replacement.
import { utf8 } from '../../lang/functions/utf8.ts';
import { arrow, type DrawOptions, hiddenNote, indentation, nullSuffix, replaceSuffix, symbol } from './marks.ts';
import { drawText } from './text.ts';
import type { Difference, Parts, Shape } from './tree.ts';

const IMPORTANT = ['id', 'name', 'tags'];
/** The column is as wide as the longest name in bytes, while names are filled up by characters: Terraform counts them so. */
const bytesIn = (name: string): number => utf8(name).length;
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Names that are no identifiers are quoted. */
export const attributeName = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) || /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(name) ? name : JSON.stringify(name));

/** The text after `name = ` (or `name ` for a block), without a line break at its end. */
export function draw(difference: Difference, level: number, options: DrawOptions): string {
  const { shape, action } = difference;
  const suffix = (): string => `${nullSuffix(action, options)}${replaceSuffix(difference, options)}`;
  switch (shape.kind) {
    case 'text':
      return drawText(difference, shape, level, options, draw);
    case 'literal': {
      if (action === 'create' || action === 'no-op') return `${faint(shape.after, options)}${replaceSuffix(difference, options)}`;
      if (action === 'delete') return `${faint(shape.before, options)}${suffix()}`;
      return `${faint(shape.before, options)} ${arrow(options)} ${faint(shape.after, options)}${replaceSuffix(difference, options)}`;
    }
    case 'unknown':
      if (!shape.before) return `(known after apply)${replaceSuffix(difference, options)}`;
      return `${draw(shape.before, level, { ...options, quietNull: true, quietReplace: true })} -> (known after apply)${replaceSuffix(difference, options)}`;
    case 'sensitive':
      return `(sensitive value)${suffix()}`;
    case 'write-only':
      return `(write-only attribute)${suffix()}`;
    case 'retype': {
      const inner = { ...options, quietNull: true, quietReplace: true };
      return `${draw(shape.before, level, inner)} ${arrow(options)} ${draw(shape.after, level, inner)}${replaceSuffix(difference, options)}`;
    }
    case 'object':
      return drawObject(difference, shape.parts, shape.nested, level, options);
    case 'map':
      return drawMap(difference, shape.parts, level, options);
    case 'list':
      return drawList(difference, shape.items, level, options);
    case 'set':
      return drawSet(difference, shape.items, level, options);
    case 'block':
      return drawBlock(difference, shape, level, options);
  }
}

const faint = (text: string, options: DrawOptions): string => (text === 'null' ? options.ink.gray(text) : text);

/** Warnings above a part whose sensitivity changes. */
export function warnings(difference: Difference, level: number, options: DrawOptions): string {
  const { shape } = difference;
  if (shape.kind !== 'sensitive' || shape.before === shape.after || difference.action === 'create' || difference.action === 'delete') return '';
  const tail = shape.same ? ' The value is unchanged.' : '';
  const start = `${indentation(level)}  # ${options.ink.yellow('Warning')}: `;
  if (shape.after) {
    return `${start}this attribute value will be marked as sensitive and will not\n${indentation(level)}  # display in UI output after applying this change.${tail}\n`;
  }
  return `${start}this attribute value will no longer be marked as sensitive\n${indentation(level)}  # after applying this change.${tail}\n`;
}

function line(name: string, width: number, part: Difference, level: number, options: DrawOptions, end = ''): string {
  const text = draw(part, level, options);
  return `${warnings(part, level, options)}${indentation(level)}${symbol(part.action, options)}${name}${' '.repeat(Math.max(0, width - [...name].length))} = ${text}${end}\n`;
}

const hiddenLine = (what: string, count: number, level: number, options: DrawOptions): string =>
  count > 0 ? `${indentation(level)}${symbol('no-op', options)}${hiddenNote(what, count, options)}\n` : '';

function drawObject(difference: Difference, parts: Parts, nested: boolean, level: number, options: DrawOptions): string {
  const names = Object.keys(parts).sort(byText);
  const end = `${nullSuffix(difference.action, options)}`;
  if (!names.length) return `{}${end}${replaceSuffix(difference, options)}`;
  const inner: DrawOptions = { ...options, quietNull: !nested, allReplace: false };
  const width = Math.max(...names.map((name) => bytesIn(attributeName(name))));
  let text = `{${replaceSuffix(difference, options)}\n`;
  let hidden = 0;
  for (const name of names) {
    const part = parts[name] as Difference;
    const important = IMPORTANT.includes(name);
    if (part.action === 'no-op' && !options.all && !important) hidden++;
    else text += line(attributeName(name), width, part, level + 1, important ? { ...inner, all: true } : inner);
  }
  return `${text}${hiddenLine('attribute', hidden, level + 1, options)}${indentation(level)}${symbol('no-op', options)}}${end}`;
}

function drawMap(difference: Difference, parts: Parts, level: number, options: DrawOptions): string {
  const keys = Object.keys(parts).sort(byText);
  const end = nullSuffix(difference.action, options);
  if (!keys.length) return `{}${end}${replaceSuffix(difference, options)}`;
  // Only a map that goes as a whole says `-> null` once for all.
  const inner: DrawOptions = { ...options, quietNull: difference.action === 'delete' || options.quietNull, allReplace: false };
  const width = Math.max(...keys.map((key) => bytesIn(JSON.stringify(key))));
  let text = `{${replaceSuffix(difference, options)}\n`;
  let hidden = 0;
  for (const key of keys) {
    const part = parts[key] as Difference;
    if (part.action === 'no-op' && !options.all) hidden++;
    else text += line(JSON.stringify(key), width, part, level + 1, inner);
  }
  return `${text}${hiddenLine('element', hidden, level + 1, options)}${indentation(level)}${symbol('no-op', options)}}${end}`;
}

/** A list keeps one unchanged element on each side of a change, so that one sees where it is. */
function drawList(difference: Difference, items: readonly Difference[], level: number, options: DrawOptions): string {
  const end = nullSuffix(difference.action, options);
  if (!items.length) return `[]${end}${replaceSuffix(difference, options)}`;
  const inner: DrawOptions = { ...options, quietNull: true, allReplace: false };
  let text = `[${replaceSuffix(difference, options)}\n`;
  const element = (item: Difference, how: DrawOptions): string =>
    `${warnings(item, level + 1, how)}${indentation(level + 1)}${symbol(item.action, how)}${draw(item, level + 1, how)},\n`;
  let waiting: Difference[] = [];
  let changeBefore = false;
  const flush = (changeAfter: boolean): void => {
    const context = { ...inner, all: true };
    if (changeBefore && waiting.length) text += element(waiting.shift() as Difference, context);
    const last = changeAfter ? waiting.pop() : undefined;
    text += hiddenLine('element', waiting.length, level + 1, options);
    if (last) text += element(last, context);
    waiting = [];
  };
  for (const item of items) {
    if (item.action === 'no-op' && !options.all) {
      waiting.push(item);
      continue;
    }
    flush(true);
    changeBefore = true;
    text += element(item, inner);
  }
  flush(false);
  return `${text}${indentation(level)}${symbol('no-op', options)}]${end}`;
}

function drawSet(difference: Difference, items: readonly Difference[], level: number, options: DrawOptions): string {
  const end = nullSuffix(difference.action, options);
  if (!items.length) return `[]${end}${replaceSuffix(difference, options)}`;
  const inner: DrawOptions = { ...options, quietNull: true, allReplace: false };
  let text = `[${replaceSuffix(difference, options)}\n`;
  let hidden = 0;
  for (const item of items) {
    if (item.action === 'no-op' && !options.all) hidden++;
    else text += `${warnings(item, level + 1, inner)}${indentation(level + 1)}${symbol(item.action, inner)}${draw(item, level + 1, inner)},\n`;
  }
  return `${text}${hiddenLine('element', hidden, level + 1, options)}${indentation(level)}${symbol('no-op', options)}]${end}`;
}

function drawBlock(difference: Difference, shape: Shape & { kind: 'block' }, level: number, options: DrawOptions): string {
  const names = Object.keys(shape.parts).sort(byText);
  if (!names.length && !shape.groups.length) return `{}${replaceSuffix(difference, options)}`;
  const width = Math.max(0, ...names.map((name) => bytesIn(attributeName(name))));
  const inner: DrawOptions = { ...options, quietReplace: false, allReplace: false };
  const whole: DrawOptions = { ...inner, all: true };
  let text = `{${replaceSuffix(difference, options)}\n`;
  let hidden = 0;
  for (const name of names) {
    const part = shape.parts[name] as Difference;
    const important = IMPORTANT.includes(name) && !(part.action === 'no-op' && part.shape.kind === 'text' && part.shape.after === null);
    if (part.action === 'no-op' && !options.all && !important) hidden++;
    else text += line(attributeName(name), width, part, level + 1, important ? whole : inner);
  }
  text += hiddenLine('attribute', hidden, level + 1, options);
  let hiddenBlocks = 0;
  for (const group of shape.groups) {
    let first = true;
    for (const block of group.blocks) {
      const hide = group.sensitive.before || group.sensitive.after;
      if (block.difference.action === 'no-op' && !options.all) {
        hiddenBlocks++;
        continue;
      }
      if (first && names.length) text += '\n';
      first = false;
      const how: DrawOptions = { ...options, allReplace: group.replace };
      const body = hide ? hiddenBody(block.difference, level + 1, how) : draw(block.difference, level + 1, how);
      text += `${indentation(level + 1)}${symbol(block.difference.action, how)}${attributeName(group.name)}${block.label === null ? '' : ` ${JSON.stringify(block.label)}`} ${body}\n`;
    }
  }
  if (hiddenBlocks) text += `\n${hiddenLine('block', hiddenBlocks, level + 1, options)}`;
  return `${text}${indentation(level)}${symbol('no-op', options)}}`;
}

function hiddenBody(difference: Difference, level: number, options: DrawOptions): string {
  const at = `${indentation(level)}  `;
  return `{${replaceSuffix(difference, options)}\n${at}    # At least one attribute in this block is (or was) sensitive,\n${at}    # so its contents will not be displayed.\n${indentation(level)}${symbol('no-op', options)}}`;
}
