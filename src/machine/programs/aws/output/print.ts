// A result through --query into the format asked for.
import { QueryFailure, Reference } from '../query/functions.ts';
import { evaluate } from '../query/search.ts';
import { type Node, parseQuery } from '../query/syntax.ts';
import { QuerySyntax } from '../query/tokens.ts';
import { json } from './json.ts';
import { isMap, str } from './python.ts';
import { table } from './table.ts';
import { text, Unprintable } from './text.ts';
import { yaml } from './yaml.ts';

export type Format = 'json' | 'text' | 'table' | 'yaml' | 'yaml-stream';
export const FORMATS: readonly Format[] = ['json', 'text', 'table', 'yaml', 'yaml-stream'];

/** A failure with the CLI's exit code: 252 usage, 253 configuration, 254 service, 255 the rest. The message is printed as it is. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exit: number,
  ) {
    super(message);
  }
}

/** How a result is to be printed. */
export interface Printing {
  readonly format: Format;
  readonly query: Node | null;
  /** The operation's name: the title of a table. */
  readonly title: string;
  readonly columns: number;
  readonly coloured: boolean;
  readonly write: (text: string) => void;
  /** It is one page of several, of which an empty one is shown too. */
  readonly page?: boolean;
}

/** The expression behind --query. Throws as the CLI says it. */
export function queryOf(expression: string): Node {
  try {
    return parseQuery(expression);
  } catch (error) {
    if (!(error instanceof QuerySyntax)) throw error;
    throw new CliError(`\nBad value for --query ${expression}: ${error.message}\n`, 252);
  }
}

/** Prints a result, or a page of it. An empty dict prints nothing, except what a query says of it. */
export function print(value: unknown, how: Printing): void {
  try {
    const found = how.query ? evaluate(how.query, value) : value;
    // `&expression` is nothing that could be shown, except as a text.
    if (found instanceof Reference && how.format !== 'text' && how.format !== 'table')
      throw new Unprintable(how.format === 'json' ? 'Circular reference detected' : `cannot represent an object: ${str(found)}`);
    if (how.format === 'text') {
      text(found, how.write);
      return;
    }
    if (isMap(found) && !Object.keys(found).length && !how.page) return;
    if (how.format === 'json') how.write(`${json(found)}\n`);
    else if (how.format === 'table') how.write(table(how.title, found, how.columns, how.coloured));
    else how.write(how.format === 'yaml' ? yaml(found) : yaml([found]));
  } catch (error) {
    if (!(error instanceof Unprintable) && !(error instanceof QueryFailure)) throw error;
    // Once there are colours, each piece that is written ends them.
    const reset = how.format === 'table' && how.coloured ? '\u001b[0m' : '';
    throw new CliError(`\n${reset}${error.message}${reset}\n${reset}`, 255);
  }
}
