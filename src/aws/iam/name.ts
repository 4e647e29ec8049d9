// Names, ARNs and the errors that users, roles, policies and profiles have in common.
import { type CloudContext, GLOBAL, peek, rows, type Table, table } from '../cloud.ts';
import { input } from '../input.ts';
import { type Ask, AwsError, type Params } from '../operation.ts';
import { readTags, type Tags } from '../tags.ts';
import { iamWords } from '../wording.ts';

export const noSuch = (message: string): AwsError => new AwsError('NoSuchEntity', message, 404);
export const exists = (message: string): AwsError => new AwsError('EntityAlreadyExists', message, 409);
export const conflict = (message: string): AwsError => new AwsError('DeleteConflict', message, 409);

/** Checks a name as IAM allows it (letters, digits and `+=,.@-_`). */
export function checkName(parameter: string, name: string, most = 128): string {
  if (!/^[\w+=,.@-]+$/.test(name) || name.length > most) {
    const problem =
      name.length > most
        ? `Member must have length less than or equal to ${most}`
        : 'The specified value is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-';
    throw new AwsError('ValidationError', `The specified value for ${parameter.charAt(0).toLowerCase() + parameter.slice(1)} is invalid. ${problem}`, 400, false);
  }
  return name;
}

/** `/` or `/a/b/`. */
export function pathOf(params: Params): string {
  const path = input(params, iamWords).optional('Path') ?? '/';
  if (!/^\/([!-~]+\/)?$/.test(path))
    throw new AwsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
      400,
      false,
    );
  return path;
}

export const iamArn = (context: CloudContext, kind: string, path: string, name: string): string => `arn:aws:iam::${context.account.id}:${kind}${path}${name}`;

const entities = (name: string) => table<{ arn: string; tags?: Tags }>(name, 'global');
const ENTITIES = { user: entities('iam.user'), role: entities('iam.role'), group: entities('iam.group'), 'instance-profile': entities('iam.instance-profile') };

/** The right to an action on the entity that a parameter names. */
export const onEntity =
  (action: string, kind: 'user' | 'role' | 'group' | 'instance-profile', parameter: string) =>
  (context: CloudContext, params: Params): readonly Ask[] => {
    const name = input(params, iamWords).optional(parameter);
    const found = name === null ? undefined : peek(context.account, GLOBAL, ENTITIES[kind])[name];
    const self = name === null && kind === 'user' ? '*' : (name ?? '*');
    return [{ action: `iam:${action}`, resource: found?.arn ?? iamArn(context, kind, '/', self), ...(found?.tags ? { tags: found.tags } : {}) }];
  };

/** Tagging operations of one kind of entity: list, tag, untag. */
export function tagChange(params: Params): { readonly set: Tags; readonly drop: readonly string[] } {
  const from = input(params, iamWords);
  return { set: readTags(params.Tags), drop: from.texts('TagKeys') };
}

/** A row to change. Throws NoSuchEntity with the words given. */
export function rowOf<T>(context: CloudContext, of: Table<T>, key: string, message: string): T {
  if (!Object.hasOwn(peek(context.account, GLOBAL, of), key)) throw noSuch(message);
  return rows(context.account, GLOBAL, of)[key] as T;
}

/** A row to read. Throws NoSuchEntity with the words given. */
export function entityOf<T>(context: CloudContext, of: Table<T>, key: string, message: string): Readonly<T> {
  const all = peek(context.account, GLOBAL, of);
  if (!Object.hasOwn(all, key)) throw noSuch(message);
  return all[key] as Readonly<T>;
}

/** Where roles that are linked to a service live. */
export const LINKED_PATH = '/aws-service-role/';

/** Throws UnmodifiableEntity for a role that is linked to a service. */
export function checkModifiable(role: { readonly name: string; readonly path: string }): void {
  if (role.path.startsWith(LINKED_PATH))
    throw new AwsError('UnmodifiableEntity', `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`, 400);
}
