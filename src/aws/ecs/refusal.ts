// How ECS refuses.
import { type Complaint, type Input, input } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';

export const refusal = (code: string, message: string): AwsError => new AwsError(code, message, 400, true);
export const invalid = (message: string): AwsError => refusal('InvalidParameterException', message);

export const complain: Complaint = (problem, name) =>
  invalid(problem === 'missing' ? `${name.charAt(0).toUpperCase() + name.slice(1)} cannot be null or empty.` : `Invalid value for ${name}.`);

export const read = (params: Params): Input => input(params, complain);

/** A plain copy, so that nothing of a request lives on in the world. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
