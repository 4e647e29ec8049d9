// What ECS keeps of a service.
import type { Json } from '../../engine/json.ts';
import { table } from '../cloud.ts';
import type { Tags } from '../tags.ts';

export interface Deployment {
  readonly id: string;
  status: 'PRIMARY' | 'ACTIVE';
  taskDefinition: string;
  readonly createdAt: number;
  updatedAt: number;
  failed: number;
  rollout: 'IN_PROGRESS' | 'COMPLETED';
}

export interface ServiceLink {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

export interface EcsService {
  /** `cluster/name`, the end of the ARN and the key. */
  readonly key: string;
  readonly name: string;
  readonly cluster: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly launchType: string;
  readonly strategy: Json[];
  readonly scheduling: string;
  readonly controller: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desired: number;
  taskDefinition: string;
  platformVersion: string;
  links: ServiceLink[];
  network: { subnets: string[]; securityGroups: string[]; assignPublicIp: 'ENABLED' | 'DISABLED' } | null;
  /** `deploymentConfiguration` as the API has it. */
  configuration: Json;
  /** The primary first. */
  deployments: Deployment[];
  /** Newest first, at most a hundred. */
  events: { readonly id: string; readonly at: number; readonly message: string }[];
  graceSeconds: number | null;
  executeCommand: boolean;
  managedTags: boolean;
  propagateTags: string;
  /** Failed starts in a row; the next try waits longer each time. */
  failures: number;
  tags: Tags;
}

export const SERVICES = table<EcsService>('ecs.service');
