// uniq: neighbouring lines that are equal, once.
import { filter, linesOf } from './reading.ts';

export const uniq = filter({
  grammar: {
    name: 'uniq',
    flags: 'cdiu',
    valued: 'fs',
    long: { count: 'c', repeated: 'd', 'ignore-case': 'i', unique: 'u', 'skip-fields=': 'f', 'skip-chars=': 's' },
    help: `Usage: uniq [OPTION]... [INPUT [OUTPUT]]
Filter adjacent matching lines from INPUT (or standard input).

  -c, --count           prefix lines by the number of occurrences
  -d, --repeated        only print duplicate lines, one for each group
  -i, --ignore-case     ignore differences in case when comparing
  -u, --unique          only print unique lines
      --help        display this help and exit`,
  },
  summary: 'drop repeated neighbouring lines',
  files: (_process, options) => options.operands.slice(0, 1),
  run(process, options, inputs, failed) {
    const key = (line: string) => {
      const fields = line.replace(new RegExp(`^(\\s*\\S+){${Number(options.value('f') ?? 0) || 0}}`), '').slice(Number(options.value('s') ?? 0) || 0);
      return options.has('i') ? fields.toLowerCase() : fields;
    };
    const groups: { line: string; count: number }[] = [];
    for (const line of inputs.flatMap((input) => linesOf(input.text))) {
      const last = groups.at(-1);
      if (last && key(last.line) === key(line)) last.count++;
      else groups.push({ line, count: 1 });
    }
    const kept = groups.filter((group) => (options.has('d') ? group.count > 1 : options.has('u') ? group.count === 1 : true));
    const text = kept.map((group) => `${options.has('c') ? `${String(group.count).padStart(7)} ` : ''}${group.line}\n`).join('');
    const target = options.operands[1];
    if (target === undefined) process.out(text);
    else process.disk.write(target, text);
    return failed ? 1 : 0;
  },
});
