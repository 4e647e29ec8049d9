// Recorded sessions of psql and its siblings: `$ ` begins a line for the shell, `? ` the lines below it that belong to it (a here-document), then comes what was printed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Spoken {
  /** The lines that were typed. */
  readonly typed: readonly string[];
  readonly output: string;
}

/** The files of a folder with such sessions: all but the one that was typed in a terminal. */
export const sessionFiles = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.txt') && name !== 'dev.txt')
    .map((name) => path.join(folder, name));

export function readSession(file: string): Spoken[] {
  const spoken: { typed: string[]; output: string }[] = [];
  for (const line of readFileSync(file, 'utf8').replace(/\n$/, '').split('\n')) {
    const last = spoken.at(-1);
    if (line.startsWith('$ ')) spoken.push({ typed: [line.slice(2)], output: '' });
    else if (last && line.startsWith('? ') && last.output === '') last.typed.push(line.slice(2));
    else if (last) last.output += `${line}\n`;
  }
  return spoken;
}

export const writeSession = (spoken: readonly Spoken[]): string =>
  spoken.map(({ typed, output }) => `${typed.map((line, index) => `${index === 0 ? '$' : '?'} ${line}\n`).join('')}${output.replace(/(?<=.)$(?![\s\S])/, '\n')}`).join('');

/** What depends on where it was recorded: host names, addresses, releases, times, the name of a file in a temporary folder. */
export const settled = (text: string): string =>
  text
    .replace(/\u001b\[\??[\d;]*[a-zA-Z]/g, '')
    .replace(/\r/g, '')
    .replace(/"(?:localhost|[\w.-]+\.rds\.amazonaws\.com)"(?: \([\d.:a-f]+\))?/g, '"HOST"')
    .replace(/host "(?:127\.0\.0\.1|10\.[\d.]+)"/g, 'host "CLIENT"')
    .replace(/\/(?:tmp\/psql-[\w-]+|home\/ec2-user)(?=[/"\s])/g, 'HOME')
    .replace(/^(Time: ).*/gm, '$1');

/**
 * What the recording's programs and server (15) word otherwise than ours (psql 16.4, server 16.3), for ours as for the recorded, and what lies at other places on
 * other systems: rules for words, never for one line.
 */
export const versionless = (text: string): string =>
  text
    .replace("file, use the system's trusted roots with sslrootcert=system, or change", 'file or change')
    .replace(
      /permission denied to COPY (to|from) a file\nDETAIL: {2}Only roles with privileges of the "(\w+)" role may COPY (?:to|from) a file\./g,
      'must be superuser or have privileges of the $2 role to COPY $1 a file',
    )
    .replace(/\/docs\/1\d\//g, '/docs/')
    .replace(/^\/usr\/lib\/postgresql\/\d+\/bin\//gm, '')
    .replace(/(LOCATION: {2}\w+, \w+\.c:)\d+/g, '$1')
    .replace(/\(address "[\d.:a-f]+"\)/g, '(address "ADDRESS")')
    .replace(/^( pg_(?:default|global) +\| )\w+ *(?=\|)/gm, '$1OWNER ');
