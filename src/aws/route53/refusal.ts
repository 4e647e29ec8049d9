// How Route 53 refuses.
import { type Input, input } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';

export const refusal = (code: string, message: string, status = 400): AwsError => new AwsError(code, message, status, true);

export const read = (params: Params): Input =>
  input(params, (problem, name) =>
    problem === 'missing'
      ? refusal(
          'InvalidInput',
          `1 validation error detected: Value null at '${name.charAt(0).toLowerCase() + name.slice(1)}' failed to satisfy constraint: Member must not be null`,
        )
      : refusal('InvalidInput', `Invalid value for ${name}`),
  );

/** `courses.example.org.`: lower case and with its dot. */
export const absolute = (name: string): string => (name.endsWith('.') ? name : `${name}.`).toLowerCase();

/** As Route 53 writes names: an asterisk at the front becomes `\052`. */
export const escaped = (name: string): string => name.replace(/^\*/, '\\052');
