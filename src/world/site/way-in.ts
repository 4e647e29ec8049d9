// From the visitor to the target group: registrar, hosted zone, record, load balancer, listener, rule.
import { CERTIFICATES } from '../../aws/acm/certificate.ts';
import { type Cloud, type CloudView, peek, places, rowAt } from '../../aws/cloud.ts';
import { INTERFACES } from '../../aws/ec2/interface.ts';
import { gatewayOfVpc } from '../../aws/ec2/internet-gateway.ts';
import { routedOut } from '../../aws/ec2/reach.ts';
import { RULES as GROUP_RULES } from '../../aws/ec2/security-group-rule.ts';
import { type Action, matches } from '../../aws/elbv2/action.ts';
import { LISTENERS, type Listener } from '../../aws/elbv2/listener.ts';
import { LOAD_BALANCERS, type LoadBalancer } from '../../aws/elbv2/load-balancer.ts';
import { rulesOf } from '../../aws/elbv2/rule.ts';
import { TARGET_GROUPS, type TargetGroup } from '../../aws/elbv2/target-group.ts';
import { resolve } from '../../aws/route53/resolve.ts';
import { type Breakage, badCertificate, gateway, noName, refused, timedOut } from './link.ts';
import type { Trail } from './trail.ts';

export interface Entrance {
  readonly view: CloudView;
  readonly balancer: Readonly<LoadBalancer>;
}

/** The load balancer with a DNS name. */
export function balancerNamed(cloud: Cloud, dnsName: string, now: number): Entrance | null {
  const wanted = dnsName.replace(/\.$/, '').toLowerCase();
  for (const view of places(cloud, now)) {
    const balancer = Object.values(peek(view.account, view.region, LOAD_BALANCERS)).find((candidate) => candidate.dnsName.toLowerCase() === wanted);
    if (balancer) return { view, balancer };
  }
  return null;
}

/** Public addresses of a load balancer. */
export const addressesOf = ({ view, balancer }: Entrance): string[] =>
  balancer.interfaces.flatMap((id) => rowAt(view.account, view.region, INTERFACES, id)?.association?.publicIp ?? []);

/** From the name to the load balancer, adding links to the trail. */
export function find(cloud: Cloud, host: string, now: number, trail: Trail): Entrance | Breakage {
  const answer = resolve(cloud, host);
  if (!answer.domain) return noName(host, 'domain', `Nobody has registered a domain for ${host}.`);
  const servers = answer.domain.nameServers.slice(0, 2).join(', ');
  if (answer.outcome === 'lame') {
    return noName(host, 'domain', `${answer.domain.name} is delegated to ${servers}, and no hosted zone with these name servers exists.`);
  }
  trail.ok('domain', `${answer.domain.name} is delegated to ${servers}.`);
  if (answer.outcome !== 'found' || (!answer.alias && answer.values.length === 0)) {
    return noName(host, 'record', `The zone ${answer.zone?.id ?? ''} has no address record for ${host}.`);
  }
  const direct = answer.values[0];
  const entrance = answer.alias ? balancerNamed(cloud, answer.alias, now) : null;
  if (!answer.alias && direct) {
    for (const view of places(cloud, now)) {
      const balancer = Object.values(peek(view.account, view.region, LOAD_BALANCERS)).find((candidate) => addressesOf({ view, balancer: candidate }).includes(direct));
      if (balancer) return arrive(host, { view, balancer }, trail, `${host} points to ${direct}.`);
    }
    return timedOut(host, 'record', `${host} points to ${direct}, where nothing answers.`);
  }
  if (!entrance) return noName(host, 'record', `${host} points to ${answer.alias?.replace(/\.$/, '')}, a load balancer that does not exist.`);
  return arrive(host, entrance, trail, `${host} points to ${entrance.balancer.dnsName}.`);
}

function arrive(host: string, entrance: Entrance, trail: Trail, record: string): Entrance | Breakage {
  const { view, balancer } = entrance;
  trail.ok('record', record);
  if (balancer.state !== 'active') return noName(host, 'balancer', `The load balancer ${balancer.name} is still ${balancer.state}.`);
  if (balancer.scheme === 'internal') return timedOut(host, 'balancer', `The load balancer ${balancer.name} is internal.`);
  if (!gatewayOfVpc(view, balancer.vpcId)) return timedOut(host, 'balancer', `The VPC ${balancer.vpcId} has no internet gateway.`);
  const open = balancer.subnets.filter((subnet) => routedOut(view, balancer.vpcId, subnet));
  if (open.length === 0) return timedOut(host, 'balancer', `No subnet of ${balancer.name} has a route to the internet gateway.`);
  return entrance;
}

