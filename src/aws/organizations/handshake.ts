// Invitations: how an account that is there already comes into an organisation. Both sides have to want it.
import { DAY, iso } from '../../engine/clock.ts';
import { note } from '../../engine/moment.ts';
import { type Account, type Cloud, type CloudContext, GLOBAL, listed } from '../cloud.ts';
import { hexId } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { jsonWords } from '../wording.ts';
import { type Handshake, join, managed, ORGANIZATIONS, type Organization, organizationArn, organizationOf, organizationRow } from './organization.ts';

const stateOf = (handshake: Readonly<Handshake>, now: number) => (handshake.state === 'OPEN' && handshake.expiresAt <= now ? 'EXPIRED' : handshake.state);

function view(of: Readonly<Organization>, handshake: Readonly<Handshake>, now: number): Params {
  const master = of.members[of.master];
  return {
    Id: handshake.id,
    Arn: organizationArn(of, `handshake/${of.id}/invite/${handshake.id}`),
    Parties: [
      { Id: of.id.slice(2), Type: 'ORGANIZATION' },
      { Id: handshake.to, Type: 'ACCOUNT' },
    ],
    State: stateOf(handshake, now),
    RequestedTimestamp: iso(handshake.requestedAt, true),
    ExpirationTimestamp: iso(handshake.expiresAt, true),
    Action: 'INVITE',
    Resources: [
      {
        Value: of.id,
        Type: 'ORGANIZATION',
        Resources: [
          { Value: master?.email ?? '', Type: 'MASTER_EMAIL' },
          { Value: master?.name ?? '', Type: 'MASTER_NAME' },
          { Value: 'ALL', Type: 'ORGANIZATION_FEATURE_SET' },
        ],
      },
      { Value: handshake.to, Type: 'ACCOUNT' },
    ],
  };
}

const all = (cloud: Cloud): readonly { readonly of: Organization; readonly handshake: Handshake }[] =>
  Object.values(cloud.accounts).flatMap((account: Account) =>
    listed(account, GLOBAL, ORGANIZATIONS).flatMap((of) => Object.values(of.handshakes).map((handshake) => ({ of, handshake }))),
  );

/** A handshake that the caller is a party of, on one of the two sides. */
function found(context: CloudContext, params: Params, side: 'invited' | 'inviting' | 'either') {
  const id = input(params, jsonWords).text('HandshakeId');
  const one = all(context.cloud).find(({ handshake }) => handshake.id === id);
  const invited = one?.handshake.to === context.account.id;
  const inviting = one?.of.master === context.account.id;
  if (!one || (!invited && !inviting)) throw new AwsError('HandshakeNotFoundException', "We can't find a handshake with the HandshakeId that you specified.", 400);
  if ((side === 'invited' && !invited) || (side === 'inviting' && !inviting))
    throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.", 400);
  return one;
}

export const invite: Operation = {
  kind: 'write',
  run(context, params) {
    const target = input(params, jsonWords).record('Target');
    if (!target) throw jsonWords('missing', 'Target');
    const id = input(target, jsonWords).text('Id');
    const type = input(target, jsonWords).text('Type');
    const of = managed(context);
    if (type !== 'ACCOUNT' && type !== 'EMAIL') throw new AwsError('InvalidInputException', 'You specified an invalid target type.', 400);
    if (type === 'EMAIL' || !context.cloud.accounts[id]) throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.", 400);
    if (of.members[id]) throw new AwsError('HandshakeConstraintViolationException', 'The target account is already a member of the organization.', 400);
    if (Object.values(of.handshakes).some((one) => one.to === id && stateOf(one, context.time.now) === 'OPEN'))
      throw new AwsError('DuplicateHandshakeException', 'A handshake for the same action and target already exists.', 400);
    const handshake: Handshake = { id: `h-${hexId(context.time, 'handshake', 32)}`, to: id, requestedAt: context.time.now, expiresAt: context.time.now + 15 * DAY, state: 'OPEN' };
    organizationRow(context, of).handshakes[handshake.id] = handshake;
    note(context.time, 'organizations.invited', { account: id, organization: of.id });
    return { Handshake: view(of, handshake, context.time.now) };
  },
};

const answer = (state: 'ACCEPTED' | 'DECLINED' | 'CANCELED', side: 'invited' | 'inviting'): Operation => ({
  kind: 'write',
  run(context, params) {
    const { of, handshake } = found(context, params, side);
    const now = stateOf(handshake, context.time.now);
    if (now === state) throw new AwsError('HandshakeAlreadyInStateException', 'The specified handshake is already in the requested state.', 400);
    if (now !== 'OPEN') throw new AwsError('InvalidHandshakeTransitionException', "You can't perform the operation on the handshake in its current state.", 400);
    if (state === 'ACCEPTED' && organizationOf(context.cloud, context.account.id))
      throw new AwsError('HandshakeConstraintViolationException', 'The account is already a member of an organization.', 400);
    const row = organizationRow(context, of);
    const changed = row.handshakes[handshake.id] as Handshake;
    changed.state = state;
    if (state === 'ACCEPTED') {
      const { id, alias } = context.account;
      join(row, id, { name: alias, email: `${alias}@example.com`, joinedAt: context.time.now, joined: 'INVITED' });
      note(context.time, 'organizations.account.joined', { account: id, organization: of.id });
    }
    return { Handshake: view(row, changed, context.time.now) };
  },
});

const list = (own: (of: Readonly<Organization>, handshake: Readonly<Handshake>, account: string) => boolean, check: (context: CloudContext) => void): Operation => ({
  kind: 'read',
  run(context, params) {
    check(context);
    const mine = all(context.cloud).filter(({ of, handshake }) => own(of, handshake, context.account.id));
    const cut = page(mine, params.NextToken, params.MaxResults, 20, 'InvalidInputException');
    return { Handshakes: cut.items.map(({ of, handshake }) => view(of, handshake, context.time.now)), ...(cut.next ? { NextToken: cut.next } : {}) };
  },
});

export const HANDSHAKES: { readonly [name: string]: Operation } = {
  AcceptHandshake: answer('ACCEPTED', 'invited'),
  CancelHandshake: answer('CANCELED', 'inviting'),
  DeclineHandshake: answer('DECLINED', 'invited'),
  DescribeHandshake: {
    kind: 'read',
    run(context, params) {
      const { of, handshake } = found(context, params, 'either');
      return { Handshake: view(of, handshake, context.time.now) };
    },
  },
  InviteAccountToOrganization: invite,
  ListHandshakesForAccount: list(
    (_of, handshake, account) => handshake.to === account,
    () => {},
  ),
  ListHandshakesForOrganization: list(
    (of, _handshake, account) => of.master === account,
    (context) => void managed(context),
  ),
};
