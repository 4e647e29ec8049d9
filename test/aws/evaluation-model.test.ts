// The evaluator against a second one, written from the user guide's page on policy evaluation without looking at the first: random policies of every
// kind, random callers, the same verdict and the same first missing layer.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate, type Source } from '../../src/aws/iam/evaluate.ts';

const [HOME, ABROAD] = ['111111111111', '222222222222'];
const USER = `arn:aws:iam::${HOME}:user/ann`;
const ROLE = `arn:aws:iam::${HOME}:role/deploy`;
const SESSION = `arn:aws:sts::${HOME}:assumed-role/deploy/ann`;
const ROOT = `arn:aws:iam::${HOME}:root`;

interface Written {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string;
  readonly NotAction?: string;
  readonly Resource?: string;
  readonly NotResource?: string;
  readonly Principal?: string;
  readonly Condition?: readonly [operator: string, key: string, value: string];
}
type Layer = readonly Written[];
type Keys = Readonly<Record<string, string | readonly string[]>>;

interface Case {
  readonly action: string;
  readonly resource: string;
  readonly who: 'user' | 'session' | 'root';
  readonly abroad: boolean;
  readonly must: boolean;
  readonly keys: Keys;
  readonly identity: Layer;
  readonly boundary: Layer | null;
  readonly session: Layer | null;
  readonly control: readonly Layer[] | null;
  readonly own: Layer | null;
}

// What the second one says.

const like = (pattern: string, text: string, flags = '') =>
  new RegExp(`^${[...pattern].map((letter) => (letter === '*' ? '[^]*' : letter === '?' ? '[^]' : letter.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))).join('')}$`, flags).test(text);

const filled = (text: string, keys: Keys) => text.replace('${aws:username}', String(keys['aws:username'] ?? '\n no such name'));

function meets([operator, key, value]: readonly [string, string, string], keys: Keys): boolean {
  const has = keys[key.toLowerCase()];
  const one = typeof has === 'string' ? has : undefined;
  const wanted = filled(value, keys);
  switch (operator) {
    case 'Null':
      return String(has === undefined) === wanted;
    case 'StringEquals':
    case 'Bool':
      return one === wanted;
    case 'StringNotEquals':
      return one !== wanted;
    case 'StringEqualsIfExists':
    case 'BoolIfExists':
      return one === undefined || one === wanted;
    case 'StringLike':
      return one !== undefined && like(wanted, one);
    case 'StringNotLike':
      return one === undefined || !like(wanted, one);
    case 'NumericLessThan':
      return one !== undefined && /^\d+$/.test(one) && Number.parseInt(one, 10) < Number.parseInt(wanted, 10);
    case 'IpAddress':
      // Only blocks of three bytes are drawn.
      return one?.startsWith(wanted.replace(/0\/24$/, '')) ?? false;
    case 'NotIpAddress':
      return !one?.startsWith(wanted.replace(/0\/24$/, ''));
    case 'ForAllValues:StringEquals':
      return ((has ?? []) as readonly string[]).filter((each) => each !== wanted).length === 0;
    case 'ForAnyValue:StringEquals':
      return ((has ?? []) as readonly string[]).includes(wanted);
    default:
      throw new Error(operator);
  }
}

const speaksOf = (one: Written, tried: Case): boolean =>
  (one.Action === undefined ? !like(one.NotAction ?? '', tried.action, 'i') : like(one.Action, tried.action, 'i')) &&
  (one.Resource === undefined || like(filled(one.Resource, tried.keys), tried.resource)) &&
  (one.NotResource === undefined || !like(filled(one.NotResource, tried.keys), tried.resource)) &&
  (one.Condition === undefined || meets(one.Condition, tried.keys));

/** How a principal that is written down reaches the caller: by its very self, by the role that it wears, by its account, or not at all. */
function reach(written: string | undefined, who: Case['who']): 'self' | 'role' | 'account' | null {
  const self = { user: USER, session: SESSION, root: ROOT }[who];
  if (written === self) return 'self';
  if (written === '*') return who === 'session' ? 'role' : 'self';
  if (written === ROLE && who === 'session') return 'role';
  return written === HOME || written === ROOT ? 'account' : null;
}

