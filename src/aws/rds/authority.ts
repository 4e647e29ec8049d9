// The authorities by which RDS servers' certificates are signed, as the files of roots that Amazon publishes. There is no cryptography here: a root is its text.
import { sha256 } from '../../engine/digest.ts';
import { toBase64 } from '../s3/bytes.ts';

/** Where the files of roots are. */
export const TRUST_STORE = 'truststore.pki.rds.amazonaws.com';

const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-north-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
] as const;
const KINDS = ['RSA2048 G1', 'RSA4096 G1', 'ECC384 G1'] as const;

/** A root certificate's text: made of its name, the same in every world. */
function root(region: string, kind: string): string {
  const bytes: number[] = [0x30, 0x82, 0x03, 0xff];
  const name = `Amazon RDS ${region} Root CA ${kind}`;
  for (let part = 0; bytes.length < 1023; part++) bytes.push(...sha256([...`${name} ${part}`].map((letter) => letter.charCodeAt(0))));
  const body = toBase64(bytes.slice(0, 1023)).replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${body.trimEnd()}\n-----END CERTIFICATE-----\n`;
}

const bundle = (regions: readonly string[]): string => regions.flatMap((region) => KINDS.map((kind) => root(region, kind))).join('');

/** The file at a path of the trust store; null when there is none. */
export function trustFile(path: string): string | null {
  const [, folder = '', file = ''] = /^\/([a-z0-9-]+)\/([a-z0-9-]+)-bundle\.pem$/.exec(path) ?? [];
  if (folder === '' || folder !== file) return null;
  if (folder === 'global') return bundle(REGIONS);
  return (REGIONS as readonly string[]).includes(folder) ? bundle([folder]) : null;
}

/** Whether a file of roots has one that signed the certificate of the server with this address. */
export function signedBy(address: string, roots: string): boolean {
  const region = /\.([a-z0-9-]+)\.rds\.amazonaws\.com$/.exec(address)?.[1];
  return region !== undefined && roots.replace(/\r/g, '').includes(root(region, KINDS[0]).trim());
}
