// Parameter groups: what the user has set, above the engine's defaults. `default.*` groups exist without being made and cannot be changed.
import { type CloudContext, having, listed, peek, rowAt, rows } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags } from '../tags.ts';
import { queryWords } from '../wording.ts';
import { allVersions, ENGINES, familyOf } from './engine.ts';
import { INSTANCES, PARAMETER_GROUPS, type ParameterGroup } from './tables.ts';

const FAMILIES = ENGINES.flatMap((engine) => [...new Set(allVersions(engine).map((version) => familyOf(engine, version)))]);

/** A few parameters of each engine with their defaults; static ones wait for a reboot. */
const PARAMETERS: { readonly [engine: string]: { readonly [name: string]: { readonly value?: string; readonly static: boolean; readonly type: string } } } = {
  postgres: {
    log_min_duration_statement: { static: false, type: 'integer' },
    log_statement: { static: false, type: 'string' },
    max_connections: { value: 'LEAST({DBInstanceClassMemory/9531392},5000)', static: true, type: 'integer' },
    'rds.force_ssl': { value: '1', static: false, type: 'boolean' },
    'rds.log_retention_period': { value: '4320', static: false, type: 'integer' },
    shared_buffers: { value: '{DBInstanceClassMemory/32768}', static: true, type: 'integer' },
    shared_preload_libraries: { value: 'pg_stat_statements', static: true, type: 'list' },
    work_mem: { static: false, type: 'integer' },
    log_connections: { static: false, type: 'boolean' },
    timezone: { value: 'UTC', static: false, type: 'string' },
  },
  mysql: { max_connections: { value: '{DBInstanceClassMemory/12582880}', static: false, type: 'integer' }, slow_query_log: { static: false, type: 'boolean' } },
  mariadb: { max_connections: { value: '{DBInstanceClassMemory/12582880}', static: false, type: 'integer' }, slow_query_log: { static: false, type: 'boolean' } },
};

const engineOf = (family: string) => (/^[a-z-]+/.exec(family)?.[0] ?? '').replace('aurora-postgresql', 'postgres');

const parameterGroupArn = (context: CloudContext, name: string): string => `arn:aws:rds:${context.region}:${context.account.id}:pg:${name}`;

/** The group with that name, a default one too. Throws DBParameterGroupNotFound. */
export function parameterGroupOf(context: CloudContext, name: string): Readonly<ParameterGroup> {
  const found = rowAt(context.account, context.region, PARAMETER_GROUPS, name);
  if (found) return found;
  const family = name.startsWith('default.') ? name.slice('default.'.length) : '';
  if (FAMILIES.includes(family)) return { name, family, description: `Default parameter group for ${family}`, parameters: {}, tags: {} };
  throw new AwsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, 404);
}

/** The value of a parameter in a group: what was set, or the engine's default. Postgres 14 and older let connections be plain. */
export function parameterOf(view: { readonly account: CloudContext['account']; readonly region: string }, group: string, name: string): string | null {
  const found = rowAt(view.account, view.region, PARAMETER_GROUPS, group);
  const family = found?.family ?? group.slice('default.'.length);
  const set = found?.parameters[name];
  if (set) return set.value;
  if (name === 'rds.force_ssl' && Number(/\d+$/.exec(family)?.[0]) < 15) return '0';
  return PARAMETERS[engineOf(family)]?.[name]?.value ?? null;
}

const view = (context: CloudContext, group: Readonly<ParameterGroup>): Params => ({
  DBParameterGroupName: group.name,
  DBParameterGroupFamily: group.family,
  Description: group.description,
  DBParameterGroupArn: parameterGroupArn(context, group.name),
});

const asked = (action: string) => (context: CloudContext, params: Params) => [
  { action: `rds:${action}`, resource: parameterGroupArn(context, input(params, queryWords).optional('DBParameterGroupName')?.toLowerCase() ?? '*') },
];

const own = (name: string) => {
  if (name.startsWith('default.')) throw new AwsError('InvalidDBParameterGroupState', 'The default parameter group cannot be modified or deleted.', 400);
};

export const createParameterGroup: Operation = {
  kind: 'write',
  authorise: asked('CreateDBParameterGroup'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBParameterGroupName').toLowerCase();
    const family = from.text('DBParameterGroupFamily');
    const description = from.text('Description');
    if (!/^[a-z](?!.*--)[a-z0-9.-]{0,254}$/.test(name) || name.endsWith('-')) throw queryWords('invalid', 'DBParameterGroupName');
    if (!FAMILIES.includes(family)) throw new AwsError('InvalidParameterValue', `ParameterGroupFamily ${family} is not a valid parameter group family`, 400, false);
    if (name.startsWith('default.') || rowAt(context.account, context.region, PARAMETER_GROUPS, name)) {
      throw new AwsError('DBParameterGroupAlreadyExists', `Parameter group ${name} already exists`, 400);
    }
    const group: ParameterGroup = { name, family, description, parameters: {}, tags: readTags(params.Tags) };
    rows(context.account, context.region, PARAMETER_GROUPS)[name] = group;
    return { DBParameterGroup: view(context, group) };
  },
};

