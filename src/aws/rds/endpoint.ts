// The names under which databases are found. They follow from the identifier, the account and the Region.
import type { CloudView } from '../cloud.ts';

type Place = Pick<CloudView, 'account' | 'region'>;

/** `<identifier>.<account and region hash>.<region>.rds.amazonaws.com`: an old identifier gives the old name again. */
export function addressOf(at: Place, identifier: string): string {
  let hash = 0x811c9dc5;
  let text = '';
  const seed = `${at.account.id}/${at.region}`;
  for (let round = 0; text.length < 12; round++) {
    for (const letter of `${seed}${round}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    text += 'abcdefghijklmnopqrstuvwxyz0123456789'[hash % (text.length === 0 ? 26 : 36)];
  }
  return `${identifier}.${text}.${at.region}.rds.amazonaws.com`;
}

/** `NAME.cluster-HASH.REGION.rds.amazonaws.com` leads to whichever instance writes, `cluster-ro` to one that may be read. */
export const clusterAddressOf = (at: Place, identifier: string, kind: 'cluster' | 'cluster-ro' = 'cluster'): string =>
  addressOf(at, identifier).replace(/^([^.]+)\./, `$1.${kind}-`);
