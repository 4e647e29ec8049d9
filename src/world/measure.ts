// What can be said of the world as a whole: is the production database there, which copies are there, which things exist twice, what a state file knows.
import { type Account, listed, peek, places, recordOf } from '../aws/cloud.ts';
import { rowsAt } from '../aws/rds/contents.ts';
import { replicatedHere } from '../aws/rds/replicated.ts';
import { CLUSTER_SNAPSHOTS, INSTANCES, type Instance, SNAPSHOTS, type Snapshot } from '../aws/rds/tables.ts';
import { exportsOf } from './exports.ts';
import type { World } from './world.ts';

export const accountOf = (world: World): Account => world.cloud.accounts[world.setting.account] as Account;

export interface Production {
  /** `there`: an instance under the production name with the table; `empty`: without it. */
  readonly status: 'there' | 'deleting' | 'empty' | 'gone';
  readonly instance: Readonly<Instance> | null;
  readonly rows: number | null;
}

const rowsOf = (world: World, instance: Readonly<Instance>, at = world.time.now): number | null =>
  rowsAt(instance.contents, world.setting.database.database, world.setting.database.table, at);

/** The instance that stands under the production name, and what is in it. */
export function productionOf(world: World): Production {
  const instance = Object.values(peek(accountOf(world), world.setting.region, INSTANCES)).find((one) => one.identifier === world.setting.database.instance) ?? null;
  if (!instance) return { status: 'gone', instance: null, rows: null };
  const rows = rowsOf(world, instance);
  if (instance.status === 'deleting') return { status: 'deleting', instance, rows };
  return { status: rows === null ? 'empty' : 'there', instance, rows };
}

export interface CopyOfData {
  readonly id: string;
  /** `vault` is a recovery point of AWS Backup, `replicated` automated backups in another Region, `elsewhere` a snapshot in another account. */
  readonly kind: 'live' | 'automated' | 'manual' | 'vault' | 'replicated' | 'elsewhere' | 'export' | 'hidden';
  readonly name: string;
  readonly account: string;
  /** Instant of the rows in it. */
  readonly asOf: number;
  readonly rows: number;
  /** The learner can see it and restore from it: make an instance of it. An export is loaded instead. */
  readonly restorable: boolean;
  /** Who it came from, for copies that support brought back. */
  readonly bySupport: boolean;
}

/**
 * The copies of the production rows, in every account and Region. Live ones are listed but are nothing to restore from, nor are those that another
 * account has not shared.
 */
export function copiesOf(world: World): CopyOfData[] {
  const own = world.setting.account;
  const { database, table } = world.setting.database;
  const found: { readonly home: boolean; readonly copy: CopyOfData }[] = [];
  for (const view of places(world.cloud, world.time.now)) {
    const { account, region } = view;
    const mine = account.id === own;
    const home = mine && region === world.setting.region;
    // The identifier alone at home; elsewhere with what tells it apart from one of the same name.
    const idOf = (name: string) => [...(mine ? [] : [account.id]), ...(region === world.setting.region ? [] : [region]), name].join('/');
    const add = (copy: Omit<CopyOfData, 'account' | 'id'> & { readonly id: string }) => void found.push({ home, copy: { ...copy, account: account.id, id: idOf(copy.id) } });
    for (const instance of listed(account, region, INSTANCES)) {
      const rows = rowsOf(world, instance);
      if (rows !== null && instance.status !== 'deleting')
        add({ id: instance.resourceId, kind: 'live', name: instance.identifier, asOf: world.time.now, rows, restorable: false, bySupport: false });
    }
    for (const snapshot of [SNAPSHOTS, CLUSTER_SNAPSHOTS].flatMap((kept) => listed(account, region, kept))) {
      const rows = rowsAt(snapshot.contents, database, table, snapshot.dataAt);
      if (rows === null) continue;
      add({
        id: snapshot.identifier,
        kind: !mine ? 'elsewhere' : snapshot.kind === 'awsbackup' ? 'vault' : snapshot.kind,
        name: snapshot.identifier,
        asOf: snapshot.dataAt,
        rows,
        restorable: mine && snapshot.status === 'available',
        bySupport: mine && bySupport(snapshot),
      });
    }
    for (const { arn, instance, latest } of replicatedHere(view)) {
      const rows = rowsAt(instance.contents, database, table, latest);
      if (rows !== null) add({ id: arn, kind: 'replicated', name: arn.slice(arn.lastIndexOf(':') + 1), asOf: latest, rows, restorable: true, bySupport: false });
    }
  }
  const rank = (kind: CopyOfData['kind']) => (kind === 'live' ? 0 : 1);
  const ordered = [
    ...found
      .filter(({ home }) => home)
      .map(({ copy }) => copy)
      .sort((a, b) => rank(a.kind) - rank(b.kind)),
  ];
  for (const { account, bucket, key, asOf, rows } of exportsOf(world)) {
    const name = `s3://${bucket}/${key}`;
    ordered.push({ id: name, kind: 'export', name, account, asOf, rows, restorable: false, bySupport: false });
  }
  return [...ordered, ...found.filter(({ home }) => !home).map(({ copy }) => copy)];
}

