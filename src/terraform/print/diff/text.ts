// Texts in a plan: short ones in quotes, JSON as `jsonencode(...)` compared inside, several lines as a diff of lines.
import type { NumberValue, Value } from '../../lang/value.ts';
import { compareGeneric } from './compare.ts';
import { arrow, type DrawOptions, indentation, nullSuffix, replaceSuffix, symbol } from './marks.ts';
import { commonSubsequence } from './sequence.ts';
import type { Difference, Shape } from './tree.ts';

type Draw = (difference: Difference, level: number, options: DrawOptions) => string;

/** Draws the change of a text; see `draw` for the parameters. `draw` itself is handed in: texts may hold JSON, which holds texts. */
export function drawText(difference: Difference, shape: Shape & { kind: 'text' }, level: number, options: DrawOptions, draw: Draw): string {
  const { action } = difference;
  if (action === 'create' || action === 'no-op') return drawOne(difference, shape.after, level, options, draw);
  if (action === 'delete') return drawOne(difference, shape.before, level, options, draw);
  const before = json(shape.before);
  const after = json(shape.after);
  if (before && after) return drawJson(difference, before, after, level, options, draw);
  // JSON on one side only is another kind of thing; nothing is said of a replacement then (observed with 1.11.4).
  if (before) return `${alone('delete', shape.before, level, options, draw)} ${arrow(options)} ${alone('no-op', shape.after, level, options, draw)}`;
  if (after) return `${alone('no-op', shape.before, level, options, draw)} ${arrow(options)} ${alone('create', shape.after, level, options, draw)}`;
  if (!severalLines(shape.before) && !severalLines(shape.after)) {
    return `${quoted(shape.before, options)} ${arrow(options)} ${quoted(shape.after, options)}${replaceSuffix(difference, options)}`;
  }
  return heredoc(difference, lineDiff(splitLines(shape.before), splitLines(shape.after), level, options), level, options);
}

/** One side of a change between JSON and other text. */
const alone = (action: Difference['action'], text: string | null, level: number, options: DrawOptions, draw: Draw): string =>
  drawOne({ action, replace: false, shape: { kind: 'text', before: text, after: text } }, text, level, { ...options, quietNull: true }, draw);

function drawOne(difference: Difference, text: string | null, level: number, options: DrawOptions, draw: Draw): string {
  const value = json(text);
  if (value) {
    const { action } = difference;
    return drawJson(difference, action === 'create' ? null : value, action === 'delete' ? null : value, level, options, draw);
  }
  if (!severalLines(text)) return `${quoted(text, options)}${nullSuffix(difference.action, options)}${replaceSuffix(difference, options)}`;
  const lines = splitLines(text).map((line) => `${indentation(level + 1)}${symbol('no-op', options)}${line}`);
  return heredoc(difference, lines, level, options);
}

const heredoc = (difference: Difference, lines: readonly string[], level: number, options: DrawOptions): string =>
  `<<-EOT${replaceSuffix(difference, options)}\n${lines.join('\n')}\n${indentation(level)}${symbol('no-op', options)}EOT${nullSuffix(difference.action, options)}`;

const severalLines = (text: string | null): boolean => text?.includes('\n') ?? false;
const splitLines = (text: string | null): string[] => (text === null ? [] : text.replace(/^\s+|\s+$/g, '').split('\n'));

function quoted(text: string | null, options: DrawOptions): string {
  return text === null ? options.ink.gray('null') : quote(text);
}

/** A text in quotes, escaped as Terraform escapes it here (which is Go's way, not HCL's). */
export function quote(text: string): string {
  if (!/[\\"\x00-\x1f\x7f]/.test(text)) return `"${text}"`;
  const escaped = text.replace(/[\\"\x00-\x1f\x7f]/g, (c) => {
    const simple: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' };
    return simple[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}

function lineDiff(before: readonly string[], after: readonly string[], level: number, options: DrawOptions): string[] {
  const lines: string[] = [];
  const add = (action: 'create' | 'delete' | 'no-op', text: string) => lines.push(`${indentation(level + 1)}${symbol(action, options)}${text}`);
  let i = 0;
  let j = 0;
  for (const [ci, cj] of [...commonSubsequence(before, after, (a, b) => a === b), [before.length, after.length] as const]) {
    while (i < ci) add('delete', before[i++] as string);
    while (j < cj) add('create', after[j++] as string);
    if (ci < before.length) {
      add('no-op', before[i++] as string);
      j++;
    }
  }
  return lines;
}

function drawJson(difference: Difference, before: Value | null, after: Value | null, level: number, options: DrawOptions, draw: Draw): string {
  const inner = compareGeneric({ before, after, beforeSet: before !== null, afterSet: after !== null, replace: [], relevant: null });
  const spaces = inner.action === 'no-op' && difference.action === 'update';
  let note = replaceSuffix(difference, options);
  if (spaces) note = ` ${difference.replace && !options.quietReplace ? options.ink.red('# whitespace changes force replacement') : '# whitespace changes'}`;
  const body = draw(inner, level + 1, { ...options, quietNull: true, quietReplace: true, all: options.all || spaces });
  const end = nullSuffix(difference.action, options);
  if (!body.includes('\n')) return `jsonencode(${body})${note}${end}`;
  const sign = symbol(inner.action === 'update' ? 'update' : 'no-op', options);
  return `jsonencode(${note}\n${indentation(level + 1)}${sign}${body}\n${indentation(level)}${symbol('no-op', options)})${end}`;
}

/** A text that holds a JSON object or array, as a value; null for any other text. */
function json(text: string | null): Value | null {
  if (text === null || !/^[{[]/.test(text)) return null;
  try {
    return fromJson(JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

function fromJson(value: unknown): Value {
  if (value === null) return { k: 'null', type: 'dynamic' };
  if (typeof value === 'string') return { k: 'string', v: value };
  if (typeof value === 'number') return { k: 'number', v: value as NumberValue };
  if (typeof value === 'boolean') return { k: 'bool', v: value };
  if (Array.isArray(value)) return { k: 'tuple', v: value.map(fromJson) };
  return { k: 'object', v: Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, fromJson(item)])) };
}
