// How many of a function may run at once. 0 is the switch that stops it; the account as a whole has a thousand.
import { type CloudContext, listed } from '../cloud.ts';
import type { Operation, Params } from '../operation.ts';
import { change, FUNCTIONS, functionOf, type LambdaFunction, onFunction } from './function.ts';
import { INVOCATIONS, runningOf } from './invocation.ts';
import { invalid, read } from './refusal.ts';

const MOST = 1000;
/** What has to be left for functions without a number of their own. */
const LEFT = 100;

/** Why nothing more of a function may run now, as TooManyRequestsException names it; null when there is room. */
export function throttled(context: CloudContext, found: Readonly<LambdaFunction>): string | null {
  if (found.concurrency !== null) return runningOf(context, found.name) >= found.concurrency ? 'ReservedFunctionConcurrentInvocationLimitExceeded' : null;
  const reserved = listed(context.account, context.region, FUNCTIONS).filter((one) => one.concurrency !== null);
  const left = MOST - reserved.reduce((sum, one) => sum + (one.concurrency ?? 0), 0);
  const running = listed(context.account, context.region, INVOCATIONS).filter((one) => one.ended === null && !reserved.some(({ name }) => name === one.name));
  return running.length >= left ? 'ConcurrentInvocationLimitExceeded' : null;
}

const reserved = (concurrency: number | null): Params => (concurrency === null ? {} : { ReservedConcurrentExecutions: concurrency });

export const putFunctionConcurrency: Operation = {
  kind: 'write',
  authorise: onFunction('PutFunctionConcurrency'),
  run(context, params) {
    const from = read(params);
    const found = functionOf(context, from.text('FunctionName'));
    const wanted = from.number('ReservedConcurrentExecutions');
    if (wanted === null || !Number.isInteger(wanted) || wanted < 0) throw invalid('ReservedConcurrentExecutions must be a whole number of at least 0.');
    const others = listed(context.account, context.region, FUNCTIONS).reduce((sum, one) => sum + (one.name === found.name ? 0 : (one.concurrency ?? 0)), 0);
    if (others + wanted > MOST - LEFT)
      throw invalid(`Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEFT}].`);
    change(context, found.name).concurrency = wanted;
    return reserved(wanted);
  },
};

export const getFunctionConcurrency: Operation = {
  kind: 'read',
  authorise: onFunction('GetFunctionConcurrency'),
  run: (context, params) => reserved(functionOf(context, read(params).text('FunctionName')).concurrency),
};

export const deleteFunctionConcurrency: Operation = {
  kind: 'write',
  authorise: onFunction('DeleteFunctionConcurrency'),
  run(context, params) {
    const found = functionOf(context, read(params).text('FunctionName'));
    change(context, found.name).concurrency = null;
    return {};
  },
};

export const getAccountSettings: Operation = {
  kind: 'read',
  run(context) {
    const functions = listed(context.account, context.region, FUNCTIONS);
    return {
      AccountLimit: {
        TotalCodeSize: 80530636800,
        CodeSizeUnzipped: 262144000,
        CodeSizeZipped: 52428800,
        ConcurrentExecutions: MOST,
        UnreservedConcurrentExecutions: MOST - functions.reduce((sum, one) => sum + (one.concurrency ?? 0), 0),
      },
      AccountUsage: { TotalCodeSize: functions.reduce((sum, one) => sum + one.code.bytes, 0), FunctionCount: functions.length },
    };
  },
};
