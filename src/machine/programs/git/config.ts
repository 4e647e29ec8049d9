// Git's settings: the files in which they are kept, how they are read, and how one is changed without touching the rest of its file.
import type { DiskView } from '../../disk/disk.ts';
import { parentOf } from '../../disk/path.ts';
import { Fatal } from './fatal.ts';

export interface Setting {
  /** `section.key` or `section.sub.key`; section and key in lower case. */
  readonly name: string;
  readonly value: string;
  /** The file, or `command line:`. */
  readonly origin: string;
  readonly scope: 'system' | 'global' | 'local' | 'command';
}

export interface Config {
  readonly all: readonly Setting[];
  /** The last value of a setting. */
  get(name: string): string | undefined;
  values(name: string): string[];
  /** Null when it is set to no truth value. */
  flag(name: string): boolean | undefined;
}

/** A setting's name as it is compared: the part in the middle keeps its case. Null when it is none. */
export function canonicalName(name: string): string | null {
  const first = name.indexOf('.');
  const last = name.lastIndexOf('.');
  if (first < 1 || last === name.length - 1 || !/^[A-Za-z][-A-Za-z0-9]*$/.test(name.slice(last + 1)) || !/^[-A-Za-z0-9]+$/.test(name.slice(0, first))) return null;
  return name.slice(0, first).toLowerCase() + name.slice(first, last) + name.slice(last).toLowerCase();
}

interface Line {
  readonly text: string;
  /** The section that the line opens or stands in: `section` or `section.sub`. */
  readonly section: string;
  readonly opens: boolean;
  readonly key?: string;
  readonly value?: string;
}

/** Reads the value part of a line: quotes, backslashes, comments. */
function readValue(text: string): string {
  let value = '';
  let kept = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (letter === '"') {
      quoted = !quoted;
      kept = value.length;
    } else if (letter === '\\') {
      const next = text[++at] ?? '';
      value += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'b' ? '\b' : next;
      kept = value.length;
    } else if (!quoted && (letter === '#' || letter === ';')) break;
    else {
      value += letter;
      if (quoted || !/\s/.test(letter)) kept = value.length;
    }
  }
  return value.slice(0, kept);
}

