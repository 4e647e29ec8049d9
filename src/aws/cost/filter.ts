// Which part of the bill a request is about: filters and groups over the dimensions that this account keeps.
import { input, isRecord } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';
import { jsonWords } from '../wording.ts';
import { usageType } from './usage-type.ts';

/** One line of the bill as Cost Explorer sees it. */
export interface Item {
  readonly line: string;
  readonly service: string;
  readonly account: string;
  /** Where the account is asked from: its things are there, as far as they are somewhere. */
  readonly region: string;
}

const wrong = (words: string) => new AwsError('ValidationException', words, 400, false);

/** What is done that is paid for, as the bill names it. */
const OPERATIONS: { readonly [line: string]: string } = {
  addresses: 'AllocateAddressVPC',
  balancers: 'LoadBalancing:Application',
  ec2: 'RunInstances',
  lambda: 'Invoke',
  nat: 'NatGateway',
  rds: 'CreateDBInstance:0014',
  'rds-storage': 'CreateDBInstance:0014',
  snapshots: 'CreateSnapshot',
  tasks: 'FargateTask',
  volumes: 'CreateVolume-Gp3',
  zones: 'HostedZone',
};
const HOURLY = ['ec2', 'rds'];

const DIMENSIONS: { readonly [key: string]: (item: Item) => string } = {
  LINKED_ACCOUNT: (item) => item.account,
  OPERATION: (item) => OPERATIONS[item.line] ?? 'NoOperation',
  PURCHASE_TYPE: (item) => (HOURLY.includes(item.line) ? 'On Demand Instances' : ''),
  RECORD_TYPE: (item) => (item.line === 'support' ? 'Fee' : 'Usage'),
  REGION: (item) => (item.line === 'zones' ? 'global' : item.line === 'support' ? 'NoRegion' : item.region),
  SERVICE: (item) => item.service,
  USAGE_TYPE: (item) => usageType(item.line),
};

/** The value of a dimension. Throws ValidationException for one that is not kept here. */
export function dimension(key: string): (item: Item) => string {
  const found = Object.hasOwn(DIMENSIONS, key) ? DIMENSIONS[key] : undefined;
  if (!found) throw wrong(`The dimension ${key} is not kept in this simulated account: ${Object.keys(DIMENSIONS).join(', ')} are.`);
  return found;
}

/** A group's key for an item. No cost allocation tag is active in an account where nobody activated one: all of it is without the tag. */
export function grouping(group: Params): (item: Item) => string {
  const from = input(group, jsonWords);
  const [type, key] = [from.text('Type'), from.text('Key')];
  if (type === 'DIMENSION') return dimension(key);
  if (type === 'TAG') return () => `${key}$`;
  throw wrong(`Group Definition type ${type} is invalid.`);
}

/** Reads `Filter`: a dimension with values, and `And`, `Or`, `Not` of these. Without one everything is wanted. */
export function readFilter(value: unknown): (item: Item) => boolean {
  if (value === undefined || value === null) return () => true;
  if (!isRecord(value)) throw jsonWords('invalid', 'Filter');
  const from = input(value, jsonWords);
  const several = (name: 'And' | 'Or') => from.records(name).map(readFilter);
  if (value.And !== undefined) {
    const all = several('And');
    return (item) => all.every((one) => one(item));
  }
  if (value.Or !== undefined) {
    const any = several('Or');
    return (item) => any.some((one) => one(item));
  }
  if (value.Not !== undefined) {
    const not = readFilter(value.Not);
    return (item) => !not(item);
  }
  const asked = from.record('Dimensions');
  if (!asked) throw wrong('Only dimensions can be filtered by in this simulated account.');
  const [of, values] = [dimension(input(asked, jsonWords).text('Key')), input(asked, jsonWords).texts('Values')];
  if (values.length === 0) throw wrong('Filter values must not be empty.');
  return (item) => values.includes(of(item));
}
