// On-demand prices in eu-west-1, US dollars without tax, as of February 2026 from AWS's public price pages. Rounded as published.

export const PRICES_AS_OF = '2026-02-01';
export const HOURS_IN_MONTH = 730;
/** Bytes. */
export const GiB = 2 ** 30;

/** By the hour. */
export const EC2_HOUR: { readonly [type: string]: number } = {
  't2.micro': 0.0126,
  't3.nano': 0.0057,
  't3.micro': 0.0114,
  't3.small': 0.0228,
  't3.medium': 0.0456,
  't3.large': 0.0912,
  't4g.nano': 0.0046,
  't4g.micro': 0.0092,
  't4g.small': 0.0184,
  't4g.medium': 0.0368,
  'm5.large': 0.107,
  'm6g.large': 0.086,
};

/** PostgreSQL, one zone, by the hour. */
export const RDS_HOUR: { readonly [name: string]: number } = {
  'db.t3.micro': 0.02,
  'db.t3.small': 0.039,
  'db.t3.medium': 0.078,
  'db.t3.large': 0.157,
  'db.t4g.micro': 0.018,
  'db.t4g.small': 0.035,
  'db.t4g.medium': 0.07,
  'db.t4g.large': 0.141,
  'db.m5.large': 0.196,
  'db.m6g.large': 0.177,
  'db.r6g.large': 0.25,
};

/** What a class costs that is not in the list: the size's doubling over its family's large. */
export function hourOf(table: { readonly [name: string]: number }, name: string): number {
  const known = table[name];
  if (known !== undefined) return known;
  const size = name.split('.').pop() ?? '';
  const steps = ['nano', 'micro', 'small', 'medium', 'large', 'xlarge', '2xlarge', '4xlarge'].indexOf(size) - 4;
  const large = table[name.replace(/[^.]+$/, 'large')] ?? (name.startsWith('db.') ? 0.2 : 0.1);
  return large * 2 ** (Number.isNaN(steps) ? 0 : steps);
}

export const NAT_HOUR = 0.048;
/** Every public IPv4 address, in use or idle. */
export const ADDRESS_HOUR = 0.005;
export const LOAD_BALANCER_HOUR = 0.0252;
/** Fargate, Linux on x86. */
export const VCPU_HOUR = 0.04048;
export const TASK_GIB_HOUR = 0.004445;

/** Functions on x86: a GB for a second, and a request. */
export const LAMBDA_GB_SECOND = 0.0000166667;
export const LAMBDA_REQUEST = 0.0000002;

/** GiB and month. */
export const STORAGE_MONTH = { gp2: 0.11, gp3: 0.088, ebsSnapshot: 0.05, rdsGp2: 0.127, rdsGp3: 0.127, rdsBackup: 0.095, auroraBackup: 0.022, s3: 0.023, backupVault: 0.095 };
/** Each, by the month. */
export const EACH_MONTH = { zone: 0.5, secret: 0.4, key: 1, alarm: 0.1 };
