// Waits until a certificate is issued. Nothing in AWS corresponds to it.

import { MINUTE, SECOND } from '../engine/clock.ts';
import { certificate } from './aws_acm_certificate.ts';
import { arn } from './core/formats.ts';
import { text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';

export const awsAcmCertificateValidation: ResourceType = {
  name: 'aws_acm_certificate_validation',
  label: 'ACM Certificate',
  checks: { values: { certificate_arn: arn } },
  shown: (attrs) => text(attrs.certificate_arn),
  create: (api, planned) => ({ id: text(certificate(api, text(planned.certificate_arn))?.IssuedAt) || text(planned.certificate_arn) }),
  read(api, state) {
    const found = certificate(api, text(state.certificate_arn));
    return found?.Status === 'ISSUED' ? { id: text(found.IssuedAt) || text(state.certificate_arn), certificate_arn: state.certificate_arn } : null;
  },
  delete: () => {},
  created: {
    delay: 5 * SECOND,
    poll: 10 * SECOND,
    timeout: 75 * MINUTE,
    what: 'ACM Certificate',
    target: ['ISSUED'],
    pending: ['PENDING_VALIDATION'],
    status: (api, attrs) => text(certificate(api, text(attrs.certificate_arn))?.Status) || null,
  },
};
