// What holds for every resource type of the provider's schema, without being told: what replaces and what does not, changes in place, imports.
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/engine/json.ts';
import { type Attrs, text } from '../../src/provider-aws/core/members.ts';
import { RESOURCE_TYPES } from '../../src/provider-aws/index.ts';
import { awsSchema, resourceTraits } from '../../src/provider-aws/schema/schema.ts';
import { sameValue } from '../../src/terraform/lang/equal.ts';
import type { JsonType } from '../../src/terraform/lang/type.ts';
import type { Value } from '../../src/terraform/lang/value.ts';
import { type Bench, bench, of } from '../provider-aws/bench.ts';
import { CHANGES } from '../provider-aws/changes.ts';
import { type Made, THINGS } from '../provider-aws/things.ts';

interface Standing {
  readonly name: string;
  readonly type: string;
  readonly attrs: Attrs;
  state: Value;
}

/** A cloud with something of every type in it. */
function inhabited(): { b: Bench; made: Made; things: Standing[] } {
  const b = bench();
  const images = b.call('ec2', 'DescribeImages', { Owners: ['amazon'] });
  const made: Record<string, Attrs> = { ami: { id: images.ok ? ((images.output.Images as { ImageId: string }[])[0]?.ImageId ?? '') : '' } };
  const things = THINGS.map(([name, type, attrs]) => {
    const given = attrs(made);
    const { state, diagnostics } = b.apply(type, null, given);
    if (diagnostics.length) throw new Error(`${type}: ${diagnostics[0]?.summary}`);
    made[name] = of(state);
    return { name, type, attrs: given, state };
  });
  for (const thing of things) thing.state = b.read(thing.type, thing.state);
  return { b, made, things };
}

const { b, made, things } = inhabited();
const first = new Map<string, Standing>();
for (const thing of things) if (!first.has(thing.type)) first.set(thing.type, thing);

/** Another value of a type: what matters is that it differs. */
function other(type: JsonType, value: Json | undefined): Json {
  if (type === 'string') return `${text(value)}x`;
  if (type === 'number') return Number(value ?? 0) + 7;
  if (type === 'bool') return value !== true;
  const [kind, inner] = type as [string, JsonType];
  if (kind === 'map') return { ...(value as Attrs | null), Added: 'x' } as Json;
  if (kind === 'list' || kind === 'set') return [...((value as Json[] | null) ?? []), typeof inner === 'string' ? other(inner, '') : {}];
  return null;
}

const settable = (type: string) =>
  Object.entries(awsSchema.resource_schemas[type]?.block.attributes ?? {}).filter(
    ([name, one]) => (one.optional || one.required) && !one.write_only && name !== 'id' && name !== 'tags_all' && !(Array.isArray(one.type) && Array.isArray(one.type[1])),
  );

/** Changes that replace beyond the table of attributes, by the provider's own rules. */
const ALSO_REPLACES: { readonly [attribute: string]: readonly string[] } = {};

test('there is a thing of every type', () => {
  expect([...first.keys(), 'aws_acm_certificate_validation'].sort()).toEqual(Object.keys(RESOURCE_TYPES).sort());
  expect(Object.keys(CHANGES).filter((name) => !things.some((thing) => thing.name === name))).toEqual([]);
});

