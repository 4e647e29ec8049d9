// The server's own log, one file for each hour of the last three days, written from what was done: statements where the parameters want them,
// and a checkpoint after every five minutes in which something was written. It goes with the instance.
import { calendar, HOUR, iso, MINUTE } from '../../engine/clock.ts';
import type { CloudContext } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { queryWords } from '../wording.ts';
import { type DatabaseContents, writtenAt } from './contents.ts';
import { instanceOf, onInstance } from './instance.ts';
import { parameterOf } from './parameter-group.ts';
import type { Instance } from './tables.ts';

const KEPT = 72 * HOUR;
const CHECKPOINT = 5 * MINUTE;
const two = (value: number) => String(value).padStart(2, '0');

interface LogFile {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** `error/postgresql.log.2026-02-26-22`, oldest first. */
function filesOf(instance: Readonly<Instance>, now: number): readonly LogFile[] {
  if (instance.createdAt === null || !instance.engine.includes('postgres')) return [];
  const first = Math.floor(Math.max(instance.createdAt, now - KEPT) / HOUR) * HOUR;
  const files: LogFile[] = [];
  for (let from = first; from <= now; from += HOUR) {
    const c = calendar(from);
    files.push({ name: `error/postgresql.log.${c.year}-${two(c.month)}-${two(c.day)}-${two(c.hour)}`, from, to: Math.min(from + HOUR, now + 1) });
  }
  return files;
}

const stamp = (at: number) => `${iso(at).slice(0, 19).replace('T', ' ')} UTC`;

/** Rows that the application has written by an instant, in all databases. */
const written = (contents: Readonly<DatabaseContents>, at: number) =>
  Object.keys(contents.databases).reduce((sum, name) => sum + Object.values(writtenAt(contents, name, at)).reduce((rows, count) => rows + count, 0), 0);

/** What `log_statement` wants to see. */
function logged(setting: string | null, sql: string): boolean {
  const word = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? '';
  const ddl = ['ALTER', 'COMMENT', 'CREATE', 'DROP', 'GRANT', 'REVOKE'].includes(word);
  if (setting === 'all') return true;
  if (setting === 'mod') return ddl || ['COPY', 'DELETE', 'INSERT', 'TRUNCATE', 'UPDATE'].includes(word);
  return setting === 'ddl' && ddl;
}

function textOf(context: CloudContext, instance: Readonly<Instance>, file: LogFile): string {
  const setting = parameterOf(context, instance.parameterGroup, 'log_statement');
  const lines: { readonly at: number; readonly text: string }[] = [];
  for (const { at, database, user, run } of instance.contents.statements) {
    if (at < file.from || at >= file.to) continue;
    for (const { sql } of run) if (logged(setting, sql)) lines.push({ at, text: `${stamp(at)}:[local]:${user}@${database}:[${700 + (at % 8999)}]:LOG:  statement: ${sql}` });
  }
  const since = Math.max(file.from, instance.createdAt ?? 0);
  for (let at = Math.ceil(since / CHECKPOINT) * CHECKPOINT; at < file.to; at += CHECKPOINT) {
    const rows = written(instance.contents, at) - written(instance.contents, at - CHECKPOINT);
    if (rows <= 0) continue;
    lines.push({ at, text: `${stamp(at)}::@:[533]:LOG:  checkpoint starting: time` });
    lines.push({ at: at + 1, text: `${stamp(at + 1000)}::@:[533]:LOG:  checkpoint complete: wrote ${rows} buffers (0.0%); 0 WAL file(s) added, 0 removed, 0 recycled` });
  }
  return lines
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => `${text}\n`)
    .join('');
}

const described = (context: CloudContext, instance: Readonly<Instance>, file: LogFile): Params => ({
  LogFileName: file.name,
  LastWritten: Math.min(file.to, context.time.now),
  Size: textOf(context, instance, file).length,
});

export const describeLogFiles: Operation = {
  kind: 'read',
  authorise: onInstance('DescribeDBLogFiles'),
  run(context, params) {
    const from = input(params, queryWords);
    const instance = instanceOf(context, from.text('DBInstanceIdentifier'));
    const [part, since, size] = [from.optional('FilenameContains'), from.number('FileLastWritten'), from.number('FileSize')];
    const found = filesOf(instance, context.time.now)
      .filter((file) => (part === null || file.name.includes(part)) && (since === null || file.to >= since))
      .map((file) => described(context, instance, file))
      .filter((file) => size === null || Number(file.Size) > size);
    const cut = page(found, params.Marker, params.MaxRecords);
    return { DescribeDBLogFiles: [...cut.items], ...(cut.next ? { Marker: cut.next } : {}) };
  },
};

export const downloadLogFile: Operation = {
  kind: 'read',
  authorise: onInstance('DownloadDBLogFilePortion'),
  run(context, params) {
    const from = input(params, queryWords);
    const instance = instanceOf(context, from.text('DBInstanceIdentifier'));
    const name = from.text('LogFileName');
    const lines = from.number('NumberOfLines');
    const file = filesOf(instance, context.time.now).find((one) => one.name === name);
    if (!file) throw new AwsError('DBLogFileNotFoundFault', `DBLog File: ${name}, is not found on the DB instance`, 404);
    const text = textOf(context, instance, file);
    // Without a marker the last lines are given; "0" is the beginning.
    const kept =
      lines !== null && lines > 0 && from.optional('Marker') === null
        ? text
            .split('\n')
            .slice(-lines - 1)
            .join('\n')
        : text;
    return { LogFileData: kept, Marker: `0:${text.length}`, AdditionalDataPending: false };
  },
};
