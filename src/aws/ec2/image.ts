// Machine images of the Region: those Amazon publishes, with the ids they had in a given month (ours, not AWS's).
import { fingerprint } from '../../engine/json.ts';
import { type CloudContext, table } from '../cloud.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { paged } from './describe.ts';
import { read, refusal } from './refusal.ts';

export interface Image {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly createdAt: string;
  readonly owner: string;
  readonly ownerAlias: string | null;
  readonly rootDevice: string;
  readonly size: number;
}

/** Never filled: images are computed. Kept so that the id has a home in a listing of tables. */
export const IMAGES = table<Image>('ec2.image');

const RELEASES = [
  { version: '2023.6.20250107.0', kernel: '6.1', at: '2025-01-08T18:21:47.000Z' },
  { version: '2023.9.20251208.0', kernel: '6.1', at: '2025-12-09T17:40:12.000Z' },
  { version: '2023.10.20260120.4', kernel: '6.1', at: '2026-01-22T21:07:33.000Z' },
] as const;

/** The images that exist in a Region, oldest first. */
export function imagesOf(region: string): readonly Image[] {
  const images: Image[] = [];
  for (const release of RELEASES) {
    for (const architecture of ['x86_64', 'arm64'] as const) {
      const name = `al2023-ami-${release.version}-kernel-${release.kernel}-${architecture}`;
      images.push({
        id: `ami-0${fingerprint(`${region}/${name}`)}`,
        name,
        description: `Amazon Linux 2023 AMI ${release.version} ${architecture} HVM kernel-${release.kernel}`,
        architecture,
        createdAt: release.at,
        owner: '137112412989',
        ownerAlias: 'amazon',
        rootDevice: '/dev/xvda',
        size: 8,
      });
    }
  }
  for (const [release, serial, at] of [
    ['jammy-22.04', '20251212', '2025-12-13T04:55:19.000Z'],
    ['noble-24.04', '20260108', '2026-01-09T05:12:40.000Z'],
  ] as const) {
    const name = `ubuntu/images/hvm-ssd${release.startsWith('noble') ? '-gp3' : ''}/ubuntu-${release}-amd64-server-${serial}`;
    images.push({
      id: `ami-0${fingerprint(`${region}/${name}`)}`,
      name,
      description: `Canonical, Ubuntu, ${release.slice(-5)}, amd64 image`,
      architecture: 'x86_64',
      createdAt: at,
      owner: '099720109477',
      ownerAlias: null,
      rootDevice: '/dev/sda1',
      size: 8,
    });
  }
  return images;
}

/**
 * The image of an id. Ids that are well formed but not in the list stand for an older, deprecated image, which can still be
 * launched: configurations name such ids. Throws InvalidAMIID.Malformed.
 */
export function imageOf(context: CloudContext, id: string): Image {
  const known = imagesOf(context.region).find((image) => image.id === id);
  if (known) return known;
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) throw refusal('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  return {
    id,
    name: `al2023-ami-minimal-${id.slice(-6)}-x86_64`,
    description: 'Amazon Linux 2023',
    architecture: 'x86_64',
    createdAt: '2024-03-01T00:00:00.000Z',
    owner: '137112412989',
    ownerAlias: 'amazon',
    rootDevice: '/dev/xvda',
    size: 8,
  };
}

const print = (image: Image) =>
  given({
    Architecture: image.architecture,
    CreationDate: image.createdAt,
    ImageId: image.id,
    ImageLocation: `${image.ownerAlias ?? image.owner}/${image.name}`,
    ImageType: 'machine',
    Public: true,
    OwnerId: image.owner,
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    State: 'available',
    BlockDeviceMappings: [
      {
        DeviceName: image.rootDevice,
        Ebs: { DeleteOnTermination: true, SnapshotId: `snap-0${fingerprint(image.name)}`, VolumeSize: image.size, VolumeType: 'gp3', Encrypted: false },
      },
    ],
    Description: image.description,
    EnaSupport: true,
    Hypervisor: 'xen',
    ImageOwnerAlias: image.ownerAlias,
    Name: image.name,
    RootDeviceName: image.rootDevice,
    RootDeviceType: 'ebs',
    SriovNetSupport: 'simple',
    VirtualizationType: 'hvm',
    BootMode: image.architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
    ImdsSupport: 'v2.0',
  });

const wildcard = (pattern: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );

const FACETS: { readonly [name: string]: (image: Image) => string } = {
  name: (image) => image.name,
  architecture: (image) => image.architecture,
  'image-id': (image) => image.id,
  'owner-id': (image) => image.owner,
  'owner-alias': (image) => image.ownerAlias ?? '',
  'virtualization-type': () => 'hvm',
  'root-device-type': () => 'ebs',
  state: () => 'available',
  'image-type': () => 'machine',
  'is-public': () => 'true',
  hypervisor: () => 'xen',
  'creation-date': (image) => image.createdAt,
  'block-device-mapping.volume-type': () => 'gp3',
};

export const describeImages: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const ids = request.texts('ImageIds');
    const owners = request.texts('Owners');
    let images = ids.length > 0 ? ids.map((id) => imageOf(context, id)) : [...imagesOf(context.region)];
    if (owners.length > 0) images = images.filter((image) => owners.includes(image.owner) || (image.ownerAlias !== null && owners.includes(image.ownerAlias)));
    for (const filter of request.records('Filters')) {
      const facet = FACETS[read(filter).text('Name')];
      if (!facet) throw refusal('InvalidParameterValue', `The filter '${String(filter.Name)}' is invalid`);
      const tests = read(filter).texts('Values').map(wildcard);
      images = images.filter((image) => tests.some((test) => test.test(facet(image))));
    }
    return paged(params, 'Images', images.map(print));
  },
};
