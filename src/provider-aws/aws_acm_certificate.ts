// Certificates. With DNS validation they are issued when the record that ACM asks for is found.

import { MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
import { all, enumOf, length, unlike } from './core/checks.ts';
import { arn } from './core/formats.ts';
import { type Attrs, differ, need, pick, records, single, text, texts } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const ABSENT = ['ResourceNotFoundException'];
export const certificate = (api: Api, arn: string): Attrs | null => {
  const found = pick((api.find('acm', 'DescribeCertificate', { CertificateArn: arn }, ABSENT) ?? {}) as Json, 'Certificate');
  return found ? (found as Attrs) : null;
};

/** ACM counts the name itself among the alternatives; a configuration seldom does. */
function namesOf(found: Attrs, state: Attrs): string[] {
  const names = texts(found.SubjectAlternativeNames);
  const written = texts(state.subject_alternative_names);
  return written.length > 0 && !written.includes(text(found.DomainName)) ? names.filter((name) => name !== found.DomainName) : names;
}

const transparency = (attrs: Attrs): Json => ({
  CertificateTransparencyLoggingPreference: text(single(attrs.options)?.certificate_transparency_logging_preference) || 'ENABLED',
});

/** What a certificate that is brought along has, and no requested one. */
const IMPORTED = ['certificate_body', 'certificate_chain', 'private_key'];

export const awsAcmCertificate: ResourceType = {
  name: 'aws_acm_certificate',
  label: 'ACM Certificate',
  checks: {
    values: {
      certificate_authority_arn: arn,
      domain_name: unlike(/\.$/, 'cannot end with a period', 'example.org', 'example.org.'),
      key_algorithm: enumOf('RSA_1024', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'),
      'options.certificate_transparency_logging_preference': enumOf('ENABLED', 'DISABLED'),
      subject_alternative_names: all('www.example.org', length(1, 253), unlike(/\.$/, 'cannot end with a period', 'a', 'a.')),
      validation_method: enumOf('EMAIL', 'DNS', 'HTTP'),
    },
    conflicts: {
      certificate_authority_arn: ['certificate_body', 'private_key', 'validation_method'],
      certificate_body: ['certificate_authority_arn', 'domain_name', 'validation_method'],
      certificate_chain: ['certificate_authority_arn', 'domain_name', 'validation_method'],
      domain_name: IMPORTED,
      early_renewal_duration: [...IMPORTED, 'validation_method'],
      key_algorithm: IMPORTED,
      'options.certificate_transparency_logging_preference': IMPORTED,
      subject_alternative_names: IMPORTED,
      validation_method: ['certificate_authority_arn', ...IMPORTED],
      validation_option: IMPORTED,
    },
    exactlyOne: [['domain_name', 'private_key']],
    together: { certificate_body: ['private_key'] },
  },
  shown: (attrs) => text(attrs.id) || text(attrs.domain_name),
  message: (verb, attrs) => (verb === 'creating' ? `requesting ACM Certificate (${text(attrs.domain_name)})` : `${verb} ACM Certificate (${text(attrs.id)})`),
  create(api, planned) {
    const names = texts(planned.subject_alternative_names).filter((name) => name !== planned.domain_name);
    const reply = api.call('acm', 'RequestCertificate', {
      DomainName: planned.domain_name,
      ValidationMethod: text(planned.validation_method) || undefined,
      SubjectAlternativeNames: names.length ? names : undefined,
      KeyAlgorithm: text(planned.key_algorithm) || undefined,
      Options: single(planned.options) ? transparency(planned) : undefined,
      Tags: tagsFor(planned),
    });
    return { id: need(reply, 'CertificateArn') };
  },
  read(api, state) {
    const found = certificate(api, text(state.id));
    if (!found) return null;
    const options = records(found.DomainValidationOptions);
    return {
      arn: found.CertificateArn,
      certificate_authority_arn: found.CertificateAuthorityArn ?? '',
      domain_name: found.DomainName,
      domain_validation_options: options
        .filter((option) => option.ResourceRecord)
        .map((option) => ({
          domain_name: option.DomainName ?? null,
          resource_record_name: pick(option, 'ResourceRecord.Name') ?? null,
          resource_record_type: pick(option, 'ResourceRecord.Type') ?? null,
          resource_record_value: pick(option, 'ResourceRecord.Value') ?? null,
        })),
      early_renewal_duration: '',
      key_algorithm: text(found.KeyAlgorithm).replace('-', '_') || 'RSA_2048',
      not_after: found.NotAfter ?? '',
      not_before: found.NotBefore ?? '',
      options: [{ certificate_transparency_logging_preference: pick(found.Options, 'CertificateTransparencyLoggingPreference') ?? 'ENABLED' }],
      pending_renewal: false,
      renewal_eligibility: found.RenewalEligibility ?? 'INELIGIBLE',
      renewal_summary: [],
      status: found.Status,
      subject_alternative_names: namesOf(found, state),
      type: found.Type ?? 'AMAZON_ISSUED',
      validation_emails: [],
      validation_method: options[0]?.ValidationMethod ?? 'NONE',
      tags_all: tagsIn(pick(api.call('acm', 'ListTagsForCertificate', { CertificateArn: text(state.id) }) as Json, 'Tags')),
    };
  },
  update(api, prior, planned) {
    if (differ(prior, planned, 'options')) api.call('acm', 'UpdateCertificateOptions', { CertificateArn: text(prior.id), Options: transparency(planned) });
  },
  delete(api, prior) {
    api.find('acm', 'DeleteCertificate', { CertificateArn: text(prior.id) }, ABSENT);
  },
  retryDelete: { codes: ['ResourceInUseException'], timeout: 20 * MINUTE },
  takes: { create: [5, 9], delete: [0.4, 1] },
  keeps: ['options'],
  tags: TAGS.acm,
};
