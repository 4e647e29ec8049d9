// What a listener or a rule does with a request, between the configuration's blocks and the API's members.
import type { Json } from '../../engine/json.ts';
import { between, brief, type Check, enumOf, length, match, oneOf, oneOfAnyCase } from './checks.ts';
import { arn } from './formats.ts';
import { type Attrs, isRecord, pick, records, single, text, texts } from './members.ts';

const compact = (members: { readonly [name: string]: Json | undefined }): Json =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== '')) as Json;

/** Actions for a request. Several ones are ordered as they stand. */
export const actionsRequest = (blocks: Json | undefined): Json[] =>
  records(blocks).map((block, i) => {
    const fixed = single(block.fixed_response);
    const redirect = single(block.redirect);
    const forward = single(block.forward);
    return compact({
      Type: block.type,
      Order: block.order || i + 1,
      TargetGroupArn: text(block.target_group_arn) || undefined,
      FixedResponseConfig: fixed ? compact({ ContentType: fixed.content_type, MessageBody: fixed.message_body, StatusCode: fixed.status_code || '200' }) : undefined,
      RedirectConfig: redirect
        ? compact({
            Host: redirect.host || '#{host}',
            Path: redirect.path || '/#{path}',
            Port: redirect.port || '#{port}',
            Protocol: redirect.protocol || '#{protocol}',
            Query: redirect.query || '#{query}',
            StatusCode: redirect.status_code,
          })
        : undefined,
      ForwardConfig: forward ? { TargetGroups: records(forward.target_group).map((group) => compact({ TargetGroupArn: text(group.arn), Weight: group.weight ?? 1 })) } : undefined,
    });
  });

/** A redirect in a reply: what nobody wrote and still is as it came stays unsaid. */
function redirectIn(redirect: Attrs, written: Attrs | undefined): Json {
  const part = (name: string, member: string, standing: string): Json => (redirect[member] === standing && !text(written?.[name]) ? null : (redirect[member] ?? null));
  return {
    host: part('host', 'Host', '#{host}'),
    path: part('path', 'Path', '/#{path}'),
    port: part('port', 'Port', '#{port}'),
    protocol: part('protocol', 'Protocol', '#{protocol}'),
    query: part('query', 'Query', '#{query}'),
    status_code: redirect.StatusCode ?? null,
  };
}

/** Actions in a reply. `before` decides whether a plain target group is told as one or as a forward block. */
export const actionsIn = (reply: Json | undefined, before: Json | undefined): Json[] =>
  records(reply).map((action, i) => {
    const had = records(before)[i] as Attrs | undefined;
    const groups = records(pick(action, 'ForwardConfig.TargetGroups'));
    const asForward = action.Type === 'forward' && (single(had?.forward) !== undefined || groups.length > 1);
    const fixed = action.FixedResponseConfig;
    const redirect = action.RedirectConfig;
    return {
      type: action.Type ?? null,
      order: action.Order ?? i + 1,
      target_group_arn: asForward && !text(had?.target_group_arn) ? '' : (action.TargetGroupArn ?? (groups.length === 1 ? (groups[0]?.TargetGroupArn ?? '') : '')),
      forward: asForward ? [{ target_group: groups.map((group) => ({ arn: group.TargetGroupArn ?? null, weight: group.Weight ?? 1 })), stickiness: [] }] : [],
      fixed_response: isRecord(fixed) ? [{ content_type: fixed.ContentType ?? null, message_body: fixed.MessageBody ?? '', status_code: fixed.StatusCode ?? '' }] : [],
      redirect: isRecord(redirect) ? [redirectIn(redirect, single(had?.redirect))] : [],
      authenticate_cognito: [],
      authenticate_oidc: [],
    };
  });

const FIELDS = {
  host_header: ['host-header', 'HostHeaderConfig'],
  path_pattern: ['path-pattern', 'PathPatternConfig'],
  http_request_method: ['http-request-method', 'HttpRequestMethodConfig'],
  source_ip: ['source-ip', 'SourceIpConfig'],
} as const;

/** Conditions of a rule, for a request. */
export const conditionsRequest = (blocks: Json | undefined): Json[] =>
  records(blocks).map((block) => {
    for (const [attribute, [field, member]] of Object.entries(FIELDS)) {
      const inner = single(block[attribute]);
      if (inner) return { Field: field, [member]: { Values: texts(inner.values) } };
    }
    const header = single(block.http_header);
    if (header) return { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: text(header.http_header_name), Values: texts(header.values) } };
    const query = records(block.query_string).map((one) => compact({ Key: one.key, Value: one.value }));
    return { Field: 'query-string', QueryStringConfig: { Values: query } };
  });

/** Conditions in a reply. */
export const conditionsIn = (reply: Json | undefined): Json[] =>
  records(reply).map((condition) => {
    const empty = { host_header: [], http_header: [], http_request_method: [], path_pattern: [], query_string: [], source_ip: [] };
    for (const [attribute, [field, member]] of Object.entries(FIELDS)) {
      if (condition.Field === field) return { ...empty, [attribute]: [{ values: texts(pick(condition, `${member}.Values`) ?? condition.Values) }] };
    }
    if (condition.Field === 'http-header')
      return { ...empty, http_header: [{ http_header_name: pick(condition, 'HttpHeaderConfig.HttpHeaderName') ?? '', values: texts(pick(condition, 'HttpHeaderConfig.Values')) }] };
    return { ...empty, query_string: records(pick(condition, 'QueryStringConfig.Values')).map((one) => ({ key: one.Key ?? '', value: one.Value ?? '' })) };
  });

/** What is checked of the actions of listeners and rules, under the name of their block. */
export const actionChecks = (block: string): { readonly [path: string]: Check } => {
  const onUnauthenticated = brief(oneOfAnyCase('deny', 'allow', 'authenticate'));
  return Object.fromEntries(
    Object.entries({
      'authenticate_cognito.on_unauthenticated_request': onUnauthenticated,
      'authenticate_cognito.user_pool_arn': arn,
      'authenticate_oidc.on_unauthenticated_request': onUnauthenticated,
      'fixed_response.content_type': oneOf('text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'),
      'fixed_response.message_body': length(0, 1024),
      'fixed_response.status_code': match(/^[245]\d\d$/, '', '404', '301'),
      'forward.stickiness.duration': between(1, 604800),
      'forward.target_group.arn': arn,
      'forward.target_group.weight': between(0, 999),
      order: between(1, 50000),
      'redirect.host': length(1, 128),
      'redirect.path': length(1, 128),
      'redirect.protocol': oneOf('#{protocol}', 'HTTP', 'HTTPS'),
      'redirect.query': length(0, 128),
      'redirect.status_code': enumOf('HTTP_301', 'HTTP_302'),
      target_group_arn: arn,
      type: brief(oneOfAnyCase('forward', 'authenticate-oidc', 'authenticate-cognito', 'redirect', 'fixed-response')),
    }).map(([path, check]) => [`${block}.${path}`, check]),
  );
};