function linesOf(text: string, origin: string): Line[] {
  const lines: Line[] = [];
  let section = '';
  const raw = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  for (let at = 0; at < raw.length; at++) {
    let line = raw[at] as string;
    const number = at + 1;
    while (/(^|[^\\])(\\\\)*\\$/.test(line) && at + 1 < raw.length) line = `${line.slice(0, -1)}${raw[++at]}`;
    const whole = raw.slice(number - 1, at + 1).join('\n');
    const clean = line.trim();
    const header = /^\[\s*([-A-Za-z0-9.]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*([#;].*)?$/.exec(clean);
    if (header) {
      section = (header[1] as string).toLowerCase() + (header[2] === undefined ? '' : `.${header[2].replace(/\\(.)/g, '$1')}`);
      lines.push({ text: whole, section, opens: true });
      continue;
    }
    const pair = /^([A-Za-z][-A-Za-z0-9]*)\s*(?:=\s*([\s\S]*))?$/.exec(clean);
    if (pair) lines.push({ text: whole, section, opens: false, key: (pair[1] as string).toLowerCase(), value: pair[2] === undefined ? 'true' : readValue(pair[2]) });
    else if (clean === '' || /^[#;]/.test(clean)) lines.push({ text: whole, section, opens: false });
    else throw new Fatal(`fatal: bad config line ${number} in file ${origin}`);
  }
  return lines;
}

const settingsIn = (text: string, origin: string, scope: Setting['scope']): Setting[] =>
  linesOf(text, origin).flatMap((line) => (line.key === undefined ? [] : [{ name: `${line.section}.${line.key}`, value: line.value ?? '', origin, scope }]));

/** True for true, yes, on, 1; false for false, no, off, 0 and the empty text; else undefined. */
export const truth = (value: string): boolean | undefined => (/^(true|yes|on|[1-9]\d*)$/i.test(value) ? true : /^(false|no|off|0|)$/i.test(value) ? false : undefined);

/** Reads all files that hold, lowest first. `folder` is the `.git` folder; `extra` are `name=value` pairs of the command line. */
export function configOf(disk: DiskView, home: string, folder: string | null, extra: readonly string[]): Config {
  const all: Setting[] = [];
  const read = (path: string, scope: Setting['scope'], shown = path) => {
    if (disk.stat(path)?.type === 'file') all.push(...settingsIn(disk.read(path), shown, scope));
  };
  read('/etc/gitconfig', 'system');
  read(`${home}/.config/git/config`, 'global');
  read(`${home}/.gitconfig`, 'global');
  if (folder !== null) read(`${folder}/config`, 'local', '.git/config');
  for (const pair of extra) {
    const cut = pair.indexOf('=');
    const name = canonicalName(cut < 0 ? pair : pair.slice(0, cut));
    if (name === null) throw new Fatal(`error: key does not contain a section: ${pair}\nfatal: unable to parse command-line config`);
    all.push({ name, value: cut < 0 ? 'true' : pair.slice(cut + 1), origin: 'command line:', scope: 'command' });
  }
  const values = (name: string) => {
    const wanted = canonicalName(name);
    return all.filter((each) => each.name === wanted).map((each) => each.value);
  };
  return {
    all,
    values,
    get: (name) => values(name).at(-1),
    flag(name) {
      const value = values(name).at(-1);
      return value === undefined ? undefined : truth(value);
    },
  };
}

function quoted(value: string): string {
  const text = value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  return /^\s|\s$|[#;]/.test(value) ? `"${text}"` : text;
}

const headerOf = (section: string): string => {
  const cut = section.indexOf('.');
  return cut < 0 ? `[${section}]` : `[${section.slice(0, cut)} "${section.slice(cut + 1).replace(/[\\"]/g, '\\$&')}"]`;
};

/** A file's text with one setting changed: replaced where it stands, added to its section, or taken out (null). */
export function edited(text: string, name: string, value: string | null, how: 'replace' | 'add' = 'replace'): string {
  const section = name.slice(0, name.lastIndexOf('.'));
  const key = name.slice(name.lastIndexOf('.') + 1);
  const folded = key.toLowerCase();
  const lines = linesOf(text, 'config');
  const last = lines.findLastIndex((line) => line.section === section && line.key === folded);
  const written = value === null ? null : `\t${key} = ${quoted(value)}`;
  const out = lines.map((line) => line.text);
  if (written === null) {
    if (last >= 0) out.splice(last, 1);
    const opening = lines.findIndex((line) => line.opens && line.section === section);
    const rest = lines.filter((line, index) => line.section === section && index !== last && !line.opens);
    if (last >= 0 && opening >= 0 && rest.length === 0) out.splice(opening, 1);
  } else if (last >= 0 && how === 'replace') out[last] = written;
  else {
    const end = lines.findLastIndex((line) => line.section === section && (line.opens || line.key !== undefined));
    if (end >= 0) out.splice(end + 1, 0, written);
    else out.push(headerOf(section), written);
  }
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

/** A file's text without a section, or with it under another name. */
export function withoutSection(text: string, section: string, renamed: string | null = null): string {
  const out = linesOf(text, 'config')
    .filter((line) => renamed !== null || line.section !== section)
    .map((line) => (line.opens && line.section === section && renamed !== null ? headerOf(renamed) : line.text));
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

/** Changes a setting in a file. */
export function changeSetting(disk: DiskView, file: string, name: string, value: string | null, how: 'replace' | 'add' = 'replace'): void {
  disk.makeFolder(parentOf(file), { parents: true });
  disk.write(file, edited(disk.stat(file)?.type === 'file' ? disk.read(file) : '', name, value, how));
}
