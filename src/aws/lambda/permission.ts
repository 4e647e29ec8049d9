import { readPolicy } from '../iam/document.ts';
import { matching } from '../iam/match.ts';
import { given } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { change, functionOf, type LambdaFunction, onFunction } from './function.ts';
import { read, refusal } from './refusal.ts';

/** The function's own policy as a document; null without a statement. */
export function policyText(found: Readonly<LambdaFunction>): string | null {
  const statements = Object.values(found.permissions);
  return statements.length === 0 ? null : JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

/** Whether the function's policy lets a service (`events.amazonaws.com`) invoke it on behalf of `source`, an ARN. */
export function letsIn(found: Readonly<LambdaFunction>, service: string, source: string): boolean {
  const statements = Object.values(found.permissions);
  if (statements.length === 0) return false;
  const document = readPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  const request = { action: 'lambda:InvokeFunction', resource: found.arn, keys: { 'aws:sourcearn': source, 'aws:sourceaccount': found.arn.split(':')[4] ?? '' } };
  return matching(document, request).some((statement) => statement.effect === 'Allow' && (statement.principals?.services.includes(service) ?? false));
}

export const addPermission: Operation = {
  kind: 'write',
  authorise: onFunction('AddPermission'),
  run(context, params) {
    const request = read(params);
    const { name, permissions, arn: functionArn } = functionOf(context, request.text('FunctionName'));
    const id = request.text('StatementId');
    const principal = request.text('Principal');
    const action = request.text('Action');
    if (!/^(lambda:(\*|[A-Za-z]+)|\*)$/.test(action))
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${action}' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])`,
        400,
        false,
      );
    if (permissions[id])
      throw refusal('ResourceConflictException', `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`, 409);
    const source = request.optional('SourceArn');
    const statement = given({
      Sid: id,
      Effect: 'Allow',
      Principal: principal.includes('.amazonaws.com') ? { Service: principal } : { AWS: principal },
      Action: action,
      Resource: functionArn,
      Condition: source ? { ArnLike: { 'AWS:SourceArn': source } } : undefined,
    });
    change(context, name).permissions[id] = statement;
    return { Statement: JSON.stringify(statement) };
  },
};

export const getPolicy: Operation = {
  kind: 'read',
  authorise: onFunction('GetPolicy'),
  run(context, params) {
    const found = functionOf(context, read(params).text('FunctionName'));
    const policy = policyText(found);
    if (policy === null) throw refusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    return { Policy: policy, RevisionId: found.revision };
  },
};

export const removePermission: Operation = {
  kind: 'write',
  authorise: onFunction('RemovePermission'),
  run(context, params) {
    const request = read(params);
    const { name, permissions } = functionOf(context, request.text('FunctionName'));
    const id = request.text('StatementId');
    if (!permissions[id]) throw refusal('ResourceNotFoundException', `Statement ${id} is not found in resource policy.`, 404);
    delete change(context, name).permissions[id];
    return {};
  },
};
