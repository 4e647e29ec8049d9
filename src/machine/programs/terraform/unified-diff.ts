// The diff that `fmt -diff` prints, as `diff -u` would with old/ and new/ in front of the name.
import { createTwoFilesPatch } from 'diff';

export function unifiedDiff(name: string, before: string, after: string): string {
  const lines = createTwoFilesPatch(`old/${name}`, `new/${name}`, before, after, undefined, undefined, { context: 3 }).split('\n');
  return lines
    .filter((line, i) => !(i === 0 && line.startsWith('====')))
    .map((line) => line.replace(/^(---|\+\+\+) (\S+)\t?$/, '$1 $2'))
    .join('\n');
}
