// Route 53 Domains: the registrar. Its API lives in us-east-1.
import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import * as domain from './domain.ts';

export const route53domains: Service = {
  name: 'route53domains',
  eventSource: 'route53domains.amazonaws.com',
  iamPrefix: 'route53domains',
  dialect: 'json',
  global: true,
  operations: { ...unused('route53domains'), GetDomainDetail: domain.getDomainDetail, ListDomains: domain.listDomains, UpdateDomainNameservers: domain.updateDomainNameservers },
  jobs: {},
};
