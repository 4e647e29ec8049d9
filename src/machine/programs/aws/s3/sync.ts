// `aws s3 sync`: which of the things on two sides are sent or, with --delete, deleted. Both lists are in the order of their names.
import { byCodePoint } from '../output/python.ts';
import type { Found } from './files.ts';
import type { S3Line } from './options.ts';

/** Whether two of the same name differ. Going up, or from bucket to bucket, a younger source is sent; coming down, a younger copy is no copy of the object. */
function differs(line: S3Line, from: Found, to: Found): boolean {
  if (from.size !== to.size) return true;
  if (line.options['--size-only']) return false;
  const later = to.changedAt - from.changedAt;
  if (from.verb !== 'download') return later < 0;
  return line.options['--exact-timestamps'] ? later !== 0 : later > 0;
}

/** What is to be done, in order. */
export function compared(line: S3Line, source: readonly Found[], target: readonly Found[]): Found[] {
  const made: Found[] = [];
  const drop = (one: Found) => {
    if (line.options['--delete']) made.push({ ...one, verb: 'delete' });
  };
  let at = 0;
  for (const one of source) {
    while (at < target.length && byCodePoint((target[at] as Found).key, one.key) < 0) drop(target[at++] as Found);
    const other = target[at];
    if (other?.key !== one.key) made.push(one);
    else {
      at++;
      if (differs(line, one, other)) made.push(one);
    }
  }
  target.slice(at).forEach(drop);
  return made;
}
