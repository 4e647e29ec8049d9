// Public addresses that AWS hands out in a Region.
import { between } from '../../engine/chance.ts';
import type { CloudContext } from '../cloud.ts';

const POOLS: Record<string, readonly string[]> = {
  'eu-west-1': ['34.240', '34.243', '34.249', '52.16', '52.48', '52.212', '54.72', '54.154', '54.220', '63.34', '3.250', '99.81'],
  'eu-central-1': ['3.64', '3.120', '18.156', '18.184', '52.28', '52.57', '35.156'],
  'us-east-1': ['3.80', '18.204', '34.192', '52.0', '52.20', '54.84', '54.210'],
};

/** An address that looks like the Region's. */
export function publicAddress(context: CloudContext): string {
  const pool = POOLS[context.region] ?? ['13.32', '13.56', '15.160'];
  const { chance } = context.time;
  return `${pool[between(chance, 'ec2.public', 0, pool.length - 1)]}.${between(chance, 'ec2.public', 1, 254)}.${between(chance, 'ec2.public', 1, 254)}`;
}

export const publicName = (context: { readonly region: string }, ip: string): string => {
  const host = `ec2-${ip.replaceAll('.', '-')}`;
  return context.region === 'us-east-1' ? `${host}.compute-1.amazonaws.com` : `${host}.${context.region}.compute.amazonaws.com`;
};
