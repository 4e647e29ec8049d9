// Support plans: what they cost and how fast somebody answers. Figures of autumn 2026; Developer, Business and Enterprise On-Ramp end on
// 2027-01-01. Percentages are those of the first tier of the monthly bill.
import { DAY, HOUR, MINUTE } from '../../engine/clock.ts';
import { type Account, GLOBAL, peek, table } from '../cloud.ts';

export const PRICES_AS_OF = '2026-10-04';

export interface Plan {
  readonly name: string;
  /** US dollars a month at least. */
  readonly minimum: number;
  /** Share of the bill. */
  readonly share: number;
  /** Technical cases at all, and through the API. */
  readonly technical: boolean;
  readonly api: boolean;
  /** Longest wait for a first answer by severity, in milliseconds; null: not offered. */
  readonly within: { readonly low: number; readonly normal: number; readonly high: number | null; readonly urgent: number | null; readonly critical: number | null };
}

const full = (critical: number | null): Plan['within'] => ({ low: DAY, normal: 12 * HOUR, high: 4 * HOUR, urgent: HOUR, critical });

export const PLANS: { readonly [id: string]: Plan } = {
  basic: { name: 'Basic', minimum: 0, share: 0, technical: false, api: false, within: { low: DAY, normal: DAY, high: null, urgent: null, critical: null } },
  developer: { name: 'Developer', minimum: 29, share: 0.03, technical: true, api: false, within: { low: DAY, normal: 12 * HOUR, high: null, urgent: null, critical: null } },
  business: { name: 'Business', minimum: 100, share: 0.1, technical: true, api: true, within: full(null) },
  'business-support-plus': { name: 'Business Support+', minimum: 29, share: 0.09, technical: true, api: true, within: full(30 * MINUTE) },
  'enterprise-on-ramp': { name: 'Enterprise On-Ramp', minimum: 5500, share: 0.1, technical: true, api: true, within: full(30 * MINUTE) },
  enterprise: { name: 'Enterprise', minimum: 5000, share: 0.1, technical: true, api: true, within: full(15 * MINUTE) },
  'unified-operations': { name: 'Unified Operations', minimum: 50000, share: 0.1, technical: true, api: true, within: full(5 * MINUTE) },
};

export interface Subscription {
  plan: string;
  since: number;
}

export const SUBSCRIPTION = table<Subscription>('support.subscription', 'global');

/** The plan of an account; Basic when nobody chose one. */
export const planOf = (account: Account): string => peek(account, GLOBAL, SUBSCRIPTION).now?.plan ?? 'basic';
