// The decision without the deed: `simulate-principal-policy` for somebody's own policies, `simulate-custom-policy` for policies that are only written down.
import { type CloudContext, GLOBAL, having, peek } from '../cloud.ts';
import { type Input, input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params, type Principal } from '../operation.ts';
import { page } from '../page.ts';
import { iamWords } from '../wording.ts';
import { commonKeys, decide, documents, policiesOf } from './authorise.ts';
import { readPolicy } from './document.ts';
import { type Policies, permits, type Source } from './evaluate.ts';
import { noSuch } from './name.ts';
import { GROUPS, ROLES, USERS } from './tables.ts';

type Keys = Record<string, string | readonly string[]>;

/** A user, role or group by its ARN, as the principal that it would be. A group is tried as if somebody had its policies alone. */
function principalOf(context: CloudContext, arn: string): Principal {
  const [, kind, name] = /^arn:aws:iam::\d{12}:(user|role|group)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  const table = kind === 'user' ? USERS : kind === 'group' ? GROUPS : ROLES;
  const found = name ? peek<{ arn: string; id: string; name: string }>(context.account, GLOBAL, table as never)[name] : undefined;
  if (!found || found.arn !== arn) throw noSuch(`The entity with ARN ${arn} cannot be found.`);
  const account = context.account.id;
  return kind === 'role'
    ? { type: 'role-session', account, arn: `arn:aws:sts::${account}:assumed-role/${found.name}/simulation`, userId: found.id, name: 'simulation' }
    : { type: 'user', account, arn, userId: found.id, name: found.name };
}

function groupSources(context: CloudContext, arn: string): Source[] | null {
  const group = having(context.account, GLOBAL, GROUPS, 'arn', arn)[0];
  if (!group) return null;
  return documents(context.account, group, 'group');
}

/** Documents that stand in the request, each under the name that the reply gives it. Throws InvalidInput for what is no policy. */
function written(from: Input, name: string): Source[] {
  return from.texts(name).map((document, index) => {
    try {
      readPolicy(document);
    } catch {
      throw new AwsError('InvalidInput', `Invalid policy: ${name}.${index + 1}`, 400);
    }
    return { id: `${name}.${index + 1}`, type: 'IAM Policy', document };
  });
}

function entries(from: Input): Keys {
  const keys: Keys = {};
  for (const entry of from.records('ContextEntries')) {
    const item = input(entry, iamWords);
    const values = item.texts('ContextKeyValues');
    keys[item.text('ContextKeyName').toLowerCase()] = values.length === 1 ? (values[0] as string) : values;
  }
  return keys;
}

/** Condition keys that the policies ask for, as they are written there. */
function askedKeys(sources: readonly Source[]): string[] {
  const found = new Map<string, string>();
  for (const source of sources) {
    for (const statement of readPolicy(source.document).statements) {
      for (const condition of statement.conditions) found.set(condition.key.toLowerCase(), condition.key);
      for (const text of [...(statement.resources ?? []), ...(statement.notResources ?? []), ...statement.conditions.flatMap((one) => one.values)])
        for (const [, name] of text.matchAll(/\$\{([^},*?$]+)/g)) found.set((name as string).toLowerCase(), name as string);
    }
  }
  return [...found.values()].sort();
}

