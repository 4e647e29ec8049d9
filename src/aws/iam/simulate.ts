// `simulate-principal-policy`: the decision without the deed.
import { type CloudContext, GLOBAL, peek } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Principal } from '../operation.ts';
import { page } from '../page.ts';
import { iamWords } from '../wording.ts';
import { commonKeys, decide } from './authorise.ts';
import { noSuch } from './name.ts';
import { ROLES, USERS } from './tables.ts';

/** A user or role by its ARN, as the principal that it would be. */
function principalOf(context: CloudContext, arn: string): Principal {
  const [, kind, name] = /^arn:aws:iam::\d{12}:(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  const table = kind === 'user' ? USERS : ROLES;
  const found = name ? peek<{ arn: string; id: string; name: string }>(context.account, GLOBAL, table as never)[name] : undefined;
  if (!found || found.arn !== arn) throw noSuch(`The entity with ARN ${arn} cannot be found.`);
  return kind === 'user'
    ? { type: 'user', account: context.account.id, arn, userId: found.id, name: found.name }
    : { type: 'role-session', account: context.account.id, arn: `arn:aws:sts::${context.account.id}:assumed-role/${found.name}/simulation`, userId: found.id, name: 'simulation' };
}

export const simulate: Operation = {
  kind: 'read',
  authorise: (_context, params) => [{ action: 'iam:SimulatePrincipalPolicy', resource: input(params, iamWords).optional('PolicySourceArn') ?? '*' }],
  run(context, params) {
    const from = input(params, iamWords);
    const principal = principalOf(context, from.text('PolicySourceArn'));
    const actions = from.texts('ActionNames');
    if (actions.length === 0) throw iamWords('missing', 'ActionNames');
    for (const action of actions) if (!action.includes(':')) throw new AwsError('InvalidInput', `Invalid action name: ${action}`, 400);
    const resources = from.texts('ResourceArns').length > 0 ? from.texts('ResourceArns') : ['*'];
    const keys = { ...commonKeys(context.cloud, context.time, principal, { region: context.region, sourceIp: context.sourceIp, userAgent: context.userAgent }) };
    for (const entry of from.records('ContextEntries')) {
      const item = input(entry, iamWords);
      keys[item.text('ContextKeyName').toLowerCase()] = item.texts('ContextKeyValues');
    }
    const results = actions.flatMap((action) =>
      resources.map((resource) => {
        const decision = decide(context.cloud, principal, { action, resource }, keys, null);
        return {
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: decision.verdict,
          MatchedStatements: decision.matched.map(({ source }) => ({ SourcePolicyId: source.id, SourcePolicyType: source.type })),
          MissingContextValues: [],
        };
      }),
    );
    const cut = page(results, params.Marker, params.MaxItems, 1000, 'ValidationError');
    return { EvaluationResults: cut.items.map((result) => ({ ...result })), IsTruncated: cut.next !== null, ...(cut.next ? { Marker: cut.next } : {}) };
  },
};
