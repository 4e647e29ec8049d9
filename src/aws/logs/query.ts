// The language of Logs Insights, as far as somebody types it at night: commands in a pipe, each from lines to lines. What is beyond it is refused.
import { iso, parseIso, SECOND } from '../../engine/clock.ts';
import { AwsError } from '../operation.ts';

type Line = Readonly<Record<string, string>>;

const malformed = (words: string) => new AwsError('MalformedQueryException', words, 400);

/** Splits at a sign that stands outside of quotes, slashes and brackets. */
function split(text: string, sign: string): string[] {
  const parts: string[] = [];
  let [part, quote, depth] = ['', '', 0];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i] as string;
    if (quote !== '') {
      if (letter === quote && text[i - 1] !== '\\') quote = '';
    } else if (letter === '"' || letter === "'" || letter === '`' || (letter === '/' && /(like|=~|parse\s+\S+)\s*$/.test(text.slice(0, i)))) quote = letter;
    else if (letter === '(' || letter === '[') depth++;
    else if (letter === ')' || letter === ']') depth--;
    if (quote === '' && depth === 0 && letter === sign) {
      parts.push(part.trim());
      part = '';
    } else part += letter;
  }
  return [...parts, part.trim()];
}

const number = (text: string): number | null => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : null);

type Test = (line: Line) => boolean;

