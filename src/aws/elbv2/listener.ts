// Listeners of a load balancer: a port, a protocol, a certificate for HTTPS, and what happens by default.

import type { Json } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { CERTIFICATES } from '../acm/certificate.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { hexId } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';
import { readTags, type Tags } from '../tags.ts';
import { type Action, printActions, readActions } from './action.ts';
import { type Attributes, LISTENER_ATTRIBUTES, printAttributes, readAttributes } from './attribute.ts';
import { loadBalancerMissing, loadBalancerOf } from './load-balancer.ts';
import { invalid, read, refusal } from './refusal.ts';
import { dropRulesOf, newDefaultRule, RULES } from './rule.ts';

export interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly createdAt: number;
  port: number;
  protocol: string;
  sslPolicy: string | null;
  /** The first is the default certificate. */
  certificates: string[];
  actions: Action[];
  attributes: Attributes;
  tags: Tags;
}

/** Keyed by ARN. */
export const LISTENERS = table<Listener>('elbv2.listener');

export function listenerOf(context: CloudContext, arnText: string): Readonly<Listener> {
  const listener = rowAt(context.account, context.region, LISTENERS, arnText);
  if (!listener) throw refusal('ListenerNotFound', 'One or more listeners not found');
  return listener;
}

export const printListener = (listener: Readonly<Listener>): Json =>
  given({
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    Certificates: listener.certificates[0] ? [{ CertificateArn: listener.certificates[0] }] : undefined,
    SslPolicy: listener.sslPolicy,
    DefaultActions: printActions(listener.actions),
    MutualAuthentication: listener.protocol === 'HTTPS' ? { Mode: 'off' } : undefined,
  });

const DEFAULT_POLICY = 'ELBSecurityPolicy-2016-08';

/** A certificate must exist and be issued. */
function certificateAsked(context: CloudContext, arnText: string): string {
  if (arnText.includes(':server-certificate/')) return arnText;
  const certificate = rowAt(context.account, context.region, CERTIFICATES, arnText);
  if (!certificate) throw refusal('CertificateNotFound', `Certificate '${arnText}' not found`);
  if (certificate.status !== 'ISSUED') {
    throw refusal('UnsupportedCertificate', `The certificate '${arnText}' must have a fully-qualified domain name, a supported signature, and a supported key size.`);
  }
  return arnText;
}

function certificatesAsked(context: CloudContext, params: Parameters<Operation['run']>[1]): string[] {
  return read(params)
    .records('Certificates')
    .map((certificate) => certificateAsked(context, read(certificate).text('CertificateArn')));
}

const secure = (protocol: string) => protocol === 'HTTPS' || protocol === 'TLS';

function portFree(context: CloudContext, balancer: string, port: number, except?: string): void {
  const taken = listed(context.account, context.region, LISTENERS).some((listener) => listener.loadBalancerArn === balancer && listener.port === port && listener.arn !== except);
  if (taken) throw refusal('DuplicateListener', `A listener already exists on this port for this load balancer '${balancer}'`);
}

export const createListener: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const balancer = loadBalancerOf(context, request.text('LoadBalancerArn'));
    const protocol = (request.optional('Protocol') ?? 'HTTP').toUpperCase();
    const allowed = balancer.type === 'application' ? ['HTTP', 'HTTPS'] : ['TCP', 'TLS', 'UDP', 'TCP_UDP'];
    if (!allowed.includes(protocol)) throw invalid(`Protocol '${protocol}' must be one of '${allowed.join(', ')}'`);
    const port = request.number('Port') ?? (protocol === 'HTTPS' ? 443 : 80);
    if (port < 1 || port > 65535) throw invalid(`Port '${port}' must be between 1 and 65535`);
    const actions = readActions(context, params, 'DefaultActions');
    const certificates = certificatesAsked(context, params);
    if (secure(protocol) && certificates.length === 0) throw refusal('CertificateNotFound', 'A certificate must be specified for HTTPS listeners');
    portFree(context, balancer.arn, port);
    const tags = readTags(params.Tags);
    const listener: Listener = {
      arn: `${balancer.arn.replace(':loadbalancer/', ':listener/')}/${hexId(context.time, 'elbv2', 16)}`,
      loadBalancerArn: balancer.arn,
      createdAt: context.time.now,
      port,
      protocol,
      sslPolicy: secure(protocol) ? (request.optional('SslPolicy') ?? DEFAULT_POLICY) : null,
      certificates,
      actions,
      attributes: { ...LISTENER_ATTRIBUTES },
      tags,
    };
    rows(context.account, context.region, LISTENERS)[listener.arn] = listener;
    newDefaultRule(context, listener);
    note(context.time, 'elbv2.listener.created', { account: context.account.id, region: context.region, arn: listener.arn, port });
    return { Listeners: [printListener(listener)] };
  },
};

