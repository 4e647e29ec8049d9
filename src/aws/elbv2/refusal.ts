// How Elastic Load Balancing refuses.
import type { Json } from '../../engine/json.ts';
import { type Input, input } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';

/** A code that the service model lists, such as `LoadBalancerNotFound`. */
export const refusal = (code: string, message: string): AwsError => new AwsError(code, message, 400, true);

export const invalid = (message: string): AwsError => new AwsError('ValidationError', message, 400, false);

export const read = (params: Params): Input =>
  input(params, (problem, name, value?: Json) =>
    problem === 'missing'
      ? invalid(`1 validation error detected: Value null at '${name.charAt(0).toLowerCase() + name.slice(1)}' failed to satisfy constraint: Member must not be null`)
      : invalid(`Invalid value ${JSON.stringify(value)} for parameter ${name}`),
  );
