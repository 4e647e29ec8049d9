// Lambda: functions, and running them.
import type { Service } from '../operation.ts';
import * as fn from './function.ts';
import { invocationJobs, invoke } from './invoke.ts';
import * as permission from './permission.ts';

export const lambda: Service = {
  name: 'lambda',
  eventSource: 'lambda.amazonaws.com',
  iamPrefix: 'lambda',
  dialect: 'json',
  operations: {
    AddPermission: permission.addPermission,
    CreateFunction: fn.createFunction,
    DeleteFunction: fn.deleteFunction,
    DeleteFunctionConcurrency: fn.deleteFunctionConcurrency,
    GetFunction: fn.getFunction,
    GetFunctionCodeSigningConfig: fn.getFunctionCodeSigningConfig,
    GetFunctionConfiguration: fn.getFunctionConfiguration,
    GetPolicy: permission.getPolicy,
    Invoke: invoke,
    ListFunctions: fn.listFunctions,
    ListTags: fn.listTags,
    ListVersionsByFunction: fn.listVersionsByFunction,
    PutFunctionConcurrency: fn.putFunctionConcurrency,
    RemovePermission: permission.removePermission,
    TagResource: fn.tagging.set,
    UntagResource: fn.tagging.drop,
    UpdateFunctionCode: fn.updateFunctionCode,
    UpdateFunctionConfiguration: fn.updateFunctionConfiguration,
  },
  jobs: { ...fn.functionJobs, ...invocationJobs },
};
