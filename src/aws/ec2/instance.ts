// Instances: what runs, and is paid for until it is terminated.
//   pending -> running -> shutting-down -> terminated (listed for an hour)
//   running -> stopping -> stopped -> pending -> running
import { between } from '../../engine/chance.ts';
import { HOUR, iso, SECOND } from '../../engine/clock.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, type CloudView, having, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given, type Input } from '../input.ts';
import type { CloudJob, Operation, Params } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { publicAddress, publicName } from './address-pool.ts';
import { encryptsByDefault } from './encryption.ts';
import { type Image, imageOf } from './image.ts';
import { INTERFACES, type NetworkInterface, placeInterface, privateName, removeInterface } from './interface.ts';
import { keyPairOf } from './key-pair.ts';
import { profileAsked } from './profile.ts';
import { read, refusal } from './refusal.ts';
import { defaultGroupOf, groupOf } from './security-group.ts';
import { SUBNETS, type Subnet, subnetOf } from './subnet.ts';
import { tagsFor } from './tags.ts';
import { newVolume, VOLUMES, type Volume } from './volume.ts';

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface Instance {
  readonly id: string;
  readonly reservationId: string;
  readonly imageId: string;
  readonly architecture: string;
  readonly rootDevice: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly keyName: string | null;
  readonly clientToken: string | null;
  readonly privateIp: string;
  readonly tenancy: string;
  launchedAt: number;
  type: string;
  state: InstanceState;
  /** `User initiated (2026-02-26 22:31:07 GMT)` once it was stopped or terminated. */
  transition: string;
  terminationProtected: boolean;
  stopProtected: boolean;
  shutdownBehavior: string;
  monitoring: boolean;
  ebsOptimized: boolean;
  sourceDestCheck: boolean;
  profile: { readonly arn: string; readonly id: string } | null;
  userData: string | null;
  interfaceId: string | null;
  volumeIds: string[];
  metadata: { tokens: string; hops: number; endpoint: string; tags: string };
  tags: Tags;
}

export const INSTANCES = table<Instance>('ec2.instance');

export const STATE_CODES: Record<InstanceState, number> = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 };

