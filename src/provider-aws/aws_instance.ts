// EC2 instances. Changing the type stops and starts them, and the public address goes with it.

import { MINUTE, SECOND } from '../engine/clock.ts';
import { hex, sha1 } from '../engine/digest.ts';
import type { Json } from '../engine/json.ts';
import { utf8 } from '../terraform/lang/functions/utf8.ts';
import type { Api } from './core/api.ts';
import { between, enumOf, length, oneOf } from './core/checks.ts';
import { arn, base64, ipv4Address, ipv6Address, timestamp } from './core/formats.ts';
import { type Attrs, firstOf, fromMembers, need, pick, records, single, text, texts } from './core/members.ts';
import { filters } from './core/naming.ts';
import { bytesOf } from './core/plain.ts';
import type { ResourceType, Waiting } from './core/resource.ts';
import { TAGS, tagSpecification, tagsFor, tagsIn } from './core/tagging.ts';

const READ = {
  ami: 'ImageId',
  availability_zone: 'Placement.AvailabilityZone',
  cpu_core_count: 'CpuOptions.CoreCount',
  cpu_threads_per_core: 'CpuOptions.ThreadsPerCore',
  ebs_optimized: 'EbsOptimized',
  instance_state: 'State.Name',
  instance_type: 'InstanceType',
  key_name: 'KeyName',
  outpost_arn: 'OutpostArn',
  placement_group: 'Placement.GroupName',
  primary_network_interface_id: 'NetworkInterfaces[0].NetworkInterfaceId',
  private_dns: 'PrivateDnsName',
  private_ip: 'PrivateIpAddress',
  public_dns: 'PublicDnsName',
  public_ip: 'PublicIpAddress',
  source_dest_check: 'SourceDestCheck',
  subnet_id: 'SubnetId',
  tenancy: 'Placement.Tenancy',
  vpc_security_group_ids: 'SecurityGroups[].GroupId',
};
const NOT_FOUND = ['InvalidInstanceID.NotFound'];
const VOLUME = {
  delete_on_termination: 'DeleteOnTermination',
  encrypted: 'Encrypted',
  iops: 'Iops',
  kms_key_id: 'KmsKeyId',
  throughput: 'Throughput',
  volume_size: 'VolumeSize',
  volume_type: 'VolumeType',
};

const find = (api: Api, attrs: Attrs) => {
  const instance = pick((api.find('ec2', 'DescribeInstances', { InstanceIds: [text(attrs.id)] }, NOT_FOUND) ?? {}) as Json, 'Reservations[0].Instances');
  return records(instance)[0] ?? null;
};
const state = (api: Api, attrs: Attrs): string | null => {
  const name = text(pick(find(api, attrs) ?? null, 'State.Name'));
  return name && name !== 'terminated' ? name : null;
};
const reaching = (target: string, pending: readonly string[]): Waiting => ({
  delay: 10 * SECOND,
  poll: 3 * SECOND,
  timeout: 10 * MINUTE,
  what: 'EC2 Instance',
  target: [target],
  pending,
  status: state,
});

function devices(attrs: Attrs): Json[] {
  const ebs = (block: Attrs): Record<string, Json> => {
    const members: Record<string, Json> = {};
    for (const [attribute, member] of Object.entries(VOLUME))
      if (block[attribute] !== null && block[attribute] !== undefined && block[attribute] !== '') members[member] = block[attribute] as Json;
    return members;
  };
  const root = single(attrs.root_block_device);
  return [
    ...(root ? [{ DeviceName: text(attrs.root_device) || '/dev/xvda', Ebs: ebs(root) }] : []),
    ...records(attrs.ebs_block_device).map((block) => ({ DeviceName: text(block.device_name), Ebs: ebs(block) })),
  ];
}

