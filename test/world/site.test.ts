import { produce } from 'immer';
import { expect, test } from 'vitest';
import { rows } from '../../src/aws/cloud.ts';
import { setTable } from '../../src/aws/rds/contents.ts';
import { INSTANCES } from '../../src/aws/rds/tables.ts';
import { fetchSite, logFailure, minutesDown, newSiteHistory, noteSite, resolveSite, siteStatus } from '../../src/world/site.ts';
import { MIN } from '../aws/account.ts';
import { HOST, type Platform, platform } from '../aws/platform.ts';

/** The platform with a database that its tasks are told of. */
function site(): Platform {
  return platform('', (b, { privates, db }) => {
    b.ok('rds', 'CreateDBSubnetGroup', { DBSubnetGroupName: 'courses', DBSubnetGroupDescription: 'courses', SubnetIds: privates });
    b.ok('rds', 'CreateDBInstance', {
      DBInstanceIdentifier: 'dev-courses-db',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'courses',
      MasterUserPassword: 'correct-horse',
      DBName: 'prod',
      DBSubnetGroupName: 'courses',
      VpcSecurityGroupIds: [db],
      BackupRetentionPeriod: 7,
    });
    b.pass(20 * MIN);
    const account = b.cloud.accounts[b.id]!;
    const instance = Object.values(rows(account, b.region, INSTANCES))[0]!;
    setTable(instance.contents, b.time.now, 'prod', 'courses_answer', { count: 194_320, perHour: 12 });
    return `postgres://courses:correct-horse@${instance.address}:5432/prod`;
  });
}

const status = (p: Platform) => siteStatus(p.cloud, HOST, '/', p.time.now);
const broken = (p: Platform) => {
  const { chain, status: code, error, broken: at } = status(p);
  expect(chain.filter((link) => link.id === at?.link)).toHaveLength(1);
  expect(chain.find((link) => link.id === at?.link)?.ok).toBe(false);
  return `${at?.link} ${code ?? 'none'} ${error?.detail.split('\n').pop() || error?.title}`;
};

test('all links hold: the page counts the rows', () => {
  const p = site();
  const now = status(p);
  expect(now.chain.filter((link) => !link.ok)).toEqual([]);
  expect(now).toMatchObject({ up: true, status: 200, error: null });
  expect(now.answers).toBeGreaterThanOrEqual(194_320);
  const page = fetchSite(p.cloud, `https://${HOST}/`, p.time.now);
  expect(page).toMatchObject({ ok: true, status: 200 });
  expect(page.ok && page.body).toContain(String(now.answers).replace(/(\d{3})$/, ',$1'));
  expect(resolveSite(p.cloud, HOST, p.time.now)?.addresses).toHaveLength(2);
  expect(fetchSite(p.cloud, `http://${HOST}/`, p.time.now)).toEqual({ ok: false, error: 'timeout' });
});

test('each broken link gives the error of that link', () => {
  const cases: readonly [name: string, break_: (p: Platform) => void, expected: string][] = [
    [
      'name servers',
      (p) => p.ok('route53domains', 'UpdateDomainNameservers', { DomainName: 'example.org', Nameservers: [{ Name: 'ns-1.awsdns-01.org' }] }),
      'domain none DNS_PROBE_FINISHED_NXDOMAIN',
    ],
    [
      'record',
      (p) => {
        const set = p.ok('route53', 'ListResourceRecordSets', { HostedZoneId: p.zone }).ResourceRecordSets.find((one: { Name: string; Type: string }) => one.Type === 'A');
        p.ok('route53', 'ChangeResourceRecordSets', { HostedZoneId: p.zone, ChangeBatch: { Changes: [{ Action: 'DELETE', ResourceRecordSet: set }] } });
      },
      'record none DNS_PROBE_FINISHED_NXDOMAIN',
    ],
    ['load balancer', (p) => p.ok('elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: p.balancer }), 'record none DNS_PROBE_FINISHED_NXDOMAIN'],
    [
      'way in',
      (p) =>
        p.ok('ec2', 'RevokeSecurityGroupIngress', {
          GroupId: p.groups.lb,
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        }),
      'balancer none ERR_CONNECTION_TIMED_OUT',
    ],
    ['listener', (p) => p.ok('elbv2', 'DeleteListener', { ListenerArn: p.listeners[0]! }), 'listener none ERR_CONNECTION_REFUSED'],
    ['rule', (p) => p.ok('elbv2', 'DeleteRule', { RuleArn: p.rule }), 'rule 404 HTTP ERROR 404'],
    [
      'service scaled to nothing',
      (p) => {
        p.ok('ecs', 'UpdateService', { cluster: 'courses', service: 'courses-prod', desiredCount: 0 });
        p.pass(MIN);
      },
      'targets 503 503 Service Temporarily Unavailable',
    ],
    [
      'load balancer to task',
      (p) =>
        p.ok('ec2', 'RevokeSecurityGroupIngress', {
          GroupId: p.groups.app,
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8000, ToPort: 8000, UserIdGroupPairs: [{ GroupId: p.groups.lb }] }],
        }),
      'targets 504 504 Gateway Time-out',
    ],
    [
      'task to database',
      (p) =>
        p.ok('ec2', 'RevokeSecurityGroupIngress', {
          GroupId: p.groups.db,
          IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: p.groups.app }] }],
        }),
      'network 500 Server Error (500)',
    ],
    ['database deleted', (p) => p.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true }), 'database 500 Server Error (500)'],
    [
      'password changed',
      (p) => {
        p.ok('rds', 'ModifyDBInstance', { DBInstanceIdentifier: 'dev-courses-db', MasterUserPassword: 'battery-staple', ApplyImmediately: true });
        p.pass(5 * MIN);
      },
      'login 500 Server Error (500)',
    ],
    [
      'table dropped',
      (p) => {
        for (const instance of Object.values(rows(p.cloud.accounts[p.id]!, p.region, INSTANCES))) delete instance.contents.databases.prod?.courses_answer;
      },
      'table 500 Server Error (500)',
    ],
  ];
  for (const [name, breakIt, expected] of cases) {
    const p = site();
    expect(status(p).up, name).toBe(true);
    breakIt(p);
    expect(`${name}: ${broken(p)}`).toBe(`${name}: ${expected}`);
  }
}, 30_000);