const bySupport = (snapshot: Readonly<Snapshot>): boolean => snapshot.identifier.endsWith('-support');

/** Tables in which things can stand twice under one name. */
const DOUBLES = [
  'ec2.vpc',
  'ec2.subnet',
  'ec2.internet-gateway',
  'ec2.nat-gateway',
  'ec2.address',
  'ec2.route-table',
  'ec2.security-group',
  'ec2.instance',
  'elbv2.load-balancer',
  'elbv2.target-group',
  'kms.key',
  'acm.certificate',
];
const GONE = new Set(['terminated', 'deleted', 'shutting-down', 'deleting']);

export interface Thing {
  readonly table: string;
  readonly key: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** Everything in the account's tables that has not ended. */
export function things(world: World): Thing[] {
  const found: Thing[] = [];
  for (const [scoped, entries] of Object.entries(accountOf(world).tables)) {
    const table = scoped.slice(scoped.indexOf('/') + 1);
    for (const [key, row] of Object.entries(recordOf(entries))) {
      const state = (row as { state?: unknown }).state;
      if (typeof state === 'string' && GONE.has(state)) continue;
      found.push({ table, key, row: row as Thing['row'] });
    }
  }
  return found;
}

/** Things of the kinds that can stand twice, made since the evening began and still there. */
export const duplicatesOf = (world: World): Thing[] => things(world).filter((thing) => DOUBLES.includes(thing.table) && !world.setting.inventory[`${thing.table}/${thing.key}`]);

export interface StateFile {
  readonly serial: number;
  readonly lineage: string;
  /** Managed resource instances. */
  readonly instances: number;
  readonly ids: readonly {
    readonly address: string;
    readonly type: string;
    readonly id: string /** Other names by which the object can be found in the account. */;
    readonly keys: readonly string[] /** Its Name tag or name. */;
    readonly label: string | null;
  }[];
  readonly knowsProduction: boolean;
}

interface RawState {
  serial?: number;
  lineage?: string;
  resources?: { module?: string; mode?: string; type?: string; name?: string; instances?: { index_key?: string | number; attributes?: Record<string, unknown> }[] }[];
}

/** Parsed states by their text: a state is looked at often and written seldom. */
const parsed = new Map<string, Omit<StateFile, 'knowsProduction'>>();

/** Attributes that name the object, or what it is attached to, in the account's tables. */
const NAMING = ['arn', 'allocation_id', 'association_id', 'fqdn', 'security_group_rule_id'];

function keysOf(type: string, attributes: Record<string, unknown>): string[] {
  const names = NAMING.map((name) => attributes[name]);
  // Attachments have no row of their own: they are there as long as what they are attached to.
  if (/^aws_iam_role_policy/.test(type)) names.push(attributes.role);
  if (type === 'aws_route') names.push(attributes.route_table_id);
  if (type === 'aws_acm_certificate_validation') names.push(attributes.certificate_arn);
  if (/_record$/.test(type)) names.push(typeof attributes.fqdn === 'string' ? `${attributes.fqdn}.` : null);
  return names.filter((name): name is string => typeof name === 'string' && name !== '');
}

function labelOf(attributes: Record<string, unknown>): string | null {
  const tags = attributes.tags as Record<string, unknown> | null | undefined;
  for (const name of [tags?.Name, attributes.identifier, attributes.name, attributes.bucket, attributes.family]) if (typeof name === 'string' && name) return name;
  return null;
}

/** Reads a v4 state text. Null when it is empty or broken. */
export function readState(text: string): Omit<StateFile, 'knowsProduction'> | null {
  const known = parsed.get(text);
  if (known) return known;
  let raw: RawState;
  try {
    raw = JSON.parse(text) as RawState;
  } catch {
    return null;
  }
  const ids = (raw.resources ?? [])
    .filter((resource) => resource.mode === 'managed')
    .flatMap((resource) =>
      (resource.instances ?? []).map((instance) => {
        const index = instance.index_key === undefined ? '' : `[${JSON.stringify(instance.index_key)}]`;
        return {
          address: `${resource.module ? `${resource.module}.` : ''}${resource.type}.${resource.name}${index}`,
          type: String(resource.type),
          id: String(instance.attributes?.id ?? ''),
          keys: keysOf(String(resource.type), instance.attributes ?? {}),
          label: labelOf(instance.attributes ?? {}),
        };
      }),
    );
  const state = { serial: raw.serial ?? 0, lineage: raw.lineage ?? '', instances: ids.length, ids };
  if (parsed.size > 64) parsed.clear();
  parsed.set(text, state);
  return state;
}

/** A state file on a machine; null when there is none. */
export function stateAt(world: World, machine: string, path: string): StateFile | null {
  const entry = world.computers.machines[machine]?.disk[path];
  const state = entry?.type === 'file' && entry.text ? readState(entry.text) : null;
  return state ? { ...state, knowsProduction: state.ids.some((one) => one.id === world.setting.database.resourceId) } : null;
}
