// Recorded sessions of bash and the small programs: written as those of psql, and a status that is not 0 stands in a line of its own at the end.
import path from 'node:path';
import { type Spoken, sessionFiles } from '../psql/sessions.ts';

export { readSession, type Spoken, sessionFiles, writeSession } from '../psql/sessions.ts';

export const exitLine = (exit: number): string => (exit === 0 ? '' : `[exit ${exit}]\n`);

/** What depends on who ran it, and when: process numbers, the names of temporary files. */
export const settled = (text: string): string =>
  text
    .replace(/\u001b\[\??[\d;]*[a-zA-Z]/g, '')
    .replace(/\r/g, '')
    .replace(/^(\[\d+\][+-]? +)\d{3,}/gm, '$1PID')
    .replace(/\(\d{3,}\) - /g, '(PID) - ')
    .replace(/line \d+: +\d{4,} /g, 'line N: PID ')
    .replace(/\/tmp\/tmp\.\w+/g, '/tmp/tmp.NAME')
    .replace(/^(real|user|sys)\t.*/gm, '$1\tTIME');

/** A line's name among the known differences. */
export const keyOf = (file: string, { typed }: Spoken): string => `shell/${path.basename(file)}: ${typed.join('\n')}`;

export const shellFiles = (folder = import.meta.dirname): string[] => sessionFiles(folder);
