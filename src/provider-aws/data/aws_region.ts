// The provider's Region, or one by its name.
import { Complaint } from '../core/api.ts';
import { text } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';

const DESCRIPTIONS: { readonly [region: string]: string } = {
  'eu-central-1': 'Europe (Frankfurt)',
  'eu-north-1': 'Europe (Stockholm)',
  'eu-south-1': 'Europe (Milan)',
  'eu-west-1': 'Europe (Ireland)',
  'eu-west-2': 'Europe (London)',
  'eu-west-3': 'Europe (Paris)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
};

export const dataAwsRegion: DataSource = {
  name: 'aws_region',
  read(api, config) {
    const name = text(config.name) || /^ec2\.(.+)\.amazonaws\.com$/.exec(text(config.endpoint))?.[1] || api.region;
    const description = DESCRIPTIONS[name];
    if (!description) throw new Complaint(`finding Region using name "${name}"`, `region not found for name "${name}"`);
    return { id: name, name, description, endpoint: `ec2.${name}.amazonaws.com` };
  },
};
