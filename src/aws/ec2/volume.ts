// EBS volumes, as far as instances bring them along.
import { iso } from '../../engine/clock.ts';
import { type CloudContext, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { describe, type Kind } from './describe.ts';
import { read, refusal } from './refusal.ts';

export interface Volume {
  readonly id: string;
  readonly zone: string;
  readonly createdAt: number;
  readonly snapshotId: string | null;
  readonly encrypted: boolean;
  size: number;
  type: string;
  iops: number | null;
  throughput: number | null;
  attachment: { readonly instanceId: string; readonly device: string; readonly attachedAt: number; deleteOnTermination: boolean } | null;
  tags: Tags;
}

export const VOLUMES = table<Volume>('ec2.volume');

const notFound = (id: string) => refusal('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);

export const VOLUME: Kind<Volume> = {
  table: VOLUMES,
  ids: 'VolumeIds',
  result: 'Volumes',
  id: (volume) => volume.id,
  tags: (volume) => volume.tags,
  notFound,
  filters: {
    'volume-id': (volume) => volume.id,
    'attachment.instance-id': (volume) => volume.attachment?.instanceId ?? null,
    'attachment.device': (volume) => volume.attachment?.device ?? null,
    'availability-zone': (volume) => volume.zone,
    status: (volume) => (volume.attachment ? 'in-use' : 'available'),
    size: (volume) => volume.size,
    'volume-type': (volume) => volume.type,
    encrypted: (volume) => volume.encrypted,
  },
  print: (_, volume) =>
    given({
      Attachments: volume.attachment
        ? [
            {
              AttachTime: iso(volume.attachment.attachedAt),
              Device: volume.attachment.device,
              InstanceId: volume.attachment.instanceId,
              State: 'attached',
              VolumeId: volume.id,
              DeleteOnTermination: volume.attachment.deleteOnTermination,
            },
          ]
        : [],
      AvailabilityZone: volume.zone,
      CreateTime: iso(volume.createdAt, true),
      Encrypted: volume.encrypted,
      Size: volume.size,
      SnapshotId: volume.snapshotId ?? '',
      State: volume.attachment ? 'in-use' : 'available',
      VolumeId: volume.id,
      Iops: volume.iops,
      Tags: Object.keys(volume.tags).length > 0 ? tagList(volume.tags) : undefined,
      VolumeType: volume.type,
      MultiAttachEnabled: false,
      Throughput: volume.throughput,
    }),
};

export function newVolume(context: CloudContext, wanted: Omit<Volume, 'id' | 'createdAt'>): Volume {
  const volume: Volume = { ...wanted, id: ec2Id(context.time, 'vol'), createdAt: context.time.now };
  rows(context.account, context.region, VOLUMES)[volume.id] = volume;
  return volume;
}

export const describeVolumes = describe(VOLUME);

/** Volumes only grow. The modification is done at once here; in life it is `optimizing` for a while. */
export const modifyVolume: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const id = request.text('VolumeId');
    const known = rowAt(context.account, context.region, VOLUMES, id);
    if (!known) throw notFound(id);
    const size = request.number('Size') ?? known.size;
    if (size < known.size) throw refusal('InvalidParameterValue', `New size cannot be smaller than existing size`);
    const type = request.optional('VolumeType') ?? known.type;
    const iops = request.number('Iops') ?? known.iops;
    const throughput = type === 'gp3' ? (request.number('Throughput') ?? known.throughput ?? 125) : null;
    const output = {
      VolumeModification: given({
        VolumeId: id,
        ModificationState: 'modifying',
        TargetSize: size,
        TargetIops: iops,
        TargetVolumeType: type,
        TargetThroughput: throughput,
        OriginalSize: known.size,
        OriginalIops: known.iops,
        OriginalVolumeType: known.type,
        OriginalThroughput: known.throughput,
        Progress: 0,
        StartTime: iso(context.time.now, true),
      }),
    };
    Object.assign(rows(context.account, context.region, VOLUMES)[id] as Volume, { size, type, iops, throughput });
    return output;
  },
};

/** Modifications are over as soon as they are asked for. */
export const describeVolumesModifications: Operation = {
  kind: 'read',
  run(context, params) {
    const ids = read(params).texts('VolumeIds');
    for (const id of ids) if (!rowAt(context.account, context.region, VOLUMES, id)) throw notFound(id);
    return {
      VolumesModifications: ids.map((VolumeId) => ({ VolumeId, ModificationState: 'completed', Progress: 100 })),
    };
  },
};

export const deleteVolume: Operation = {
  kind: 'write',
  run(context, params) {
    const id = read(params).text('VolumeId');
    const volume = rowAt(context.account, context.region, VOLUMES, id);
    if (!volume) throw notFound(id);
    if (volume.attachment) throw refusal('VolumeInUse', `Volume ${id} is currently attached to ${volume.attachment.instanceId}`);
    delete rows(context.account, context.region, VOLUMES)[id];
    return {};
  },
};
