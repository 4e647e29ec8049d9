// `sim eval`: expressions as `terraform console` evaluates them from a pipe, in the context of one file and no state.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Diagnostic, hasErrors } from '../engine/diagnostic.ts';
import { BUILTIN_PROVIDER, builtinProvider } from '../terraform/builtin.ts';
import { loadConfig } from '../terraform/config/load.ts';
import { parseExpression } from '../terraform/hcl/parse.ts';
import type { Host } from '../terraform/host.ts';
import { evaluate } from '../terraform/lang/evaluate.ts';
import { atConsole, type Files } from '../terraform/lang/scope.ts';
import { type Evaluation, newEvaluation } from '../terraform/plan/evaluation.ts';
import { NOT_THERE } from '../terraform/plan/repetition.ts';
import { schemasOf } from '../terraform/plan/schemas.ts';
import { drawDiagnostic, sortDiagnostics } from '../terraform/print/diagnostic.ts';
import { formatValue } from '../terraform/print/value.ts';

/** An instant for `timestamp`, so that two runs agree. */
const NOW = Date.UTC(2026, 1, 26, 22, 2, 4);

interface Answer {
  readonly out: string;
  readonly ok: boolean;
}

/** Reads `{"expr"}` lines and answers `{"out","ok"}` lines, in order. */
export function evalVerb(args: readonly string[], stdin: string): string {
  const at = args.indexOf('--context');
  const path = at >= 0 ? args[at + 1] : undefined;
  const room = open(path === undefined ? '' : readFileSync(path, 'utf8'), path === undefined ? '.' : dirname(path));
  return stdin
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `${JSON.stringify(answer(room(), (JSON.parse(line) as { expr: string }).expr))}\n`)
    .join('');
}

/** Makes consoles in a folder that holds the context and nothing else. Each is new, as nothing must be left from the line before. */
function open(context: string, folder: string): () => Evaluation {
  const config = loadConfig({ read: (path) => (path === 'context.tf' ? context : null), list: (path) => (path === '.' ? ['context.tf'] : null) });
  if (hasErrors(config.diagnostics)) throw new Error(config.diagnostics.map((item) => `${item.summary}: ${item.detail}`).join('\n'));
  let drawn = 0;
  const host: Host = {
    providers: { [BUILTIN_PROVIDER]: () => builtinProvider({ uuid: () => '' }) },
    now: NOW,
    hex: (length) => (drawn++).toString(16).padStart(length, '0'),
    files: filesIn(folder),
    cwd: '/project',
    workspace: 'default',
  };
  const schemas = schemasOf(host);
  return () => newEvaluation({ config, host, schemas, phase: 'apply', variables: {}, planTime: NOW, instance: () => null, expansion: () => NOT_THERE });
}

function answer(evaluation: Evaluation, source: string): Answer {
  const text = source.trim();
  if (text === '' || text === 'exit') return { out: '', ok: true };
  const parsed = parseExpression('<console-input>', text);
  if (hasErrors(parsed.diagnostics)) return failure(parsed.diagnostics);
  const found: Diagnostic[] = [];
  const scope = evaluation.scope(evaluation.root, {}, found);
  const value = evaluate(parsed.expression, { ...scope, around: atConsole(scope.around) });
  return hasErrors(found) ? failure(found) : { out: formatValue(value), ok: true };
}

function failure(diagnostics: readonly Diagnostic[]): Answer {
  return {
    out: sortDiagnostics(diagnostics)
      .map((item) => drawDiagnostic(item, () => null))
      .join('\n')
      .replace(/\n$/, ''),
    ok: false,
  };
}

/** The folder of the context, as functions such as `file` see it. */
function filesIn(folder: string): Files {
  const at = (path: string): string => (path.startsWith('/') ? path : join(folder, path));
  return {
    kind: (path) => {
      const found = statSync(at(path), { throwIfNoEntry: false });
      return found ? (found.isDirectory() ? 'directory' : 'file') : null;
    },
    read: (path) => new Uint8Array(readFileSync(at(path))),
    list: (path) => readdirSync(at(path)),
    home: '/home/user',
    working: '/project',
  };
}
