// Asking about instances, stopping, starting and terminating them, and changing their attributes.
import { between } from '../../engine/chance.ts';
import { iso, SECOND } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, rowAt, rows } from '../cloud.ts';
import type { Operation, OperationContext, Params } from '../operation.ts';
import { choose, type Kind, paged } from './describe.ts';
import { INSTANCE_TYPES, INSTANCES, type Instance, type InstanceState, instanceOf, lendAgain, noInstance, printInstance, STATE_CODES } from './instance.ts';
import { INTERFACES } from './interface.ts';
import { read, refusal } from './refusal.ts';
import { groupOf } from './security-group.ts';

const groupsOf = (context: CloudContext, instance: Readonly<Instance>): readonly string[] =>
  (instance.interfaceId ? rowAt(context.account, context.region, INTERFACES, instance.interfaceId)?.groups : null) ?? [];

const INSTANCE: Kind<Instance> = {
  table: INSTANCES,
  ids: 'InstanceIds',
  result: 'Reservations',
  id: (instance) => instance.id,
  tags: (instance) => instance.tags,
  notFound: noInstance,
  filters: {
    'instance-id': (instance) => instance.id,
    'instance-state-name': (instance) => instance.state,
    'instance-state-code': (instance) => STATE_CODES[instance.state],
    'instance-type': (instance) => instance.type,
    'image-id': (instance) => instance.imageId,
    'key-name': (instance) => instance.keyName,
    'subnet-id': (instance) => (instance.state === 'terminated' ? null : instance.subnetId),
    'vpc-id': (instance) => (instance.state === 'terminated' ? null : instance.vpcId),
    'availability-zone': (instance) => instance.zone,
    'private-ip-address': (instance) => instance.privateIp,
    'ip-address': (instance, context) => (instance.interfaceId ? (rowAt(context.account, context.region, INTERFACES, instance.interfaceId)?.association?.publicIp ?? null) : null),
    'instance.group-id': (instance, context) => groupsOf(context, instance),
    'instance.group-name': (instance, context) => groupsOf(context, instance).map((id) => groupOf(context, id).name),
    'client-token': (instance) => instance.clientToken,
    'reservation-id': (instance) => instance.reservationId,
    'iam-instance-profile.arn': (instance) => instance.profile?.arn ?? null,
    architecture: (instance) => instance.architecture,
    tenancy: (instance) => instance.tenancy,
  },
  print: (context, instance) => ({ ReservationId: instance.reservationId, OwnerId: context.account.id, Groups: [], Instances: [printInstance(context, instance)] }),
};

/** Instances of one launch share a reservation. */
export const describeInstances: Operation = {
  kind: 'read',
  run(context, params) {
    const byReservation = new Map<string, Json[]>();
    for (const id of read(params).texts('InstanceIds')) instanceOf(context, id);
    for (const instance of choose(context, INSTANCE, params)) {
      byReservation.set(instance.reservationId, [...(byReservation.get(instance.reservationId) ?? []), printInstance(context, instance)]);
    }
    const reservations = [...byReservation].map(([ReservationId, Instances]) => ({ ReservationId, OwnerId: context.account.id, Groups: [], Instances }));
    return paged(params, 'Reservations', reservations);
  },
};

export const describeInstanceStatus: Operation = {
  kind: 'read',
  run(context, params) {
    const all = read(params).flag('IncludeAllInstances') ?? false;
    const chosen = choose(context, INSTANCE, params).filter((instance) => all || instance.state === 'running');
    return paged(
      params,
      'InstanceStatuses',
      chosen.map((instance) => {
        const status = { Details: [{ Name: 'reachability', Status: 'passed' }], Status: 'ok' };
        return {
          AvailabilityZone: instance.zone,
          InstanceId: instance.id,
          InstanceState: { Code: STATE_CODES[instance.state], Name: instance.state },
          InstanceStatus: instance.state === 'running' ? status : { Status: 'not-applicable' },
          SystemStatus: instance.state === 'running' ? status : { Status: 'not-applicable' },
        };
      }),
    );
  },
};