export const noInstance = (id: string) => refusal('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);

/** The instance with that id; throws InvalidInstanceID.Malformed or .NotFound. For reading. */
export function instanceOf(context: CloudContext, id: string): Readonly<Instance> {
  if (!/^i-[0-9a-f]+$/.test(id)) throw refusal('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
  const instance = rowAt(context.account, context.region, INSTANCES, id);
  if (!instance) throw noInstance(id);
  return instance;
}

/** vCPUs and threads of the types that cases use; the first of a family stands for its siblings. */
export const INSTANCE_TYPES: Record<string, { readonly cores: number; readonly threads: number; readonly arm: boolean }> = {};
for (const [family, arm] of [
  ['t2', false],
  ['t3', false],
  ['t3a', false],
  ['t4g', true],
  ['m5', false],
  ['m6i', false],
  ['m6g', true],
  ['m7g', true],
  ['c5', false],
  ['c6i', false],
  ['c7g', true],
  ['r5', false],
  ['r6g', true],
] as const) {
  for (const [size, vcpus] of [
    ['nano', 2],
    ['micro', 2],
    ['small', 2],
    ['medium', 2],
    ['large', 2],
    ['xlarge', 4],
    ['2xlarge', 8],
    ['4xlarge', 16],
  ] as const) {
    if (!family.startsWith('t') && ['nano', 'micro', 'small'].includes(size)) continue;
    const count = family === 't2' && ['nano', 'micro', 'small'].includes(size) ? 1 : vcpus;
    INSTANCE_TYPES[`${family}.${size}`] = { cores: arm || family === 't2' ? count : count / 2, threads: arm || family === 't2' ? 1 : 2, arm };
  }
}

export const printInterface = (context: CloudContext, face: Readonly<NetworkInterface>): Params => {
  const association = face.association
    ? {
        IpOwnerId: face.association.allocationId ? context.account.id : 'amazon',
        PublicDnsName: publicName(context, face.association.publicIp),
        PublicIp: face.association.publicIp,
      }
    : undefined;
  const name = privateName(context, face.privateIp);
  return given({
    Association: association,
    Attachment: face.attachment
      ? {
          AttachTime: iso(face.attachment.attachedAt),
          AttachmentId: face.attachment.id,
          DeleteOnTermination: face.attachment.deleteOnTermination,
          DeviceIndex: face.attachment.deviceIndex,
          Status: 'attached',
          NetworkCardIndex: 0,
        }
      : undefined,
    Description: face.description,
    Groups: face.groups.map((id) => ({ GroupName: groupOf(context, id).name, GroupId: id })),
    Ipv6Addresses: [],
    MacAddress: face.mac,
    NetworkInterfaceId: face.id,
    OwnerId: context.account.id,
    PrivateDnsName: name,
    PrivateIpAddress: face.privateIp,
    PrivateIpAddresses: [given({ Association: association, Primary: true, PrivateDnsName: name, PrivateIpAddress: face.privateIp })],
    SourceDestCheck: face.sourceDestCheck,
    Status: 'in-use',
    SubnetId: face.subnetId,
    VpcId: face.vpcId,
    InterfaceType: 'interface',
  });
};

/** An instance as describe-instances has it. */
export function printInstance(context: CloudContext, instance: Readonly<Instance>): Params {
  const face = instance.interfaceId ? rowAt(context.account, context.region, INTERFACES, instance.interfaceId) : undefined;
  const gone = instance.state === 'terminated';
  const publicIp = face?.association?.publicIp;
  const volumes = instance.volumeIds.flatMap((id) => rowAt(context.account, context.region, VOLUMES, id) ?? []);
  const shape = INSTANCE_TYPES[instance.type] ?? { cores: 1, threads: 2 };
  return given({
    AmiLaunchIndex: 0,
    ImageId: instance.imageId,
    InstanceId: instance.id,
    InstanceType: instance.type,
    KeyName: instance.keyName,
    LaunchTime: iso(instance.launchedAt),
    Monitoring: { State: instance.monitoring ? 'enabled' : 'disabled' },
    Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: instance.tenancy },
    PrivateDnsName: gone ? '' : privateName(context, instance.privateIp),
    PrivateIpAddress: gone ? undefined : instance.privateIp,
    ProductCodes: [],
    PublicDnsName: publicIp ? publicName(context, publicIp) : '',
    PublicIpAddress: publicIp,
    State: { Code: STATE_CODES[instance.state], Name: instance.state },
    StateTransitionReason: instance.transition,
    SubnetId: gone ? undefined : instance.subnetId,
    VpcId: gone ? undefined : instance.vpcId,
    Architecture: instance.architecture,
    BlockDeviceMappings: volumes.map((volume) => ({
      DeviceName: volume.attachment?.device ?? instance.rootDevice,
      Ebs: { AttachTime: iso(volume.createdAt), DeleteOnTermination: volume.attachment?.deleteOnTermination ?? true, Status: 'attached', VolumeId: volume.id },
    })),
    ClientToken: instance.clientToken ?? '',
    EbsOptimized: instance.ebsOptimized,
    EnaSupport: true,
    Hypervisor: 'xen',
    IamInstanceProfile: instance.profile ? { Arn: instance.profile.arn, Id: instance.profile.id } : undefined,
    NetworkInterfaces: face ? [printInterface(context, face)] : [],
    RootDeviceName: instance.rootDevice,
    RootDeviceType: 'ebs',
    SecurityGroups: (face?.groups ?? []).map((id) => ({ GroupName: groupOf(context, id).name, GroupId: id })),
    SourceDestCheck: gone ? undefined : instance.sourceDestCheck,
    StateReason:
      gone || instance.state === 'shutting-down' ? { Code: 'Client.UserInitiatedShutdown', Message: 'Client.UserInitiatedShutdown: User initiated shutdown' } : undefined,
    Tags: Object.keys(instance.tags).length > 0 ? tagList(instance.tags) : undefined,
    VirtualizationType: 'hvm',
    CpuOptions: { CoreCount: shape.cores, ThreadsPerCore: shape.threads },
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    HibernationOptions: { Configured: false },
    MetadataOptions: {
      State: 'applied',
      HttpTokens: instance.metadata.tokens,
      HttpPutResponseHopLimit: instance.metadata.hops,
      HttpEndpoint: instance.metadata.endpoint,
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: instance.metadata.tags,
    },
    EnclaveOptions: { Enabled: false },
    BootMode: 'uefi-preferred',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    UsageOperationUpdateTime: iso(instance.launchedAt),
    PrivateDnsNameOptions: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    MaintenanceOptions: { AutoRecovery: 'default' },
    CurrentInstanceBootMode: instance.architecture === 'arm64' ? 'uefi' : 'legacy-bios',
  });
}

const place = (context: CloudContext, id: string) => ({ account: context.account.id, region: context.region, id });

/** Where to launch when no subnet is named: the default VPC's first subnet. */
function defaultSubnet(context: CloudContext): Readonly<Subnet> {
  const subnet = having(context.account, context.region, SUBNETS, 'defaultForZone', true)[0];
  if (!subnet) throw refusal('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.');
  return subnet;
}

/** Volumes that a launch asks for: the image's root, changed or joined by BlockDeviceMappings. */
function volumesOf(context: CloudContext, request: Input, image: Image, zone: string): Omit<Volume, 'id' | 'createdAt'>[] {
  const asked = request.records('BlockDeviceMappings').map((mapping) => ({ device: read(mapping).text('DeviceName'), ebs: read(read(mapping).record('Ebs') ?? {}) }));
  if (!asked.some((mapping) => mapping.device === image.rootDevice)) asked.unshift({ device: image.rootDevice, ebs: read({}) });
  return asked.map(({ device, ebs }) => {
    const type = ebs.optional('VolumeType') ?? 'gp3';
    const size = ebs.number('VolumeSize') ?? image.size;
    if (device === image.rootDevice && size < image.size) {
      throw refusal('InvalidBlockDeviceMapping', `Volume of size ${size}GB is smaller than snapshot 'snap-0${image.id.slice(5)}', expect size >= ${image.size}GB`);
    }
    return {
      zone,
      snapshotId: device === image.rootDevice ? `snap-0${image.id.slice(5)}` : ebs.optional('SnapshotId'),
      encrypted: ebs.flag('Encrypted') ?? encryptsByDefault(context),
      size,
      type,
      iops: ebs.number('Iops') ?? (type === 'gp3' ? 3000 : type === 'gp2' ? Math.max(100, size * 3) : null),
      throughput: type === 'gp3' ? (ebs.number('Throughput') ?? 125) : null,
      attachment: { instanceId: '', device, attachedAt: 0, deleteOnTermination: ebs.flag('DeleteOnTermination') ?? true },
      tags: {},
    };
  });
}

export const runInstances: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const image = imageOf(context, request.text('ImageId'));
    const type = request.optional('InstanceType') ?? 'm1.small';
    const shape = INSTANCE_TYPES[type];
    if (!shape) throw refusal('InvalidParameterValue', `Invalid value '${type}' for InstanceType.`);
    if (shape.arm !== (image.architecture === 'arm64')) {
      throw refusal(
        'InvalidParameterValue',
        `The architecture '${shape.arm ? 'arm64' : 'i386,x86_64'}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.`,
      );
    }
    const count = request.number('MaxCount') ?? 1;
    if (count < 1 || count > 20) throw refusal('InvalidParameterValue', `Invalid value '${count}' for MaxCount.`);
    const faces = request.records('NetworkInterfaces');
    const first = faces[0] ? read(faces[0]) : null;
    const subnetId = first?.optional('SubnetId') ?? request.optional('SubnetId');
    const subnet = subnetId ? subnetOf(context, subnetId) : defaultSubnet(context);
    const asked = first ? first.texts('Groups') : request.texts('SecurityGroupIds');
    const groups = asked.length > 0 ? asked : [defaultGroupOf(context, subnet.vpcId)?.id ?? ''];
    for (const group of groups) {
      if (groupOf(context, group).vpcId !== subnet.vpcId) throw refusal('InvalidParameter', `Security group ${group} and subnet ${subnet.id} belong to different networks.`);
    }
    const keyName = request.optional('KeyName');
    if (keyName) keyPairOf(context, keyName);
    const metadata = read(request.record('MetadataOptions') ?? {});
    const placement = read(request.record('Placement') ?? {});
    const profile = profileAsked(context, read(request.record('IamInstanceProfile') ?? {}));
    const volumes = volumesOf(context, request, image, subnet.zone);
    const tags = tagsFor(params, 'instance');
    const volumeTags = tagsFor(params, 'volume');
    const lend = first?.flag('AssociatePublicIpAddress') ?? subnet.mapPublicIp;
    const reservationId = ec2Id(context.time, 'r');
    const made: Instance[] = [];
    for (let i = 0; i < count; i++) {
      const id = ec2Id(context.time, 'i');
      const face = placeInterface(context, {
        subnetId: subnet.id,
        groups,
        description: first?.optional('Description') ?? '',
        instanceId: id,
        lendPublicIp: lend,
        privateIp: count === 1 ? (first?.optional('PrivateIpAddress') ?? request.optional('PrivateIpAddress')) : null,
      });
      const instance: Instance = {
        id,
        reservationId,
        imageId: image.id,
        architecture: image.architecture,
        rootDevice: image.rootDevice,
        subnetId: subnet.id,
        vpcId: subnet.vpcId,
        zone: subnet.zone,
        keyName,
        clientToken: request.optional('ClientToken'),
        privateIp: face.privateIp,
        tenancy: placement.optional('Tenancy') ?? 'default',
        launchedAt: context.time.now,
        type,
        state: 'pending',
        transition: '',
        terminationProtected: request.flag('DisableApiTermination') ?? false,
        stopProtected: request.flag('DisableApiStop') ?? false,
        shutdownBehavior: request.optional('InstanceInitiatedShutdownBehavior') ?? 'stop',
        monitoring: read(request.record('Monitoring') ?? {}).flag('Enabled') ?? false,
        ebsOptimized: request.flag('EbsOptimized') ?? false,
        sourceDestCheck: true,
        profile: profile ? { ...profile } : null,
        userData: request.optional('UserData'),
        interfaceId: face.id,
        volumeIds: [],
        metadata: {
          tokens: metadata.optional('HttpTokens') ?? (image.name.startsWith('al2023') ? 'required' : 'optional'),
          hops: metadata.number('HttpPutResponseHopLimit') ?? (image.name.startsWith('al2023') ? 2 : 1),
          endpoint: metadata.optional('HttpEndpoint') ?? 'enabled',
          tags: metadata.optional('InstanceMetadataTags') ?? 'disabled',
        },
        tags: { ...tags },
      };
      instance.volumeIds = volumes.map((wanted) => {
        const attachment = wanted.attachment ? { ...wanted.attachment, instanceId: id, attachedAt: context.time.now } : null;
        return newVolume(context, { ...wanted, attachment, tags: { ...volumeTags } }).id;
      });
      rows(context.account, context.region, INSTANCES)[id] = instance;
      schedule(context.time, context.time.now + between(context.time.chance, 'ec2.instance', 13, 28) * SECOND, 'ec2.instance.running', place(context, id));
      note(context.time, 'ec2.instance.launched', { ...place(context, id), name: tags.Name, type });
      made.push(instance);
    }
    return { ReservationId: reservationId, OwnerId: context.account.id, Groups: [], Instances: made.map((instance) => printInstance(context, instance)) };
  },
};

