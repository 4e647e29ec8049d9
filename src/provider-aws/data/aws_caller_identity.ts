// Whose credentials these are.
import type { DataSource } from '../core/resource.ts';

export const dataAwsCallerIdentity: DataSource = {
  name: 'aws_caller_identity',
  read(api) {
    const caller = api.call('sts', 'GetCallerIdentity', {});
    return { id: caller.Account, account_id: caller.Account, arn: caller.Arn, user_id: caller.UserId };
  },
};
