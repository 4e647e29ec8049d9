// Every service of the cloud. To add one: its folder with `service.ts`, and a line here.
import { ec2 } from './ec2/service.ts';
import type { Service } from './operation.ts';
import { rds } from './rds/service.ts';
import { s3 } from './s3/service.ts';

const LIST: readonly Service[] = [ec2, rds, s3];

export const SERVICES: { readonly [name: string]: Service } = Object.fromEntries(LIST.map((service) => [service.name, service]));
