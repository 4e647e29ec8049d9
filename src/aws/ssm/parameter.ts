// Parameters: names in a tree with a text, in versions. Secure ones need the right to their key to be read in clear.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { arn } from '../ids.ts';
import { given, input } from '../input.ts';
import { keyProblem, managedKey } from '../kms/key.ts';
import { type Ask, AwsError, type Operation, type OperationContext, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, type Tags, tagList } from '../tags.ts';
import { veil } from '../veil.ts';
import { jsonWords, validation } from '../wording.ts';

interface Version {
  readonly version: number;
  readonly value: string;
  readonly at: number;
  readonly by: string;
}

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  description: string | null;
  keyId: string | null;
  tier: string;
  /** Newest last; a hundred are kept. */
  versions: Version[];
  tags: Tags;
}

/** Keyed by name. */
export const PARAMETERS = table<Parameter>('ssm.parameter');

const TYPES = ['String', 'StringList', 'SecureString'] as const;
const MOST = 100;

export const read = (params: Params) => input(params, jsonWords);
const refusal = (code: string, message: string) => new AwsError(code, message, 400);
const notFound = (name: string) => refusal('ParameterNotFound', `Parameter ${name} not found.`);

const arnOf = (context: CloudContext, name: string) => arn('ssm', context.region, context.account.id, `parameter${name.startsWith('/') ? '' : '/'}${name}`);

const asks = (action: string, names: readonly string[], context: CloudContext): readonly Ask[] =>
  (names.length > 0 ? names : ['*']).map((name) => {
    const tags = rowAt(context.account, context.region, PARAMETERS, name)?.tags;
    return { action: `ssm:${action}`, resource: name === '*' ? '*' : arnOf(context, name), ...(tags ? { tags } : {}) };
  });

const bare = (text: string) => text.replace(/:[^/:]+$/, '');
const onName = (action: string) => (context: CloudContext, params: Params) => asks(action, [bare(read(params).optional('Name') ?? '*')], context);
const onNames = (action: string) => (context: CloudContext, params: Params) => asks(action, read(params).texts('Names').map(bare), context);

const newest = (found: Readonly<Parameter>): Version => found.versions[found.versions.length - 1] as Version;

/** The parameter and version of `name` or `name:3`; null when there is none. */
function find(context: CloudContext, asked: string): { readonly found: Readonly<Parameter>; readonly version: Version } | null {
  const [, name = asked, number] = /^(.*):(\d+)$/.exec(asked) ?? [];
  const found = rowAt(context.account, context.region, PARAMETERS, name);
  if (!found) return null;
  const version = number === undefined ? newest(found) : found.versions.find((one) => one.version === Number(number));
  return version ? { found, version } : null;
}

/** A parameter with its value. Throws when a secure one is to be read in clear and its key does not allow it. */
function view(context: OperationContext, { found, version }: NonNullable<ReturnType<typeof find>>, clear: boolean): Params {
  if (clear && found.keyId) {
    const problem = keyProblem(context, found.keyId, 'ssm', 'kms:Decrypt');
    if (problem === 'denied')
      throw new AwsError(
        'AccessDeniedException',
        'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
      );
    if (problem) throw refusal('InvalidKeyId', `The key ${found.keyId} cannot be used.`);
  }
  return {
    Name: found.name,
    Type: found.type,
    Value: found.keyId && !clear ? veil('ssm', version.value) : version.value,
    Version: version.version,
    LastModifiedDate: iso(version.at, true),
    ARN: found.arn,
    DataType: 'text',
  };
}

