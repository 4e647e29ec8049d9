// What the aws program knows of the services: commands, options, types, order of members, pages, waiters. Data made from botocore's models.
import data from './model/data.json' with { type: 'json' };

export interface Shape {
  readonly t: string;
  /** Members in the model's order: name -> shape. */
  readonly m?: Readonly<Record<string, string>>;
  readonly r?: readonly string[];
  readonly e?: string;
  readonly k?: string;
  readonly v?: string;
  /** Least length. */
  readonly n?: number;
}

export interface OperationModel {
  /** As the service calls it: `DescribeDBInstances`. */
  readonly o: string;
  readonly i?: string;
  readonly u?: string;
  readonly p?: { readonly i: string | readonly string[]; readonly o: string | readonly string[]; readonly l?: string; readonly k: string | readonly string[]; readonly n?: readonly string[] };
}

export interface WaiterModel {
  readonly name: string;
  readonly o: string;
  /** Seconds between two looks, and how many looks. */
  readonly d: number;
  readonly a: number;
  readonly on: readonly { readonly s: 'success' | 'failure' | 'retry'; readonly m: 'path' | 'pathAll' | 'pathAny' | 'error' | 'status'; readonly e: unknown; readonly g?: string }[];
}

export interface ServiceModel {
  /** Name of the service at the door. */
  readonly service: string;
  readonly protocol: string;
  readonly commands: readonly string[];
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly waits: Readonly<Record<string, WaiterModel>>;
}

export const SERVICES = data.services as unknown as Readonly<Record<string, ServiceModel>>;

/** Words that look like one to the hyphenating rule but are plurals: `InstanceIDs`. */
const PLURALS = /(IDs|ARNs|IPs|VPCs|ACLs|CIDRs|URLs)$/;

const hyphens = new Map<string, string>();

/** `DBInstanceIdentifier` -> `db-instance-identifier`, by botocore's rule. */
export function hyphenated(name: string): string {
  let text = hyphens.get(name);
  if (text !== undefined) return text;
  text = name
    .replace(PLURALS, (plural) => `-${plural.toLowerCase()}`)
    .replace(/^-/, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/--+/g, '-');
  hyphens.set(name, text);
  return text;
}

export const list = (names: string | readonly string[] | undefined): readonly string[] => (names === undefined ? [] : typeof names === 'string' ? [names] : names);

/** What `--query` and the printers see of a reply: the members of a paginated operation that are results, else all. */
export function printed(operation: OperationModel, service: ServiceModel): readonly string[] | null {
  if (!operation.p || !operation.u) return null;
  const roots = [...list(operation.p.k), ...(operation.p.n ?? [])].map((path) => path.split('.')[0] as string);
  return [...new Set(roots)].filter((name) => service.shapes[operation.u as string]?.m?.[name] !== undefined);
}
