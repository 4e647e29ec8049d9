// printf: a format and its arguments, used again until they are gone.
import type { Program } from '../program.ts';
import { unescapeText } from './echo.ts';

export const PRINTF_USAGE = 'printf: usage: printf [-v var] format [arguments]\n';

/** A format with its arguments, used again until they are gone; and what is wrong with them, in bash's words. */
export function formatted(format: string, rest: readonly string[]): { readonly text: string; readonly problems: readonly string[]; readonly status: number } {
  const problems: string[] = [];
  let printed = '';
  let status = 0;
  let at = 0;
  let stopped = false;
  const number = (text: string): number => {
    if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
    const value = text === '' ? 0 : Number(/^[+-]?0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : text);
    if (!Number.isNaN(value)) return value;
    problems.push(`${text}: invalid number`);
    status = 1;
    return Number.parseFloat(text) || 0;
  };
  const once = (): boolean => {
    const before = at;
    const text = format.replace(
      /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([a-zA-Z%])|\\(0[0-7]{0,3}|[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|.)/g,
      (whole, flags = '', wide, precise, kind, code) => {
        if (stopped) return '';
        if (code !== undefined) {
          if (code === '"' || code === "'") return code;
          return unescapeText(`\\${/^[0-7]/.test(code) && !code.startsWith('0') ? `0${code}` : code}`).text;
        }
        if (kind === '%') return '%';
        const next = () => rest[at++] ?? '';
        const width = wide === '*' ? number(next()) : Number(wide ?? 0);
        const precision = precise === '*' ? number(next()) : precise === undefined ? undefined : Number(precise);
        let shown: string;
        switch (kind) {
          case 's':
          case 'b':
          case 'q': {
            const value = next();
            const read = kind === 'b' ? unescapeText(value) : { text: value, stop: false };
            if (read.stop) stopped = true;
            shown = kind === 'q' ? (/^[\w@%+=:,./-]+$/.test(value) ? value : value === '' ? "''" : value.replace(/[^\w@%+=:,./-]/g, '\\$&')) : read.text;
            if (precision !== undefined) shown = shown.slice(0, precision);
            break;
          }
          case 'c':
            shown = next().slice(0, 1);
            break;
          case 'd':
          case 'i':
          case 'u':
            shown = String(Math.trunc(number(next())));
            if (precision !== undefined) shown = shown.replace(/\d+/, (digits) => digits.padStart(precision, '0'));
            break;
          case 'x':
          case 'X':
          case 'o': {
            const value = Math.trunc(number(next())).toString(kind === 'o' ? 8 : 16);
            shown = (flags.includes('#') ? (kind === 'o' ? '0' : '0x') : '') + value;
            if (kind === 'X') shown = shown.toUpperCase();
            break;
          }
          case 'f':
          case 'F':
            shown = number(next()).toFixed(precision ?? 6);
            break;
          case 'e':
          case 'E':
            shown = number(next())
              .toExponential(precision ?? 6)
              .replace(/e([+-])(\d)$/, 'e$10$2');
            break;
          case 'g':
          case 'G':
            shown = String(Number(number(next()).toPrecision(precision || 6)));
            break;
          default:
            problems.push(`\`${kind}': invalid format character`);
            status = 1;
            stopped = true;
            return whole.slice(0, 0);
        }
        if (/[dif]/.test(kind) && !shown.startsWith('-')) shown = (flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + shown;
        if (flags.includes('-')) return shown.padEnd(width);
        if (flags.includes('0') && /[dixXofeg]/.test(kind))
          return (shown.startsWith('-') ? '-' : '') + shown.replace(/^-/, '').padStart(width - (shown.startsWith('-') ? 1 : 0), '0');
        return shown.padStart(width);
      },
    );
    printed += text;
    return at > before;
  };
  for (let more = once(); more && at < rest.length && !stopped; ) more = once();
  return { text: printed, problems, status };
}

export const printf: Program = {
  name: 'printf',
  summary: 'print by a format',
  start(process, argv) {
    const [format, ...rest] = argv[0] === '--' ? argv.slice(1) : argv;
    if (format === undefined) {
      process.err("printf: missing operand\nTry 'printf --help' for more information.\n");
      return { exit: 1 };
    }
    const said = formatted(format, rest);
    for (const problem of said.problems) process.err(`printf: ${problem.replace(/^([^`].*): invalid number$/, '‘$1’: expected a numeric value')}\n`);
    process.out(said.text);
    return { exit: said.status };
  },
};