export const putParameter: Operation = {
  kind: 'write',
  authorise: onName('PutParameter'),
  run(context, params) {
    const request = read(params);
    const name = request.text('Name');
    const value = request.text('Value');
    if (!/^[a-zA-Z0-9_.\-/]{1,1011}$/.test(name) || /^\/?(aws|ssm)/i.test(name) || (name.includes('/') && !name.startsWith('/')))
      throw new AwsError(
        'ValidationException',
        'Parameter name must be a fully qualified name. It can contain letters, numbers and the symbols .-_ in a path that begins with a slash, and must not begin with "aws" or "ssm".',
        400,
        false,
      );
    const known = rowAt(context.account, context.region, PARAMETERS, name);
    if (known && request.flag('Overwrite') !== true)
      throw refusal('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
    const type = (request.optional('Type') ?? known?.type ?? null) as Parameter['type'] | null;
    if (type === null) throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.', 400, false);
    if (!TYPES.includes(type)) throw validation('type', type, `Member must satisfy enum value set: [SecureString, StringList, String]`);
    if (known && known.type !== type) throw refusal('HierarchyTypeMismatch', 'The parameter type cannot be changed.');
    const tier = request.optional('Tier') ?? 'Standard';
    if (value.length > (tier === 'Standard' ? 4096 : 8192))
      throw new AwsError('ValidationException', `Standard tier parameters support a maximum parameter value of 4096 characters.`, 400, false);
    const tags = readTags(params.Tags);
    if (known && Object.keys(tags).length > 0) throw new AwsError('ValidationException', "Invalid request: tags and overwrite can't be used together.", 400, false);
    const asked = type === 'SecureString' ? request.optional('KeyId') : null;
    if (asked && keyProblem(context, asked, 'ssm', 'kms:Encrypt')) throw refusal('InvalidKeyId', `Invalid keyId '${asked}'`);
    const keyId = type === 'SecureString' ? (asked ?? known?.keyId ?? managedKey(context, 'ssm')) : null;
    const all = rows(context.account, context.region, PARAMETERS);
    all[name] ??= { name, arn: arnOf(context, name), type, description: null, keyId, tier, versions: [], tags };
    const row = all[name] as Parameter;
    const version = (row.versions[row.versions.length - 1]?.version ?? 0) + 1;
    row.versions.push({ version, value, at: context.time.now, by: context.principal.arn });
    if (row.versions.length > MOST) row.versions.shift();
    if (request.has('Description')) row.description = request.optional('Description');
    row.keyId = keyId;
    row.tier = tier;
    note(context.time, known ? 'ssm.parameter.changed' : 'ssm.parameter.created', { account: context.account.id, region: context.region, name });
    return { Version: version, Tier: tier };
  },
  trail: (params, output) => ({
    request: JSON.parse(JSON.stringify({ ...params, Value: undefined })) as Json,
    response: output as Json,
  }),
};

export const getParameter: Operation = {
  kind: 'read',
  authorise: onName('GetParameter'),
  run(context, params) {
    const request = read(params);
    const found = find(context, request.text('Name'));
    if (!found) throw notFound(request.text('Name'));
    return { Parameter: view(context, found, request.flag('WithDecryption') ?? false) };
  },
};

export const getParameters: Operation = {
  kind: 'read',
  authorise: onNames('GetParameters'),
  run(context, params) {
    const request = read(params);
    const names = request.texts('Names');
    if (names.length === 0) throw jsonWords('missing', 'Names');
    if (names.length > 10) throw validation('names', `[${names.join(', ')}]`, 'Member must have length less than or equal to 10');
    const clear = request.flag('WithDecryption') ?? false;
    return {
      Parameters: names.flatMap((name) => find(context, name) ?? []).map((found) => view(context, found, clear)),
      InvalidParameters: names.filter((name) => find(context, name) === null),
    };
  },
};

export const getParametersByPath: Operation = {
  kind: 'read',
  authorise: (context, params) => asks('GetParametersByPath', [read(params).optional('Path') ?? '*'], context),
  run(context, params) {
    const request = read(params);
    const path = request.text('Path');
    if (!path.startsWith('/'))
      throw new AwsError('ValidationException', `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/".`, 400, false);
    const folder = path.endsWith('/') ? path : `${path}/`;
    const deep = request.flag('Recursive') ?? false;
    const all = listed(context.account, context.region, PARAMETERS)
      .filter(({ name }) => name.startsWith(folder) && (deep || !name.slice(folder.length).includes('/')))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const cut = page(all, params.NextToken, params.MaxResults, 10, 'InvalidNextToken');
    const clear = request.flag('WithDecryption') ?? false;
    return given({ Parameters: cut.items.map((found) => view(context, { found, version: newest(found) }, clear)), NextToken: cut.next });
  },
};

export const describeParameters: Operation = {
  kind: 'read',
  run(context, params) {
    const filters = read(params)
      .records('ParameterFilters')
      .map((one) => ({ key: read(one).text('Key'), how: read(one).optional('Option') ?? 'Equals', values: read(one).texts('Values') }));
    const texts = (row: Readonly<Parameter>, key: string): string =>
      key === 'Name'
        ? row.name
        : key === 'Type'
          ? row.type
          : key === 'KeyId'
            ? (row.keyId ?? '')
            : key === 'Tier'
              ? row.tier
              : key.startsWith('tag:')
                ? (row.tags[key.slice(4)] ?? '')
                : '';
    const fits = (text: string, how: string, value: string) => (how === 'BeginsWith' ? text.startsWith(value) : how === 'Contains' ? text.includes(value) : text === value);
    const all = listed(context.account, context.region, PARAMETERS)
      .filter((row) => filters.every(({ key, how, values }) => values.some((value) => fits(texts(row, key), how, value))))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const cut = page(all, params.NextToken, params.MaxResults, 50, 'InvalidNextToken');
    return given({
      Parameters: cut.items.map((row) => {
        const { at, by, version } = newest(row);
        return given({
          Name: row.name,
          ARN: row.arn,
          Type: row.type,
          KeyId: row.keyId,
          LastModifiedDate: iso(at, true),
          LastModifiedUser: by,
          Description: row.description,
          Version: version,
          Tier: row.tier,
          Policies: [],
          DataType: 'text',
        });
      }),
      NextToken: cut.next,
    });
  },
};

export const getParameterHistory: Operation = {
  kind: 'read',
  authorise: onName('GetParameterHistory'),
  run(context, params) {
    const request = read(params);
    const found = rowAt(context.account, context.region, PARAMETERS, request.text('Name'));
    if (!found) throw notFound(request.text('Name'));
    const clear = request.flag('WithDecryption') ?? false;
    const cut = page(found.versions, params.NextToken, params.MaxResults, 50, 'InvalidNextToken');
    return given({
      Parameters: cut.items.map((version) => {
        const { ARN: _arn, ...shown } = view(context, { found, version }, clear);
        return given({ ...shown, KeyId: found.keyId, LastModifiedUser: version.by, Labels: [], Tier: found.tier, Policies: [] });
      }),
      NextToken: cut.next,
    });
  },
};

export const deleteParameter: Operation = {
  kind: 'write',
  authorise: onName('DeleteParameter'),
  run(context, params) {
    const name = read(params).text('Name');
    if (!rowAt(context.account, context.region, PARAMETERS, name)) throw notFound(name);
    drop(context, name);
    return {};
  },
};

const drop = (context: CloudContext, name: string): void => {
  delete rows(context.account, context.region, PARAMETERS)[name];
  note(context.time, 'ssm.parameter.deleted', { account: context.account.id, region: context.region, name });
};

export const deleteParameters: Operation = {
  kind: 'write',
  authorise: onNames('DeleteParameters'),
  run(context, params) {
    const names = read(params).texts('Names');
    if (names.length === 0) throw jsonWords('missing', 'Names');
    const there = names.filter((name) => rowAt(context.account, context.region, PARAMETERS, name));
    for (const name of there) drop(context, name);
    return { DeletedParameters: there, InvalidParameters: names.filter((name) => !there.includes(name)) };
  },
};

const tagged = (context: CloudContext, params: Params): Readonly<Parameter> => {
  const request = read(params);
  const type = request.text('ResourceType');
  const found = type === 'Parameter' ? rowAt(context.account, context.region, PARAMETERS, request.text('ResourceId')) : undefined;
  if (!found) throw refusal('InvalidResourceId', `The resource ID ${request.text('ResourceId')} is not valid.`);
  return found;
};

export const listTagsForResource: Operation = { kind: 'read', run: (context, params) => ({ TagList: tagList(tagged(context, params).tags) }) };
export const tagging = tagOperations({
  check: tagged,
  row: (context, params) => rows(context.account, context.region, PARAMETERS)[tagged(context, params).name] as Parameter,
  words: jsonWords,
});
