// Certificates: asked for, then issued once the validation record is where ACM looks for it.
//   PENDING_VALIDATION -> ISSUED (about a minute after the record can be resolved) | VALIDATION_TIMED_OUT (after 72 hours)
import { DAY, HOUR, iso, MINUTE } from '../../engine/clock.ts';
import { fingerprint, type Json } from '../../engine/json.ts';
import { note, schedule } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { LISTENERS } from '../elbv2/listener.ts';
import { arn, uuidOf } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type CloudJob, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { resolve } from '../route53/resolve.ts';
import { readTags, type Tags, tagList } from '../tags.ts';

export interface Certificate {
  readonly arn: string;
  readonly domain: string;
  readonly names: string[];
  readonly method: string;
  readonly keyAlgorithm: string;
  readonly createdAt: number;
  /** One for each distinct name without its wildcard. */
  readonly validations: readonly { readonly domain: string; readonly name: string; readonly value: string }[];
  transparency: string;
  readonly imported: boolean;
  status: 'PENDING_VALIDATION' | 'ISSUED' | 'VALIDATION_TIMED_OUT';
  issuedAt: number | null;
  tags: Tags;
}

/** Keyed by ARN. */
export const CERTIFICATES = table<Certificate>('acm.certificate');

const refusal = (code: string, message: string) => new AwsError(code, message, 400, true);

const read = (params: Params) =>
  input(params, (problem, name) =>
    refusal(
      'ValidationException',
      problem === 'missing' ? `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null` : `Invalid value for ${name}`,
    ),
  );

function certificateOf(context: CloudContext, arnText: string): Readonly<Certificate> {
  const certificate = rowAt(context.account, context.region, CERTIFICATES, arnText);
  if (!certificate) {
    if (!/^arn:aws:acm:[^:]*:\d*:certificate\/.+/.test(arnText)) throw refusal('ValidationException', `Invalid arn: ${arnText}`);
    throw refusal('ResourceNotFoundException', `Could not find certificate ${arnText} in account ${context.account.id}.`);
  }
  return certificate;
}

const where = (context: CloudContext, arnText: string) => ({ account: context.account.id, region: context.region, arn: arnText });

/**
 * The record that proves a domain. It is the same for every certificate of an account for that domain (user guide, DNS validation),
 * so a second certificate is issued by the record that is there for the first.
 */
function validationOf(account: string, domain: string): Certificate['validations'][number] {
  const digits = (salt: string) => fingerprint(`${salt}/${account}/${domain}`);
  const letters = [...digits('zone').slice(0, 10)].map((digit) => 'bcdfghjklmnpqrst'[Number.parseInt(digit, 16)]).join('');
  return { domain, name: `_${digits('name')}${digits('more')}.${domain}.`, value: `_${digits('value')}${digits('rest')}.${letters}.acm-validations.aws.` };
}

export const requestCertificate: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const domain = request.text('DomainName').toLowerCase();
    if (!/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/.test(domain)) throw refusal('ValidationException', `The domain name '${domain}' is not valid.`);
    const names = [...new Set([domain, ...request.texts('SubjectAlternativeNames').map((name) => name.toLowerCase())])];
    const tags = readTags(params.Tags);
    const options = request.record('Options');
    const roots = [...new Set(names.map((name) => name.replace(/^\*\./, '')))];
    const validations = roots.map((root) => validationOf(context.account.id, root));
    const certificate: Certificate = {
      arn: arn('acm', context.region, context.account.id, `certificate/${uuidOf(context.time, 'acm')}`),
      domain,
      names,
      method: request.optional('ValidationMethod') ?? 'EMAIL',
      keyAlgorithm: (request.optional('KeyAlgorithm') ?? 'RSA_2048').replace('_', '-').replace('EC-prime256v1', 'EC_prime256v1'),
      createdAt: context.time.now,
      validations,
      transparency: (options ? read(options).optional('CertificateTransparencyLoggingPreference') : null) ?? 'ENABLED',
      imported: false,
      status: 'PENDING_VALIDATION',
      issuedAt: null,
      tags,
    };
    rows(context.account, context.region, CERTIFICATES)[certificate.arn] = certificate;
    schedule(context.time, context.time.now + MINUTE, 'acm.certificate.check', where(context, certificate.arn));
    note(context.time, 'acm.certificate.requested', { ...where(context, certificate.arn), domain });
    return { CertificateArn: certificate.arn };
  },
};

/** Looks whether every validation record can be resolved; asks again each minute for the first hour, then hourly, for 72 hours. */
const check: CloudJob = (context, data) => {
  const certificate = rows(context.account, context.region, CERTIFICATES)[String(data.arn)];
  if (certificate?.status !== 'PENDING_VALIDATION') return;
  const proven = certificate.method === 'DNS' && certificate.validations.every(({ name, value }) => resolve(context.cloud, name, 'CNAME').values.includes(value));
  const age = context.time.now - certificate.createdAt;
  if (proven) {
    certificate.status = 'ISSUED';
    certificate.issuedAt = context.time.now;
    note(context.time, 'acm.certificate.issued', { ...where(context, certificate.arn), domain: certificate.domain });
  } else if (age >= 3 * DAY) certificate.status = 'VALIDATION_TIMED_OUT';
  else schedule(context.time, context.time.now + (age < HOUR ? MINUTE : HOUR), 'acm.certificate.check', where(context, certificate.arn));
};

export const certificateJobs = { 'acm.certificate.check': check };

