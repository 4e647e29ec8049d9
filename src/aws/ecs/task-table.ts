// What ECS keeps of a task.
import { table } from '../cloud.ts';

export interface Task {
  readonly id: string;
  readonly arn: string;
  readonly cluster: string;
  /** Service key (`cluster/name`); null for a task that was run by itself. */
  readonly service: string | null;
  readonly deployment: string | null;
  /** ARN with revision. */
  readonly definition: string;
  readonly createdAt: number;
  readonly launchType: string;
  readonly startedBy: string | null;
  /** It was given a command of its own instead of the image's server: the command runs for some seconds, then the task ends. */
  readonly once: boolean;
  status: 'PENDING' | 'RUNNING' | 'DEPROVISIONING' | 'STOPPED';
  startedAt: number | null;
  stoppingAt: number | null;
  stoppedAt: number | null;
  stopCode: string | null;
  reason: string | null;
  interfaceId: string | null;
  subnetId: string | null;
  privateIp: string | null;
  /** Environment of all containers with secrets filled in, as it was when the task started: later changes of a secret do not reach it. */
  environment: Record<string, string>;
}

/** Keyed by id. */
export const TASKS = table<Task>('ecs.task');
