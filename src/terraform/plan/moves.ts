// moved blocks and changes of repetition: where instances of the state go before anything is planned.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import {
  covers,
  formatInstance,
  formatName,
  formatTarget,
  type InstanceAddress,
  type InstanceKey,
  type ModuleAddress,
  type ModuleStep,
  modulePath,
  type Target,
} from '../config/address.ts';
import { type Config, type MovedBlock, pathKey } from '../config/config.ts';
import { startText } from '../config/range.ts';
import type { Traversal } from '../hcl/ast.ts';
import { moved } from '../state/edit.ts';
import { entries, instanceAt, type State } from '../state/state.ts';

interface Statement {
  readonly from: Target;
  readonly to: Target;
  readonly block: MovedBlock;
}

export interface Moves {
  readonly state: State;
  /** By new address: the address in the state before. */
  readonly previous: ReadonlyMap<string, string>;
  /** New addresses that could not be taken because something was there. */
  readonly blocked: readonly { readonly from: string; readonly to: string }[];
}

/** The address that a literal reference names, within a module. */
export function targetOf(traversal: Traversal, module: readonly string[]): Target | null {
  const steps: ModuleStep[] = module.map((name) => ({ name, key: null }));
  let i = 0;
  const nameAt = (index: number): string | null => {
    const step = traversal[index];
    return step && step.kind !== 'index' ? step.name : null;
  };
  const key = (): InstanceKey => {
    const step = traversal[i];
    if (step?.kind !== 'index') return null;
    i++;
    return step.key;
  };
  while (nameAt(i) === 'module') {
    const name = nameAt(i + 1);
    if (name === null) return null;
    i += 2;
    steps.push({ name, key: key() });
  }
  if (i === traversal.length) return { module: steps, resource: null, key: null };
  const word = nameAt(i);
  const mode = word === 'data' ? 'data' : 'managed';
  if (word === 'data' || word === 'resource') i++;
  const type = nameAt(i);
  const name = nameAt(i + 1);
  if (type === null || name === null) return null;
  i += 2;
  return { module: steps, resource: { mode, type, name }, key: key() };
}

/** Applies the moved statements and the implied moves between no count and `[0]`. */
export function applyMoves(config: Config, state: State, diagnostics: Diagnostic[]): Moves {
  const statements = collect(config, diagnostics);
  const origin = new Map<string, string>();
  const blocked: { from: string; to: string }[] = [];
  let current = state;
  const move = (from: InstanceAddress, to: InstanceAddress): void => {
    const text = formatInstance(from);
    const next = formatInstance(to);
    if (text === next) return;
    if (instanceAt(current, to)) {
      blocked.push({ from: text, to: next });
      return;
    }
    current = moved(current, from, to);
    origin.set(next, origin.get(text) ?? text);
    origin.delete(text);
  };
  for (const statement of chained(statements)) {
    for (const entry of entries(current)) {
      const to = destination(statement, entry.address);
      if (to) move(entry.address, to);
    }
  }
  for (const entry of entries(current)) {
    const implied = impliedKey(config, entry.address);
    if (implied !== undefined && !covered(statements, entry.address)) move(entry.address, { ...entry.address, key: implied });
  }
  return { state: current, previous: origin, blocked };
}

const covered = (statements: readonly Statement[], address: InstanceAddress): boolean =>
  statements.some((statement) => covers(statement.from, address) && statement.from.resource !== null);

/** A resource that lost or gained `count` keeps its only instance. */
function impliedKey(config: Config, address: InstanceAddress): InstanceKey | undefined {
  const block = config.modules[pathKey(modulePath(address.module))]?.resources[formatName(address.mode, address.type, address.name)];
  if (!block || address.mode !== 'managed') return undefined;
  if (block.count && address.key === null) return 0;
  if (!block.count && !block.forEach && address.key === 0) return null;
  return undefined;
}

