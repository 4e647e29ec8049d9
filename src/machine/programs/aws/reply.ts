// A call through the door, and the reply brought into the form that the program prints: model order, Python numbers, timestamps as text.
import { REGIONS } from '../../../aws/ec2/zone.ts';
import { iso, parseIso } from '../../../engine/clock.ts';
import type { CloudReply, PendingReply, Process } from '../../program.ts';
import { type Keys, keysOf } from './credentials.ts';
import { instantOf } from './instant.ts';
import { hyphenated, type OperationModel, type ServiceModel, shapeOf } from './model.ts';
import { CliError } from './output/print.ts';
import { Float, isList, isMap } from './output/python.ts';
import type { Dict } from './pages.ts';
import type { Settings } from './settings.ts';
import { plain } from './values.ts';

/** A host of a URL, by the rules of host names. */
const HOST = /^((?!-)[A-Z\d-]{1,63}(?<!-)\.)*((?!-)[A-Z\d-]{1,63}(?<!-))$/i;

/** Throws when there is no region, or none that a host name could hold, or when the options name a place or a time to wait that cannot be. */
export function needEndpoint(settings: Settings, service: ServiceModel): void {
  const { endpoint, timeouts } = settings;
  if (settings.region === '' && service.global !== 'only') throw new CliError(`\nInvalid endpoint: https://${service.endpoint}..amazonaws.com\n`, 255);
  if (settings.region && !/^(?![0-9]+$)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)$/.test(settings.region)) {
    throw new CliError(`\nProvided region_name '${settings.region}' doesn't match a supported format.\n`, 255);
  }
  if (settings.region === null && !service.global) {
    throw new CliError('\nYou must specify a region. You can also configure your region by running "aws configure".\n', 253);
  }
  if (endpoint !== null && !HOST.test(/^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#:]*)/i.exec(endpoint)?.[1] ?? '')) throw new CliError(`\nInvalid endpoint: ${endpoint}\n`, 255);
  for (const [name, seconds] of Object.entries(timeouts))
    if (seconds < 0) throw new CliError(`\nAttempted to set ${name} timeout to ${seconds}, but the timeout cannot be set to a value less than or equal to 0.\n`, 255);
}

/** The longest that anything here takes: what --cli-read-timeout 0 waits. */
const FOREVER = 3_600_000;

/** Thrown by a call whose reply takes a while: the program waits, and begins anew with the reply in hand. */
export class Owed extends Error {
  constructor(
    readonly pending: PendingReply,
    /** The address that does not answer, and how long to wait for it (milliseconds). */
    readonly url: string,
    readonly patience: number,
  ) {
    super('The reply is still to come.');
  }
}
const UNSIGNED: Keys = { id: '', secret: '', token: null, until: null, from: 'env' };

/** One call. Throws when there are no credentials, or no such region to connect to; refusals of the service are returned. */
export function call(process: Process, settings: Settings, service: ServiceModel, operation: OperationModel, params: Dict): CloudReply {
  const keys = settings.signed ? keysOf(process, settings) : UNSIGNED;
  if (!keys) throw new CliError('\nUnable to locate credentials. You can configure credentials by running "aws configure".\n', 253);
  const { region, endpoint } = settings;
  // Nothing but the account itself answers in this world.
  if (endpoint !== null && !/^https?:\/\/[^/?#]*\.amazonaws\.com(?:[/:?#]|$)/i.test(endpoint))
    throw new CliError(`\nCould not connect to the endpoint URL: "${endpoint.replace(/\/?$/, '/')}"\n`, 255);
  const reached = service.service === 'route53domains' ? region === 'us-east-1' : service.global !== undefined || (REGIONS as readonly (string | null)[]).includes(region);
  if (region !== null && !reached) throw new CliError(`\nCould not connect to the endpoint URL: "https://${service.endpoint}.${region}.amazonaws.com/"\n`, 255);
  const request = {
    service: service.service,
    operation: operation.o,
    params: (operation.i ? wired(params, operation.i, service, process.time.now) : plain(params)) as never,
    region: region ?? 'us-east-1',
    accessKeyId: keys.id,
    ...(settings.signed ? { signature: { secret: keys.secret, token: keys.token } } : {}),
    userAgent: `${settings.agent} command/${service.service}.${hyphenated(operation.o)}`,
  };
  let reply = process.cloud(request);
  // The pauses in between are short, and not simulated.
  for (let again = 1; again < TRIES && !reply.ok && isRetried(reply); again++) reply = process.cloud(request);
  if (reply.ok && reply.pending)
    throw new Owed(reply.pending, `https://lambda.${region}.amazonaws.com/2015-03-31/functions/${params.FunctionName}/invocations`, settings.timeouts.read * 1000 || FOREVER);
  if (!reply.ok && reply.code === 'NotSimulated') throw new CliError(`\n${reply.message}\n`, 255);
  return reply;
}

/** One call whose refusal is the end. The reply is a copy, in the form for printing. */
export function ask(process: Process, settings: Settings, service: ServiceModel, operation: OperationModel, params: Dict): Dict {
  const reply = call(process, settings, service, operation, params);
  if (!reply.ok) throw refusal(reply, operation.o);
  const output = (operation.u ? shaped(reply.output, operation.u, service) : {}) as Dict;
  // The oldest region is the one without a name: the client says so.
  return operation.o === 'GetBucketLocation' ? { LocationConstraint: null, ...output } : output;
}

/** Parameters as they go through the door: floats as plain numbers, instants that people write in other ways than ISO 8601 in that form. */
function wired(value: unknown, reference: string, service: ServiceModel, now: number): unknown {
  if (value instanceof Float) return value.value;
  const shape = shapeOf(service, reference);
  if (isList(value)) return value.map((item) => wired(item, shape.type === 'list' ? shape.of : 'string', service, now));
  if (isMap(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const of = shape.type === 'map' ? shape.of : shape.type === 'structure' && Object.hasOwn(shape.members, key) ? (shape.members[key] as string) : 'string';
        return [key, wired(item, of, service, now)];
      }),
    );
  if (shape.type !== 'scalar' || shape.of !== 'timestamp' || typeof value !== 'string' || parseIso(value) !== null) return value;
  const at = instantOf(value, now);
  return at === null ? value : iso(at, at % 1000 !== 0);
}

/** How often the client asks in all where it may hope. */
const TRIES = 3;

/** Refusals that the client tries again. */
const RETRIED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottledException',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'TransactionInProgressException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'LimitExceededException',
  'RequestThrottled',
  'SlowDown',
  'PriorRequestNotComplete',
  'EC2ThrottledException',
  'RequestTimeout',
  'RequestTimeoutException',
]);

