// What listeners and rules do with a request: forward, redirect, or answer by themselves.
import type { Json } from '../../engine/json.ts';
import { type CloudContext, rowAt } from '../cloud.ts';
import { given, isRecord } from '../input.ts';
import type { Params } from '../operation.ts';
import { invalid, read, refusal } from './refusal.ts';
import { TARGET_GROUPS } from './target-group.ts';

export interface Action {
  readonly type: 'forward' | 'redirect' | 'fixed-response' | 'authenticate-oidc' | 'authenticate-cognito';
  readonly order: number;
  /** Of a forward: target group ARN and weight. */
  readonly targets: readonly { readonly arn: string; readonly weight: number }[];
  readonly stickiness: { readonly enabled: boolean; readonly seconds: number } | null;
  /** RedirectConfig, FixedResponseConfig or the authentication's, as given. */
  readonly config: { readonly [name: string]: Json } | null;
}

const CONFIGS: Record<string, string> = {
  redirect: 'RedirectConfig',
  'fixed-response': 'FixedResponseConfig',
  'authenticate-oidc': 'AuthenticateOidcConfig',
  'authenticate-cognito': 'AuthenticateCognitoConfig',
};

/** Reads `Actions` or `DefaultActions`. Throws TargetGroupNotFound, ValidationError. */
export function readActions(context: CloudContext, params: Params, name: string): Action[] {
  const actions = read(params).records(name);
  if (actions.length === 0) throw invalid('At least one action must be specified');
  return actions.map((action, i) => {
    const asked = read(action);
    const type = asked.text('Type') as Action['type'];
    const order = asked.number('Order') ?? i + 1;
    if (type === 'forward') {
      const forward = read(asked.record('ForwardConfig') ?? {});
      const list = forward.records('TargetGroups').map((target) => ({ arn: read(target).text('TargetGroupArn'), weight: read(target).number('Weight') ?? 1 }));
      const single = asked.optional('TargetGroupArn');
      const targets = list.length > 0 ? list : single ? [{ arn: single, weight: 1 }] : [];
      if (targets.length === 0) throw invalid('You must specify a target group ARN for a forward action');
      for (const target of targets)
        if (!rowAt(context.account, context.region, TARGET_GROUPS, target.arn)) throw refusal('TargetGroupNotFound', 'One or more target groups not found');
      const stickiness = forward.record('TargetGroupStickinessConfig');
      return {
        type,
        order,
        targets,
        stickiness: stickiness ? { enabled: read(stickiness).flag('Enabled') ?? false, seconds: read(stickiness).number('DurationSeconds') ?? 0 } : null,
        config: null,
      };
    }
    const member = CONFIGS[type];
    if (!member) throw invalid(`Action type '${type}' must be one of 'forward,redirect,fixed-response,authenticate-cognito,authenticate-oidc'`);
    const config = asked.record(member);
    if (!config) throw invalid(`You must specify a ${member} for an action of type '${type}'`);
    const defaults: Params = type === 'redirect' ? { Protocol: '#{protocol}', Port: '#{port}', Host: '#{host}', Path: '/#{path}', Query: '#{query}' } : {};
    return { type, order, targets: [], stickiness: null, config: JSON.parse(JSON.stringify({ ...defaults, ...config })) as { [name: string]: Json } };
  });
}

export const printActions = (actions: readonly Action[]): Json =>
  actions.map((action) =>
    given({
      Type: action.type,
      TargetGroupArn: action.targets.length === 1 ? action.targets[0]?.arn : undefined,
      Order: actions.length > 1 ? action.order : undefined,
      ...(action.config && CONFIGS[action.type] ? { [CONFIGS[action.type] as string]: JSON.parse(JSON.stringify(action.config)) as Json } : {}),
      ForwardConfig:
        action.type === 'forward'
          ? {
              TargetGroups: action.targets.map((target) => ({ TargetGroupArn: target.arn, Weight: target.weight })),
              TargetGroupStickinessConfig: given({ Enabled: action.stickiness?.enabled ?? false, DurationSeconds: action.stickiness?.seconds || undefined }),
            }
          : undefined,
    }),
  );

/** Whether a rule's conditions hold for a request. Conditions of a kind that a plain visit does not have (headers, methods) do not hold. */
export function matches(conditions: Json, host: string, path: string): boolean {
  if (!Array.isArray(conditions)) return true;
  return conditions.every((condition) => {
    if (!isRecord(condition)) return false;
    const config = (name: string): readonly Json[] => {
      const inner = condition[name];
      const values = isRecord(inner) ? inner.Values : undefined;
      return Array.isArray(values) ? values : Array.isArray(condition.Values) ? condition.Values : [];
    };
    if (condition.Field === 'host-header') return config('HostHeaderConfig').some((value) => wildcard(String(value).toLowerCase()).test(host.toLowerCase()));
    if (condition.Field === 'path-pattern') return config('PathPatternConfig').some((value) => wildcard(String(value)).test(path));
    if (condition.Field === 'http-request-method') return config('HttpRequestMethodConfig').includes('GET');
    return condition.Field === 'source-ip' && config('SourceIpConfig').includes('0.0.0.0/0');
  });
}

const wildcard = (pattern: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