/** Checks the list of parameters against what the engine has. */
function changes(group: Readonly<ParameterGroup>, list: readonly Params[]) {
  return list.map((item) => {
    const from = input(item, queryWords);
    const name = from.text('ParameterName');
    const method = from.optional('ApplyMethod') ?? 'immediate';
    const known = PARAMETERS[engineOf(group.family)]?.[name];
    if (!known) throw new AwsError('InvalidParameterValue', `Invalid parameter name: ${name}`, 400, false);
    if (method !== 'immediate' && method !== 'pending-reboot') throw queryWords('invalid', 'ApplyMethod');
    if (known.static && method === 'immediate') {
      throw new AwsError('InvalidParameterCombination', `cannot use immediate apply method for static parameter`, 400, false);
    }
    return { name, value: from.optional('ParameterValue'), method } as const;
  });
}

function touchUsers(context: CloudContext, name: string): void {
  for (const instance of Object.values(rows(context.account, context.region, INSTANCES))) if (instance.parameterGroup === name) instance.parameterStatus = 'pending-reboot';
}

export const modifyParameterGroup: Operation = {
  kind: 'write',
  authorise: asked('ModifyDBParameterGroup'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBParameterGroupName').toLowerCase();
    const list = from.records('Parameters');
    if (list.length === 0) throw queryWords('missing', 'Parameters');
    if (list.length > 20) throw new AwsError('InvalidParameterValue', 'A maximum of 20 parameters can be modified in a single request.', 400, false);
    const found = parameterGroupOf(context, name);
    own(name);
    const wanted = changes(found, list);
    for (const change of wanted) if (change.value === null) throw queryWords('missing', 'ParameterValue');
    const group = rows(context.account, context.region, PARAMETER_GROUPS)[name]!;
    for (const change of wanted) group.parameters[change.name] = { value: change.value as string, method: change.method };
    if (wanted.some((change) => change.method === 'pending-reboot')) touchUsers(context, name);
    return { DBParameterGroupName: name };
  },
};

export const resetParameterGroup: Operation = {
  kind: 'write',
  authorise: asked('ResetDBParameterGroup'),
  run(context, params) {
    const from = input(params, queryWords);
    const name = from.text('DBParameterGroupName').toLowerCase();
    const found = parameterGroupOf(context, name);
    own(name);
    const all = from.flag('ResetAllParameters') === true;
    const wanted = changes(found, from.records('Parameters'));
    const group = rows(context.account, context.region, PARAMETER_GROUPS)[name]!;
    if (all) group.parameters = {};
    for (const change of wanted) delete group.parameters[change.name];
    return { DBParameterGroupName: name };
  },
};

export const deleteParameterGroup: Operation = {
  kind: 'write',
  authorise: asked('DeleteDBParameterGroup'),
  run(context, params) {
    const name = input(params, queryWords).text('DBParameterGroupName').toLowerCase();
    parameterGroupOf(context, name);
    own(name);
    if (having(context.account, context.region, INSTANCES, 'parameterGroup', name).length > 0) {
      throw new AwsError('InvalidDBParameterGroupState', `One or more database instances are still members of this parameter group ${name}, so the group cannot be deleted`, 400);
    }
    delete rows(context.account, context.region, PARAMETER_GROUPS)[name];
    return {};
  },
};

export const describeParameterGroups: Operation = {
  kind: 'read',
  authorise: asked('DescribeDBParameterGroups'),
  run(context, params) {
    const name = input(params, queryWords).optional('DBParameterGroupName')?.toLowerCase();
    const used = [...new Set(listed(context.account, context.region, INSTANCES).map((instance) => instance.parameterGroup))].filter((one) => one.startsWith('default.'));
    const names = [...used, ...Object.keys(peek(context.account, context.region, PARAMETER_GROUPS))].sort();
    const found = (name === undefined ? names : [name]).map((one) => parameterGroupOf(context, one));
    const cut = page(found, params.Marker, params.MaxRecords);
    return { ...(cut.next ? { Marker: cut.next } : {}), DBParameterGroups: cut.items.map((group) => view(context, group)) };
  },
};

export const describeParameters: Operation = {
  kind: 'read',
  authorise: asked('DescribeDBParameters'),
  run(context, params) {
    const from = input(params, queryWords);
    const group = parameterGroupOf(context, from.text('DBParameterGroupName').toLowerCase());
    const source = from.optional('Source');
    const known = PARAMETERS[engineOf(group.family)] ?? {};
    const all = Object.keys(known)
      .sort()
      .map((name) => {
        const set = group.parameters[name];
        const value = set?.value ?? known[name]?.value;
        return {
          ParameterName: name,
          ...(value === undefined ? {} : { ParameterValue: value }),
          Source: set ? 'user' : known[name]?.value === undefined ? 'engine-default' : 'system',
          ApplyType: known[name]?.static ? 'static' : 'dynamic',
          DataType: known[name]?.type ?? 'string',
          IsModifiable: true,
          ApplyMethod: set?.method ?? (known[name]?.static ? 'pending-reboot' : 'immediate'),
        };
      })
      .filter((parameter) => source === null || parameter.Source === source);
    const cut = page(all, params.Marker, params.MaxRecords);
    return { Parameters: cut.items.map((parameter) => ({ ...parameter })), ...(cut.next ? { Marker: cut.next } : {}) };
  },
};
