// What EventBridge keeps of a rule.
import type { Json } from '../../engine/json.ts';
import { table } from '../cloud.ts';
import type { Tags } from '../tags.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly createdBy: string;
  pattern: string | null;
  schedule: string | null;
  /** From when a rate counts. */
  scheduledAt: number;
  /** The planned next turn. */
  job: number | null;
  state: string;
  description: string | null;
  roleArn: string | null;
  /** Id -> target with the member names of the API. */
  targets: Record<string, { [name: string]: Json }>;
  tags: Tags;
}

/** Keyed by name. */
export const RULES = table<Rule>('events.rule');
