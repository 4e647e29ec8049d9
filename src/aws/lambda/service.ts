// Lambda: functions, and running them.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as concurrency from './concurrency.ts';
import * as fn from './function.ts';
import { invocationJobs, invoke } from './invoke.ts';
import * as permission from './permission.ts';

export const lambda: Service = {
  name: 'lambda',
  eventSource: 'lambda.amazonaws.com',
  iamPrefix: 'lambda',
  dialect: 'json',
  operations: {
    ...unused('lambda'),
    AddPermission: permission.addPermission,
    CreateFunction: fn.createFunction,
    DeleteFunction: fn.deleteFunction,
    DeleteFunctionConcurrency: concurrency.deleteFunctionConcurrency,
    GetAccountSettings: concurrency.getAccountSettings,
    GetFunction: fn.getFunction,
    GetFunctionCodeSigningConfig: fn.getFunctionCodeSigningConfig,
    GetFunctionConfiguration: fn.getFunctionConfiguration,
    GetFunctionConcurrency: concurrency.getFunctionConcurrency,
    GetPolicy: permission.getPolicy,
    Invoke: invoke,
    ListFunctions: fn.listFunctions,
    ListTags: fn.listTags,
    ListVersionsByFunction: fn.listVersionsByFunction,
    PutFunctionConcurrency: concurrency.putFunctionConcurrency,
    RemovePermission: permission.removePermission,
    TagResource: fn.tagging.set,
    UntagResource: fn.tagging.drop,
    UpdateFunctionCode: fn.updateFunctionCode,
    UpdateFunctionConfiguration: fn.updateFunctionConfiguration,
  },
  jobs: { ...fn.functionJobs, ...invocationJobs },
};
