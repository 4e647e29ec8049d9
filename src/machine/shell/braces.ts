// Brace expansion, on the source text of a word before anything else: a{b,c} and {1..5}.

const LIMIT = 5000;

/** The texts that a word's source text stands for; itself alone when it has no braces to expand. */
export function expandBraces(text: string): string[] {
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '\\') at++;
    else if (letter === "'" || letter === '"' || letter === '`') at = skipQuote(text, at);
    else if (letter === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) at = skipNested(text, at + 1);
    else if (letter === '{') {
      const found = readBraces(text, at);
      if (!found) continue;
      const head = text.slice(0, at);
      const tails = expandBraces(text.slice(found.end + 1));
      const list = found.items.flatMap((item) => (found.range ? [item] : expandBraces(item)));
      return list.flatMap((item) => tails.map((tail) => head + item + tail)).slice(0, LIMIT);
    }
  }
  return [text];
}

function skipQuote(text: string, open: number): number {
  const quote = text[open];
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote !== "'") at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function skipNested(text: string, open: number): number {
  const [from, to] = text[open] === '{' ? ['{', '}'] : ['(', ')'];
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === "'" || text[at] === '"') at = skipQuote(text, at);
    else if (text[at] === from) depth++;
    else if (text[at] === to && --depth === 0) return at;
  }
  return text.length;
}

function readBraces(text: string, open: number): { items: string[]; end: number; range: boolean } | null {
  const items = [''];
  let depth = 0;
  for (let at = open + 1; at < text.length; at++) {
    const letter = text[at] as string;
    if (letter === '\\') {
      items[items.length - 1] += letter + (text[++at] ?? '');
    } else if (letter === "'" || letter === '"' || letter === '`') {
      const end = skipQuote(text, at);
      items[items.length - 1] += text.slice(at, end + 1);
      at = end;
    } else if (letter === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
      const end = skipNested(text, at + 1);
      items[items.length - 1] += text.slice(at, end + 1);
      at = end;
    } else if (letter === '}' && depth === 0) {
      if (items.length > 1) return { items, end: at, range: false };
      const series = rangeOf(items[0] as string);
      return series ? { items: series, end: at, range: true } : null;
    } else if (letter === ',' && depth === 0) items.push('');
    else {
      if (letter === '{') depth++;
      if (letter === '}') depth--;
      items[items.length - 1] += letter;
    }
  }
  return null;
}

function rangeOf(text: string): string[] | null {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  if (!numbers && !letters) return null;
  const [, first = '', last = '', by] = (numbers ?? letters) as RegExpExecArray;
  const from = numbers ? Number(first) : first.charCodeAt(0);
  const to = numbers ? Number(last) : last.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by ?? 1)));
  const width = numbers && [first, last].some((end) => /^-?0\d/.test(end)) ? Math.max(first.length, last.length) : 0;
  const items: string[] = [];
  for (let value = from; (from <= to ? value <= to : value >= to) && items.length < LIMIT; value += from <= to ? step : -step) {
    items.push(numbers ? (value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0')) : String.fromCharCode(value));
  }
  return items;
}
