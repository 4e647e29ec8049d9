// Every service of the cloud. To add one: its folder with `service.ts`, and a line here.
import { account } from './account/service.ts';
import { acm } from './acm/service.ts';
import { backup } from './backup/service.ts';
import { BARE } from './bare.ts';
import { budgets } from './budgets/service.ts';
import { cloudtrail } from './cloudtrail/service.ts';
import { cloudwatch } from './cloudwatch/service.ts';
import { ce } from './cost/service.ts';
import { dynamodb } from './dynamodb/service.ts';
import { ec2 } from './ec2/service.ts';
import { ecr } from './ecr/service.ts';
import { ecs } from './ecs/service.ts';
import { elbv2 } from './elbv2/service.ts';
import { events } from './events/service.ts';
import { explorer } from './explorer/service.ts';
import { health } from './health/service.ts';
import { iam } from './iam/service.ts';
import { kms } from './kms/service.ts';
import { lambda } from './lambda/service.ts';
import { logs } from './logs/service.ts';
import type { Service } from './operation.ts';
import { organizations } from './organizations/service.ts';
import { rbin } from './rbin/service.ts';
import { rds } from './rds/service.ts';
import { route53 } from './route53/service.ts';
import { route53domains } from './route53domains/service.ts';
import { s3 } from './s3/service.ts';
import { scheduler } from './scheduler/service.ts';
import { secretsmanager } from './secretsmanager/service.ts';
import { serviceQuotas } from './servicequotas/service.ts';
import { sns } from './sns/service.ts';
import { ssm } from './ssm/service.ts';
import { stepfunctions } from './stepfunctions/service.ts';
import { sts } from './sts/service.ts';
import { support } from './support/service.ts';
import { tagging } from './tagging/service.ts';

const LIST: readonly Service[] = [
  account,
  acm,
  budgets,
  explorer,
  health,
  rbin,
  serviceQuotas,
  ssm,
  backup,
  ce,
  cloudtrail,
  cloudwatch,
  dynamodb,
  ec2,
  ecr,
  ecs,
  elbv2,
  events,
  iam,
  kms,
  lambda,
  logs,
  organizations,
  rds,
  route53,
  route53domains,
  s3,
  scheduler,
  secretsmanager,
  sns,
  stepfunctions,
  sts,
  support,
  tagging,
  ...BARE,
];

export const SERVICES: { readonly [name: string]: Service } = Object.fromEntries(LIST.map((service) => [service.name, service]));

/** The service that an IAM action belongs to (`kms:Decrypt`). */
export const serviceOfAction = (action: string): Service | undefined => LIST.find((service) => service.iamPrefix === action.slice(0, action.indexOf(':')));
