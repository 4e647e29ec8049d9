// Whether the site can be visited, computed link by link from what is really there: break any link by any means, and a visitor
// meets the error that this link gives. Pure, and cheap enough to be asked after every job.
import { type Cloud, places } from '../aws/cloud.ts';
import { nextTurn } from '../aws/elbv2/target.ts';
import { type Finding, find as findOut } from '../aws/finding.ts';
import { writeLog } from '../aws/logs/stream.ts';
import { TRUST_STORE, trustFile } from '../aws/rds/authority.ts';
import { addressBehind, instanceAt } from '../aws/rds/reach.ts';
import { resolve } from '../aws/route53/resolve.ts';
import { calendar } from '../engine/clock.ts';
import { snapshot } from '../engine/draft.ts';
import type { Timeline } from '../engine/moment.ts';
import { ask, type Served } from './site/application.ts';
import type { Breakage, Link } from './site/link.ts';
import { coursePage } from './site/page.ts';
import { newTrail } from './site/trail.ts';
import { addressesOf, balancerNamed, choose, enter, find } from './site/way-in.ts';

export { downSpans, isUp, lastChange, minutesDown, newSiteHistory, noteSite, type SiteChange, type SiteHistory, siteMoved } from './site/history.ts';
export type { Breakage, Link, LinkId } from './site/link.ts';

export interface SiteStatus {
  readonly up: boolean;
  /** HTTP status that the visitor got; null when there was no answer. */
  readonly status: number | null;
  readonly error: { readonly title: string; readonly detail: string } | null;
  readonly broken: Breakage | null;
  /** From the visitor to the table. */
  readonly chain: readonly Link[];
  /** Rows that the page counts; null when it is down. */
  readonly answers: number | null;
  /** The database instance that answers. */
  readonly database: Served['database'];
}

/** The table that the course application counts. */
const TABLE = 'courses_answer';

const isBreakage = (value: object): value is Breakage => 'link' in value && 'error' in value;

/** Reading a draft makes a proxy of all that is looked at; a plain view of it is more than ten times faster. */
const plain = (cloud: Cloud): Cloud => snapshot(cloud);

function visit(given: Cloud, host: string, path: string, secure: boolean, now: number, table: string): SiteStatus {
  const cloud = plain(given);
  const trail = newTrail();
  const down = (broken: Breakage): SiteStatus => ({ up: false, status: broken.status, error: broken.error, broken, chain: trail.finish(broken), answers: null, database: null });
  const entrance = find(cloud, host, now, trail);
  if (isBreakage(entrance)) return down(entrance);
  const listener = enter(host, entrance, secure ? 443 : 80, secure, trail);
  if (isBreakage(listener)) return down(listener);
  const group = choose(host, path, entrance, listener, trail);
  if (isBreakage(group)) return down(group);
  const served = ask(entrance.view, group, table, trail);
  if (isBreakage(served)) return down(served);
  return {
    up: true,
    status: 200,
    error: null,
    broken: null,
    chain: served.database ? trail.finish(null) : trail.finish(null).filter((link) => link.ok),
    answers: served.rows,
    database: served.database,
  };
}

/** What a visitor's browser meets at `https://host/path` at an instant. `table` is what the application counts. */
export const siteStatus = (cloud: Cloud, host: string, path: string, now: number, table: string = TABLE): SiteStatus => visit(cloud, host, path, true, now, table);

interface Known {
  readonly host: string;
  readonly path: string;
  readonly finding: Finding<{ readonly status: SiteStatus; readonly until: number }>;
  /** The status is of this instant, and holds before `until` if nothing is changed. */
  readonly from: number;
}

let known: Known | null = null;

/**
 * Whether the site is up, and what breaks it: `siteStatus` without what changes as time goes by. For after every step of a world, as most
 * steps change nothing on the way to the site.
 */
export function siteStanding(cloud: Cloud, host: string, path: string, now: number): Pick<SiteStatus, 'up' | 'status' | 'broken'> {
  if (!Object.isFrozen(cloud)) return siteStatus(cloud, host, path, now);
  if (known?.host !== host || known.path !== path || now < known.from || now >= known.finding.value.until || !known.finding.holds(cloud)) {
    const finding = findOut(cloud, (seen) => ({ status: siteStatus(seen, host, path, now), until: Math.min(...places(seen, now).map(nextTurn)) }));
    known = { host, path, finding, from: now };
  }
  return known.finding.value.status;
}

