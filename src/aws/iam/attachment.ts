// What hangs on users, roles and groups: attached managed policies and inline ones. The same operations for each of the three.
import { note } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, rowAt, rows, type Table } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { iamWords } from '../wording.ts';
import { managedDocument } from './authorise.ts';
import { checkIdentityPolicy } from './document.ts';
import { checkModifiable, checkName, noSuch, onEntity } from './name.ts';
import { GROUPS, ROLES, USERS } from './tables.ts';

interface Bearer {
  readonly name: string;
  readonly path: string;
  inline: Record<string, string>;
  attached: string[];
}

const KINDS = {
  User: { kind: 'user', table: USERS as Table<Bearer>, missing: (name: string) => `The user with name ${name} cannot be found.` },
  Role: { kind: 'role', table: ROLES as Table<Bearer>, missing: (name: string) => `The role with name ${name} cannot be found.` },
  Group: { kind: 'group', table: GROUPS as Table<Bearer>, missing: (name: string) => `The group with name ${name} cannot be found.` },
} as const;

function operationsOf(word: keyof typeof KINDS): { [name: string]: Operation } {
  const { kind, table, missing } = KINDS[word];
  const parameter = `${word}Name`;
  const read = (context: CloudContext, params: Params): Readonly<Bearer> => {
    const name = input(params, iamWords).text(parameter);
    const found = rowAt(context.account, GLOBAL, table, name);
    if (!found) throw noSuch(missing(name));
    return found;
  };
  const change = (context: CloudContext, params: Params): Bearer => {
    const found = read(context, params);
    checkModifiable(found);
    return rows(context.account, GLOBAL, table)[input(params, iamWords).text(parameter)] as Bearer;
  };
  const fact = (context: CloudContext, params: Params, verb: string, policy: string) =>
    note(context.time, `iam.policy.${verb}`, { account: context.account.id, [kind]: params[parameter], policy });
  const asks = (action: string) => onEntity(action, kind, parameter);
  /** Which policy is attached or detached is a key of the request. */
  const asksWith =
    (action: string): NonNullable<Operation['authorise']> =>
    (context, params) => {
      const arn = input(params, iamWords).optional('PolicyArn');
      return asks(action)(context, params).map((ask) => (arn === null ? ask : { ...ask, keys: { 'iam:PolicyARN': arn } }));
    };
  return {
    [`Attach${word}Policy`]: {
      kind: 'write',
      authorise: asksWith(`Attach${word}Policy`),
      run(context, params) {
        const arn = input(params, iamWords).text('PolicyArn');
        const found = read(context, params);
        if (managedDocument(context.account, arn) === null) throw noSuch(`Policy ${arn} does not exist or is not attachable.`);
        if (found.attached.includes(arn)) return {};
        if (found.attached.length >= 10) throw new AwsError('LimitExceeded', `Cannot exceed quota for PoliciesPer${word}: 10`, 409);
        change(context, params).attached.push(arn);
        fact(context, params, 'attached', arn);
        return {};
      },
    },
    [`Detach${word}Policy`]: {
      kind: 'write',
      authorise: asksWith(`Detach${word}Policy`),
      run(context, params) {
        const arn = input(params, iamWords).text('PolicyArn');
        if (!read(context, params).attached.includes(arn)) throw noSuch(`Policy ${arn} was not found.`);
        const row = change(context, params);
        row.attached = row.attached.filter((one) => one !== arn);
        fact(context, params, 'detached', arn);
        return {};
      },
    },
    [`ListAttached${word}Policies`]: {
      kind: 'read',
      authorise: asks(`ListAttached${word}Policies`),
      run: (context, params) => ({
        AttachedPolicies: read(context, params).attached.map((arn) => ({ PolicyName: arn.split('/').pop() ?? arn, PolicyArn: arn })),
        IsTruncated: false,
      }),
    },
    [`Put${word}Policy`]: {
      kind: 'write',
      authorise: asks(`Put${word}Policy`),
      run(context, params) {
        const from = input(params, iamWords);
        const [name, document] = [checkName('PolicyName', from.text('PolicyName')), from.text('PolicyDocument')];
        read(context, params);
        checkIdentityPolicy(document);
        change(context, params).inline[name] = document;
        fact(context, params, 'put', name);
        return {};
      },
    },
    [`Get${word}Policy`]: {
      kind: 'read',
      authorise: asks(`Get${word}Policy`),
      run(context, params) {
        const from = input(params, iamWords);
        const name = from.text('PolicyName');
        const found = read(context, params);
        if (!Object.hasOwn(found.inline, name)) throw noSuch(`The ${kind} policy with name ${name} cannot be found.`);
        return { [parameter]: from.text(parameter), PolicyName: name, PolicyDocument: JSON.parse(found.inline[name] as string) };
      },
    },
    [`Delete${word}Policy`]: {
      kind: 'write',
      authorise: asks(`Delete${word}Policy`),
      run(context, params) {
        const name = input(params, iamWords).text('PolicyName');
        if (!Object.hasOwn(read(context, params).inline, name)) throw noSuch(`The ${kind} policy with name ${name} cannot be found.`);
        delete change(context, params).inline[name];
        fact(context, params, 'deleted', name);
        return {};
      },
    },
    [`List${word}Policies`]: {
      kind: 'read',
      authorise: asks(`List${word}Policies`),
      run: (context, params) => ({ PolicyNames: Object.keys(read(context, params).inline), IsTruncated: false }),
    },
  };
}

export const ATTACHMENTS: { readonly [name: string]: Operation } = { ...operationsOf('User'), ...operationsOf('Role'), ...operationsOf('Group') };