export const describeListeners: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const arns = request.texts('ListenerArns');
    const balancer = request.optional('LoadBalancerArn');
    if (!balancer && arns.length === 0) throw invalid('You must specify either listener ARNs or a load balancer ARN');
    for (const wanted of arns) listenerOf(context, wanted);
    if (balancer && !balancer.includes(':loadbalancer/')) throw loadBalancerMissing(balancer);
    if (balancer) loadBalancerOf(context, balancer);
    const all = listed(context.account, context.region, LISTENERS);
    const chosen = all.filter((listener) => (balancer ? listener.loadBalancerArn === balancer : arns.includes(listener.arn)));
    const cut = page(chosen, params.Marker, params.PageSize, 400, 'ValidationError');
    return given({ Listeners: cut.items.map(printListener), NextMarker: cut.next });
  },
};

export const modifyListener: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = listenerOf(context, request.text('ListenerArn'));
    const actions = request.has('DefaultActions') ? readActions(context, params, 'DefaultActions') : null;
    const certificates = request.has('Certificates') ? certificatesAsked(context, params) : null;
    const port = request.number('Port') ?? known.port;
    const protocol = (request.optional('Protocol') ?? known.protocol).toUpperCase();
    if (secure(protocol) && (certificates ?? known.certificates).length === 0) throw refusal('CertificateNotFound', 'A certificate must be specified for HTTPS listeners');
    portFree(context, known.loadBalancerArn, port, known.arn);
    const listener = rows(context.account, context.region, LISTENERS)[known.arn] as Listener;
    listener.port = port;
    listener.protocol = protocol;
    listener.sslPolicy = secure(protocol) ? (request.optional('SslPolicy') ?? listener.sslPolicy ?? DEFAULT_POLICY) : null;
    if (certificates) listener.certificates = secure(protocol) ? [...certificates, ...listener.certificates.slice(1).filter((extra) => !certificates.includes(extra))] : [];
    if (actions) {
      listener.actions = actions;
      for (const rule of Object.values(rows(context.account, context.region, RULES)))
        if (rule.listenerArn === known.arn && rule.priority === 'default') rule.actions = actions.slice();
    }
    return { Listeners: [printListener(listener)] };
  },
};

export const deleteListener: Operation = {
  kind: 'write',
  run(context, params) {
    const listener = listenerOf(context, read(params).text('ListenerArn'));
    dropRulesOf(context, listener.arn);
    note(context.time, 'elbv2.listener.deleted', { account: context.account.id, region: context.region, arn: listener.arn, port: listener.port });
    delete rows(context.account, context.region, LISTENERS)[listener.arn];
    return {};
  },
};

/** Takes the listeners of a load balancer away with their rules. */
export function dropListenersOf(context: CloudContext, balancer: string): void {
  const listeners = rows(context.account, context.region, LISTENERS);
  for (const listener of Object.values(listeners)) {
    if (listener.loadBalancerArn !== balancer) continue;
    dropRulesOf(context, listener.arn);
    delete listeners[listener.arn];
  }
}

export const addListenerCertificates: Operation = {
  kind: 'write',
  run(context, params) {
    const known = listenerOf(context, read(params).text('ListenerArn'));
    const added = certificatesAsked(context, params);
    const listener = rows(context.account, context.region, LISTENERS)[known.arn] as Listener;
    for (const arnText of added) if (!listener.certificates.includes(arnText)) listener.certificates.push(arnText);
    return { Certificates: added.map((CertificateArn) => ({ CertificateArn })) };
  },
};

export const removeListenerCertificates: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const known = listenerOf(context, request.text('ListenerArn'));
    const doomed = request.records('Certificates').map((certificate) => read(certificate).text('CertificateArn'));
    if (doomed.includes(known.certificates[0] ?? '')) throw refusal('OperationNotPermitted', 'Default certificate cannot be removed');
    const listener = rows(context.account, context.region, LISTENERS)[known.arn] as Listener;
    listener.certificates = listener.certificates.filter((arnText) => !doomed.includes(arnText));
    return {};
  },
};

export const describeListenerCertificates: Operation = {
  kind: 'read',
  run(context, params) {
    const listener = listenerOf(context, read(params).text('ListenerArn'));
    return { Certificates: listener.certificates.map((CertificateArn, i) => ({ CertificateArn, IsDefault: i === 0 })) };
  },
};

export const describeListenerAttributes: Operation = {
  kind: 'read',
  run: (context, params) => ({ Attributes: printAttributes(listenerOf(context, read(params).text('ListenerArn')).attributes) }),
};

export const modifyListenerAttributes: Operation = {
  kind: 'write',
  run(context, params) {
    const { arn: key } = listenerOf(context, read(params).text('ListenerArn'));
    const changes = readAttributes(params, LISTENER_ATTRIBUTES, 'Listener', ['routing.http.', 'tcp.']);
    const listener = rows(context.account, context.region, LISTENERS)[key] as Listener;
    Object.assign(listener.attributes, changes);
    return { Attributes: printAttributes(listener.attributes) };
  },
};
