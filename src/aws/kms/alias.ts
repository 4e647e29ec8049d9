// Names for keys. `alias/aws/...` are AWS's own.
import { iso } from '../../engine/clock.ts';
import { listed, rowAt, rows } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords } from '../wording.ts';
import { ALIASES, aliasArn, notFound, onKey, ownKey } from './key.ts';

const nameIn = (params: Params) => {
  const name = input(params, jsonWords).text('AliasName');
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name) || name.startsWith('alias/aws/'))
    throw new AwsError('InvalidAliasNameException', 'Alias must start with the prefix "alias/" and must not start with "alias/aws/".', 400);
  return name;
};

/** An alias needs the right on itself and on the key. */
const onBoth =
  (action: string): NonNullable<Operation['authorise']> =>
  (context, params) => {
    const name = input(params, jsonWords).optional('AliasName') ?? '*';
    return [{ action: `kms:${action}`, resource: aliasArn(context, name) }, ...(params.TargetKeyId ? onKey(action, 'TargetKeyId')(context, params) : [])];
  };

const known = (context: Parameters<Operation['run']>[0], name: string) => {
  if (!rowAt(context.account, context.region, ALIASES, name)) throw notFound(`Alias ${aliasArn(context, name)} is not found.`);
};

export const ALIAS: { readonly [name: string]: Operation } = {
  CreateAlias: {
    kind: 'write',
    authorise: onBoth('CreateAlias'),
    run(context, params) {
      const name = nameIn(params);
      const key = ownKey(context, input(params, jsonWords).text('TargetKeyId'));
      if (rowAt(context.account, context.region, ALIASES, name))
        throw new AwsError('AlreadyExistsException', `An alias with the name ${aliasArn(context, name)} already exists`, 400);
      rows(context.account, context.region, ALIASES)[name] = { name, key: key.id, createdAt: context.time.now };
      return {};
    },
  },
  DeleteAlias: {
    kind: 'write',
    authorise: onBoth('DeleteAlias'),
    run(context, params) {
      const name = nameIn(params);
      known(context, name);
      delete rows(context.account, context.region, ALIASES)[name];
      return {};
    },
  },
  ListAliases: {
    kind: 'read',
    run(context, params) {
      const id = input(params, jsonWords).optional('KeyId');
      const key = id === null ? null : ownKey(context, id).id;
      const found = listed(context.account, context.region, ALIASES).filter((alias) => key === null || alias.key === key);
      const cut = page(found, params.Marker, params.Limit, 50, 'InvalidMarkerException');
      return {
        Aliases: cut.items.map((alias) => ({
          AliasName: alias.name,
          AliasArn: aliasArn(context, alias.name),
          TargetKeyId: alias.key,
          CreationDate: iso(alias.createdAt, true),
          LastUpdatedDate: iso(alias.createdAt, true),
        })),
        ...(cut.next ? { NextMarker: cut.next } : {}),
        Truncated: cut.next !== null,
      };
    },
  },
  UpdateAlias: {
    kind: 'write',
    authorise: onBoth('UpdateAlias'),
    run(context, params) {
      const name = nameIn(params);
      const key = ownKey(context, input(params, jsonWords).text('TargetKeyId'));
      known(context, name);
      (rows(context.account, context.region, ALIASES)[name] as { key: string }).key = key.id;
      return {};
    },
  },
};
