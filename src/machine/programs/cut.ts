// cut: fields or letters of each line.
import { filter, linesOf } from './reading.ts';

/** `1,3-5,7-`: whether a number (from 1) is in it; null when it is no list. */
export function listOf(text: string): ((at: number) => boolean) | null {
  const ranges = text.split(',').map((part) => /^(?:(\d+)|(\d*)-(\d*))$/.exec(part));
  if (ranges.some((range) => !range || range[0] === '-' || range[0] === '0')) return null;
  return (at) =>
    ranges.some((range) => {
      if (range?.[1]) return Number(range[1]) === at;
      return at >= Number(range?.[2] || 1) && at <= (range?.[3] ? Number(range[3]) : Number.POSITIVE_INFINITY);
    });
}

export const cut = filter({
  grammar: {
    name: 'cut',
    flags: 'sn',
    valued: 'bcdf',
    long: { 'bytes=': 'b', 'characters=': 'c', 'delimiter=': 'd', 'fields=': 'f', 'only-delimited': 's', 'output-delimiter=': 'out', complement: 'complement' },
    help: `Usage: cut OPTION... [FILE]...
Print selected parts of lines from each FILE to standard output.

  -c, --characters=LIST   select only these characters
  -d, --delimiter=DELIM   use DELIM instead of TAB for field delimiter
  -f, --fields=LIST       select only these fields
  -s, --only-delimited    do not print lines not containing delimiters
      --help        display this help and exit`,
  },
  summary: 'parts of lines',
  files(process, options) {
    const wrong = (message: string) => {
      process.err(`cut: ${message}\nTry 'cut --help' for more information.\n`);
      return 1;
    };
    const list = options.value('f') ?? options.value('c') ?? options.value('b');
    if (list === undefined) return wrong('you must specify a list of bytes, characters, or fields');
    if (!listOf(list))
      return wrong(
        list === '0'
          ? 'fields are numbered from 1'
          : `invalid ${options.has('f') ? 'field' : 'byte or character'} range ‘${list}’`.replace('range', /[^\d,-]/.test(list) ? 'value' : 'range'),
      );
    if ((options.value('d') ?? '\t').length !== 1) return wrong('the delimiter must be a single character');
    return options.operands;
  },
  run(process, options, inputs, failed) {
    const fields = options.value('f');
    const wanted = listOf(fields ?? options.value('c') ?? options.value('b') ?? '') ?? (() => false);
    const chosen = (at: number) => wanted(at) !== options.has('complement');
    const separator = options.value('d') ?? '\t';
    for (const line of inputs.flatMap((input) => linesOf(input.text))) {
      if (fields === undefined) process.out(`${[...line].filter((_, index) => chosen(index + 1)).join('')}\n`);
      else if (!line.includes(separator)) process.out(options.has('s') ? '' : `${line}\n`);
      else
        process.out(
          `${line
            .split(separator)
            .filter((_, index) => chosen(index + 1))
            .join(options.value('out') ?? separator)}\n`,
        );
    }
    return failed ? 1 : 0;
  },
});