/** Instances of the request, all known and all asked for once. */
function named(context: CloudContext, params: Params): Readonly<Instance>[] {
  const ids = read(params).texts('InstanceIds');
  if (ids.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter instancesSet');
  return [...new Set(ids)].map((id) => instanceOf(context, id));
}

function move(context: OperationContext, id: string, to: InstanceState, settle: string | null, seconds: readonly [number, number]): Json {
  const instance = rows(context.account, context.region, INSTANCES)[id] as Instance;
  const before = instance.state;
  instance.state = to;
  if (settle) {
    const wait = between(context.time.chance, 'ec2.instance', seconds[0], seconds[1]) * SECOND;
    schedule(context.time, context.time.now + wait, settle, { account: context.account.id, region: context.region, id });
  }
  return { CurrentState: { Code: STATE_CODES[to], Name: to }, InstanceId: id, PreviousState: { Code: STATE_CODES[before], Name: before } };
}

const initiated = (at: number) => `User initiated (${iso(at).slice(0, 19).replace('T', ' ')} GMT)`;

export const terminateInstances: Operation = {
  kind: 'write',
  run(context, params) {
    const instances = named(context, params);
    for (const instance of instances) {
      if (instance.terminationProtected) {
        throw refusal('OperationNotPermitted', `The instance '${instance.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`);
      }
    }
    return {
      TerminatingInstances: instances.map(({ id, state, tags }) => {
        if (state === 'terminated' || state === 'shutting-down') return move(context, id, state, null, [0, 0]);
        (rows(context.account, context.region, INSTANCES)[id] as Instance).transition = initiated(context.time.now);
        note(context.time, 'ec2.instance.terminating', { account: context.account.id, region: context.region, id, name: tags.Name });
        return move(context, id, 'shutting-down', 'ec2.instance.terminated', [35, 60]);
      }),
    };
  },
};

const wrongState = (instance: Readonly<Instance>, wanted: string) =>
  refusal('IncorrectInstanceState', `The instance '${instance.id}' is not in a state from which it can be ${wanted}.`);

/** Detailed monitoring on or off; it holds at once. */
const monitor = (on: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const instances = named(context, params);
    for (const { id } of instances) (rows(context.account, context.region, INSTANCES)[id] as Instance).monitoring = on;
    return { InstanceMonitorings: instances.map(({ id }) => ({ InstanceId: id, Monitoring: { State: on ? 'enabled' : 'disabled' } })) };
  },
});
export const monitorInstances = monitor(true);
export const unmonitorInstances = monitor(false);

export const stopInstances: Operation = {
  kind: 'write',
  run(context, params) {
    const instances = named(context, params);
    for (const instance of instances) {
      if (instance.stopProtected) {
        throw refusal('OperationNotPermitted', `The instance '${instance.id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`);
      }
      if (!['running', 'stopping', 'stopped'].includes(instance.state)) throw wrongState(instance, 'stopped');
    }
    return {
      StoppingInstances: instances.map(({ id, state }) => {
        if (state !== 'running') return move(context, id, state, null, [0, 0]);
        (rows(context.account, context.region, INSTANCES)[id] as Instance).transition = initiated(context.time.now);
        return move(context, id, 'stopping', 'ec2.instance.stopped', [25, 60]);
      }),
    };
  },
};

export const startInstances: Operation = {
  kind: 'write',
  run(context, params) {
    const instances = named(context, params);
    for (const instance of instances) if (!['running', 'pending', 'stopped'].includes(instance.state)) throw wrongState(instance, 'started');
    return {
      StartingInstances: instances.map((instance) => {
        const { id, state } = instance;
        if (state !== 'stopped') return move(context, id, state, null, [0, 0]);
        const started = rows(context.account, context.region, INSTANCES)[id] as Instance;
        started.transition = '';
        started.launchedAt = context.time.now;
        lendAgain(context, instance);
        return move(context, id, 'pending', 'ec2.instance.running', [13, 28]);
      }),
    };
  },
};

export const rebootInstances: Operation = {
  kind: 'write',
  run(context, params) {
    for (const instance of named(context, params)) if (instance.state !== 'running') throw wrongState(instance, 'rebooted');
    return {};
  },
};

const flags = { disableApiTermination: 'terminationProtected', disableApiStop: 'stopProtected', ebsOptimized: 'ebsOptimized', sourceDestCheck: 'sourceDestCheck' } as const;
const upperFirst = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