describe.each([...first.values()])('$type', ({ type, attrs, state }) => {
  const traits = resourceTraits[type];
  test('each argument that forces replacement does, and no other one', () => {
    const wrong: string[] = [];
    for (const [name, { type: kind }] of settable(type)) {
      const given = { ...attrs, [name]: other(kind as JsonType, attrs[name] ?? of(state)[name]) };
      const { planned, requiresReplace, diagnostics } = b.plan(type, state, given);
      if (diagnostics.length) continue;
      const replaces = requiresReplace.some(([at]) => at === name);
      if (replaces !== (traits?.forceNew.has(name) || (ALSO_REPLACES[type]?.includes(name) ?? false))) wrong.push(`${name}: ${replaces ? 'replaces' : 'does not replace'}`);
      if (sameValue(planned, state)) wrong.push(`${name}: no change`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Of one type after the other: a change, its apply, and a plan and a refresh that find nothing more to do. */
describe.each(things.filter(({ name }) => CHANGES[name]))('$name ($type)', (thing) => {
  test('changes in place, and the next plan is empty', () => {
    const wrong: string[] = [];
    let attrs = thing.attrs;
    for (const change of CHANGES[thing.name]?.(made) ?? []) {
      attrs = { ...attrs, ...change };
      const what = JSON.stringify(change);
      const before = b.read(thing.type, thing.state);
      const plan = b.plan(thing.type, before, attrs);
      if (plan.requiresReplace.length) wrong.push(`${what} replaces (${JSON.stringify(plan.requiresReplace)})`);
      if (sameValue(plan.planned, before)) wrong.push(`${what} changes nothing`);
      const { state, diagnostics } = b.apply(thing.type, before, attrs);
      thing.state = state;
      if (diagnostics.length) wrong.push(`${what}: ${diagnostics[0]?.summary}`);
      const again = b.read(thing.type, state);
      const next = b.plan(thing.type, again, attrs);
      if (!sameValue(next.planned, again)) wrong.push(`${what} is planned again: ${unlike(again, next.planned)}`);
    }
    expect(wrong).toEqual([]);
  });
});

/** Ids of an import where they are not the state's id, as the provider's documentation gives them. */
const IMPORT_IDS: { readonly [type: string]: (attrs: Attrs) => string } = {
  aws_backup_selection: (at) => `${text(at.plan_id)}|${text(at.id)}`,
  aws_cloudwatch_event_target: (at) => `${text(at.rule)}/${text(at.target_id)}`,
  aws_db_instance: (at) => text(at.identifier),
  aws_ecs_service: (at) => text(at.id).split('/').slice(-2).join('/'),
  aws_ecs_task_definition: (at) => text(at.arn),
  aws_iam_role_policy_attachment: (at) => `${text(at.role)}/${text(at.policy_arn)}`,
  aws_route: (at) => `${text(at.route_table_id)}_${text(at.destination_cidr_block)}`,
  aws_route_table_association: (at) => `${text(at.subnet_id)}/${text(at.route_table_id)}`,
  aws_s3_object: (at) => `${text(at.bucket)}/${text(at.key)}`,
};

/** Arguments that only the configuration knows: no read tells them, so the plan after an import sets them. */
const ONLY_CONFIGURED: { readonly [type: string]: readonly string[] } = {
  aws_backup_vault: ['force_destroy'],
  aws_cloudwatch_event_rule: ['force_destroy'],
  aws_cloudwatch_event_target: ['force_destroy'],
  aws_cloudwatch_log_group: ['skip_destroy'],
  aws_db_instance: ['apply_immediately', 'delete_automated_backups', 'final_snapshot_identifier', 'manage_master_user_password', 'password'],
  aws_db_parameter_group: ['skip_destroy'],
  aws_ecr_repository: ['force_delete'],
  aws_ecs_service: ['force_new_deployment', 'wait_for_steady_state'],
  aws_ecs_task_definition: ['skip_destroy', 'track_latest'],
  aws_iam_role: ['force_detach_policies'],
  aws_iam_user: ['force_destroy'],
  aws_instance: ['get_password_data', 'user_data', 'user_data_replace_on_change'],
  aws_kms_key: ['bypass_policy_lockout_safety_check', 'deletion_window_in_days'],
  aws_lambda_function: ['filename', 'publish', 'skip_destroy'],
  aws_route53_zone: ['force_destroy'],
  aws_s3_bucket: ['force_destroy'],
  aws_s3_object: ['content', 'force_destroy'],
  aws_secretsmanager_secret: ['force_overwrite_replica_secret', 'recovery_window_in_days'],
  aws_security_group: ['revoke_rules_on_delete'],
};

/** After an import tags are known to be none, and a configuration without them takes that away; a no that nobody configured is not in the state. */
const nothing = (value: Json | undefined): boolean => value === undefined || value === null || value === false || (typeof value === 'object' && Object.keys(value).length === 0);

describe.each(things)('$name ($type)', (thing) => {
  const { name, type, attrs } = thing;
  test('is imported into an empty state, and only what nobody can read is planned', () => {
    const given: Attrs = Object.assign({ ...attrs }, ...(CHANGES[name]?.(made) ?? []));
    const { imported, diagnostics } = b.provider.importState(type, (IMPORT_IDS[type] ?? ((at) => text(at.id)))(of(thing.state)));
    expect(diagnostics).toEqual([]);
    const found = b.read(type, imported[0]?.state as Value);
    expect(found.k).toBe('object');
    const { planned, requiresReplace } = b.plan(type, found, given);
    const [before, after] = [of(found), of(planned)];
    const changed = Object.keys(after).filter((at) => JSON.stringify(before[at] ?? null) !== JSON.stringify(after[at] ?? null));
    expect({ changed: changed.filter((at) => !ONLY_CONFIGURED[type]?.includes(at) && !(nothing(before[at]) && nothing(after[at]))), requiresReplace }).toEqual({
      changed: [],
      requiresReplace: [],
    });
  });
});

const unlike = (one: Value, another: Value): string => {
  const [x, y] = [of(one), of(another)];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])]
    .filter((name) => JSON.stringify(x[name]) !== JSON.stringify(y[name]))
    .map((name) => `${name} ${JSON.stringify(x[name])} -> ${JSON.stringify(y[name])}`)
    .join('; ');
};
