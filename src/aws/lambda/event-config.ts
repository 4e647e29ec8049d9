// How a function's events are treated: how often they are tried, how old they may grow, and where they go when they are done for.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import type { CloudContext } from '../cloud.ts';
import { worn } from '../iam/service-role.ts';
import { parseArn } from '../ids.ts';
import { given, isRecord } from '../input.ts';
import type { Operation, Params } from '../operation.ts';
import { change, functionOf, type LambdaFunction, onFunction } from './function.ts';
import { invalid, read, refusal } from './refusal.ts';

const MEMBERS = ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'DestinationConfig'];
const KINDS = ['sns', 'sqs', 'lambda', 'events', 's3'];

const view = (found: Readonly<LambdaFunction>): Params =>
  given({
    LastModified: iso(found.eventsModifiedAt, true),
    FunctionArn: `${found.arn}:$LATEST`,
    ...(JSON.parse(JSON.stringify({ DestinationConfig: { OnSuccess: {}, OnFailure: {} }, ...found.events })) as { [member: string]: Json }),
  });

/** What a request says, checked. */
function asked(context: CloudContext, found: Readonly<LambdaFunction>, params: Params): { [member: string]: Json } {
  const request = read(params);
  const tries = request.number('MaximumRetryAttempts');
  if (tries !== null && !(Number.isInteger(tries) && tries >= 0 && tries <= 2)) throw invalid('MaximumRetryAttempts must be between 0 and 2.');
  const age = request.number('MaximumEventAgeInSeconds');
  if (age !== null && !(age >= 60 && age <= 21600)) throw invalid('MaximumEventAgeInSeconds must be between 60 and 21600.');
  const destinations = request.record('DestinationConfig') ?? {};
  for (const which of ['OnSuccess', 'OnFailure']) {
    const one = destinations[which];
    const to = isRecord(one) ? one.Destination : undefined;
    if (typeof to !== 'string') continue;
    const parts = parseArn(to);
    if (!parts || !KINDS.includes(parts.service)) throw invalid(`The provided destination config DestinationConfig is invalid: ${to} is no destination.`);
    if (to === found.arn) throw invalid('The destination ARN must not be the function itself.');
    const role = String(found.settings.Role ?? '');
    if (!worn(context.cloud, role, 'lambda.amazonaws.com', found.name)) throw invalid("The function's execution role cannot be assumed by Lambda.");
  }
  const members: { [member: string]: Json } = {};
  for (const member of MEMBERS) if (request.has(member)) members[member] = JSON.parse(JSON.stringify(params[member])) as Json;
  return members;
}

const configure = (action: string, keep: boolean): Operation => ({
  kind: 'write',
  authorise: onFunction(action),
  run(context, params) {
    const { name } = functionOf(context, read(params).text('FunctionName'));
    const known = functionOf(context, name);
    const members = asked(context, known, params);
    const found = change(context, name);
    found.events = { ...(keep ? found.events : {}), ...members };
    found.eventsModifiedAt = context.time.now;
    return view(found);
  },
});

export const putFunctionEventInvokeConfig = configure('PutFunctionEventInvokeConfig', false);
export const updateFunctionEventInvokeConfig = configure('UpdateFunctionEventInvokeConfig', true);

const configured = (context: CloudContext, params: Params): Readonly<LambdaFunction> => {
  const found = functionOf(context, read(params).text('FunctionName'));
  if (!found.events) throw refusal('ResourceNotFoundException', `The function ${found.arn}:$LATEST doesn't have an EventInvokeConfig`, 404);
  return found;
};

export const getFunctionEventInvokeConfig: Operation = {
  kind: 'read',
  authorise: onFunction('GetFunctionEventInvokeConfig'),
  run: (context, params) => view(configured(context, params)),
};

export const listFunctionEventInvokeConfigs: Operation = {
  kind: 'read',
  authorise: onFunction('ListFunctionEventInvokeConfigs'),
  run(context, params) {
    const found = functionOf(context, read(params).text('FunctionName'));
    return { FunctionEventInvokeConfigs: found.events ? [view(found)] : [] };
  },
};

export const deleteFunctionEventInvokeConfig: Operation = {
  kind: 'write',
  authorise: onFunction('DeleteFunctionEventInvokeConfig'),
  run(context, params) {
    const { name } = configured(context, params);
    change(context, name).events = null;
    return {};
  },
};
