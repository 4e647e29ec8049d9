// How CloudWatch words a bad request.
import { type Complaint, input } from '../input.ts';
import { AwsError, type Params } from '../operation.ts';

export const complain: Complaint = (problem, name) =>
  new AwsError('ValidationError', problem === 'missing' ? `The parameter ${name} is required.` : `Invalid value for ${name}.`, 400, false);

export const read = (params: Params) => input(params, complain);
