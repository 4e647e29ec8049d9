// Settings of a database engine. RDS takes at most twenty parameters in one call.

import { MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import { rdsTags } from './aws_db_subnet_group.ts';
import type { Api } from './core/api.ts';
import { longerThan, needs, quoted, rules, without } from './core/checks.ts';
import { firstOf, fromMembers, pick, records, text } from './core/members.ts';
import { nameOr } from './core/naming.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor } from './core/tagging.ts';

const NOT_FOUND = ['DBParameterGroupNotFound', 'DBParameterGroupNotFoundFault'];
const READ = { arn: 'DBParameterGroupArn', description: 'Description', family: 'DBParameterGroupFamily', name: 'DBParameterGroupName' };

const parameters = (value: Json | undefined) =>
  records(value).map((p) => ({ ParameterName: text(p.name).toLowerCase(), ParameterValue: text(p.value), ApplyMethod: text(p.apply_method) || 'immediate' }));

function inTwenties(api: Api, operation: string, name: Json | undefined, given: readonly { readonly [member: string]: string }[]): void {
  for (let i = 0; i < given.length; i += 20) api.call('rds', operation, { DBParameterGroupName: name, Parameters: given.slice(i, i + 20) });
}

const FIRST = needs(/^[a-z]/, (key) => `first character of parameter group ${quoted(key)} must be a letter`);
const HYPHENS = without(/--/, (key) => `parameter group ${quoted(key)} cannot contain two consecutive hyphens`);

export const awsDbParameterGroup: ResourceType = {
  name: 'aws_db_parameter_group',
  label: 'RDS DB Parameter Group',
  checks: {
    values: {
      name: rules(
        'pg16',
        ['PG', '16pg', 'pg--16', 'pg-', 'a'.repeat(256)],
        needs(/^[0-9a-z.-]+$/, (key) => `only lowercase alphanumeric characters, periods, and hyphens allowed in parameter group ${quoted(key)}`),
        FIRST,
        HYPHENS,
        without(/-$/, (key) => `parameter group ${quoted(key)} cannot end with a hyphen`),
        longerThan(255, (key) => `parameter group ${quoted(key)} cannot be greater than 255 characters`),
      ),
      name_prefix: rules(
        'pg-',
        ['PG', '16pg', 'pg--', 'a'.repeat(256)],
        needs(/^[0-9a-z-]+$/, (key) => `only lowercase alphanumeric characters and hyphens allowed in parameter group ${quoted(key)}`),
        FIRST,
        HYPHENS,
        longerThan(255, (key) => `parameter group ${quoted(key)} cannot be greater than 226 characters`),
      ),
    },
    conflicts: { name: ['name_prefix'], name_prefix: ['name'] },
  },
  create(api, planned) {
    const name = nameOr(api, planned).toLowerCase();
    api.call('rds', 'CreateDBParameterGroup', { DBParameterGroupName: name, DBParameterGroupFamily: planned.family, Description: planned.description, Tags: tagsFor(planned) });
    inTwenties(api, 'ModifyDBParameterGroup', name, parameters(planned.parameter));
    return { id: name, name };
  },
  read(api, state) {
    const group = firstOf(api.find('rds', 'DescribeDBParameterGroups', { DBParameterGroupName: text(state.id) }, NOT_FOUND), 'DBParameterGroups');
    if (!group) return null;
    const user = records(pick(api.call('rds', 'DescribeDBParameters', { DBParameterGroupName: text(state.id), Source: 'user' }) as Json, 'Parameters'));
    const written = new Map(records(state.parameter).map((p) => [text(p.name).toLowerCase(), p]));
    const parameter = user
      .filter((p) => p.ParameterValue !== undefined)
      .map((p) => ({
        name: text(p.ParameterName),
        value: text(p.ParameterValue),
        apply_method: text(written.get(text(p.ParameterName))?.apply_method) || text(p.ApplyMethod) || 'immediate',
      }));
    const found = fromMembers(group, READ);
    return { ...found, name_prefix: state.name_prefix ?? '', parameter, tags_all: rdsTags(api, found.arn) };
  },
  update(api, prior, planned) {
    const before = new Map(parameters(prior.parameter).map((p) => [p.ParameterName, p]));
    const after = new Map(parameters(planned.parameter).map((p) => [p.ParameterName, p]));
    const changed = [...after.values()].filter((p) => JSON.stringify(before.get(p.ParameterName)) !== JSON.stringify(p));
    const gone = [...before.values()].filter((p) => !after.has(p.ParameterName));
    inTwenties(api, 'ModifyDBParameterGroup', prior.id, changed);
    inTwenties(
      api,
      'ResetDBParameterGroup',
      prior.id,
      gone.map(({ ParameterName, ApplyMethod }) => ({ ParameterName, ApplyMethod })),
    );
  },
  delete(api, prior) {
    if (prior.skip_destroy !== true) api.find('rds', 'DeleteDBParameterGroup', { DBParameterGroupName: prior.id }, NOT_FOUND);
  },
  retryDelete: { codes: ['InvalidDBParameterGroupState', 'InvalidDBParameterGroupStateFault'], timeout: 3 * MINUTE },
  takes: { create: [1, 2.5], delete: [0.2, 0.7] },
  tags: TAGS.rds,
};
