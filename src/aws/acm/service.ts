// Certificate Manager.
import type { Service } from '../operation.ts';
import { onResources, textsIn } from '../resource-rights.ts';
import * as certificate from './certificate.ts';

export const acm: Service = {
  name: 'acm',
  eventSource: 'acm.amazonaws.com',
  iamPrefix: 'acm',
  dialect: 'json',
  operations: onResources(
    'acm',
    {
      AddTagsToCertificate: certificate.addTagsToCertificate,
      DeleteCertificate: certificate.deleteCertificate,
      DescribeCertificate: certificate.describeCertificate,
      GetAccountConfiguration: { kind: 'read', run: () => ({ ExpiryEvents: { DaysBeforeExpiry: 45 } }) },
      ListCertificates: certificate.listCertificates,
      ListTagsForCertificate: certificate.listTagsForCertificate,
      RemoveTagsFromCertificate: certificate.removeTagsFromCertificate,
      RequestCertificate: certificate.requestCertificate,
      UpdateCertificateOptions: certificate.updateCertificateOptions,
    },
    (_context, params) => textsIn(params.CertificateArn),
  ),
  jobs: certificate.certificateJobs,
};
