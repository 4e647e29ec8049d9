// moved blocks and changes of repetition: where instances of the state go before anything is planned.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import {
  covers,
  formatInstance,
  formatModule,
  formatName,
  formatTarget,
  type InstanceAddress,
  type InstanceKey,
  type ModuleAddress,
  type ModuleStep,
  modulePath,
  type Target,
} from '../config/address.ts';
import { type Config, type ModuleCall, type MovedBlock, pathKey, type ResourceBlock } from '../config/config.ts';
import { startText } from '../config/range.ts';
import type { Traversal } from '../hcl/ast.ts';
import { moved } from '../state/edit.ts';
import { entries, instanceAt, type State } from '../state/state.ts';
import type { Evaluation } from './evaluation.ts';
import type { PlanWalk } from './walk.ts';

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
export function applyMoves({ config, evaluation }: Pick<PlanWalk, 'config' | 'evaluation'>, state: State, diagnostics: Diagnostic[]): Moves {
  const { statements, circular } = collect(config, evaluation, diagnostics);
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
  // Statements that lead in a circle move nothing, and nor does any other then.
  for (const statement of circular ? [] : chained(statements)) {
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

interface Collected {
  readonly statements: readonly Statement[];
  readonly circular: boolean;
}

function collect(config: Config, evaluation: Evaluation, diagnostics: Diagnostic[]): Collected {
  const statements: Statement[] = [];
  const takers = new Map<string, Statement>();
  const givers = new Map<string, Statement>();
  const before = diagnostics.length;
  const all: Statement[] = [];
  for (const module of Object.values(config.modules)) {
    for (const block of module.moved) {
      const from = targetOf(block.from, module.path);
      const to = targetOf(block.to, module.path);
      if (!from || !to) continue;
      const statement = { from, to, block };
      const fromText = formatTarget(from);
      const toText = formatTarget(to);
      const problem = (summary: string, detail: string): void => void diagnostics.push({ severity: 'error', summary, detail, subject: block.range });
      all.push(statement);
      if (fromText === toText) {
        problem('Redundant move statement', `This statement declares a move from ${fromText} to the same address, which is the same as not declaring this move at all.`);
        continue;
      }
      const { noun, short } = nounOf(from, to);
      const declared = declaredAt(config, evaluation, from, noun);
      if (declared) {
        problem(
          'Moved object still exists',
          `This statement declares a move from ${fromText}, but that ${noun} is still declared at ${startText(declared)}.\n\nChange your configuration so that this ${short} will be declared as ${toText} instead.`,
        );
      }
      const given = givers.get(fromText);
      const taken = takers.get(toText);
      if (given && formatTarget(given.to) !== toText) {
        problem(
          'Ambiguous move statements',
          `A statement at ${startText(given.block.range)} declared that ${fromText} moved to ${formatTarget(given.to)}, but this statement instead declares that it moved to ${toText}.\n\nEach ${noun} can move to only one destination ${noun}.`,
        );
      } else givers.set(fromText, statement);
      if (taken && formatTarget(taken.from) !== fromText) {
        problem(
          'Ambiguous move statements',
          `A statement at ${startText(taken.block.range)} declared that ${formatTarget(taken.from)} moved to ${toText}, but this statement instead declares that ${fromText} moved there.\n\nEach ${noun} can have moved from only one source ${noun}.`,
        );
      } else takers.set(toText, statement);
      statements.push(statement);
    }
  }
  const circle = circleOf(all);
  if (circle.length && diagnostics.length === before) diagnostics.push(cyclic(circle));
  return { statements, circular: circle.length > 0 };
}

/** What a statement moves: instances as soon as one of its ends has a key at its end, else whole resources and calls. */
function nounOf(from: Target, to: Target): { readonly noun: 'module call' | 'module instance' | 'resource' | 'resource instance'; readonly short: string } {
  if (from.resource) return from.key === null && to.key === null ? { noun: 'resource', short: 'resource' } : { noun: 'resource instance', short: 'instance' };
  const keyed = (target: Target): boolean => (target.module[target.module.length - 1]?.key ?? null) !== null;
  return keyed(from) || keyed(to) ? { noun: 'module instance', short: 'instance' } : { noun: 'module call', short: 'call' };
}

/** Where the configuration has what a statement moves away; null where it does not. */
function declaredAt(config: Config, evaluation: Evaluation, from: Target, noun: ReturnType<typeof nounOf>['noun']): SourceRange | null {
  const steps = from.resource ? from.module : from.module.slice(0, -1);
  const path = modulePath(from.module);
  const parent = from.resource ? path : path.slice(0, -1);
  const instances = evaluation.instancesOf(parent, []);
  const home = instances.find((instance) => instance.text === formatModule(steps)) ?? null;
  const module = config.modules[pathKey(parent)];
  if (!module || !home) return null;
  const keyed = (block: ResourceBlock | ModuleCall): SourceRange => block.count?.range ?? block.forEach?.range ?? block.range;
  if (!from.resource) {
    const step = from.module[from.module.length - 1] as ModuleStep;
    const call = module.calls[step.name];
    if (!call) return null;
    if (noun === 'module call') return call.range;
    return evaluation.instancesOf(path, []).some((instance) => instance.text === formatModule(from.module)) ? keyed(call) : null;
  }
  const resource = module.resources[formatName(from.resource.mode, from.resource.type, from.resource.name)];
  if (!resource) return null;
  if (noun === 'resource') return resource.range;
  return evaluation.expand(home, resource, []).keys.includes(from.key) ? keyed(resource) : null;
}

/** Statements of which each must come after the next, and the last after the first. */
function circleOf(statements: readonly Statement[]): Statement[] {
  const clear = new Set<Statement>();
  const visit = (statement: Statement, chain: readonly Statement[]): Statement[] => {
    const at = chain.indexOf(statement);
    if (at >= 0) return chain.slice(at);
    if (clear.has(statement)) return [];
    for (const other of statements) {
      const found = other !== statement && follows(statement, other) ? visit(other, [...chain, statement]) : [];
      if (found.length) return found;
    }
    clear.add(statement);
    return [];
  };
  for (const statement of statements) {
    const found = visit(statement, []);
    if (found.length) return found;
  }
  return [];
}

/** Whether a statement is carried out after another: it goes on from where the other leads, or moves what the other moves along. */
const follows = (statement: Statement, other: Statement): boolean =>
  formatTarget(statement.from) === formatTarget(other.to) ||
  within(statement.from, other.to) ||
  within(statement.to, other.to) ||
  within(other.from, statement.from) ||
  within(other.to, statement.from);

/** Whether an address is inside of another, and not the same. */
function within(inner: Target, outer: Target): boolean {
  if (outer.resource) {
    const { resource } = inner;
    const same = resource && resource.mode === outer.resource.mode && resource.type === outer.resource.type && resource.name === outer.resource.name;
    return Boolean(same) && formatModule(inner.module) === formatModule(outer.module) && outer.key === null && inner.key !== null;
  }
  const deeper = inner.resource !== null || inner.module.length > outer.module.length;
  return deeper && outer.module.every((step, i) => inner.module[i]?.name === step.name && (step.key === null || inner.module[i]?.key === step.key));
}

/** Where no key is named every instance is meant. */
const anyOf = (target: Target): string => `${formatTarget(target)}${target.resource && target.key === null ? '[*]' : ''}`;

const cyclic = (circle: readonly Statement[]): Diagnostic => ({
  severity: 'error',
  summary: 'Cyclic dependency in move statements',
  detail: `The following chained move statements form a cycle, and so there is no final location to move objects to:${circle
    .map(({ from, to, block }) => `\n  - ${startText(block.range)}: ${anyOf(from)} → ${anyOf(to)}`)
    .sort()
    .join(
      '',
    )}\n\nA chain of move statements must end with an address that doesn't appear in any other statements, and which typically also refers to an object still declared in the configuration.`,
  extra: { sourceless: true },
});

/** Each statement after those that it follows. */
function chained(statements: readonly Statement[]): Statement[] {
  const done = new Set<Statement>();
  const result: Statement[] = [];
  const visit = (statement: Statement): void => {
    if (done.has(statement)) return;
    done.add(statement);
    for (const other of statements) if (other !== statement && follows(statement, other)) visit(other);
    result.push(statement);
  };
  for (const statement of statements) visit(statement);
  return result;
}

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