function expected(tried: Case): { verdict: string; by: string | null } {
  const named = (tried.own ?? []).filter((one) => reach(one.Principal, tried.who) !== null);
  const layers: readonly (readonly [string, Layer])[] = [
    ['service control policy', (tried.control ?? []).flat()],
    ['resource-based policy', named],
    ['identity-based policy', tried.identity],
    ['permissions boundary', tried.boundary ?? []],
    ['session policy', tried.session ?? []],
  ];
  for (const [by, layer] of layers) if (layer.some((one) => one.Effect === 'Deny' && speaksOf(one, tried))) return { verdict: 'explicitDeny', by };
  const lets = (layer: Layer) => layer.some((one) => one.Effect === 'Allow' && speaksOf(one, tried));
  if (tried.control && !tried.control.every(lets)) return { verdict: 'implicitDeny', by: 'service control policy' };
  const reached = new Set(named.filter((one) => one.Effect === 'Allow' && speaksOf(one, tried)).map((one) => reach(one.Principal, tried.who)));
  if ((tried.abroad || tried.must) && reached.size === 0) return { verdict: 'implicitDeny', by: 'resource-based policy' };
  const free = { verdict: 'allowed', by: null };
  // A root user's own account asks nothing of it; in the own account, who is named is let in without policies of its own.
  if (tried.who === 'root' || (!tried.abroad && reached.has('self'))) return free;
  if (!lets(tried.identity) && (tried.abroad || !reached.has('role'))) return { verdict: 'implicitDeny', by: 'identity-based policy' };
  if (tried.boundary && !lets(tried.boundary)) return { verdict: 'implicitDeny', by: 'permissions boundary' };
  return tried.session && !lets(tried.session) ? { verdict: 'implicitDeny', by: 'session policy' } : free;
}

// What is drawn.

const ACTIONS = ['rds:DeleteDBInstance', 'rds:DescribeDBInstances', 's3:GetObject'];
const ACTION_PATTERNS = [...ACTIONS, '*', 'rds:*', 'RDS:delete*', 's3:?etObject', 'rds:D*s'];
const RESOURCES = ['arn:aws:rds:eu-west-1:111111111111:db:a', 'arn:aws:s3:::box/ann', 'arn:aws:s3:::box/bob'];
const RESOURCE_PATTERNS = [...RESOURCES, '*', '*', 'arn:aws:s3:::box/*', 'arn:aws:rds:*:*:db:?', 'arn:aws:s3:::box/${aws:username}'];
const CONDITIONS: readonly (readonly [string, string, string])[] = [
  ['StringEquals', 'aws:ResourceTag/env', 'prod'],
  ['StringNotEquals', 'aws:ResourceTag/Env', 'prod'],
  ['StringEqualsIfExists', 'aws:ResourceTag/env', 'prod'],
  ['StringLike', 'aws:ResourceTag/env', 'p*d'],
  ['StringNotLike', 'aws:ResourceTag/env', 'd?v'],
  ['StringEquals', 'aws:ResourceTag/env', '${aws:username}'],
  ['Bool', 'aws:MultiFactorAuthPresent', 'false'],
  ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'false'],
  ['Null', 'aws:MultiFactorAuthPresent', 'true'],
  ['NumericLessThan', 'aws:MultiFactorAuthAge', '3600'],
  ['IpAddress', 'aws:SourceIp', '203.0.113.0/24'],
  ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'],
  ['ForAllValues:StringEquals', 'aws:TagKeys', 'env'],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', 'env'],
];
const PRINCIPALS = ['*', USER, ROLE, SESSION, HOME, ROOT, ABROAD, `arn:aws:iam::${ABROAD}:user/ann`];

