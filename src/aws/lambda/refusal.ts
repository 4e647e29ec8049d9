// How Lambda words what it refuses.
import { type Complaint, input } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';

export const refusal = (code: string, message: string, status = 400) => new AwsError(code, message, status, true);
export const invalid = (message: string) => refusal('InvalidParameterValueException', message);
export const complain: Complaint = (problem, name) =>
  new AwsError(
    'ValidationException',
    problem === 'missing'
      ? `1 validation error detected: Value null at '${name.charAt(0).toLowerCase() + name.slice(1)}' failed to satisfy constraint: Member must not be null`
      : `Invalid value for ${name}`,
    400,
    false,
  );
export const read = (params: Params) => input(params, complain);
