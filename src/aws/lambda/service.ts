// Lambda: functions as things. They are not run; the door says so when one is invoked.
import type { Service } from '../operation.ts';
import * as fn from './function.ts';

export const lambda: Service = {
  name: 'lambda',
  eventSource: 'lambda.amazonaws.com',
  iamPrefix: 'lambda',
  dialect: 'json',
  operations: {
    AddPermission: fn.addPermission,
    CreateFunction: fn.createFunction,
    DeleteFunction: fn.deleteFunction,
    GetFunction: fn.getFunction,
    GetFunctionCodeSigningConfig: fn.getFunctionCodeSigningConfig,
    GetFunctionConfiguration: fn.getFunctionConfiguration,
    GetPolicy: fn.getPolicy,
    ListFunctions: fn.listFunctions,
    ListTags: fn.listTags,
    ListVersionsByFunction: fn.listVersionsByFunction,
    RemovePermission: fn.removePermission,
    TagResource: fn.tagResource,
    UntagResource: fn.untagResource,
    UpdateFunctionCode: fn.updateFunctionCode,
    UpdateFunctionConfiguration: fn.updateFunctionConfiguration,
  },
  jobs: fn.functionJobs,
};
