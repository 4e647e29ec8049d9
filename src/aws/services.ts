// Every service of the cloud. To add one: its folder with `service.ts`, and a line here.
import { acm } from './acm/service.ts';
import { cloudwatch } from './cloudwatch/service.ts';
import { ec2 } from './ec2/service.ts';
import { ecr } from './ecr/service.ts';
import { ecs } from './ecs/service.ts';
import { elbv2 } from './elbv2/service.ts';
import { events } from './events/service.ts';
import { lambda } from './lambda/service.ts';
import { logs } from './logs/service.ts';
import type { Service } from './operation.ts';
import { rds } from './rds/service.ts';
import { route53 } from './route53/service.ts';
import { route53domains } from './route53domains/service.ts';
import { s3 } from './s3/service.ts';

const LIST: readonly Service[] = [acm, cloudwatch, ec2, ecr, ecs, elbv2, events, lambda, logs, rds, route53, route53domains, s3];

export const SERVICES: { readonly [name: string]: Service } = Object.fromEntries(LIST.map((service) => [service.name, service]));
