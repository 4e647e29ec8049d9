// Whether a client gets through to a database by its address, and what libpq tells it when it does not: name, network, server, login.
import { type Cloud, type CloudView, having, listed, places, rowAt } from '../cloud.ts';
import { INTERFACES } from '../ec2/interface.ts';
import { reachesWithin, routedOut } from '../ec2/reach.ts';
import { letsIn } from '../ec2/security-group-rule.ts';
import type { DatabaseAddress } from './database-address.ts';
import { clusterAddressOf } from './endpoint.ts';
import { loginTo } from './roles.ts';
import { CLUSTERS, type Cluster, INSTANCES, type Instance } from './tables.ts';

/** Where a client stands: its interface in a VPC, or null for somebody on the internet, at `ip`. */
export interface Client {
  readonly view: CloudView;
  readonly interfaceId: string | null;
  readonly ip?: string;
}

/** How far a client gets, in order. */
export const STAGES = ['name', 'network', 'server', 'login'] as const;
export type Stage = (typeof STAGES)[number];

export type Reached =
  | { readonly ok: true; readonly at: CloudView; readonly instance: Readonly<Instance> }
  | {
      readonly ok: false;
      readonly stage: Stage;
      /** As libpq words it. */
      readonly message: string;
      /** What only somebody who sees the account could know. */
      readonly why: string | null;
      readonly instance: Readonly<Instance> | null;
    };

/** The instance that an address leads to, in any account; null for a name that resolves to nothing. */
export function instanceAt(cloud: Cloud, now: number, address: string): { readonly at: CloudView; readonly instance: Readonly<Instance> } | null {
  for (const at of places(cloud, now)) {
    const instance = having(at.account, at.region, INSTANCES, 'address', address)[0];
    if (instance) return { at, instance: writerFor(at, instance) };
    const cluster = listed(at.account, at.region, CLUSTERS).find((one) => one.writer !== null && leadsTo(at, one, address));
    const writer = cluster && rowAt(at.account, at.region, INSTANCES, cluster.writer as string);
    if (writer) return { at, instance: writer };
  }
  return null;
}

/** Whoever of a cluster is asked, what is in the cluster is with its writer. */
const writerFor = (at: CloudView, instance: Readonly<Instance>): Readonly<Instance> => {
  const cluster = instance.cluster === undefined ? undefined : rowAt(at.account, at.region, CLUSTERS, instance.cluster);
  return (cluster?.writer ? rowAt(at.account, at.region, INSTANCES, cluster.writer) : undefined) ?? instance;
};

/** The names of a cluster: where it is written to, and where it is read. */
const leadsTo = (at: CloudView, cluster: Readonly<Cluster>, address: string): boolean =>
  (['cluster', 'cluster-ro'] as const).some((kind) => clusterAddressOf(at, cluster.identifier, kind) === address);

/** Whether who connects by an address may only read: a cluster's reader endpoint, an instance of it that does not write, a replica. */
export function readsOnly(cloud: Cloud, now: number, address: string): boolean {
  for (const at of places(cloud, now)) {
    const instance = having(at.account, at.region, INSTANCES, 'address', address)[0];
    if (instance) {
      const cluster = instance.cluster === undefined ? undefined : rowAt(at.account, at.region, CLUSTERS, instance.cluster);
      return cluster ? cluster.writer !== instance.resourceId : instance.replicaOf !== null;
    }
    const reader = listed(at.account, at.region, CLUSTERS).find((one) => clusterAddressOf(at, one.identifier, 'cluster-ro') === address);
    // A cluster of one instance is read where it is written.
    if (reader) return having(at.account, at.region, INSTANCES, 'cluster', reader.resourceId).length > 1;
  }
  return false;
}

/** States in which the server is up. */
const SERVING = /^(available|backing-up|modifying|storage-optimization|storage-full|configuring-|maintenance|resetting-master-credentials|renaming)/;

