// Virtual devices for a second factor: made with a seed, then bound to a user who shows two codes in a row.
import { iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, GLOBAL, having, listed, rowAt, rows } from '../cloud.ts';
import { upperId } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { toBase64, utf8 } from '../s3/bytes.ts';
import { choice, iamWords } from '../wording.ts';
import { checkName, conflict, exists, iamArn, noSuch, onEntity, pathOf } from './name.ts';
import { DEVICES, type MfaDevice } from './tables.ts';
import { rightCode, rightPair } from './totp.ts';
import { userNamed, userOf } from './user.ts';

const noDevice = (serial: string) => noSuch(`VirtualMFADevice with serial number ${serial} does not exist.`);
const wrongCode = () => new AwsError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', 403);

const onDevice = (action: string) => (_context: CloudContext, params: Params) => [{ action: `iam:${action}`, resource: input(params, iamWords).optional('SerialNumber') ?? '*' }];

/** Whether a user shows a right code of a device of their own. */
export const shows = (context: CloudContext, user: string, serial: string, code: string): 'right' | 'wrong' | 'unknown' => {
  const device = rowAt(context.account, GLOBAL, DEVICES, serial);
  if (device?.user !== user) return 'unknown';
  return rightCode(device.seed, code, context.time.now) ? 'right' : 'wrong';
};

const create: Operation = {
  kind: 'write',
  authorise: (context, params) => [
    { action: 'iam:CreateVirtualMFADevice', resource: iamArn(context, 'mfa', '/', input(params, iamWords).optional('VirtualMFADeviceName') ?? '*') },
  ],
  run(context, params) {
    const name = checkName('VirtualMFADeviceName', input(params, iamWords).text('VirtualMFADeviceName'), 226);
    const serial = iamArn(context, 'mfa', pathOf(params), name);
    if (rowAt(context.account, GLOBAL, DEVICES, serial)) throw exists(`MFADevice entity at the same path and name already exists.`);
    const seed = upperId(context.time, 'mfa', 64);
    rows(context.account, GLOBAL, DEVICES)[serial] = { serial, seed, user: null, enabledAt: null };
    // The seed as bytes, which go over the wire in base64. There is no picture of it here.
    return { VirtualMFADevice: { SerialNumber: serial, Base32StringSeed: toBase64(utf8(seed)) } };
  },
};

const enable: Operation = {
  kind: 'write',
  authorise: onEntity('EnableMFADevice', 'user', 'UserName'),
  run(context, params) {
    const from = input(params, iamWords);
    const user = userOf(context, from.text('UserName'));
    const [serial, first, second] = [from.text('SerialNumber'), from.text('AuthenticationCode1'), from.text('AuthenticationCode2')];
    const device = rowAt(context.account, GLOBAL, DEVICES, serial);
    if (!device) throw noDevice(serial);
    if (device.user !== null) throw exists(`MFADevice with serial number ${serial} is already in use.`);
    if (!rightPair(device.seed, first, second, context.time.now)) throw wrongCode();
    const row = rows(context.account, GLOBAL, DEVICES)[serial] as MfaDevice;
    row.user = user.name;
    row.enabledAt = context.time.now;
    note(context.time, 'iam.mfa.enabled', { account: context.account.id, user: user.name, serial });
    return {};
  },
};

const deactivate: Operation = {
  kind: 'write',
  authorise: onEntity('DeactivateMFADevice', 'user', 'UserName'),
  run(context, params) {
    const from = input(params, iamWords);
    const user = userOf(context, from.text('UserName'));
    const serial = from.text('SerialNumber');
    if (rowAt(context.account, GLOBAL, DEVICES, serial)?.user !== user.name) throw noSuch(`MFA Device invalid for user.`);
    const row = rows(context.account, GLOBAL, DEVICES)[serial] as MfaDevice;
    row.user = null;
    row.enabledAt = null;
    note(context.time, 'iam.mfa.disabled', { account: context.account.id, user: user.name, serial });
    return {};
  },
};

const remove: Operation = {
  kind: 'write',
  authorise: onDevice('DeleteVirtualMFADevice'),
  run(context, params) {
    const serial = input(params, iamWords).text('SerialNumber');
    const device = rowAt(context.account, GLOBAL, DEVICES, serial);
    if (!device) throw noDevice(serial);
    if (device.user !== null) throw conflict('Cannot delete entity, must deactivate MFA device first.');
    delete rows(context.account, GLOBAL, DEVICES)[serial];
    return {};
  },
};

const list: Operation = {
  kind: 'read',
  authorise: onEntity('ListMFADevices', 'user', 'UserName'),
  run(context: OperationContext, params) {
    const name = userOf(context, userNamed(context, params)).name;
    const cut = page(having(context.account, GLOBAL, DEVICES, 'user', name), params.Marker, params.MaxItems, 100, 'ValidationError');
    return {
      MFADevices: cut.items.map((device) => ({ UserName: name, SerialNumber: device.serial, EnableDate: iso(device.enabledAt ?? 0) })),
      IsTruncated: cut.next !== null,
      ...(cut.next ? { Marker: cut.next } : {}),
    };
  },
};

const listVirtual: Operation = {
  kind: 'read',
  run(context, params) {
    const wanted = choice(input(params, iamWords), iamWords, 'AssignmentStatus', ['Assigned', 'Unassigned', 'Any'] as const, 'Any');
    const found = listed(context.account, GLOBAL, DEVICES).filter((device) => wanted === 'Any' || (device.user !== null) === (wanted === 'Assigned'));
    const cut = page(found, params.Marker, params.MaxItems, 100, 'ValidationError');
    return {
      VirtualMFADevices: cut.items.map((device) => {
        const user = device.user === null ? null : userOf(context, device.user);
        return given({
          SerialNumber: device.serial,
          User: user ? { Path: user.path, UserName: user.name, UserId: user.id, Arn: user.arn, CreateDate: iso(user.createdAt) } : null,
          EnableDate: device.enabledAt === null ? null : iso(device.enabledAt),
        });
      }),
      IsTruncated: cut.next !== null,
      ...(cut.next ? { Marker: cut.next } : {}),
    };
  },
};

export const MFA: { readonly [name: string]: Operation } = {
  CreateVirtualMFADevice: create,
  DeactivateMFADevice: deactivate,
  DeleteVirtualMFADevice: remove,
  EnableMFADevice: enable,
  ListMFADevices: list,
  ListVirtualMFADevices: listVirtual,
};
