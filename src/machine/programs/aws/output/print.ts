// A reply through --query into the format asked for.
import { search } from '@aws-lambda-powertools/jmespath';
import { json } from './json.ts';
import { table } from './table.ts';
import { text } from './text.ts';
import { yaml } from './yaml.ts';

export type Format = 'json' | 'text' | 'table' | 'yaml' | 'yaml-stream';
export const FORMATS: readonly Format[] = ['json', 'text', 'table', 'yaml', 'yaml-stream'];

/** A failure with the CLI's exit code: 252 usage, 253 configuration, 254 service, 255 the rest. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exit: number,
  ) {
    super(message);
  }
}

/** Whether an expression is one. Throws as the CLI says it. */
export function checkQuery(expression: string): void {
  try {
    search(expression, {});
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/pars|token|Bad jmespath|Expect|lex|unclosed|empty|Unexpected/i.test(message)) throw new CliError(`Bad value for --query ${expression}: ${message.replace(/^(Lexer|Parser|Parse) ?[eE]rror:? ?/, '')}`, 252);
  }
}

export function queried(expression: string | null, value: unknown): unknown {
  if (expression === null) return value;
  try {
    return search(expression, value as never);
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error), 255);
  }
}

/** What is printed of a result. `title` is the operation's name. */
export function print(value: unknown, format: Format, title: string, columns: number): string {
  const empty = value !== null && typeof value === 'object' && !Array.isArray(value) && !Object.keys(value).length;
  if (empty) return '';
  try {
    if (format === 'json') return `${json(value)}\n`;
    if (format === 'text') return text(value);
    if (format === 'table') return table(title, value, columns);
    return format === 'yaml' ? yaml(value) : yaml([value]);
  } catch (error) {
    throw new CliError(error instanceof Error ? error.message : String(error), 255);
  }
}