const pick = <T>(from: readonly T[]) => fc.constantFrom(...from);
const statement = (withPrincipal: boolean): fc.Arbitrary<Written> =>
  fc
    .record({
      Effect: fc.oneof({ weight: 3, arbitrary: fc.constant('Allow' as const) }, { weight: 1, arbitrary: fc.constant('Deny' as const) }),
      action: pick(ACTION_PATTERNS),
      resource: pick(RESOURCE_PATTERNS),
      not: fc.record({ action: fc.integer({ min: 0, max: 5 }), resource: fc.integer({ min: 0, max: 5 }) }),
      Condition: fc.option(pick(CONDITIONS), { freq: 2, nil: undefined }),
      Principal: pick(PRINCIPALS),
    })
    .map(({ Effect, action, resource, not, Condition, Principal }) => ({
      Effect,
      ...(not.action === 0 ? { NotAction: action } : { Action: action }),
      ...(not.resource === 0 ? { NotResource: resource } : { Resource: resource }),
      ...(Condition ? { Condition } : {}),
      ...(withPrincipal ? { Principal } : {}),
    }));
const layer = (most = 3, withPrincipal = false) => fc.array(statement(withPrincipal), { minLength: 1, maxLength: most });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 2, nil: null });

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    action: pick(ACTIONS),
    resource: pick(RESOURCES),
    who: pick(['user', 'session', 'session', 'root'] as const),
    abroad: fc.boolean(),
    must: fc.boolean(),
    some: fc.record({
      'aws:username': pick([undefined, 'ann', 'bob', 'prod']),
      'aws:resourcetag/env': pick([undefined, 'prod', 'dev', 'pod']),
      'aws:multifactorauthpresent': pick([undefined, 'true', 'false']),
      'aws:multifactorauthage': pick([undefined, '60', '7200', 'long']),
      'aws:sourceip': pick([undefined, '203.0.113.7', '198.51.100.7']),
      'aws:tagkeys': pick<readonly string[] | undefined>([undefined, ['env'], ['env', 'team'], []]),
    }),
    identity: layer(),
    boundary: maybe(layer(2)),
    session: maybe(layer(2)),
    control: maybe(fc.array(layer(2), { minLength: 1, maxLength: 2 })),
    own: maybe(layer(3, true)),
  })
  .map(({ some, ...rest }) => ({ ...rest, keys: Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as Keys }));

// And the first one, asked the same.

const text = (statements: Layer): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ Condition, Principal, ...rest }) => ({
      ...rest,
      ...(Condition ? { Condition: { [Condition[0]]: { [Condition[1]]: Condition[2] } } } : {}),
      ...(Principal === undefined ? {} : { Principal: Principal === '*' ? '*' : { AWS: Principal } }),
    })),
  });
const source = (statements: Layer): Source => ({ id: 'p', type: 'IAM Policy', document: text(statements) });

function decided(tried: Case) {
  const { verdict, by } = evaluate(
    {
      identity: [source(tried.identity)],
      boundary: tried.boundary && [source(tried.boundary)],
      session: tried.session && [source(tried.session)],
      control: tried.control?.map((level) => [source(level)]) ?? null,
      resource: tried.own && source(tried.own),
    },
    { action: tried.action, resource: tried.resource, keys: tried.keys },
    {
      account: HOME,
      arns: tried.who === 'session' ? [SESSION, ROLE] : [tried.who === 'user' ? USER : ROOT],
      service: null,
      owner: tried.abroad ? ABROAD : HOME,
      resourceMustAllow: tried.must,
      root: tried.who === 'root',
    },
  );
  return { verdict, by };
}

test('both evaluators say the same of random policies', () => {
  const seen: Record<string, number> = {};
  fc.assert(
    fc.property(anyCase, (tried) => {
      const said = decided(tried);
      seen[`${said.verdict} ${said.by ?? ''}`] = (seen[`${said.verdict} ${said.by ?? ''}`] ?? 0) + 1;
      expect(said).toEqual(expected(tried));
    }),
    { numRuns: 1500 },
  );
  // Every outcome came up, or the policies that were drawn say nothing.
  expect(Object.keys(seen).sort()).toEqual(
    [
      'allowed ',
      ...['service control policy', 'resource-based policy', 'identity-based policy', 'permissions boundary', 'session policy'].flatMap((by) => [
        `explicitDeny ${by}`,
        `implicitDeny ${by}`,
      ]),
    ].sort(),
  );
});
