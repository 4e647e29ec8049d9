// One link of the chain from a visitor to the table, and what a visitor meets when it is broken.

export const LINKS = {
  domain: 'Domain',
  record: 'DNS record',
  balancer: 'Load balancer',
  listener: 'HTTPS listener',
  rule: 'Rule',
  targets: 'Healthy targets',
  tasks: 'Running tasks',
  network: 'Way to the database',
  database: 'Database',
  login: 'Database login',
  table: 'Table',
} as const;

export type LinkId = keyof typeof LINKS;

export interface Link {
  readonly id: LinkId;
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** How a visit fails: in the browser before any answer, or with an answer that is an error. */
export interface Breakage {
  readonly link: LinkId;
  readonly detail: string;
  /** What the browser says. */
  readonly error: { readonly title: string; readonly detail: string };
  /** HTTP status, null when there was no answer at all. */
  readonly status: number | null;
  /** What a command-line client meets when there was no answer. */
  readonly failure: 'dns' | 'refused' | 'timeout' | 'tls' | null;
  /** Where a redirect leads, with `status` 301 or 302. */
  readonly location?: string;
  /** What the application writes to its log about it. */
  readonly log?: { readonly account: string; readonly region: string; readonly group: string; readonly stream: string; readonly lines: readonly string[] };
  /** Body of an answer that the load balancer or the application gives. */
  readonly body?: string;
}

const unreachable = (host: string, reason: string, code: string) => ({ title: 'This site can’t be reached', detail: `${host}${reason}\n${code}` });

export const noName = (host: string, link: LinkId, detail: string): Breakage => ({
  link,
  detail,
  error: unreachable(host, '’s server IP address could not be found.', 'DNS_PROBE_FINISHED_NXDOMAIN'),
  status: null,
  failure: 'dns',
});

export const refused = (host: string, link: LinkId, detail: string): Breakage => ({
  link,
  detail,
  error: unreachable(host, ' refused to connect.', 'ERR_CONNECTION_REFUSED'),
  status: null,
  failure: 'refused',
});

export const timedOut = (host: string, link: LinkId, detail: string): Breakage => ({
  link,
  detail,
  error: unreachable(host, ' took too long to respond.', 'ERR_CONNECTION_TIMED_OUT'),
  status: null,
  failure: 'timeout',
});

export const badCertificate = (host: string, detail: string): Breakage => ({
  link: 'listener',
  detail,
  error: { title: 'Your connection is not private', detail: `Attackers might be trying to steal your information from ${host}.\nNET::ERR_CERT_COMMON_NAME_INVALID` },
  status: null,
  failure: 'tls',
});

const REASONS: Record<number, string> = { 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' };

/** An error page of the load balancer itself. */
export function gateway(link: LinkId, status: 502 | 503 | 504, detail: string): Breakage {
  const title = `${status} ${REASONS[status]}`;
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;
  return { link, detail, error: { title, detail: '' }, status, failure: null, body };
}

/** What Django answers when something in it failed and DEBUG is off. */
export const serverError = (link: LinkId, detail: string): Breakage => ({
  link,
  detail,
  error: { title: 'Server Error (500)', detail: '' },
  status: 500,
  failure: null,
  body: '\n<!doctype html>\n<html lang="en">\n<head>\n  <title>Server Error (500)</title>\n</head>\n<body>\n  <h1>Server Error (500)</h1><p></p>\n</body>\n</html>\n',
});