const usersOf = (context: CloudContext, arnText: string): string[] => [
  ...new Set(
    listed(context.account, context.region, LISTENERS)
      .filter((listener) => listener.certificates.includes(arnText))
      .map((listener) => listener.loadBalancerArn),
  ),
];

/** Valid for 13 months from issue, renewed by ACM while its record stays. */
const YEAR = 395 * DAY;

function printCertificate(context: CloudContext, certificate: Readonly<Certificate>): Json {
  const from = certificate.issuedAt === null ? null : certificate.issuedAt - (certificate.issuedAt % DAY);
  const byDns = certificate.method === 'DNS';
  return given({
    CertificateArn: certificate.arn,
    DomainName: certificate.domain,
    SubjectAlternativeNames: [...certificate.names],
    DomainValidationOptions: certificate.names.map((name) => {
      const validation = certificate.validations.find((candidate) => candidate.domain === name.replace(/^\*\./, ''));
      return given({
        DomainName: name,
        ValidationDomain: name,
        ValidationStatus: certificate.status === 'ISSUED' ? 'SUCCESS' : certificate.status === 'PENDING_VALIDATION' ? 'PENDING_VALIDATION' : 'FAILED',
        ResourceRecord: byDns && validation ? { Name: validation.name, Type: 'CNAME', Value: validation.value } : undefined,
        ValidationMethod: certificate.method,
      });
    }),
    Subject: `CN=${certificate.domain}`,
    Issuer: 'Amazon',
    CreatedAt: iso(certificate.createdAt, true),
    IssuedAt: certificate.issuedAt === null ? undefined : iso(certificate.issuedAt, true),
    Status: certificate.status,
    NotBefore: from === null ? undefined : iso(from),
    NotAfter: from === null ? undefined : iso(from + YEAR - 1000),
    KeyAlgorithm: certificate.keyAlgorithm,
    SignatureAlgorithm: 'SHA256WITHRSA',
    InUseBy: usersOf(context, certificate.arn),
    Type: 'AMAZON_ISSUED',
    KeyUsages: certificate.issuedAt === null ? [] : [{ Name: 'DIGITAL_SIGNATURE' }, { Name: 'KEY_ENCIPHERMENT' }],
    ExtendedKeyUsages: certificate.issuedAt === null ? [] : [{ Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' }],
    RenewalEligibility: certificate.issuedAt !== null && usersOf(context, certificate.arn).length > 0 ? 'ELIGIBLE' : 'INELIGIBLE',
    Options: { CertificateTransparencyLoggingPreference: certificate.transparency },
  });
}

export const describeCertificate: Operation = {
  kind: 'read',
  run: (context, params) => ({ Certificate: printCertificate(context, certificateOf(context, read(params).text('CertificateArn'))) }),
};

export const listCertificates: Operation = {
  kind: 'read',
  run(context, params) {
    const statuses = read(params).texts('CertificateStatuses');
    const all = listed(context.account, context.region, CERTIFICATES).filter((certificate) => statuses.length === 0 || statuses.includes(certificate.status));
    const cut = page(all, params.NextToken, params.MaxItems, 1000, 'ValidationException');
    return given({
      CertificateSummaryList: cut.items.map((certificate) => ({
        CertificateArn: certificate.arn,
        DomainName: certificate.domain,
        SubjectAlternativeNameSummaries: [...certificate.names],
        HasAdditionalSubjectAlternativeNames: false,
        Status: certificate.status,
        Type: 'AMAZON_ISSUED',
        KeyAlgorithm: certificate.keyAlgorithm,
        InUse: usersOf(context, certificate.arn).length > 0,
        CreatedAt: iso(certificate.createdAt, true),
      })),
      NextToken: cut.next,
    });
  },
};

export const updateCertificateOptions: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { arn: known } = certificateOf(context, request.text('CertificateArn'));
    const options = request.record('Options');
    const wanted = options ? read(options).optional('CertificateTransparencyLoggingPreference') : null;
    if (wanted !== 'ENABLED' && wanted !== 'DISABLED') throw refusal('ValidationException', 'Invalid value for CertificateTransparencyLoggingPreference');
    (rows(context.account, context.region, CERTIFICATES)[known] as Certificate).transparency = wanted;
    return {};
  },
};

export const deleteCertificate: Operation = {
  kind: 'write',
  run(context, params) {
    const certificate = certificateOf(context, read(params).text('CertificateArn'));
    if (usersOf(context, certificate.arn).length > 0) throw refusal('ResourceInUseException', `Certificate ${certificate.arn} in account ${context.account.id} is in use.`);
    note(context.time, 'acm.certificate.deleted', { ...where(context, certificate.arn), domain: certificate.domain });
    delete rows(context.account, context.region, CERTIFICATES)[certificate.arn];
    return {};
  },
};

export const listTagsForCertificate: Operation = {
  kind: 'read',
  run: (context, params) => ({ Tags: tagList(certificateOf(context, read(params).text('CertificateArn')).tags) }),
};

export const addTagsToCertificate: Operation = {
  kind: 'write',
  run(context, params) {
    const { arn: key } = certificateOf(context, read(params).text('CertificateArn'));
    const tags = readTags(params.Tags);
    Object.assign((rows(context.account, context.region, CERTIFICATES)[key] as Certificate).tags, tags);
    return {};
  },
};

export const removeTagsFromCertificate: Operation = {
  kind: 'write',
  run(context, params) {
    const { arn: key } = certificateOf(context, read(params).text('CertificateArn'));
    const { tags } = rows(context.account, context.region, CERTIFICATES)[key] as Certificate;
    for (const name of Object.keys(readTags(params.Tags))) delete tags[name];
    return {};
  },
};