type Refusal = Extract<CloudReply, { ok: false }>;

/** A code without what stands around it on the wire. */
const codeOf = (reply: Refusal): string => (reply.code.split('#').pop() as string).split(':')[0] as string;

const isRetried = (reply: Refusal): boolean => RETRIED.has(codeOf(reply)) || [500, 502, 503, 504].includes(reply.status);

/** `An error occurred (Code) when calling the Operation operation: message`, without line breaks around it. */
export function refusalText(reply: Refusal, operation: string): string {
  const code = codeOf(reply);
  const retried = isRetried(reply) ? ` (reached max retries: ${TRIES - 1})` : '';
  return `An error occurred (${code}) when calling the ${operation} operation${retried}: ${reply.message}`;
}

export const refusal = (reply: Refusal, operation: string): CliError => new CliError(`\n${refusalText(reply, operation)}\n`, 254);

/** `2024-02-26T22:31:04+00:00`, with six digits as soon as there is a fraction. */
export function timestamp(value: unknown): unknown {
  const at = typeof value === 'string' ? parseIso(value) : typeof value === 'number' ? value : null;
  if (at === null) return value;
  const digits = typeof value === 'string' ? /\.(\d+)/.exec(value)?.[1]?.slice(0, 6).padEnd(6, '0') : undefined;
  const fraction = digits ?? `${String(((at % 1000) + 1000) % 1000).padStart(3, '0')}000`;
  return `${iso(Math.floor(at / 1000) * 1000).slice(0, -1)}${Number(fraction) ? `.${fraction}` : ''}+00:00`;
}

/** A reply with its members in the model's order. Members that the model does not know stay at the end. */
export function shaped(value: unknown, reference: string, service: ServiceModel): unknown {
  if (value === null || value === undefined) return value;
  const shape = shapeOf(service, reference);
  if (shape.type === 'list') return isList(value) ? value.map((item) => shaped(item, shape.of, service)) : value;
  if (shape.type === 'map') return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shaped(item, shape.of, service)])) : value;
  if (shape.type === 'structure') {
    if (!isMap(value)) return value;
    const made: Dict = {};
    for (const [name, of] of Object.entries(shape.members)) if (value[name] !== undefined) made[name] = shaped(value[name], of, service);
    for (const name of Object.keys(value)) if (!(name in made) && value[name] !== undefined) made[name] = value[name];
    return made;
  }
  if (shape.of === 'timestamp') return timestamp(value);
  if ((shape.of === 'double' || shape.of === 'float') && typeof value === 'number') return new Float(value);
  return value;
}
