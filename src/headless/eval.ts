// `sim eval`: expressions as `terraform console` evaluates them from a pipe, in the context of one file and no state.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Diagnostic, SourceRange } from '../engine/diagnostic.ts';
import type { Body, Expression } from '../terraform/hcl/ast.ts';
import { parseConfig, parseExpression } from '../terraform/hcl/parse.ts';
import { applyDefaults, decodeConstraint } from '../terraform/lang/constraint.ts';
import { convert, isConversionError } from '../terraform/lang/convert.ts';
import { evaluate } from '../terraform/lang/evaluate.ts';
import { mark } from '../terraform/lang/marks.ts';
import type { Reference } from '../terraform/lang/references.ts';
import type { Data, Files, Scope } from '../terraform/lang/scope.ts';
import { similar } from '../terraform/lang/similar.ts';
import type { Value } from '../terraform/lang/value.ts';
import { stringOf, UNKNOWN } from '../terraform/lang/value.ts';
import { drawDiagnostic, sortDiagnostics } from '../terraform/print/diagnostic.ts';
import { formatValue } from '../terraform/print/value.ts';

/** An instant for `timestamp`, so that two runs agree. */
const NOW = Date.UTC(2026, 1, 26, 22, 2, 4);
const DATA_ATTRIBUTES = ['id', 'input', 'output', 'triggers_replace'];

/** Reads `{"expr"}` lines and answers `{"out","ok"}` lines, in order. */
export function evalVerb(args: string[], stdin: string): string {
  const at = args.indexOf('--context');
  const path = at >= 0 ? args[at + 1] : undefined;
  const text = path === undefined ? '' : readFileSync(path, 'utf8');
  const { body, diagnostics } = parseConfig('context.tf', text);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((item) => `${item.summary}: ${item.detail}`).join('\n'));
  const context = new Context(body, path === undefined ? '.' : dirname(path));
  return stdin
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.stringify(context.answer((JSON.parse(line) as { expr: string }).expr)))
    .map((line) => `${line}\n`)
    .join('');
}

class Context implements Data {
  private readonly variables = new Map<string, Value>();
  private readonly locals = new Map<string, { expression: Expression; value?: Value }>();
  private readonly resources = new Set<string>();
  private readonly files: Files;

  constructor(body: Body, folder: string) {
    this.files = reader(folder);
    for (const block of body.blocks) {
      if (block.type === 'locals') for (const attribute of block.body.attributes) this.locals.set(attribute.name, { expression: attribute.expression });
      else if (block.type === 'variable') this.variables.set(block.labels[0]!, this.variable(block.body));
      else if (block.type === 'resource' || block.type === 'data') this.resources.add(`${block.type === 'data' ? 'data.' : ''}${block.labels.join('.')}`);
    }
  }

  private scope(diagnostics: Diagnostic[]): Scope {
    let uuids = 0;
    const impure = { now: () => NOW, uuid: () => `00000000-0000-4000-8000-${String(uuids++).padStart(12, '0')}`, bytes: (count: number) => Array<number>(count).fill(7) };
    return { data: this, diagnostics, around: { files: this.files, impure, console: true } };
  }

  private variable(body: Body): Value {
    const find = (name: string) => body.attributes.find((attribute) => attribute.name === name)?.expression;
    const diagnostics: Diagnostic[] = [];
    const type = find('type');
    const given = find('default');
    const constraint = (type ? decodeConstraint(type, diagnostics) : null) ?? { type: 'dynamic' as const, defaults: null };
    const raw = given ? evaluate(given, this.scope(diagnostics)) : UNKNOWN;
    const value = convert(raw.k === 'null' ? raw : applyDefaults(raw, constraint), constraint.type);
    if (isConversionError(value) || diagnostics.length > 0) throw new Error(`the context does not hold: ${JSON.stringify(value)} ${JSON.stringify(diagnostics)}`);
    return find('sensitive') ? mark(value, 'sensitive') : value;
  }

  answer(source: string): { out: string; ok: boolean } {
    const text = source.trim();
    if (text === '' || text === 'exit') return { out: '', ok: true };
    const parsed = parseExpression('<console-input>', text);
    if (parsed.diagnostics.length > 0) return failure(parsed.diagnostics);
    const found: Diagnostic[] = [];
    const value = evaluate(parsed.expression, this.scope(found));
    return found.length > 0 ? failure(found) : { out: formatValue(value), ok: true };
  }