const running: CloudJob = (context, data) => {
  const instance = rows(context.account, context.region, INSTANCES)[String(data.id)];
  if (instance?.state !== 'pending') return;
  instance.state = 'running';
  note(context.time, 'ec2.instance.running', { ...place(context, instance.id), name: instance.tags.Name });
};

const terminated: CloudJob = (context, data) => {
  const instance = rows(context.account, context.region, INSTANCES)[String(data.id)];
  if (instance?.state !== 'shutting-down') return;
  instance.state = 'terminated';
  if (instance.interfaceId) removeInterface(context, instance.interfaceId);
  instance.interfaceId = null;
  const volumes = rows(context.account, context.region, VOLUMES);
  for (const id of instance.volumeIds) {
    const volume = volumes[id];
    if (volume?.attachment?.deleteOnTermination) delete volumes[id];
    else if (volume) volume.attachment = null;
  }
  instance.volumeIds = [];
  schedule(context.time, context.time.now + HOUR, 'ec2.instance.forget', place(context, instance.id));
  note(context.time, 'ec2.instance.terminated', { ...place(context, instance.id), name: instance.tags.Name });
};

const stopped: CloudJob = (context, data) => {
  const instance = rows(context.account, context.region, INSTANCES)[String(data.id)];
  if (instance?.state !== 'stopping') return;
  instance.state = 'stopped';
  const face = instance.interfaceId ? rows(context.account, context.region, INTERFACES)[instance.interfaceId] : undefined;
  if (face?.association && face.association.allocationId === null) face.association = null;
  note(context.time, 'ec2.instance.stopped', { ...place(context, instance.id), name: instance.tags.Name });
};

const forget: CloudJob = (context, data) => {
  delete rows(context.account, context.region, INSTANCES)[String(data.id)];
};

/** A stopped instance gets a public address of its own again when its subnet lends them. */
export function lendAgain(context: CloudContext, instance: Readonly<Instance>): void {
  const face = instance.interfaceId ? rows(context.account, context.region, INTERFACES)[instance.interfaceId] : undefined;
  if (face && !face.association && subnetOf(context, instance.subnetId).mapPublicIp)
    face.association = { publicIp: publicAddress(context), allocationId: null, associationId: null };
}

export const instanceJobs = { 'ec2.instance.running': running, 'ec2.instance.terminated': terminated, 'ec2.instance.stopped': stopped, 'ec2.instance.forget': forget };

/** The public address of an instance, lent or elastic; null without one. */
export const publicIpOf = (context: CloudView, instance: Readonly<Instance>): string | null =>
  (instance.interfaceId ? rowAt(context.account, context.region, INTERFACES, instance.interfaceId)?.association?.publicIp : null) ?? null;