test('a NAT gateway that goes does not take the running site down, but no new task comes up', () => {
  const p = site();
  p.ok('ec2', 'DeleteNatGateway', { NatGatewayId: p.nat });
  p.pass(2 * MIN);
  expect(status(p).up).toBe(true);
  p.ok('ecs', 'UpdateService', { cluster: 'courses', service: 'courses-prod', forceNewDeployment: true });
  p.pass(3 * MIN);
  expect(status(p).up).toBe(true);
  expect(p.ok('ecs', 'DescribeServices', { cluster: 'courses', services: ['courses-prod'] }).services[0].deployments[0].failedTasks).toBeGreaterThan(0);
});

test('the history notes changes once and counts the minutes', () => {
  const p = site();
  const history = newSiteHistory(p.time.now);
  const look = () => noteSite(history, p.time, status(p));
  expect(look()).toBe(true);
  expect(look()).toBe(false);
  const from = p.time.now;
  p.pass(10 * MIN);
  p.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
  expect(look()).toBe(true);
  p.pass(7 * MIN);
  p.ok('elbv2', 'DeleteLoadBalancer', { LoadBalancerArn: p.balancer });
  expect(look()).toBe(false);
  p.pass(5 * MIN);
  expect(minutesDown(history, from, p.time.now)).toBe(12);
  const facts = p.time.facts.chunks.flat().filter((fact) => fact.kind.startsWith('site.'));
  expect(facts.map((fact) => [fact.kind, fact.data.to, fact.data.link])).toEqual([
    ['site.changed', 'up', null],
    ['site.changed', 'down', 'database'],
    ['site.shifted', 'down', 'record'],
  ]);
});

test('the application logs why it failed', () => {
  const p = site();
  p.ok('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'dev-courses-db', SkipFinalSnapshot: true });
  logFailure(p.cloud, p.time, status(p));
  const events = p.ok('logs', 'FilterLogEvents', { logGroupName: '/ecs/courses-prod', filterPattern: 'OperationalError' }).events;
  expect(events).toHaveLength(1);
  expect(events[0].message).toMatch(/could not translate host name "dev-courses-db\./);
});

test('a zone that is deleted and made again is not seen until the registrar knows its name servers', () => {
  const p = site();
  const sets = p.ok('route53', 'ListResourceRecordSets', { HostedZoneId: p.zone }).ResourceRecordSets.filter((one: { Type: string }) => one.Type === 'A' || one.Type === 'CNAME');
  const change = (zone: string, Action: string) =>
    p.ok('route53', 'ChangeResourceRecordSets', { HostedZoneId: zone, ChangeBatch: { Changes: sets.map((ResourceRecordSet: object) => ({ Action, ResourceRecordSet })) } });
  change(p.zone, 'DELETE');
  p.ok('route53', 'DeleteHostedZone', { Id: p.zone });
  const again = p.ok('route53', 'CreateHostedZone', { Name: 'example.org', CallerReference: 'again' });
  change(again.HostedZone.Id, 'CREATE');
  expect(status(p).broken?.link).toBe('domain');
  const servers = again.DelegationSet.NameServers.map((Name: string) => ({ Name }));
  p.ok('route53domains', 'UpdateDomainNameservers', { DomainName: 'example.org', Nameservers: servers });
  expect(status(p).up).toBe(true);
  const { Id } = p.ok('route53', 'DeleteHostedZone', { Id: p.ok('route53', 'CreateHostedZone', { Name: 'x.org', CallerReference: 'x' }).HostedZone.Id }).ChangeInfo;
  expect(p.ok('route53', 'GetChange', { Id }).ChangeInfo.Status).toBe('PENDING');
  p.pass(MIN);
  expect(p.ok('route53', 'GetChange', { Id }).ChangeInfo.Status).toBe('INSYNC');
});

test('looking at the site changes nothing, and works inside a step', () => {
  const p = site();
  const frozen = produce(p.cloud, () => {});
  expect(siteStatus(frozen, HOST, '/', p.time.now).up).toBe(true);
  const after = produce(frozen, (draft) => {
    expect(siteStatus(draft, HOST, '/', p.time.now).up).toBe(true);
  });
  expect(after).toBe(frozen);
});