/** Writes what the application logs about a failed visit. To be called when `noteSite` says that something changed. */
export function logFailure(cloud: Cloud, time: Timeline, status: SiteStatus): void {
  const log = status.broken?.log;
  const account = log ? cloud.accounts[log.account] : undefined;
  if (log && account) writeLog({ cloud, time, account, region: log.region }, log.group, log.stream, log.lines);
}

export type Fetched =
  | { readonly ok: true; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly ok: false; readonly error: 'dns' | 'refused' | 'timeout' };

/** `Thu, 26 Feb 2026 21:00:00 GMT` */
function httpDate(at: number): string {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const c = calendar(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${days[c.weekday]}, ${two(c.day)} ${months[c.month - 1]} ${c.year} ${two(c.hour)}:${two(c.minute)}:${two(c.second)} GMT`;
}

/** What `curl` gets from a URL. A refused certificate counts as a refused connection: the client hangs up. */
export function fetchSite(cloud: Cloud, url: string, now: number, table: string = TABLE): Fetched {
  const match = /^(?:(https?):\/\/)?([^/:?#]+)(?::(\d+))?([^#]*)/i.exec(url);
  if (!match?.[2]) return { ok: false, error: 'dns' };
  const secure = (match[1] ?? 'http').toLowerCase() === 'https';
  const port = match[3] ? Number(match[3]) : secure ? 443 : 80;
  if (port !== (secure ? 443 : 80)) return { ok: false, error: 'timeout' };
  const rest = match[4] ?? '';
  const host = match[2].toLowerCase();
  if (host === TRUST_STORE) {
    const file = trustFile(rest);
    const text = file ?? '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
    const type = file ? 'application/x-pem-file' : 'application/xml';
    return { ok: true, status: file ? 200 : 403, headers: { 'content-type': type, 'content-length': String(text.length), date: httpDate(now), server: 'AmazonS3' }, body: text };
  }
  const status = visit(cloud, host, rest.startsWith('/') ? rest : `/${rest}`, secure, now, table);
  const failure = status.broken?.failure;
  if (failure) return { ok: false, error: failure === 'tls' ? 'refused' : failure };
  const fromApplication = status.up || status.status === 500;
  const body = status.up ? coursePage(host, status.answers) : (status.broken?.body ?? '');
  const headers: Record<string, string> = {
    date: httpDate(now),
    'content-type': fromApplication ? 'text/html; charset=utf-8' : 'text/html',
    'content-length': String(body.length),
    server: fromApplication ? 'gunicorn' : 'awselb/2.0',
  };
  if (status.broken?.location) headers.location = status.broken.location;
  return { ok: true, status: status.status ?? 200, headers, body };
}

/** What a resolver answers for a name: addresses, with the names on the way. Null when there is no such name. */
export function resolveSite(
  given: Cloud,
  name: string,
  now: number,
): { readonly aliases?: readonly string[]; readonly addresses: readonly string[]; readonly ttl?: number } | null {
  if (name.toLowerCase() === TRUST_STORE) return { addresses: ['203.0.113.80'], ttl: 60 };
  const cloud = plain(given);
  const direct = balancerNamed(cloud, name, now);
  if (direct) return direct.balancer.state === 'active' ? { addresses: addressesOf(direct), ttl: 60 } : null;
  const server = instanceAt(cloud, now, name.toLowerCase());
  const address = server ? addressBehind(server.at, server.instance) : null;
  if (address) return { addresses: [address], ttl: 5 };
  const answer = resolve(cloud, name);
  if (answer.outcome !== 'found') return null;
  if (!answer.alias) return answer.values.length > 0 ? { addresses: answer.values, ttl: 300 } : null;
  const entrance = balancerNamed(cloud, answer.alias, now);
  return entrance?.balancer.state === 'active' ? { addresses: addressesOf(entrance), ttl: 60 } : null;
}