function volumes(api: Api, instance: { readonly [member: string]: Json | undefined }, wanted: 'root' | 'other'): Json[] {
  const mapped = records(instance.BlockDeviceMappings).filter((mapping) => (mapping.DeviceName === instance.RootDeviceName) === (wanted === 'root'));
  return mapped.map((mapping) => {
    const id = text(pick(mapping, 'Ebs.VolumeId'));
    const volume = firstOf(api.find('ec2', 'DescribeVolumes', { VolumeIds: [id] }, ['InvalidVolume.NotFound']), 'Volumes') ?? {};
    return {
      delete_on_termination: pick(mapping, 'Ebs.DeleteOnTermination') ?? true,
      device_name: mapping.DeviceName ?? null,
      encrypted: volume.Encrypted ?? false,
      iops: volume.Iops ?? 0,
      kms_key_id: volume.KmsKeyId ?? '',
      tags: tagsIn(volume.Tags),
      tags_all: tagsIn(volume.Tags),
      throughput: volume.Throughput ?? 0,
      volume_id: id,
      volume_size: volume.Size ?? null,
      volume_type: volume.VolumeType ?? null,
      ...(wanted === 'other' ? { snapshot_id: volume.SnapshotId ?? '' } : {}),
    };
  });
}

const SWITCHES = { disable_api_termination: 'DisableApiTermination', disable_api_stop: 'DisableApiStop', ebs_optimized: 'EbsOptimized', source_dest_check: 'SourceDestCheck' };

/** A metadata option that the configuration's block leaves out is not in the state while it is what AWS takes. */
const unlessGiven = (state: Attrs, name: string, found: Json, usual: string): Json => {
  const block = single(state.metadata_options);
  return block && !text(block[name]) && found === usual ? null : found;
};

const VOLUMES = ['standard', 'io1', 'io2', 'gp2', 'sc1', 'st1', 'gp3'];

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** How the state keeps user data: its SHA-1; of what is base64, of what that holds. Nothing for nothing. */
function dataHash(data: string): string {
  if (data === '' || /^[0-9a-f]{40}$/.test(data)) return data;
  return hex(sha1(BASE64.test(data) ? bytesOf(data) : utf8(data)));
}
const userData = (prior: Attrs, data: string): Attrs => {
  if (data === '') return {};
  return text(prior.user_data_base64) ? { user_data_base64: data } : { user_data: dataHash(data) };
};

