// What EC2 keeps of an EBS snapshot, and of the rules that keep a deleted one for a while.
import { table } from '../cloud.ts';
import type { Tags } from '../tags.ts';

export interface SnapshotLock {
  /** `governance` and `compliance` with days and until when; `compliance-cooloff` while a compliance lock can still be taken off. */
  mode: 'governance' | 'compliance';
  readonly createdAt: number;
  days: number;
  until: number;
  coolUntil: number | null;
}

export interface Snapshot {
  readonly id: string;
  readonly volumeId: string;
  readonly size: number;
  readonly encrypted: boolean;
  readonly startedAt: number;
  description: string;
  state: 'pending' | 'completed';
  lock: SnapshotLock | null;
  /** While it is in the recycle bin: when it went there, and when it leaves for good. */
  bin: { readonly at: number; readonly until: number; readonly job: number } | null;
  tags: Tags;
}

/** Keyed by id. */
export const SNAPSHOTS = table<Snapshot>('ec2.snapshot');

export interface RetentionRule {
  readonly id: string;
  readonly createdAt: number;
  resourceType: 'EBS_SNAPSHOT' | 'EC2_IMAGE';
  days: number;
  description: string;
  /** Tags that a thing must have, any of them; without one the rule is for all of the Region. */
  resourceTags: { readonly key: string; readonly value: string | null }[];
  /** Milliseconds; null when the rule is not locked. */
  unlockDelayDays: number | null;
  tags: Tags;
}

/** Keyed by id. */
export const RETENTION_RULES = table<RetentionRule>('rbin.rule');
