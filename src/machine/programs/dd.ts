// dd: copy blocks, mostly to fill a disk or to make a file of a size.
import { bytesOfText, textOfBytes } from '../disk/bytes.ts';
import { orRefused, sizeOf } from '../disk/view.ts';
import type { Program } from '../program.ts';
import { bytesOf } from './blank.ts';

const human = (bytes: number, base: 1000 | 1024): string => {
  const units = base === 1000 ? ['B', 'kB', 'MB', 'GB', 'TB'] : ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let [value, unit] = [bytes, 0];
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
};

/** Bytes in a second that such a disk writes. */
const PACE = 900_000_000;

export const dd: Program = {
  name: 'dd',
  summary: 'copy blocks',
  start(process, argv) {
    const given: Record<string, string> = {};
    for (const word of argv) {
      const cut = word.indexOf('=');
      if (cut < 0 || !['if', 'of', 'bs', 'count', 'ibs', 'obs', 'skip', 'seek', 'conv', 'status', 'iflag', 'oflag'].includes(word.slice(0, cut))) {
        process.err(`dd: unrecognized operand ‘${word}’\nTry 'dd --help' for more information.\n`);
        return { exit: 1 };
      }
      given[word.slice(0, cut)] = word.slice(cut + 1);
    }
    const block = bytesOf(given.bs ?? given.ibs ?? '512');
    const count = given.count === undefined ? null : bytesOf(given.count);
    if (!block || (given.count !== undefined && count === null)) {
      process.err(`dd: invalid number: ‘${block ? given.count : given.bs}’\n`);
      return { exit: 1 };
    }
    const zeros = given.if === '/dev/zero';
    const refused = (words: string) => {
      process.err(`dd: ${words}\n`);
      return { exit: 1 };
    };
    if (given.of?.startsWith('/dev/') && given.of !== '/dev/null') return refused(`failed to open '${given.of}': Permission denied`);
    const source =
      zeros || given.if === '/dev/null'
        ? null
        : given.if === undefined
          ? bytesOfText(process.stdin ?? '')
          : orRefused<Uint8Array | string>(
              () => process.disk.readBytes(given.if as string),
              (words) => words,
            );
    if (typeof source === 'string') return refused(`failed to open '${given.if}': ${source}`);
    const { volume, used } = process.volume();
    const room = volume.size - used + (given.of !== undefined && process.disk.stat(given.of) ? sizeOf(process.disk.stat(given.of) as never) : 0);
    if (zeros && count === null && given.of === '/dev/null') return { wait: { for: 'time', until: Number.MAX_SAFE_INTEGER }, state: null };
    const wanted = zeros ? (count === null ? room + block : count * block) : Math.min(source?.length ?? 0, count === null ? Number.POSITIVE_INFINITY : count * block);
    const written = given.of === undefined || given.of === '/dev/null' ? wanted : Math.min(wanted, room);
    if (given.of === undefined) process.out(zeros ? '\0'.repeat(Math.min(wanted, 1_048_576)) : textOfBytes(source?.slice(0, wanted) ?? new Uint8Array()));
    else if (given.of !== '/dev/null') {
      const words = orRefused<string | null>(
        () => {
          if (zeros) process.disk.writeZeros(given.of as string, written);
          else process.disk.write(given.of as string, source?.slice(0, written) ?? '');
          return null;
        },
        (problem) => problem,
      );
      if (words) return refused(`failed to open '${given.of}': ${words}`);
    }
    const full = written < wanted;
    const records = (bytes: number) => `${Math.floor(bytes / block)}+${bytes % block ? 1 : 0}`;
    if (full) process.err(`dd: error writing '${given.of}': No space left on device\n`);
    const seconds = Math.max(0.0001, written / PACE);
    if (given.status !== 'none')
      process.err(
        `${full ? `${Math.floor(written / block) + 1}+0` : records(wanted)} records in\n${full ? `${Math.floor(written / block)}+0` : records(written)} records out\n${given.status === 'noxfer' ? '' : `${written} bytes${written < 1000 ? '' : ` (${human(written, 1000)}${written < 1024 ? '' : `, ${human(written, 1024)}`})`} copied, ${seconds.toPrecision(6)} s, ${human(Math.round(written / seconds), 1000)}/s\n`}`,
      );
    return { exit: full ? 1 : 0 };
  },
  resume: () => ({ exit: 130 }),
};
