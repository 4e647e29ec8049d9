// Roles that services take on: whose trust policy names the service may be worn by it, and what it then does is asked for the role's rights.
import type { Timeline } from '../../engine/moment.ts';
import { type Cloud, GLOBAL, peek, rowAt } from '../cloud.ts';
import { parseArn } from '../ids.ts';
import type { Ask, Principal } from '../operation.ts';
import { commonKeys, decide } from './authorise.ts';
import { readPolicy } from './document.ts';
import { ROLES, type Role } from './tables.ts';

/** The role of an ARN, in whichever account; undefined when there is none. */
export function roleOfArn(cloud: Cloud, arn: string): Readonly<Role> | undefined {
  const parts = parseArn(arn);
  const account = parts ? cloud.accounts[parts.account] : undefined;
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const role = account && Object.hasOwn(peek(account, GLOBAL, ROLES), name) ? rowAt(account, GLOBAL, ROLES, name) : undefined;
  return role?.arn === arn ? role : undefined;
}

/** Whether a trust policy lets a service (`lambda.amazonaws.com`) take on the role. */
export const trusts = (role: Readonly<Role>, service: string): boolean =>
  readPolicy(role.trust).statements.some(
    (statement) =>
      statement.effect === 'Allow' &&
      (statement.actions ?? []).some((action) => /^(sts:AssumeRole|sts:\*|\*)$/i.test(action)) &&
      (statement.principals?.services.includes(service) ?? false),
  );

/** The session of a role that a service wears, or null when there is no such role or it does not trust the service. */
export function worn(cloud: Cloud, roleArn: string, service: string, session: string): Principal | null {
  const role = roleOfArn(cloud, roleArn);
  if (!role || !trusts(role, service)) return null;
  const account = roleArn.split(':')[4] ?? '';
  return { type: 'role-session', account, arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${session}`, userId: `${role.id}:${session}`, name: session };
}

/** Whether a principal has a right by its own policies. For services that check before they begin. */
export const mayDo = (cloud: Cloud, time: Timeline, principal: Principal, ask: Ask, region: string): boolean =>
  decide(cloud, principal, ask, commonKeys(cloud, time, principal, { region, sourceIp: principal.name, userAgent: principal.name }), null).verdict === 'allowed';