/** Tries every action on every resource. */
function results(context: OperationContext, from: Input, principal: Principal, policies: Policies, keys: Keys): Params {
  const actions = from.texts('ActionNames');
  if (actions.length === 0) throw iamWords('missing', 'ActionNames');
  for (const action of actions) if (!/^[\w-]+:[\w*?]+$/.test(action)) throw new AwsError('InvalidInput', `Invalid action name: ${action}`, 400);
  const resources = from.texts('ResourceArns').length > 0 ? from.texts('ResourceArns') : ['*'];
  const own = from.optional('ResourcePolicy');
  if (own !== null) written(input({ ResourcePolicy: [own] }, iamWords), 'ResourcePolicy');
  const sources = [...policies.identity, ...(policies.boundary ?? []), ...(policies.session ?? []), ...(policies.control ?? []).flat()];
  const asked = askedKeys(sources);
  const made = actions.flatMap((action) =>
    resources.map((resource): Params => {
      const owner = /^arn:aws:[^:]*:[^:]*:(\d{12}):/.exec(from.optional('ResourceOwner') ?? resource)?.[1] ?? principal.account;
      const decision = decide(context.cloud, principal, { action, resource }, keys, own === null ? null : { account: owner, policy: own }, policies);
      const request = { action, resource, keys };
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: decision.verdict,
        MatchedStatements: decision.matched.map(({ source }) => ({ SourcePolicyId: source.id, SourcePolicyType: source.type })),
        MissingContextValues: asked.filter((key) => keys[key.toLowerCase()] === undefined),
        ...(policies.control ? { OrganizationsDecisionDetail: { AllowedByOrganizations: policies.control.every((level) => permits(level, request)) } } : {}),
        ...(policies.boundary ? { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: permits(policies.boundary, request) } } : {}),
      };
    }),
  );
  const cut = page(made, from.optional('Marker'), from.number('MaxItems'), 1000, 'ValidationError');
  return { EvaluationResults: [...cut.items], IsTruncated: cut.next !== null, ...(cut.next ? { Marker: cut.next } : {}) };
}

const simulatePrincipal: Operation = {
  kind: 'read',
  authorise: (_context, params) => [{ action: 'iam:SimulatePrincipalPolicy', resource: input(params, iamWords).optional('PolicySourceArn') ?? '*' }],
  run(context, params) {
    const from = input(params, iamWords);
    const arn = from.text('PolicySourceArn');
    const principal = principalOf(context, arn);
    const own = policiesOf(context.cloud, principal);
    const boundary = written(from, 'PermissionsBoundaryPolicyInputList');
    const policies: Policies = {
      ...own,
      identity: [...(groupSources(context, arn) ?? own.identity), ...written(from, 'PolicyInputList')],
      boundary: boundary.length > 0 ? boundary : own.boundary,
    };
    const common = commonKeys(context.cloud, context.time, principal, { region: context.region, sourceIp: context.sourceIp, userAgent: context.userAgent });
    return results(context, from, principal, policies, { ...common, ...entries(from) });
  },
};

const simulateCustom: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, iamWords);
    const identity = written(from, 'PolicyInputList');
    if (identity.length === 0) throw iamWords('missing', 'PolicyInputList');
    const boundary = written(from, 'PermissionsBoundaryPolicyInputList');
    const caller = from.optional('CallerArn');
    const principal: Principal = caller
      ? principalOf(context, caller)
      : { type: 'user', account: context.account.id, arn: `arn:aws:iam::${context.account.id}:user/simulation`, userId: 'simulation', name: '' };
    const policies: Policies = { identity, boundary: boundary.length > 0 ? boundary : null, session: null, control: null, resource: null };
    return results(context, from, principal, policies, entries(from));
  },
};

const contextKeys = (pick: (context: OperationContext, from: Input) => readonly Source[]): Operation => ({
  kind: 'read',
  run: (context, params) => ({ ContextKeyNames: askedKeys(pick(context, input(params, iamWords))) }),
});

export const SIMULATIONS: { readonly [name: string]: Operation } = {
  GetContextKeysForCustomPolicy: contextKeys((_context, from) => {
    const found = written(from, 'PolicyInputList');
    if (found.length === 0) throw iamWords('missing', 'PolicyInputList');
    return found;
  }),
  GetContextKeysForPrincipalPolicy: contextKeys((context, from) => {
    const arn = from.text('PolicySourceArn');
    const principal = principalOf(context, arn);
    return [...(groupSources(context, arn) ?? policiesOf(context.cloud, principal).identity), ...written(from, 'PolicyInputList')];
  }),
  SimulateCustomPolicy: simulateCustom,
  SimulatePrincipalPolicy: simulatePrincipal,
};