export const serves = (instance: Readonly<Instance>): boolean => SERVING.test(instance.status);

/** The name of the instance that has an address within its network; null where no instance has. */
export function nameAt(at: CloudView, ip: string): string | null {
  return listed(at.account, at.region, INSTANCES).find((instance) => instance.address !== null && addressBehind(at, instance) === ip)?.address ?? null;
}

/** The address behind an instance's name. */
export const addressBehind = (at: CloudView, instance: Readonly<Instance>): string | null =>
  (instance.interfaceId ? rowAt(at.account, at.region, INTERFACES, instance.interfaceId)?.privateIp : null) ?? null;

/** What a session remembers of the server that it is connected to: an instance keeps it through changes of its name; `ro` at the end where it may only read. */
export const serverName = (at: CloudView, instance: Readonly<Instance>, reading = false): string => `${at.account.id}/${at.region}/${instance.resourceId}${reading ? '/ro' : ''}`;

export const isReading = (server: string): boolean => server.endsWith('/ro');

/** The instance behind a session; null when it is gone or serves nobody. */
export function serverNamed(cloud: Cloud, server: string): Readonly<Instance> | null {
  const [account = '', region = '', resourceId = ''] = server.split('/');
  const owner = cloud.accounts[account];
  const instance = owner ? having(owner, region, INSTANCES, 'resourceId', resourceId)[0] : undefined;
  return instance && serves(instance) ? instance : null;
}

/** Tries to connect and to log in, as a Postgres client does. */
export function reachDatabase(client: Client, to: DatabaseAddress): Reached {
  const reached = reachServer(client, to.host, to.port);
  if (!reached.ok) return reached;
  const { instance } = reached;
  const { contents } = instance;
  const login = (message: string): Reached => ({ ok: false, stage: 'login', message, why: null, instance });
  const said = loginTo(instance, client.view.time.now, to.user, to.password);
  if (said === 'password') return login(`password authentication failed for user "${to.user}"`);
  if (said === 'login') return login(`role "${to.user}" is not permitted to log in`);
  if (!contents.databases[to.database]) return login(`database "${to.database}" does not exist`);
  return reached;
}

/** Tries to connect, without logging in. */
export function reachServer(client: Client, host: string, port: number): Reached {
  const { view } = client;
  const found = instanceAt(view.cloud, view.time.now, host);
  if (!found || found.instance.status === 'deleting')
    return { ok: false, stage: 'name', message: `could not translate host name "${host}" to address: Name or service not known`, why: null, instance: null };
  const { at, instance } = found;
  const own = client.interfaceId ? rowAt(view.account, view.region, INTERFACES, client.interfaceId) : undefined;
  const theirs = instance.interfaceId ? rowAt(at.account, at.region, INTERFACES, instance.interfaceId) : undefined;
  const near = own !== undefined && theirs !== undefined && own.vpcId === theirs.vpcId;
  const reached =
    theirs &&
    (near
      ? reachesWithin(view, own, theirs, port)
      : instance.publiclyAccessible &&
        routedOut(at, theirs.vpcId, theirs.subnetId) &&
        letsIn(at, { groups: [], ip: client.ip ?? ELSEWHERE }, { groups: theirs.groups, ip: theirs.privateIp }, port));
  const failed = (stage: Stage, problem: string, why: string | null): Reached => ({
    ok: false,
    stage,
    message: `connection to server at "${host}", port ${port} failed: ${problem}`,
    why,
    instance,
  });
  if (!reached || port !== instance.port) {
    const why = near ? 'no security group lets it in' : own ? `${instance.identifier} is in another VPC` : `${instance.identifier} is in a private network`;
    return failed('network', 'Connection timed out', why);
  }
  if (!serves(instance)) return failed('server', 'Connection refused', `${instance.identifier} is ${instance.status}`);
  return { ok: true, at, instance };
}

/** An address that no rule knows. */
const ELSEWHERE = '203.0.113.1';
