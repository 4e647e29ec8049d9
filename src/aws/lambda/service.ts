// Lambda: functions, and running them.
import { rowAt } from '../cloud.ts';
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as concurrency from './concurrency.ts';
import { eventJobs } from './event.ts';
import * as eventConfig from './event-config.ts';
import * as fn from './function.ts';
import { invoke, replyTo } from './invoke.ts';
import * as permission from './permission.ts';

export const lambda: Service = {
  name: 'lambda',
  eventSource: 'lambda.amazonaws.com',
  iamPrefix: 'lambda',
  dialect: 'json',
  resourcePolicy(context, resource) {
    const [, , , region = '', account = '', kind, name = ''] = resource.split(':');
    const owner = context.cloud.accounts[account];
    const found = owner && kind === 'function' ? rowAt(owner, region, fn.FUNCTIONS, name) : undefined;
    return found ? { account, policy: permission.policyText(found) } : null;
  },
  operations: {
    ...unused('lambda'),
    AddPermission: permission.addPermission,
    CreateFunction: fn.createFunction,
    DeleteFunction: fn.deleteFunction,
    DeleteFunctionEventInvokeConfig: eventConfig.deleteFunctionEventInvokeConfig,
    DeleteFunctionConcurrency: concurrency.deleteFunctionConcurrency,
    GetAccountSettings: concurrency.getAccountSettings,
    GetFunction: fn.getFunction,
    GetFunctionCodeSigningConfig: fn.getFunctionCodeSigningConfig,
    GetFunctionConfiguration: fn.getFunctionConfiguration,
    GetFunctionConcurrency: concurrency.getFunctionConcurrency,
    GetFunctionEventInvokeConfig: eventConfig.getFunctionEventInvokeConfig,
    GetPolicy: permission.getPolicy,
    Invoke: invoke,
    ListFunctionEventInvokeConfigs: eventConfig.listFunctionEventInvokeConfigs,
    ListFunctions: fn.listFunctions,
    ListTags: fn.listTags,
    ListVersionsByFunction: fn.listVersionsByFunction,
    PutFunctionConcurrency: concurrency.putFunctionConcurrency,
    PutFunctionEventInvokeConfig: eventConfig.putFunctionEventInvokeConfig,
    RemovePermission: permission.removePermission,
    TagResource: fn.tagging.set,
    UntagResource: fn.tagging.drop,
    UpdateFunctionCode: fn.updateFunctionCode,
    UpdateFunctionConfiguration: fn.updateFunctionConfiguration,
    UpdateFunctionEventInvokeConfig: eventConfig.updateFunctionEventInvokeConfig,
  },
  jobs: { ...fn.functionJobs, ...eventJobs },
  replyTo,
};