/** One comparison: `@message like /x/`, `status >= 500`, `level = "ERROR"`, `@logStream in ["a"]`, `ispresent(x)`. */
function comparison(text: string): Test {
  const present = /^(ispresent|isempty|isblank)\(\s*([@\w.]+)\s*\)$/i.exec(text);
  if (present) {
    const [, name = '', field = ''] = present;
    return (line) => (name.toLowerCase() === 'ispresent' ? line[field] !== undefined : (line[field] ?? '') === '');
  }
  const like = /^([@\w.]+)\s+(not\s+like|like|=~)\s+(\/(.*)\/([a-z]*)|"(.*)"|'(.*)')$/is.exec(text);
  if (like) {
    const [, field = '', how = '', , pattern, flags, double, single] = like;
    const not = /^not/i.test(how);
    let found: Test;
    if (pattern !== undefined) {
      try {
        const inline = /^\(\?i\)/.test(pattern);
        const expression = new RegExp(pattern.replace(/^\(\?i\)/, ''), inline || flags?.includes('i') ? 'i' : '');
        found = (line) => expression.test(line[field] ?? '');
      } catch {
        throw malformed(`Invalid regular expression: ${pattern}`);
      }
    } else found = (line) => (line[field] ?? '').includes(double ?? single ?? '');
    return (line) => found(line) !== not;
  }
  const among = /^([@\w.]+)\s+(not\s+in|in)\s+\[(.*)\]$/is.exec(text);
  if (among) {
    const [, field = '', how = '', list = ''] = among;
    const values = split(list, ',').map((one) => one.replace(/^["']|["']$/g, ''));
    return (line) => values.includes(line[field] ?? '') !== /^not/i.test(how);
  }
  const compared = /^([@\w.]+)\s*(!=|<=|>=|=|<|>)\s*(.+)$/s.exec(text);
  if (!compared) throw malformed(`unexpected symbol found near: ${text.slice(0, 40)}`);
  const [, field = '', sign = '', raw = ''] = compared;
  const wanted = raw.trim().replace(/^["']|["']$/g, '');
  return (line) => {
    const value = line[field];
    if (value === undefined) return false;
    const [a, b] = [number(value), number(wanted)];
    if (sign === '=') return a !== null && b !== null ? a === b : value === wanted;
    if (sign === '!=') return a !== null && b !== null ? a !== b : value !== wanted;
    if (a === null || b === null) return false;
    return sign === '<' ? a < b : sign === '>' ? a > b : sign === '<=' ? a <= b : a >= b;
  };
}

function condition(text: string): Test {
  const bare = text.trim();
  for (const [word, any] of [
    ['or', true],
    ['and', false],
  ] as const) {
    const parts = split(bare.replace(new RegExp(`\\s${word}\\s`, 'gi'), '\u0001'), '\u0001').map((part) => part.replaceAll('\u0001', ` ${word} `));
    if (parts.length > 1) {
      const tests = parts.map(condition);
      return (line) => (any ? tests.some((test) => test(line)) : tests.every((test) => test(line)));
    }
  }
  const not = /^not\s+(?!like|in)(.*)$/is.exec(bare);
  if (not) {
    const test = condition(not[1] as string);
    return (line) => !test(line);
  }
  if (bare.startsWith('(') && bare.endsWith(')')) return condition(bare.slice(1, -1));
  return comparison(bare);
}

/** `{"level":"ERROR"}` gives a field for each member. */
function discovered(line: Line): Line {
  const message = line['@message'] ?? '';
  if (!message.trimStart().startsWith('{')) return line;
  try {
    const value: unknown = JSON.parse(message);
    const members =
      value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([name, one]) => (one !== null && typeof one === 'object' ? [] : [[name, String(one)]])) : [];
    return { ...Object.fromEntries(members), ...line };
  } catch {
    return line;
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

/** The value by which lines are put together: a field, or `bin(5m)`. */
function grouping(text: string): { readonly name: string; readonly of: (line: Line) => string } {
  const [, inner = text, as] = /^(.*?)(?:\s+as\s+(\w+))?$/i.exec(text) ?? [];
  const bin = /^bin\((\d+)([smhd])\)$/.exec(inner.trim());
  if (!bin) return { name: as ?? inner.trim(), of: (line) => line[inner.trim()] ?? '' };
  const seconds = Number(bin[1]) * (UNITS[bin[2] as string] as number);
  return {
    name: as ?? inner.trim(),
    of(line) {
      const at = parseIso(`${(line['@timestamp'] ?? '').replace(' ', 'T')}Z`) ?? 0;
      return iso(Math.floor(at / (seconds * SECOND)) * seconds * SECOND, true)
        .replace('T', ' ')
        .replace('Z', '');
    },
  };
}

const STATS: Readonly<Record<string, (values: readonly string[]) => string>> = {
  count: (values) => String(values.length),
  count_distinct: (values) => String(new Set(values).size),
  sum: (values) => String(values.reduce((sum, value) => sum + (number(value) ?? 0), 0)),
  avg: (values) => String(values.reduce((sum, value) => sum + (number(value) ?? 0), 0) / Math.max(1, values.length)),
  min: (values) => values.reduce((least, value) => ((number(value) ?? Infinity) < (number(least) ?? Infinity) ? value : least), values[0] ?? ''),
  max: (values) => values.reduce((most, value) => ((number(value) ?? -Infinity) > (number(most) ?? -Infinity) ? value : most), values[0] ?? ''),
  earliest: (values) => values[0] ?? '',
  latest: (values) => values[values.length - 1] ?? '',
};

function stats(lines: readonly Line[], text: string): Line[] {
  const [, what = '', by] = /^(.*?)(?:\s+by\s+(.*))?$/is.exec(text) ?? [];
  const groups = by === undefined ? [] : split(by, ',').map(grouping);
  const wanted = split(what, ',').map((one) => {
    const match = /^(\w+)\(\s*([@\w.*]*)\s*\)(?:\s+as\s+(\w+))?$/i.exec(one);
    const reckon = match && Object.hasOwn(STATS, (match[1] as string).toLowerCase()) ? STATS[(match[1] as string).toLowerCase()] : undefined;
    if (!match || !reckon) throw malformed(`unexpected symbol found near: ${one}`);
    return { name: match[3] ?? one, field: match[2] ?? '', reckon };
  });
  const together = new Map<string, Line[]>();
  for (const line of lines) {
    const key = groups.map((group) => group.of(line)).join('\n');
    const known = together.get(key);
    if (known) known.push(line);
    else together.set(key, [line]);
  }
  if (groups.length === 0 && together.size === 0) together.set('', []);
  return [...together.values()].map((found) => {
    const head = Object.fromEntries(groups.map((group) => [group.name, group.of(found[0] as Line)]));
    const values = wanted.map(({ name, field, reckon }) => [name, reckon(found.flatMap((line) => (field === '' || field === '*' ? '1' : (line[field] ?? []))))] as const);
    return { ...head, ...Object.fromEntries(values) };
  });
}

/** `parse @message "[*] *" as level, text`, or a pattern with named groups. */
function parsed(lines: readonly Line[], text: string): Line[] {
  const glob = /^([@\w.]+)\s+(?:"(.*)"|'(.*)')\s+as\s+(.+)$/is.exec(text);
  const named = /^([@\w.]+)\s+\/(.*)\/$/s.exec(text);
  if (!glob && !named) throw malformed(`unexpected symbol found near: ${text.slice(0, 40)}`);
  const field = (glob ?? named)?.[1] ?? '';
  const names = glob ? split(glob[4] as string, ',') : [];
  let expression: RegExp;
  try {
    const source = glob ? (glob[2] ?? glob[3] ?? '').replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*/g, '(.*?)') : (named?.[2] ?? '');
    expression = new RegExp(glob ? `${source}${source.endsWith('(.*?)') ? '$' : ''}` : source, 's');
  } catch {
    throw malformed(`Invalid regular expression: ${text}`);
  }
  return lines.map((line) => {
    const match = expression.exec(line[field] ?? '');
    if (!match) return line;
    return { ...line, ...(match.groups ?? Object.fromEntries(names.map((name, i) => [name, match[i + 1] ?? '']))) };
  });
}

const MOST = 1000;

/** What a query makes of lines; `matched` counts those that its filters let through. Throws MalformedQueryException for a text that is no query. */
export function runQuery(text: string, given: readonly Line[]): { readonly rows: readonly Line[]; readonly matched: number } {
  let lines: readonly Line[] = given.map(discovered);
  let [shown, sorted, limit, counted]: [readonly string[] | null, boolean, number, boolean] = [null, false, MOST, false];
  for (const command of split(text, '|').filter((one) => one !== '')) {
    const [, name = '', rest = ''] = /^(\w+)\s*(.*)$/s.exec(command) ?? [];
    switch (name.toLowerCase()) {
      case 'fields':
      case 'display': {
        const wanted = split(rest, ',').map((one) => one.replace(/\s+as\s+.*$/i, ''));
        if (wanted.some((one) => !/^[@\w.]+$/.test(one))) throw malformed(`unexpected symbol found near: ${rest}`);
        shown = name.toLowerCase() === 'fields' ? [...(shown ?? []), ...wanted] : wanted;
        break;
      }
      case 'filter':
        lines = lines.filter(condition(rest));
        break;
      case 'parse':
        lines = parsed(lines, rest);
        break;
      case 'stats':
        lines = stats(lines, rest);
        [shown, counted] = [null, true];
        break;
      case 'sort': {
        const [, field = '', down] = /^([@\w.()]+)(?:\s+(asc|desc))?$/i.exec(rest.trim()) ?? [];
        if (field === '') throw malformed(`unexpected symbol found near: ${rest}`);
        const order = (a: Line, b: Line): number => {
          const [one, other] = [a[field] ?? '', b[field] ?? ''];
          const [x, y] = [number(one), number(other)];
          return x !== null && y !== null ? x - y : one < other ? -1 : one > other ? 1 : 0;
        };
        lines = [...lines].sort((a, b) => order(a, b) * (down?.toLowerCase() === 'asc' ? 1 : -1));
        sorted = true;
        break;
      }
      case 'limit': {
        const most = number(rest);
        if (most === null || most < 1 || most > 10_000) throw malformed(`Invalid limit: ${rest}`);
        limit = most;
        break;
      }
      case 'dedup': {
        const fields = split(rest, ',');
        const seen = new Set<string>();
        lines = lines.filter((line) => {
          const key = fields.map((field) => line[field] ?? '').join('\n');
          return !seen.has(key) && seen.add(key);
        });
        break;
      }
      default:
        throw malformed(`unexpected symbol found ${name} at line 1 and position 1`);
    }
  }
  const matched = lines.length;
  if (!sorted && !counted) lines = [...lines].sort((a, b) => ((a['@timestamp'] ?? '') < (b['@timestamp'] ?? '') ? 1 : -1));
  const names = shown ?? ['@timestamp', '@message'];
  const rows = lines.slice(0, limit).map((line) => {
    if (counted) return line;
    return Object.fromEntries([...names, '@ptr'].flatMap((name) => (line[name] === undefined ? [] : [[name, line[name] as string]])));
  });
  return { rows, matched };
}
