// A machine image, usually the newest of a name.

import { Complaint } from '../core/api.ts';
import { notZero, rules } from '../core/checks.ts';
import { pick, records, text, texts } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';
import { tagsIn } from '../core/tagging.ts';
import { filtersIn } from './filter.ts';

const compiles = (source: string): boolean => {
  try {
    return Boolean(new RegExp(source));
  } catch {
    return false;
  }
};
/** The reason that Go's parser gives for the commonest mistakes. */
const reason = (source: string): string => {
  if (source.endsWith('\\')) return 'trailing backslash at end of expression: ``';
  if (/^[*+?]/.test(source)) return `missing argument to repetition operator: \`${source[0]}\``;
  if (source.includes('[') && !source.includes(']')) return `missing closing ]: \`${source.slice(source.indexOf('['))}\``;
  return source.includes('(') ? `missing closing ): \`${source}\`` : `unexpected ): \`${source}\``;
};
const pattern = rules('^ubuntu-.*', ['*', '(a', '[a'], { refuses: (source) => !compiles(source), says: (key, source) => `"${key}": error parsing regexp: ${reason(source)}` });

export const dataAwsAmi: DataSource = {
  name: 'aws_ami',
  checks: { values: { name_regex: pattern, owners: notZero } },
  read(api, config) {
    const wanted = filtersIn(config);
    const reply = api.call('ec2', 'DescribeImages', { Owners: texts(config.owners).length ? texts(config.owners) : undefined, Filters: wanted.length ? wanted : undefined });
    const named = text(config.name_regex) ? new RegExp(text(config.name_regex)) : null;
    const found = records(reply.Images)
      .filter((image) => !named || named.test(text(image.Name)))
      .sort((a, b) => (text(a.CreationDate) < text(b.CreationDate) ? 1 : -1));
    if (found.length === 0) throw new Complaint('Your query returned no results. Please change your search criteria and try again.');
    if (found.length > 1 && config.most_recent !== true) {
      throw new Complaint('Your query returned more than one result. Please try a more specific search criteria, or set `most_recent` attribute to true.');
    }
    const image = found[0] ?? {};
    const id = text(image.ImageId);
    const root = records(image.BlockDeviceMappings).find((mapping) => mapping.DeviceName === image.RootDeviceName);
    return {
      id,
      image_id: id,
      arn: `arn:aws:ec2:${api.region}::image/${id}`,
      architecture: image.Architecture ?? 'x86_64',
      block_device_mappings: records(image.BlockDeviceMappings).map((mapping) => ({
        device_name: mapping.DeviceName ?? '',
        no_device: '',
        virtual_name: mapping.VirtualName ?? '',
        ebs: {
          delete_on_termination: text(pick(mapping, 'Ebs.DeleteOnTermination') ?? true),
          encrypted: text(pick(mapping, 'Ebs.Encrypted') ?? false),
          iops: text(pick(mapping, 'Ebs.Iops') ?? 0),
          snapshot_id: text(pick(mapping, 'Ebs.SnapshotId')),
          throughput: text(pick(mapping, 'Ebs.Throughput') ?? 0),
          volume_initialization_rate: '0',
          volume_size: text(pick(mapping, 'Ebs.VolumeSize')),
          volume_type: text(pick(mapping, 'Ebs.VolumeType')),
        },
      })),
      boot_mode: image.BootMode ?? '',
      creation_date: image.CreationDate ?? '',
      deprecation_time: image.DeprecationTime ?? '',
      description: image.Description ?? '',
      ena_support: image.EnaSupport ?? true,
      hypervisor: image.Hypervisor ?? 'xen',
      image_location: image.ImageLocation ?? '',
      image_owner_alias: image.ImageOwnerAlias ?? '',
      image_type: image.ImageType ?? 'machine',
      imds_support: image.ImdsSupport ?? '',
      kernel_id: '',
      last_launched_time: '',
      name: image.Name ?? '',
      owner_id: image.OwnerId ?? '',
      platform: '',
      platform_details: image.PlatformDetails ?? 'Linux/UNIX',
      product_codes: [],
      public: image.Public ?? true,
      ramdisk_id: '',
      root_device_name: image.RootDeviceName ?? '',
      root_device_type: image.RootDeviceType ?? 'ebs',
      root_snapshot_id: text(pick(root ?? null, 'Ebs.SnapshotId')),
      sriov_net_support: image.SriovNetSupport ?? 'simple',
      state: image.State ?? 'available',
      state_reason: { code: 'UNSET', message: 'UNSET' },
      tags: tagsIn(image.Tags),
      tpm_support: '',
      usage_operation: image.UsageOperation ?? 'RunInstances',
      virtualization_type: image.VirtualizationType ?? 'hvm',
    };
  },
};
