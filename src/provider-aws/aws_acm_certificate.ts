// Certificates. With DNS validation they are issued when the record that ACM asks for is found.
import { MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Api } from './core/api.ts';
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

export const awsAcmCertificate: ResourceType = {
  name: 'aws_acm_certificate',
  label: 'ACM Certificate',
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
