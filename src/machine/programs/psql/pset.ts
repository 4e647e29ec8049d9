// `\pset`: how results are printed.
import type { Process } from '../../program.ts';
import type { State } from './state.ts';

const FORMATS = ['aligned', 'csv', 'html', 'unaligned', 'wrapped'] as const;
/** Formats of the real psql that this one does not write. */
const OTHER_FORMATS = ['asciidoc', 'latex', 'latex-longtable', 'troff-ms'];

/** A switch of a command: turned round when nothing is said. */
export const onOff = (given: string | undefined, now: boolean): boolean => (given === undefined ? !now : /^(on|true|yes|1)$/i.test(given));

/** `\pset NAME [VALUE]`, and the shorter commands for some of them. */
export function setOption(process: Process, state: State, args: readonly string[]): void {
  const [name, value] = args;
  const say = (text: string) => {
    if (!state.quiet) process.out(text);
  };
  switch (name) {
    case undefined:
      process.out(styleText(state.style));
      return;
    case 'format': {
      const wanted = value === undefined ? state.style.format : FORMATS.find((format) => format.startsWith(value));
      if (!wanted) process.err(`\\pset: allowed formats are ${[...FORMATS, ...OTHER_FORMATS].sort().join(', ')}\n`);
      else {
        state.style = { ...state.style, format: wanted === 'wrapped' ? 'aligned' : wanted };
        say(`Output format is ${wanted}.\n`);
      }
      return;
    }
    case 'border':
      if (value !== undefined) state.style = { ...state.style, border: Math.min(2, Math.max(0, Number.parseInt(value, 10) || 0)) };
      say(`Border style is ${state.style.border}.\n`);
      return;
    case 'title':
      state.style = { ...state.style, title: value ?? null };
      say(value === undefined ? 'Title is unset.\n' : `Title is "${value}".\n`);
      return;
    case 'linestyle':
      if (value !== undefined && !['ascii', 'old-ascii', 'unicode'].some((one) => one.startsWith(value))) {
        process.err('\\pset: allowed line styles are ascii, old-ascii, unicode\n');
        return;
      }
      if (value !== undefined) state.style = { ...state.style, unicode: value.startsWith('u') };
      say(`Line style is ${state.style.unicode ? 'unicode' : 'ascii'}.\n`);
      return;
    case 'null':
      if (value !== undefined) state.style = { ...state.style, nullText: value };
      say(`Null display is "${state.style.nullText}".\n`);
      return;
    case 'fieldsep':
      if (value !== undefined) state.style = { ...state.style, separator: value };
      say(`Field separator is "${state.style.separator}".\n`);
      return;
    case 'footer':
      state.style = { ...state.style, footer: onOff(value, state.style.footer) };
      say(`Default footer is ${state.style.footer ? 'on' : 'off'}.\n`);
      return;
    case 't':
    case 'tuples_only':
      state.style = { ...state.style, tuplesOnly: onOff(value, state.style.tuplesOnly) };
      say(`Tuples only is ${state.style.tuplesOnly ? 'on' : 'off'}.\n`);
      return;
    case 'x':
    case 'expanded': {
      const expanded = value === 'auto' ? 'auto' : onOff(value, state.style.expanded !== 'off') ? 'on' : 'off';
      state.style = { ...state.style, expanded };
      say(expanded === 'auto' ? 'Expanded display is used automatically.\n' : `Expanded display is ${expanded}.\n`);
      return;
    }
    case 'pager':
      say('Pager usage is off.\n');
      return;
    default:
      process.err(`\\pset: unknown option: ${name}\n`);
  }
}

/** All options, as `\pset` alone lists them. Those that cannot be changed here stand at their defaults. */
function styleText(style: State['style']): string {
  const options: readonly (readonly [string, string])[] = [
    ['border', String(style.border)],
    ['columns', '0'],
    ['csv_fieldsep', "','"],
    ['expanded', style.expanded],
    ['fieldsep', `'${style.separator}'`],
    ['fieldsep_zero', 'off'],
    ['footer', style.footer ? 'on' : 'off'],
    ['format', style.format],
    ['linestyle', style.unicode ? 'unicode' : 'ascii'],
    ['null', `'${style.nullText}'`],
    ['numericlocale', 'off'],
    ['pager', '0'],
    ['pager_min_lines', '0'],
    ['recordsep', "'\\n'"],
    ['recordsep_zero', 'off'],
    ['tableattr', ''],
    ['title', style.title ?? ''],
    ['tuples_only', style.tuplesOnly ? 'on' : 'off'],
    ['unicode_border_linestyle', 'single'],
    ['unicode_column_linestyle', 'single'],
    ['unicode_header_linestyle', 'single'],
  ];
  return options.map(([name, value]) => `${name.padEnd(24)} ${value}\n`).join('');
}
