// What an account knows of users, roles and policies. Policy documents are kept as the text that was given.
import { table } from '../cloud.ts';
import type { Principal } from '../operation.ts';
import type { Tags } from '../tags.ts';

/** What users and roles have in common. */
export interface Holder {
  readonly name: string;
  path: string;
  readonly id: string;
  arn: string;
  readonly createdAt: number;
  /** Policy name -> document. */
  inline: Record<string, string>;
  /** ARNs of attached managed policies, in order. */
  attached: string[];
  boundary: string | null;
  tags: Tags;
}

export interface User extends Holder {
  groups: string[];
  /** Whether a console password exists. */
  password: boolean;
}

export interface Role extends Holder {
  trust: string;
  description: string | null;
  maxSessionSeconds: number;
  lastUsedAt: number | null;
}

export interface Group {
  readonly name: string;
  path: string;
  readonly id: string;
  arn: string;
  readonly createdAt: number;
  inline: Record<string, string>;
  attached: string[];
}

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly user: string;
  status: 'Active' | 'Inactive';
  readonly createdAt: number;
}

export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly description: string | null;
  readonly createdAt: number;
  updatedAt: number;
  defaultVersion: string;
  /** The number of the newest version ever made. */
  newest: number;
  versions: Record<string, { readonly document: string; readonly createdAt: number }>;
  tags: Tags;
}

export interface InstanceProfile {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  role: string | null;
  tags: Tags;
}

/** A virtual device for a second factor. */
export interface MfaDevice {
  /** `arn:aws:iam::123456789012:mfa/name` */
  readonly serial: string;
  /** Base32. */
  readonly seed: string;
  user: string | null;
  enabledAt: number | null;
}

/** Temporary credentials. */
export interface Session {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly principal: Principal;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** A session policy limits further. */
  readonly policy: string | null;
  /** So do managed policies that were named: ARNs in the role's account. */
  readonly policyArns?: readonly string[];
  /** Tags of the session, which count before those of the role. */
  readonly tags?: Readonly<Tags>;
  /** Keys of tags that a session begun from this one has too. */
  readonly transitive?: readonly string[];
  /** When the second factor was shown; null without one. */
  readonly mfaAt: number | null;
}

export const USERS = table<User>('iam.user', 'global');
export const ROLES = table<Role>('iam.role', 'global');
export const GROUPS = table<Group>('iam.group', 'global');
export const KEYS = table<AccessKey>('iam.access-key', 'global');
export const POLICIES = table<ManagedPolicy>('iam.policy', 'global');
export const PROFILES = table<InstanceProfile>('iam.instance-profile', 'global');
export const DEVICES = table<MfaDevice>('iam.mfa-device', 'global');
export const SESSIONS = table<Session>('sts.session', 'global');
