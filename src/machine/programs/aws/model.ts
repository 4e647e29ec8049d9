// What the aws program knows of the services: commands, options, types, order of members, pages, waiters. Data made from botocore's models.
import topCommands from './model/commands.json' with { type: 'json' };
import data from './model/data.json' with { type: 'json' };

/** A shape that is not scalar: `m` for a structure, `e` for a list, `k` and `v` for a map. */
export interface ShapeData {
  /** Members in the model's order: name -> reference. */
  readonly m?: Readonly<Record<string, string>>;
  readonly r?: readonly string[];
  readonly e?: string;
  readonly k?: string;
  readonly v?: string;
  readonly n?: number;
  /** Of a list of texts in an answer: their shape's name. */
  readonly s?: string;
}

export type Shape =
  | { readonly type: 'structure'; readonly members: Readonly<Record<string, string>>; readonly required: readonly string[] }
  | { readonly type: 'list'; readonly of: string; readonly least: number /** What its texts are called, or null. */; readonly called: string | null }
  | { readonly type: 'map'; readonly key: string; readonly of: string }
  | { readonly type: 'scalar'; readonly of: Scalar; readonly least: number | null /** The first of the words that it may be. */; readonly choice: string | null };

export type Scalar = 'string' | 'character' | 'integer' | 'long' | 'float' | 'double' | 'boolean' | 'timestamp' | 'blob' | 'stream';

/** Name without dashes, member (empty when there is none), kind (empty when plain), 1 when required. */
export type OptionData = readonly [string, string, string, 1?];

export interface PageData {
  readonly i: string | readonly string[];
  readonly o: string | readonly string[];
  /** The member that says whether there are more pages. */
  readonly m?: string;
  readonly l?: string;
  readonly k: string | readonly string[];
  readonly n?: readonly string[];
}

export interface OperationModel {
  /** As the service calls it: `DescribeDBInstances`. */
  readonly o: string;
  readonly i?: string;
  readonly u?: string;
  readonly p?: PageData;
  /** Options, where they are not simply the members of the input. */
  readonly a?: readonly OptionData[];
}

export interface WaiterModel {
  readonly name: string;
  readonly o: string;
  /** Seconds between two looks, and how many looks. */
  readonly d: number;
  readonly a: number;
  readonly on: readonly {
    readonly s: 'success' | 'failure' | 'retry';
    readonly m: 'path' | 'pathAll' | 'pathAny' | 'error' | 'status';
    readonly e: unknown;
    readonly g?: string;
  }[];
}

export interface ServiceModel {
  /** Name of the service at the door. */
  readonly service: string;
  /** First part of its host name. */
  readonly endpoint: string;
  /** It has one endpoint for all regions, beside which there may be others. */
  readonly global?: 'only' | 'too';
  /** All commands of the real program, in its order, by blanks. */
  readonly commands: string;
  /** All waiters of the real program, by blanks; `waits` has those whose operation is in the model. */
  readonly waiters: string;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeData>>;
  readonly waits: Readonly<Record<string, WaiterModel>>;
}

const ALL = data.services as unknown as Readonly<Record<string, ServiceModel>>;

/** All commands of the real program, in its order. */
export const TOP_COMMANDS: readonly string[] = [...topCommands, 'help'];
export const SERVICE_NAMES: readonly string[] = Object.keys(ALL);

export const serviceNamed = (command: string): ServiceModel | undefined => (Object.hasOwn(ALL, command) ? ALL[command] : undefined);
export const operationNamed = (service: ServiceModel, command: string): OperationModel | undefined =>
  Object.hasOwn(service.operations, command) ? service.operations[command] : undefined;
/** An operation by the service's own name for it. */
export const operationCalled = (service: ServiceModel, name: string): OperationModel | undefined => Object.values(service.operations).find((one) => one.o === name);

/** The shape behind a reference: a name in the service's table, or a scalar such as `string>20` or `string=ENABLED`. */
export function shapeOf(service: ServiceModel, reference: string): Shape {
  const found = Object.hasOwn(service.shapes, reference) ? (service.shapes[reference] as ShapeData) : undefined;
  if (found?.m) return { type: 'structure', members: found.m, required: found.r ?? [] };
  if (found?.e) return { type: 'list', of: found.e, least: found.n ?? 0, called: found.s ?? null };
  if (found?.v) return { type: 'map', key: found.k ?? 'string', of: found.v };
  const [bounded = '', choice] = reference.split('=');
  const [type, least] = bounded.split('>');
  return { type: 'scalar', of: type as Scalar, least: least === undefined ? null : Number(least), choice: choice ?? null };
}

/** The members of an operation's input, in order. */
export function membersOf(service: ServiceModel, operation: OperationModel): { readonly members: Readonly<Record<string, string>>; readonly required: readonly string[] } {
  const shape = operation.i ? shapeOf(service, operation.i) : null;
  return shape?.type === 'structure' ? shape : { members: {}, required: [] };
}

/** Words that look like one to the hyphenating rule but are plurals: `InstanceIDs`. */
const PLURALS = /(IDs|ARNs|IPs|VPCs|ACLs|CIDRs|URLs)$/;

/** `DBInstanceIdentifier` -> `db-instance-identifier`, by botocore's rule. */
export const hyphenated = (name: string): string =>
  name
    .replace(PLURALS, (plural) => `-${plural.toLowerCase()}`)
    .replace(/^-/, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/--+/g, '-');

export const names = (given: string | readonly string[] | undefined): readonly string[] => (given === undefined ? [] : typeof given === 'string' ? [given] : given);
