// The CLI's words for a line that it does not understand.
import { CliError } from './output/print.ts';
import { repr } from './output/python.ts';

const USAGE =
  'usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\nTo see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n';
/** What a first look at the line knows: it reads --profile and --debug only, and -h is its own. */
const FIRST_USAGE = 'usage: aws [-h] [--profile PROFILE] [--debug]\n';

export const SHORT_HELP = `${FIRST_USAGE}\noptions:\n  -h, --help         show this help message and exit\n  --profile PROFILE\n  --debug\n`;

export const usageError = (message: string): CliError => new CliError(`\n${USAGE}\naws: error: ${message}\n\n`, 252);
export const firstUsageError = (message: string): CliError => new CliError(`\n${FIRST_USAGE}\naws: error: ${message}\n\n`, 252);

export const unknownOptions = (words: readonly string[]): CliError => new CliError(`\n${USAGE}\nUnknown options: ${words.join(', ')}\n\n`, 252);

/** What commands that are no operations of a service say of words that belong to nobody. */
export const unknownWords = (words: readonly string[]): CliError => new CliError(`\nUnknown options: ${words.join(',')}\n`, 252);

/** Choices two to a line, each padded to forty columns. */
function inColumns(choices: readonly string[]): string {
  const lines: string[] = [];
  for (let i = 0; i < choices.length; i += 2)
    lines.push(
      choices
        .slice(i, i + 2)
        .map((choice) => choice.padEnd(40))
        .join(' | '),
    );
  return lines.join('\n');
}

/** Similarity of two words as Python's difflib measures it (ratio of matching blocks). */
export function similarity(a: string, b: string): number {
  const matches = (left: string, right: string): number => {
    let best = 0;
    let leftAt = 0;
    let rightAt = 0;
    let above: number[] = [];
    for (let i = 0; i < left.length; i++) {
      const row: number[] = [];
      for (let j = 0; j < right.length; j++) {
        const length = left[i] === right[j] ? (above[j - 1] ?? 0) + 1 : 0;
        row[j] = length;
        if (length > best) {
          best = length;
          leftAt = i - best + 1;
          rightAt = j - best + 1;
        }
      }
      above = row;
    }
    return best ? best + matches(left.slice(0, leftAt), right.slice(0, rightAt)) + matches(left.slice(leftAt + best), right.slice(rightAt + best)) : 0;
  };
  return a.length + b.length ? (2 * matches(a, b)) / (a.length + b.length) : 1;
}

/** `argument` is the option or the positional that has the choices. */
export function invalidChoice(argument: string, given: string, choices: readonly string[]): CliError {
  const close = choices
    .filter((choice) => 2 * Math.min(choice.length, given.length) >= 0.8 * (choice.length + given.length))
    .map((choice) => ({ choice, like: similarity(choice, given) }))
    .filter((one) => one.like >= 0.8)
    .sort((a, b) => b.like - a.like || (a.choice < b.choice ? 1 : -1))
    .slice(0, 3);
  const meant = close.length ? `\n\n\nInvalid choice: ${repr(given)}, maybe you meant:\n\n${close.map((one) => `  * ${one.choice}`).join('\n')}` : '';
  return usageError(`argument ${argument}: Invalid choice, valid choices are:\n\n${inColumns(choices)}${meant}`);
}
