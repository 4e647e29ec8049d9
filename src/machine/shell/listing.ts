// A function as `declare -f` and `type` print it: bash's own layout, made of what unbash prints.
import { parse } from 'unbash';
import { print } from 'unbash/printer';

/** Lines that no semicolon ends: what opens a block, and what closes a branch. */
const OPEN = /(?:^(?:then|do|else|\{)|[ ;](?:then|do|in|\{)|\)|;;&?|;&|&|\|\||&&|\|)$/;

/** `source` is the definition as it was written. */
export function functionText(name: string, source: string): string {
  const lines = print(parse(source))
    .trimEnd()
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/^ +/, (indent) => indent + indent))
    .flatMap((line) => {
      const loop = /^( *)((?:for|select) .*); do$/.exec(line);
      return loop ? [`${loop[1]}${loop[2]};`, `${loop[1]}do`] : [line];
    });
  const ended = lines.map((line, index) => (index === lines.length - 1 || OPEN.test(line) || line.endsWith(';') || /^ *\}$/.test(lines[index + 1] ?? '') ? line : `${line};`));
  return `${name} () \n{ \n${ended.join('\n')}\n}\n`;
}