  resolve(reference: Reference, diagnostics: Diagnostic[]): { value: Value; consumed?: number } {
    const problem = (summary: string, detail: string, subject: SourceRange = reference.range): { value: Value } => {
      diagnostics.push({ severity: 'error', summary, detail, subject });
      return { value: UNKNOWN };
    };
    switch (reference.kind) {
      case 'variable': {
        const value = this.variables.get(reference.name);
        if (value) return { value };
        const meant = similar(reference.name, [...this.variables.keys()].sort());
        const hint = meant ? `Did you mean "${meant}"?` : `This variable can be declared with a variable "${reference.name}" {} block.`;
        return problem('Reference to undeclared input variable', `An input variable with the name "${reference.name}" has not been declared. ${hint}`);
      }
      case 'local': {
        const known = this.locals.get(reference.name);
        if (!known) {
          const meant = similar(reference.name, [...this.locals.keys()].sort());
          return problem(
            'Reference to undeclared local value',
            `A local value with the name "${reference.name}" has not been declared.${meant ? ` Did you mean "${meant}"?` : ''}`,
          );
        }
        known.value ??= evaluate(known.expression, this.scope(diagnostics));
        return { value: known.value };
      }
      case 'resource': {
        const name = `${reference.mode === 'data' ? 'data.' : ''}${reference.type}.${reference.name}`;
        if (!this.resources.has(name)) {
          return problem('Reference to undeclared resource', `A ${reference.mode} resource "${reference.type}" "${reference.name}" has not been declared in the root module.`);
        }
        const step = reference.traversal[reference.consumed];
        if (step?.kind === 'attribute' && !DATA_ATTRIBUTES.includes(step.name)) {
          return problem('Unsupported attribute', `This object has no argument, nested block, or exported attribute named "${step.name}".`, step.range);
        }
        return { value: UNKNOWN, consumed: 2 };
      }
      case 'module':
        return problem('Reference to undeclared module', `No module call named "${reference.name}" is declared in the root module.`);
      case 'path':
        return ['root', 'module', 'cwd'].includes(reference.name)
          ? { value: stringOf(reference.name === 'cwd' ? '/project' : '.') }
          : problem('Invalid "path" attribute', `The "path" object does not have an attribute named "${reference.name}".`);
      case 'terraform':
        return this.terraform(reference.name, problem);
      case 'each':
        if (reference.name === 'key') {
          return problem(
            'Reference to "each" in context without for_each',
            'The "each" object can be used only in "module" or "resource" blocks, and only when the "for_each" argument is set.',
          );
        }
        return problem(
          `each.${reference.name} cannot be used in this context`,
          `A reference to "each.${reference.name}" has been used in a context in which it is unavailable, such as when the configuration no longer contains the value in its "for_each" expression. Remove this reference to each.${reference.name} in your configuration to work around this error.`,
        );
      case 'count':
        return problem(
          'Reference to "count" in non-counted context',
          'The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.',
        );
      case 'self':
        return problem(
          'Invalid "self" reference',
          'The "self" object is not available in this context. This object can be used only in resource provisioner, connection, and postcondition blocks.',
        );
      default:
        return { value: UNKNOWN };
    }
  }

  private terraform(name: string, problem: (summary: string, detail: string) => { value: Value }): { value: Value } {
    if (name === 'workspace') return { value: stringOf('default') };
    if (name === 'applying') return { value: mark({ k: 'bool', v: false }, 'ephemeral') };
    if (name === 'env') {
      return problem(
        'Invalid "terraform" attribute',
        'The terraform.env attribute was deprecated in v0.10 and removed in v0.12. The "state environment" concept was renamed to "workspace" in v0.12, and so the workspace name can now be accessed using the terraform.workspace attribute.',
      );
    }
    return problem(
      'Invalid "terraform" attribute',
      `The "terraform" object does not have an attribute named "${name}". The only supported attributes are terraform.workspace, the name of the currently-selected workspace, and terraform.applying, a boolean which is true only during apply.`,
    );
  }
}

function failure(diagnostics: readonly Diagnostic[]): { out: string; ok: boolean } {
  return {
    out: sortDiagnostics(diagnostics)
      .map((item) => drawDiagnostic(item, () => null))
      .join('\n')
      .replace(/\n$/, ''),
    ok: false,
  };
}

/** The folder of the context, as functions such as `file` see it. */
function reader(folder: string): Files {
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
