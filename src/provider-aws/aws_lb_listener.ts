// Listeners: a port of a load balancer and what happens to what comes in.

import { MINUTE } from '../engine/clock.ts';
import { elbTags } from './aws_lb.ts';
import { actionChecks, actionsIn, actionsRequest } from './core/balancing.ts';
import { between, brief, enumOf, oneOfAnyCase, port } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { type Attrs, firstOf, need, pick, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor } from './core/tagging.ts';

const ABSENT = ['ListenerNotFound', 'ListenerNotFoundException'];
const members = (attrs: Attrs) => ({
  Port: attrs.port ?? undefined,
  Protocol: text(attrs.protocol) || undefined,
  SslPolicy: text(attrs.ssl_policy) || undefined,
  Certificates: text(attrs.certificate_arn) ? [{ CertificateArn: text(attrs.certificate_arn) }] : undefined,
  AlpnPolicy: text(attrs.alpn_policy) ? [text(attrs.alpn_policy)] : undefined,
  DefaultActions: actionsRequest(attrs.default_action),
});

export const awsLbListener: ResourceType = {
  name: 'aws_lb_listener',
  label: 'ELBv2 Listener',
  checks: {
    values: {
      ...actionChecks('default_action'),
      alpn_policy: oneOfAnyCase('HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred', 'None'),
      certificate_arn: arn,
      load_balancer_arn: arn,
      'mutual_authentication.advertise_trust_store_ca_names': enumOf('on', 'off'),
      'mutual_authentication.mode': oneOfAnyCase('off', 'verify', 'passthrough'),
      'mutual_authentication.trust_store_arn': arn,
      port: port(),
      protocol: brief(oneOfAnyCase('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE')),
      tcp_idle_timeout_seconds: between(60, 6000),
    },
  },
  message: (verb, attrs) => `${verb} ELBv2 Listener (${verb === 'creating' ? text(attrs.load_balancer_arn) : text(attrs.id)})`,
  create(api, planned) {
    const protocol = text(planned.protocol) || (text(planned.load_balancer_arn).includes('loadbalancer/app/') ? 'HTTP' : undefined);
    return {
      id: need(
        api.call('elbv2', 'CreateListener', { LoadBalancerArn: planned.load_balancer_arn, ...members({ ...planned, protocol }), Tags: tagsFor(planned) }),
        'Listeners[0].ListenerArn',
      ),
    };
  },
  read(api, state) {
    const listener = firstOf(api.find('elbv2', 'DescribeListeners', { ListenerArns: [text(state.id)] }, ABSENT), 'Listeners');
    if (!listener) return null;
    return {
      alpn_policy: pick(listener, 'AlpnPolicy[0]') ?? null,
      arn: listener.ListenerArn,
      certificate_arn: pick(listener, 'Certificates[0].CertificateArn') ?? null,
      default_action: actionsIn(listener.DefaultActions, state.default_action),
      load_balancer_arn: listener.LoadBalancerArn,
      mutual_authentication:
        text(listener.Protocol) === 'HTTPS' ? [{ advertise_trust_store_ca_names: '', ignore_client_certificate_expiry: false, mode: 'off', trust_store_arn: '' }] : [],
      port: listener.Port ?? null,
      protocol: listener.Protocol ?? '',
      routing_http_response_server_enabled: true,
      ssl_policy: listener.SslPolicy ?? '',
      tags_all: elbTags(api, listener.ListenerArn),
    };
  },
  update(api, prior, planned) {
    const [before, after] = [members(prior), members(planned)];
    if (JSON.stringify(before) !== JSON.stringify(after)) api.call('elbv2', 'ModifyListener', { ListenerArn: text(prior.id), ...after });
  },
  delete(api, prior) {
    api.find('elbv2', 'DeleteListener', { ListenerArn: text(prior.id) }, ABSENT);
  },
  kept: { protocol: (value) => value.toUpperCase() },
  retryCreate: { codes: ['CertificateNotFound', 'UnsupportedCertificate'], timeout: 5 * MINUTE },
  tags: TAGS.elbv2,
};