function collect(config: Config, diagnostics: Diagnostic[]): Statement[] {
  const statements: Statement[] = [];
  const takers = new Map<string, Statement>();
  const givers = new Map<string, Statement>();
  for (const module of Object.values(config.modules)) {
    for (const block of module.moved) {
      const from = targetOf(block.from, module.path);
      const to = targetOf(block.to, module.path);
      if (!from || !to) continue;
      const statement = { from, to, block };
      const fromText = formatTarget(from);
      const toText = formatTarget(to);
      if (fromText === toText) {
        diagnostics.push({
          severity: 'error',
          summary: 'Redundant move statement',
          detail: `This statement declares a move from ${fromText} to the same address, which is the same as not declaring this move at all.`,
          subject: block.range,
        });
        continue;
      }
      const kind = from.resource ? (from.key === null ? 'resource' : 'resource instance') : 'module';
      const taken = takers.get(toText);
      if (taken && formatTarget(taken.from) !== fromText) {
        diagnostics.push({
          severity: 'error',
          summary: 'Ambiguous move statements',
          detail: `A statement at ${startText(taken.block.range)} declared that ${formatTarget(taken.from)} moved to ${toText}, but this statement instead declares that ${fromText} moved there.\n\nEach ${kind} can have moved from only one source ${kind}.`,
          subject: block.range,
        });
        continue;
      }
      const given = givers.get(fromText);
      if (given && formatTarget(given.to) !== toText) {
        diagnostics.push({
          severity: 'error',
          summary: 'Ambiguous move statements',
          detail: `A statement at ${startText(given.block.range)} declared that ${fromText} moved to ${formatTarget(given.to)}, but this statement instead declares that it moved to ${toText}.\n\nEach ${kind} can move to only one destination ${kind}.`,
          subject: block.range,
        });
        continue;
      }
      const still = stillDeclared(config, statement, kind);
      if (still) diagnostics.push(still);
      takers.set(toText, statement);
      givers.set(fromText, statement);
      statements.push(statement);
    }
  }
  return statements;
}

function stillDeclared(config: Config, { from, to, block }: Statement, kind: string): Diagnostic | null {
  const module = config.modules[pathKey(modulePath(from.module))];
  if (!from.resource) {
    const name = from.module[from.module.length - 1]?.name ?? '';
    const call = config.modules[pathKey(modulePath(from.module).slice(0, -1))]?.calls[name];
    if (!call || from.module.some((step) => step.key !== null) || to.module[to.module.length - 1]?.name === name) return null;
    return exists(from, to, block, kind, startText(call.range));
  }
  const resource = module?.resources[formatName(from.resource.mode, from.resource.type, from.resource.name)];
  if (!resource) return null;
  const declared = from.key === null ? !(to.resource?.name === from.resource.name && to.resource.type === from.resource.type && to.module.length === from.module.length) : false;
  if (from.key === null && !declared) return null;
  if (from.key !== null) return null;
  return exists(from, to, block, kind, startText(resource.range));
}

const exists = (from: Target, to: Target, block: MovedBlock, kind: string, where: string): Diagnostic => ({
  severity: 'error',
  summary: 'Moved object still exists',
  detail: `This statement declares a move from ${formatTarget(from)}, but that ${kind === 'module' ? 'module call' : kind} is still declared at ${where}.\n\nChange your configuration so that this ${kind === 'module' ? 'call' : kind} will be declared as ${formatTarget(to)} instead.`,
  subject: block.range,
});

/** Statements whose destination is another's source come first. */
function chained(statements: readonly Statement[]): Statement[] {
  const done = new Set<Statement>();
  const result: Statement[] = [];
  const visit = (statement: Statement): void => {
    if (done.has(statement)) return;
    done.add(statement);
    for (const other of statements) if (other !== statement && overlaps(other.to, statement.from)) visit(other);
    result.push(statement);
  };
  for (const statement of statements) visit(statement);
  return result;
}

const overlaps = (to: Target, from: Target): boolean => {
  const text = formatTarget(to);
  const other = formatTarget(from);
  return text === other || text.startsWith(`${other}[`) || other.startsWith(`${text}[`) || other.startsWith(`${text}.`);
};

function destination({ from, to }: Statement, address: InstanceAddress): InstanceAddress | null {
  if (!covers(from, address)) return null;
  const rest = address.module.slice(from.module.length);
  const module: ModuleAddress = [...rekeyed(from, to, address), ...rest];
  if (!from.resource || !to.resource) return { ...address, module };
  return { module, ...to.resource, key: from.key === null && to.key === null ? address.key : to.key };
}

/** The steps of the destination; where the statement names no key, the instance keeps its own. */
function rekeyed(from: Target, to: Target, address: InstanceAddress): ModuleAddress {
  return to.module.map((step, index) => {
    const source = from.module[index];
    const own = address.module[index];
    if (step.key === null && source && source.key === null && own) return { name: step.name, key: own.key };
    return step;
  });
}
