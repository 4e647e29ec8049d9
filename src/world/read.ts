// Looks at the cloud without leaving a trace: for screens that show what a describe call would return. Never for anything that acts.
import { userOf } from '../aws/call.ts';
import { AwsError, type OperationContext, type Params } from '../aws/operation.ts';
import { SERVICES } from '../aws/services.ts';
import { ADDRESS } from './hosted.ts';
import { accountOf } from './measure.ts';
import type { World } from './world.ts';

export type Look = { readonly ok: true; readonly output: Params } | { readonly ok: false; readonly code: string; readonly message: string };

/** Runs a read operation on the world as it is, as the console's user; writes no trail and takes no chance. Throws for an operation that writes. */
export function readAs(world: World, service: string, operation: string, params: Readonly<Record<string, unknown>>): Look {
  const found = SERVICES[service]?.operations[operation];
  if (found?.kind !== 'read') throw new Error(`${service} ${operation} is no read operation.`);
  const account = accountOf(world);
  const principal = userOf(account, world.setting.user, true);
  if (!principal) return { ok: false, code: 'InvalidClientTokenId', message: 'The signed-in user does not exist any more.' };
  const time = { ...world.time, chance: { seed: world.time.chance.seed, drawn: { ...world.time.chance.drawn } } };
  const context: OperationContext = {
    cloud: world.cloud,
    time,
    account,
    region: world.setting.region,
    principal,
    requestId: '00000000-0000-4000-8000-000000000000',
    sourceIp: ADDRESS,
    userAgent: 'console.amazonaws.com',
    call: (other, name, given) => {
      const reply = readAs(world, other, name, given);
      if (!reply.ok) throw new AwsError(reply.code, reply.message);
      return reply.output;
    },
  } as OperationContext;
  try {
    return { ok: true, output: found.run(context, params as Params) };
  } catch (error) {
    if (error instanceof AwsError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}