/** Whether the load balancer's groups let anybody in on a port. */
function letsIn({ view, balancer }: Entrance, port: number): boolean {
  if (balancer.type === 'network' && balancer.groups.length === 0) return true;
  return Object.values(peek(view.account, view.region, GROUP_RULES)).some(
    (rule) =>
      !rule.egress &&
      balancer.groups.includes(rule.groupId) &&
      rule.cidr4 === '0.0.0.0/0' &&
      (rule.protocol === '-1' || (rule.protocol === 'tcp' && rule.fromPort <= port && port <= rule.toPort)),
  );
}

const covers = (name: string, host: string): boolean =>
  name.startsWith('*.') ? host.slice(host.indexOf('.') + 1) === name.slice(2) && host.includes('.') : name.toLowerCase() === host.toLowerCase();

/** The listener on a port, with a certificate for the host when it speaks TLS. */
export function enter(host: string, entrance: Entrance, port: number, secure: boolean, trail: Trail): Readonly<Listener> | Breakage {
  const { view, balancer } = entrance;
  if (!letsIn(entrance, port)) return timedOut(host, 'balancer', `No security group of ${balancer.name} lets visitors in on port ${port}.`);
  trail.ok('balancer', `${balancer.name} is active.`);
  const listener = Object.values(peek(view.account, view.region, LISTENERS)).find((candidate) => candidate.loadBalancerArn === balancer.arn && candidate.port === port);
  if (!listener) return refused(host, 'listener', `${balancer.name} has no listener on port ${port}.`);
  if (!secure) {
    trail.ok('listener', `${balancer.name} listens on port ${port}.`);
    return listener;
  }
  const certificates = listener.certificates.flatMap((arn) => rowAt(view.account, view.region, CERTIFICATES, arn) ?? []);
  if (!certificates.some((certificate) => certificate.status === 'ISSUED' && certificate.names.some((name) => covers(name, host)))) {
    return badCertificate(host, `No certificate of the listener is issued for ${host}.`);
  }
  trail.ok('listener', `Port ${port}, with a certificate for ${host}.`);
  return listener;
}

const filled = (template: unknown, values: Record<string, string>): string => String(template ?? '').replace(/#\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

/** The target group that answers, by the first rule that matches; or what the rule answers itself. */
export function choose(host: string, path: string, entrance: Entrance, listener: Readonly<Listener>, trail: Trail): Readonly<TargetGroup> | Breakage {
  const { view } = entrance;
  const [bare = '/', query = ''] = path.split('?');
  const rule = rulesOf(view, listener.arn).find((candidate) => candidate.priority === 'default' || matches(candidate.conditions, host, bare));
  const action: Action | undefined = (rule?.actions ?? listener.actions).find((candidate) => !candidate.type.startsWith('authenticate'));
  const which = !rule || rule.priority === 'default' ? 'The default rule' : `Rule ${rule.priority}`;
  if (action?.type === 'redirect') {
    const config = action.config ?? {};
    const values = { host, path: bare.slice(1), query, port: String(listener.port), protocol: listener.protocol };
    const protocol = filled(config.Protocol, values).toLowerCase();
    const port = filled(config.Port, values);
    const shown = (protocol === 'https' && port === '443') || (protocol === 'http' && port === '80') ? '' : `:${port}`;
    const rest = filled(config.Query, values);
    const location = `${protocol}://${filled(config.Host, values)}${shown}${filled(config.Path, values)}${rest ? `?${rest}` : ''}`;
    const status = config.StatusCode === 'HTTP_301' ? 301 : 302;
    return { link: 'rule', detail: `${which} redirects to ${location}.`, error: { title: `Redirected to ${location}`, detail: '' }, status, failure: null, location };
  }
  if (action?.type === 'fixed-response') {
    const status = Number(action.config?.StatusCode ?? 200);
    const body = String(action.config?.MessageBody ?? '');
    return {
      link: 'rule',
      detail: `${which} answers ${status} by itself: no rule sends ${host} to a target group.`,
      error: { title: body || `HTTP ERROR ${status}`, detail: '' },
      status,
      failure: null,
      body,
    };
  }
  const target = action?.targets.find((candidate) => candidate.weight > 0) ?? action?.targets[0];
  const group = target ? rowAt(view.account, view.region, TARGET_GROUPS, target.arn) : undefined;
  if (!group) return gateway('rule', 503, `${which} leads to no target group.`);
  trail.ok('rule', `${which} sends ${host} to the target group ${group.name}.`);
  return group;
}
