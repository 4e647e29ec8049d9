// Account Management. Nobody has given alternate contacts, so there are none.
import { input } from '../input.ts';
import { AwsError, type Operation, type Service } from '../operation.ts';
import { choice, jsonWords } from '../wording.ts';

const getAlternateContact: Operation = {
  kind: 'read',
  run(_context, params) {
    choice(input(params, jsonWords), jsonWords, 'AlternateContactType', ['BILLING', 'OPERATIONS', 'SECURITY']);
    throw new AwsError('ResourceNotFoundException', 'No contact of the inputted alternate contact type found.', 404);
  },
};

export const account: Service = {
  name: 'account',
  eventSource: 'account.amazonaws.com',
  iamPrefix: 'account',
  dialect: 'json',
  global: true,
  operations: { GetAlternateContact: getAlternateContact },
  jobs: {},
};