export const awsInstance: ResourceType = {
  name: 'aws_instance',
  label: 'EC2 Instance',
  checks: {
    values: {
      'capacity_reservation_specification.capacity_reservation_preference': enumOf('capacity-reservations-only', 'open', 'none'),
      'capacity_reservation_specification.capacity_reservation_target.capacity_reservation_resource_group_arn': arn,
      'cpu_options.amd_sev_snp': enumOf('enabled', 'disabled'),
      'credit_specification.cpu_credits': oneOf('standard', 'unlimited'),
      'ebs_block_device.volume_type': enumOf(...VOLUMES),
      'instance_market_options.market_type': enumOf('spot', 'capacity-block'),
      'instance_market_options.spot_options.instance_interruption_behavior': enumOf('hibernate', 'stop', 'terminate'),
      'instance_market_options.spot_options.spot_instance_type': enumOf('one-time', 'persistent'),
      'instance_market_options.spot_options.valid_until': timestamp,
      ipv6_addresses: ipv6Address,
      'launch_template.version': length(1, 255),
      'maintenance_options.auto_recovery': enumOf('disabled', 'default'),
      'metadata_options.http_endpoint': enumOf('disabled', 'enabled'),
      'metadata_options.http_protocol_ipv6': enumOf('disabled', 'enabled'),
      'metadata_options.http_put_response_hop_limit': between(1, 64),
      'metadata_options.http_tokens': enumOf('optional', 'required'),
      'metadata_options.instance_metadata_tags': enumOf('disabled', 'enabled'),
      'private_dns_name_options.hostname_type': enumOf('ip-name', 'resource-name'),
      private_ip: ipv4Address,
      'root_block_device.volume_type': enumOf(...VOLUMES),
      secondary_private_ips: ipv4Address,
      tenancy: enumOf('default', 'dedicated', 'host'),
      user_data: length(0, 16384),
      user_data_base64: base64,
    },
    conflicts: {
      'capacity_reservation_specification.capacity_reservation_target.capacity_reservation_id': [
        'capacity_reservation_specification.0.capacity_reservation_target.0.capacity_reservation_resource_group_arn',
      ],
      'capacity_reservation_specification.capacity_reservation_target.capacity_reservation_resource_group_arn': [
        'capacity_reservation_specification.0.capacity_reservation_target.0.capacity_reservation_id',
      ],
      cpu_core_count: ['cpu_options.0.core_count'],
      'cpu_options.core_count': ['cpu_core_count'],
      'cpu_options.threads_per_core': ['cpu_threads_per_core'],
      cpu_threads_per_core: ['cpu_options.0.threads_per_core'],
      'ebs_block_device.tags': ['volume_tags'],
      host_resource_group_arn: ['placement_group'],
      ipv6_address_count: ['ipv6_addresses'],
      ipv6_addresses: ['ipv6_address_count'],
      network_interface: [
        ...['associate_public_ip_address', 'subnet_id', 'private_ip', 'secondary_private_ips', 'vpc_security_group_ids', 'security_groups'],
        ...['ipv6_addresses', 'ipv6_address_count', 'source_dest_check'],
      ],
      placement_group: ['host_resource_group_arn'],
      'root_block_device.tags': ['volume_tags'],
      user_data: ['user_data_base64'],
      user_data_base64: ['user_data'],
    },
    exactlyOne: [
      ['capacity_reservation_specification.0.capacity_reservation_preference', 'capacity_reservation_specification.0.capacity_reservation_target'],
      ['launch_template.0.id', 'launch_template.0.name'],
    ],
    atLeastOne: { ami: ['ami', 'launch_template'], instance_type: ['instance_type', 'launch_template'], launch_template: ['ami', 'instance_type', 'launch_template'] },
    deprecated: {
      cpu_core_count: 'cpu_core_count is deprecated. Use cpu_options instead.',
      cpu_threads_per_core: 'cpu_threads_per_core is deprecated. Use cpu_options instead.',
    },
  },
  message: (verb, attrs) =>
    verb === 'creating' ? 'creating EC2 Instance' : verb === 'deleting' ? `terminating EC2 Instance (${text(attrs.id)})` : `${verb} EC2 Instance (${text(attrs.id)})`,
  create(api, planned) {
    const groups = texts(planned.vpc_security_group_ids).length ? texts(planned.vpc_security_group_ids) : texts(planned.security_groups);
    const subnet = text(planned.subnet_id) || undefined;
    const network =
      typeof planned.associate_public_ip_address === 'boolean'
        ? {
            NetworkInterfaces: [
              {
                DeviceIndex: 0,
                SubnetId: subnet,
                Groups: groups.length ? groups : undefined,
                AssociatePublicIpAddress: planned.associate_public_ip_address,
                PrivateIpAddress: text(planned.private_ip) || undefined,
              },
            ],
          }
        : { SubnetId: subnet, SecurityGroupIds: groups.length ? groups : undefined, PrivateIpAddress: text(planned.private_ip) || undefined };
    const image = firstOf(api.find('ec2', 'DescribeImages', { ImageIds: [text(planned.ami)] }, ['InvalidAMIID.NotFound']), 'Images');
    const mappings = devices({ ...planned, root_device: image?.RootDeviceName });
    const metadata = single(planned.metadata_options);
    const tags = tagsFor(planned);
    const volumeTags = planned.volume_tags ? [{ ResourceType: 'volume', Tags: tagsFor({ tags_all: planned.volume_tags }) ?? [] }] : [];
    const reply = api.call('ec2', 'RunInstances', {
      ImageId: planned.ami,
      InstanceType: planned.instance_type,
      MinCount: 1,
      MaxCount: 1,
      KeyName: text(planned.key_name) || undefined,
      ...(network as Attrs),
      IamInstanceProfile: text(planned.iam_instance_profile) ? { Name: text(planned.iam_instance_profile) } : undefined,
      UserData: text(planned.user_data) || text(planned.user_data_base64) || undefined,
      BlockDeviceMappings: mappings.length ? mappings : undefined,
      DisableApiTermination: planned.disable_api_termination === true ? true : undefined,
      DisableApiStop: planned.disable_api_stop === true ? true : undefined,
      EbsOptimized: planned.ebs_optimized === true ? true : undefined,
      Monitoring: planned.monitoring === true ? { Enabled: true } : undefined,
      InstanceInitiatedShutdownBehavior: text(planned.instance_initiated_shutdown_behavior) || undefined,
      Placement:
        text(planned.availability_zone) || text(planned.tenancy)
          ? { AvailabilityZone: text(planned.availability_zone) || undefined, Tenancy: text(planned.tenancy) || undefined }
          : undefined,
      MetadataOptions: metadata
        ? {
            HttpEndpoint: text(metadata.http_endpoint) || undefined,
            HttpTokens: text(metadata.http_tokens) || undefined,
            HttpPutResponseHopLimit: metadata.http_put_response_hop_limit ?? undefined,
          }
        : undefined,
      TagSpecifications: tags || volumeTags.length ? [...(tagSpecification('instance', planned) ?? []), ...volumeTags] : undefined,
    });
    return { id: need(reply, 'Instances[0].InstanceId') };
  },
  read(api, prior) {
    const instance = find(api, prior);
    if (!instance || pick(instance, 'State.Name') === 'terminated') return null;
    const id = text(prior.id);
    const attribute = (name: string, member: string) => pick(api.call('ec2', 'DescribeInstanceAttribute', { InstanceId: id, Attribute: name }) as Json, `${member}.Value`);
    const found = fromMembers(instance, READ);
    for (const name of ['key_name', 'outpost_arn', 'placement_group', 'public_dns', 'public_ip', 'private_dns']) found[name] ??= '';
    return {
      ...found,
      arn: api.arn('ec2', `instance/${id}`),
      associate_public_ip_address: prior.associate_public_ip_address ?? Boolean(found.public_ip),
      disable_api_termination: attribute('disableApiTermination', 'DisableApiTermination') ?? false,
      disable_api_stop: attribute('disableApiStop', 'DisableApiStop') ?? false,
      ebs_optimized: found.ebs_optimized ?? false,
      enable_primary_ipv6: false,
      hibernation: null,
      host_id: '',
      iam_instance_profile: text(pick(instance, 'IamInstanceProfile.Arn')).split('/').at(-1) ?? '',
      instance_initiated_shutdown_behavior: attribute('instanceInitiatedShutdownBehavior', 'InstanceInitiatedShutdownBehavior') ?? 'stop',
      instance_lifecycle: '',
      ipv6_address_count: 0,
      ipv6_addresses: [],
      monitoring: ['enabled', 'pending'].includes(text(pick(instance, 'Monitoring.State'))),
      password_data: '',
      placement_partition_number: 0,
      secondary_private_ips: [],
      security_groups: [],
      spot_instance_request_id: '',
      root_block_device: volumes(api, instance, 'root'),
      ebs_block_device: volumes(api, instance, 'other'),
      metadata_options: [
        {
          http_endpoint: unlessGiven(prior, 'http_endpoint', pick(instance, 'MetadataOptions.HttpEndpoint') ?? 'enabled', 'enabled'),
          http_protocol_ipv6: unlessGiven(prior, 'http_protocol_ipv6', pick(instance, 'MetadataOptions.HttpProtocolIpv6') ?? 'disabled', 'disabled'),
          http_put_response_hop_limit: pick(instance, 'MetadataOptions.HttpPutResponseHopLimit') ?? 2,
          http_tokens: pick(instance, 'MetadataOptions.HttpTokens') ?? 'required',
          instance_metadata_tags: pick(instance, 'MetadataOptions.InstanceMetadataTags') ?? 'disabled',
        },
      ],
      ...userData(prior, text(attribute('userData', 'UserData'))),
      tags_all: tagsIn(instance.Tags),
    };
  },
  update(api, prior, planned) {
    for (const [attribute, member] of Object.entries(SWITCHES)) {
      if (attribute === 'ebs_optimized' || prior[attribute] === planned[attribute] || typeof planned[attribute] !== 'boolean') continue;
      api.call('ec2', 'ModifyInstanceAttribute', { InstanceId: prior.id, [member]: { Value: planned[attribute] } });
    }
    if (typeof planned.monitoring === 'boolean' && planned.monitoring !== prior.monitoring)
      api.call('ec2', planned.monitoring ? 'MonitorInstances' : 'UnmonitorInstances', { InstanceIds: [text(prior.id)] });
    const groups = texts(planned.vpc_security_group_ids);
    if (groups.length && JSON.stringify([...groups].sort()) !== JSON.stringify(texts(prior.vpc_security_group_ids).sort())) {
      api.call('ec2', 'ModifyInstanceAttribute', { InstanceId: prior.id, Groups: groups });
    }
    const profile = text(planned.iam_instance_profile);
    if (profile !== text(prior.iam_instance_profile)) {
      const now = firstOf(api.call('ec2', 'DescribeIamInstanceProfileAssociations', { Filters: filters({ 'instance-id': text(prior.id) }) }), 'IamInstanceProfileAssociations');
      if (now) api.call('ec2', 'DisassociateIamInstanceProfile', { AssociationId: now.AssociationId });
      if (profile) api.call('ec2', 'AssociateIamInstanceProfile', { InstanceId: prior.id, IamInstanceProfile: { Name: profile } });
    }
    const [oldRoot, newRoot] = [single(prior.root_block_device), single(planned.root_block_device)];
    const volume = (attribute: string) =>
      newRoot?.[attribute] !== undefined && newRoot[attribute] !== null && newRoot[attribute] !== oldRoot?.[attribute] ? newRoot[attribute] : undefined;
    const change = { Size: volume('volume_size'), VolumeType: volume('volume_type'), Iops: volume('iops'), Throughput: volume('throughput') };
    if (oldRoot && Object.values(change).some((value) => value !== undefined)) api.call('ec2', 'ModifyVolume', { VolumeId: oldRoot.volume_id, ...change });
  },
  steps(prior, planned) {
    const type = prior.instance_type !== planned.instance_type && text(planned.instance_type) !== '';
    const data = text(prior.user_data) !== dataHash(text(planned.user_data)) && planned.user_data_replace_on_change !== true;
    if (!type && !data) return [];
    return [
      { run: (api) => void api.call('ec2', 'StopInstances', { InstanceIds: [text(prior.id)] }), wait: reaching('stopped', ['pending', 'running', 'shutting-down', 'stopping']) },
      {
        run: (api) => {
          if (type) api.call('ec2', 'ModifyInstanceAttribute', { InstanceId: prior.id, InstanceType: { Value: planned.instance_type } });
          if (data) api.call('ec2', 'ModifyInstanceAttribute', { InstanceId: prior.id, UserData: { Value: planned.user_data ?? '' } });
        },
      },
      { run: (api) => void api.call('ec2', 'StartInstances', { InstanceIds: [text(prior.id)] }), wait: reaching('running', ['pending', 'stopped']) },
    ];
  },
  delete(api, prior) {
    if (prior.disable_api_termination === false)
      api.find('ec2', 'ModifyInstanceAttribute', { InstanceId: prior.id, DisableApiTermination: { Value: false } }, [...NOT_FOUND, 'IncorrectInstanceState']);
    api.find('ec2', 'TerminateInstances', { InstanceIds: [text(prior.id)] }, NOT_FOUND);
  },
  created: reaching('running', ['pending']),
  deleted: { delay: 10 * SECOND, poll: 3 * SECOND, timeout: 20 * MINUTE, what: 'EC2 Instance', target: [], status: state },
  kept: { user_data: dataHash },
  replaces: (change) => (change.planned.user_data_replace_on_change === true && !change.creating && change.changed('user_data') ? ['user_data'] : []),
  recomputed: { public_ip: ['instance_type', 'user_data'], public_dns: ['instance_type', 'user_data'] },
  tags: TAGS.ec2,
};
