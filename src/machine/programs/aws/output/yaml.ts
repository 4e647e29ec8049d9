// --output yaml: keys sorted, block style, list items in their key's column, long scalars folded at 80 columns as libyaml folds them.
import { json } from './json.ts';
import { byCodePoint, isList, isMap, isNumber, numberText, str } from './python.ts';
import { Unprintable } from './text.ts';

const WIDTH = 80;

/** What YAML 1.2 would read as something else than a text. */
const OTHER = [
  /^(?:true|True|TRUE|false|False|FALSE)$/,
  /^(?:[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]?\d+)?|[-+]?\d[\d_]*[eE][-+]?\d+|[-+]?\.[\d_]+(?:[eE][-+]\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^(?:[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+][\d_]+|\d[\d_]*|[-+]?0x[\da-fA-F_]+)$/,
  /^(?:<<|=|~|null|Null|NULL|)$/,
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/,
];
const BREAK = /[\n\r\u0085\u2028\u2029]/;
/** A sign at the start, or inside, that only quotes keep from meaning something. */
const INDICATOR = /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[\s\u0085\u2028\u2029]|$))|:(?:[\s\u0085\u2028\u2029]|$)|[\s\u0085\u2028\u2029]#/;
/** Not printable to libyaml; tabs and everything beyond the basic plane among it. */
const SPECIAL = /[^\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** A key that may stand on one line with its value: short and without line breaks. */
const isSimple = (key: string): boolean => [...key].length <= 128 && !BREAK.test(key);

type Style = 'plain' | 'single' | 'double';

function styleOf(text: string, key: boolean): Style {
  const breaks = BREAK.test(text);
  if (SPECIAL.test(text) || / [\n\r\u0085\u2028\u2029]/.test(text) || (key && breaks)) return 'double';
  if (/[\n\r\u0085\u2028\u2029] /.test(text)) return 'double';
  if (breaks || text === '' || /^ | $/.test(text) || INDICATOR.test(text) || OTHER.some((other) => other.test(text))) return 'single';
  return 'plain';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(letter: string): string {
  if (letter in ESCAPES) return ESCAPES[letter] as string;
  if (!SPECIAL.test(letter)) return letter;
  const code = letter.codePointAt(0) as number;
  const hex = code.toString(16).toUpperCase();
  return code <= 0xff ? `\\x${hex.padStart(2, '0')}` : code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Lists and dicts that stand in more than one place, with their marks in the order in which the second place is met. */
function anchorsIn(value: unknown): Map<unknown, string> {
  const marks = new Map<unknown, string>();
  const seen = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (!isList(node) && !isMap(node)) return;
    if (seen.has(node)) {
      if (!marks.has(node)) marks.set(node, `id${String(marks.size + 1).padStart(3, '0')}`);
      return;
    }
    seen.add(node);
    if (isList(node)) node.forEach(visit);
    else for (const key of Object.keys(node).sort(byCodePoint)) visit(node[key]);
  };
  visit(value);
  return marks;
}

/** Writes scalars and knows in which column it is. */
class Writer {
  out = '';
  column = 0;
  private readonly written = new Set<unknown>();

  constructor(private readonly anchors: ReadonlyMap<unknown, string>) {}

  put(text: string): void {
    this.out += text;
    const at = text.lastIndexOf('\n');
    this.column = at < 0 ? this.column + [...text].length : [...text.slice(at + 1)].length;
  }

  scalar(value: unknown, indent: number, key = false): void {
    if (typeof value !== 'string') {
      if (typeof value === 'object' && value !== null && !isNumber(value)) throw new Unprintable(`cannot represent an object: ${str(value)}`);
      this.put(value === null || value === undefined ? 'null' : isNumber(value) ? numberText(value) : String(value));
      return;
    }
    const style = styleOf(value, key);
    const letters = [...value];
    const quote = style === 'plain' ? '' : style === 'single' ? "'" : '"';
    this.put(quote);
    let blank = false;
    let broken = false;
    letters.forEach((letter, index) => {
      const next = letters[index + 1];
      const inside = index > 0 && index < letters.length - 1;
      if (letter === ' ') {
        const fold = !key && !blank && this.column > WIDTH && (style === 'plain' || inside) && (style === 'double' || next !== ' ');
        if (fold) this.put(`\n${' '.repeat(indent)}${style === 'double' && next === ' ' ? '\\' : ''}`);
        else this.put(' ');
        blank = true;
      } else if (style === 'single' && BREAK.test(letter)) {
        if (!broken && letter === '\n') this.put('\n');
        this.put(letter === '\n' ? '\n' : letter);
        blank = false;
        broken = true;
        return;
      } else {
        if (broken) this.put(' '.repeat(indent));
        this.put(style === 'double' ? escaped(letter) : style === 'single' && letter === "'" ? "''" : letter);
        blank = false;
      }
      broken = false;
    });
    if (broken) this.put(' '.repeat(indent));
    this.put(quote);
  }

  /** A list or dict with anything in it, from the current column on. */
  block(value: unknown, indent: number): void {
    if (isList(value)) {
      value.forEach((item, index) => {
        if (index) this.put(`\n${' '.repeat(indent)}`);
        this.put('-');
        this.node(item, indent, false);
      });
    } else if (isMap(value)) {
      const keys = Object.keys(value)
        .filter((key) => value[key] !== undefined)
        .sort(byCodePoint);
      keys.forEach((key, index) => {
        if (index) this.put(`\n${' '.repeat(indent)}`);
        if (isSimple(key)) {
          this.scalar(key, indent, true);
          this.put(':');
          this.node(value[key], indent, true);
          return;
        }
        this.put('? ');
        this.scalar(key, indent + 2);
        this.put(`\n${' '.repeat(indent)}:`);
        this.node(value[key], indent, false);
      });
    }
  }

  /** What stands behind a dash or a key. */
  private node(value: unknown, indent: number, keyed: boolean): void {
    const anchor = this.anchors.get(value);
    if (anchor !== undefined && this.written.has(value)) {
      this.put(` *${anchor}`);
      return;
    }
    if (anchor !== undefined) {
      this.written.add(value);
      this.put(` &${anchor}`);
    }
    const filled = (isList(value) && value.length > 0) || (isMap(value) && Object.keys(value).length > 0);
    if (!filled) {
      this.put(' ');
      if (isList(value)) this.put('[]');
      else if (isMap(value)) this.put('{}');
      else this.scalar(value, indent + 2);
      return;
    }
    const inner = keyed && isList(value) ? indent : indent + 2;
    this.put(keyed || anchor !== undefined ? `\n${' '.repeat(inner)}` : ' ');
    this.block(value, inner);
  }
}

export function yaml(value: unknown): string {
  if (!isMap(value) && !isList(value)) return `${json(value)}\n`;
  if (isList(value) ? !value.length : !Object.keys(value).length) return isList(value) ? '[]\n' : '{}\n';
  const writer = new Writer(anchorsIn(value));
  writer.block(value, 0);
  return `${writer.out}\n`;
}
