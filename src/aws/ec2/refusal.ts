// How EC2 refuses. Its service model lists no error codes, so none is "modelled".
import type { Json } from '../../engine/json.ts';
import { type Input, input } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';

export const refusal = (code: string, message: string): AwsError => new AwsError(code, message, 400, false);

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

export const read = (params: Params): Input =>
  input(params, (problem, name, value?: Json) =>
    problem === 'missing'
      ? refusal('MissingParameter', `The request must contain the parameter ${lowerFirst(name)}`)
      : refusal('InvalidParameterValue', `Value (${typeof value === 'string' ? value : JSON.stringify(value)}) for parameter ${lowerFirst(name)} is invalid.`),
  );

/** `The vpc 'vpc-1' has dependencies and cannot be deleted.` (observed in public logs of Terraform runs). */
export const dependent = (noun: string, id: string): AwsError => refusal('DependencyViolation', `The ${noun} '${id}' has dependencies and cannot be deleted.`);
