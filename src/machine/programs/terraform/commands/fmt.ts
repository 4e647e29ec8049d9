// fmt: files in the standard style.
import type { Diagnostic } from '../../../../engine/diagnostic.ts';
import { formatSource } from '../../../../terraform/hcl/format.ts';
import { parseConfig } from '../../../../terraform/hcl/parse.ts';
import { sortDiagnostics } from '../../../../terraform/print/diagnostic.ts';
import { help } from '../help/fmt.ts';
import { report } from '../report.ts';
import { type Command, pathOf, problem, type Session } from '../session.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { readOld } from '../usage.ts';

const FLAGS = { list: 'bool', write: 'bool', diff: 'bool', check: 'bool', recursive: 'bool' } as const;

interface Work {
  readonly session: Session;
  readonly list: boolean;
  readonly write: boolean;
  readonly diff: boolean;
  readonly check: boolean;
  readonly recursive: boolean;
  readonly diagnostics: Diagnostic[];
  changed: boolean;
}

export const fmt: Command = {
  name: 'fmt',
  help,
  start: (given, argv) => {
    const reading = readOld(given, help, FLAGS, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    const check = flags.on('check');
    const work: Work = {
      session,
      list: flags.on('list', true),
      write: flags.on('write', true) && !check,
      diff: flags.on('diff'),
      check,
      recursive: flags.on('recursive'),
      diagnostics: [],
      changed: false,
    };
    if (flags.rest[0] === '-') {
      const text = session.process.stdin ?? '';
      const result = formatted(work, '<stdin>', text);
      if (result !== null && result !== text) work.changed = true;
      if (result !== null && !check) session.process.out(work.diff ? unifiedDiff('<stdin>', text, result) : result);
    } else for (const target of flags.rest.length ? flags.rest : ['.']) formatTarget(work, target);
    if (work.diagnostics.length) {
      const typed = flags.rest[0] === '-' ? { source: () => session.process.stdin } : {};
      for (const diagnostic of sortDiagnostics(work.diagnostics)) report(session, [diagnostic], typed);
      return { exit: 2 };
    }
    return { exit: check && work.changed ? 3 : 0 };
  },
};

const isSource = (name: string): boolean => /\.(tf|tfvars|tftest\.hcl|tfmock\.hcl)$/.test(name);

function formatTarget(work: Work, target: string): void {
  const { disk } = work.session.process;
  const entry = disk.stat(pathOf(work.session, target));
  if (!entry) {
    work.diagnostics.push(problem(`No file or directory at ${target}`, ''));
    return;
  }
  if (entry.type === 'file') {
    if (isSource(target)) formatFile(work, target);
    else work.diagnostics.push(problem('Only .tf, .tfvars, and .tftest.hcl files can be processed with terraform fmt', ''));
    return;
  }
  for (const listed of disk.list(pathOf(work.session, target))) {
    const name = listed.replace(/\/$/, '');
    const path = target === '.' ? name : `${target.replace(/\/$/, '')}/${name}`;
    const folder = disk.stat(pathOf(work.session, path))?.type === 'folder';
    if (folder && work.recursive && !name.startsWith('.')) formatTarget(work, path);
    if (!folder && isSource(name) && !/^[.#]|~$/.test(name)) formatFile(work, path);
  }
}

function formatFile(work: Work, path: string): void {
  const { process } = work.session;
  const text = process.disk.read(pathOf(work.session, path));
  const result = formatted(work, path, text);
  if (result === null) return;
  if (!work.list && !work.write && !work.diff && !work.check) process.out(result);
  if (result === text) return;
  work.changed = true;
  if (work.list) process.out(`${path}\n`);
  if (work.write) process.disk.write(pathOf(work.session, path), result);
  if (work.diff) process.out(unifiedDiff(path, text, result));
}

function formatted(work: Work, path: string, text: string): string | null {
  const { diagnostics } = parseConfig(path, text);
  if (diagnostics.some((d) => d.severity === 'error')) {
    work.diagnostics.push(...diagnostics);
    return null;
  }
  return formatSource(text);
}