export const describeInstanceAttribute: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const instance = instanceOf(context, request.text('InstanceId'));
    const name = request.text('Attribute');
    const flag = flags[name as keyof typeof flags];
    const texts: Record<string, string | null> = {
      instanceType: instance.type,
      userData: instance.userData,
      instanceInitiatedShutdownBehavior: instance.shutdownBehavior,
      rootDeviceName: instance.rootDevice,
      kernel: null,
      ramdisk: null,
    };
    if (flag) return { InstanceId: instance.id, [upperFirst(name)]: { Value: instance[flag] } };
    if (name === 'groupSet') return { InstanceId: instance.id, Groups: groupsOf(context, instance).map((id) => ({ GroupName: groupOf(context, id).name, GroupId: id })) };
    if (!(name in texts)) throw refusal('InvalidParameterValue', `Value (${name}) for parameter attribute is invalid. Unknown attribute.`);
    return { InstanceId: instance.id, [upperFirst(name)]: texts[name] === null ? {} : { Value: texts[name] } };
  },
};

export const modifyInstanceAttribute: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = instanceOf(context, request.text('InstanceId'));
    const change: Partial<Instance> = {};
    for (const [name, field] of Object.entries(flags)) {
      const given = request.record(upperFirst(name));
      if (given) change[field] = read(given).flag('Value') ?? false;
    }
    const type = request.record('InstanceType');
    const userData = request.record('UserData');
    if (type || userData) {
      if (known.state !== 'stopped') throw refusal('IncorrectInstanceState', `The instance '${known.id}' is not in the 'stopped' state.`);
    }
    if (type) {
      change.type = read(type).text('Value');
      if (!INSTANCE_TYPES[change.type]) throw refusal('InvalidParameterValue', `Invalid value '${change.type}' for InstanceType.`);
    }
    if (userData) change.userData = read(userData).optional('Value');
    const shutdown = request.record('InstanceInitiatedShutdownBehavior');
    if (shutdown) change.shutdownBehavior = read(shutdown).text('Value');
    const groups = request.texts('Groups');
    for (const group of groups) groupOf(context, group);
    Object.assign(rows(context.account, context.region, INSTANCES)[known.id] as Instance, change);
    const face = known.interfaceId ? rows(context.account, context.region, INTERFACES)[known.interfaceId] : undefined;
    if (face && groups.length > 0) face.groups = groups;
    return {};
  },
};

export const modifyInstanceMetadataOptions: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { id } = instanceOf(context, request.text('InstanceId'));
    const hops = request.number('HttpPutResponseHopLimit');
    const tokens = request.optional('HttpTokens');
    const endpoint = request.optional('HttpEndpoint');
    const { metadata } = rows(context.account, context.region, INSTANCES)[id] as Instance;
    if (tokens) metadata.tokens = tokens;
    if (endpoint) metadata.endpoint = endpoint;
    if (hops !== null) metadata.hops = hops;
    return {
      InstanceId: id,
      InstanceMetadataOptions: { State: 'pending', HttpTokens: metadata.tokens, HttpPutResponseHopLimit: metadata.hops, HttpEndpoint: metadata.endpoint },
    };
  },
};

/** CPU credits of burstable instances: `unlimited` for t3 and t4g, `standard` for t2. */
export const describeInstanceCreditSpecifications: Operation = {
  kind: 'read',
  run: (context, params) =>
    paged(
      params,
      'InstanceCreditSpecifications',
      named(context, params).map((instance) => ({ InstanceId: instance.id, CpuCredits: instance.type.startsWith('t2.') ? 'standard' : 'unlimited' })),
    ),
};

/** The instance types of the Region. */
export const describeInstanceTypes: Operation = {
  kind: 'read',
  run(_, params) {
    const wanted = read(params).texts('InstanceTypes');
    const unknown = wanted.find((type) => !INSTANCE_TYPES[type]);
    if (unknown) throw refusal('InvalidInstanceType', `The following supplied instance types do not exist: [${unknown}]`);
    const list = Object.entries(INSTANCE_TYPES).filter(([type]) => wanted.length === 0 || wanted.includes(type));
    return paged(
      params,
      'InstanceTypes',
      list.map(([InstanceType, shape]) => ({
        InstanceType,
        CurrentGeneration: !InstanceType.startsWith('t2.'),
        BurstablePerformanceSupported: InstanceType.startsWith('t'),
        ProcessorInfo: { SupportedArchitectures: [shape.arm ? 'arm64' : 'x86_64'] },
        VCpuInfo: { DefaultVCpus: shape.cores * shape.threads, DefaultCores: shape.cores, DefaultThreadsPerCore: shape.threads },
      })),
    );
  },
};
