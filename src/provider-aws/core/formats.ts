// Formats that many types share: addresses, ARNs, JSON, times. What the provider says of a text that is not one.
import { networkText, parseAddress, readNetwork } from '../../terraform/lang/functions/cidr.ts';
import { jsonFault } from '../../terraform/lang/functions/json.ts';
import { type Check, check, firstRule, quoted, rules } from './checks.ts';
import { text } from './members.ts';

/** The forms of a network's text that differ in writing only are the same to the provider. */
const isItself = (value: string): boolean => {
  const network = readNetwork(value);
  return network !== null && network.named === network.address;
};

const block = (family: '' | 'IPv4 ' | 'IPv6 '): ((value: string) => string | null) => {
  return (value) => {
    const network = readNetwork(value);
    if (!network) return `${quoted(value)} is not a valid CIDR block: invalid CIDR address: ${value}`;
    if ((family === 'IPv4 ' && network.bits !== 32) || (family === 'IPv6 ' && network.bits !== 128)) return `${quoted(value)} is not a valid ${family}CIDR block`;
    return isItself(value) ? null : `${quoted(value)} is not a valid ${family}CIDR block; did you mean ${quoted(networkText(network))}?`;
  };
};
const told = (message: string | null): readonly string[] => (message === null ? [] : [message]);

/** A network of either family, by its own address. */
export const cidr: Check = check((value) => told(block('')(text(value))), ['10.0.0.0/16', '2001:db8::/32'], ['10.0.0.0', '10.0.0.1/16', '300.0.0.0/8']);
export const cidr4: Check = check((value) => told(block('IPv4 ')(text(value))), ['10.0.0.0/16'], ['10.0.0.0', '10.0.0.1/16', '2001:db8::/32']);
export const cidr6: Check = check((value) => told(block('IPv6 ')(text(value))), ['2001:db8::/32'], ['10.0.0.0/16', '2001:db8::1/32']);

/** IsCIDRNetwork: a network, whose prefix has a length within bounds. What is no network at all is told in the words that are recorded, which are those of `cidr`. */
export const cidrSized = (low: number, high: number, good: string): Check =>
  check(
    (value, at) => {
      const network = readNetwork(text(value));
      if (!network) return told(block('')(text(value)));
      const own = networkText(network) === text(value) ? [] : [`expected ${at.key} to contain a valid network Value, expected ${networkText(network)}, got ${text(value)}`];
      const size =
        network.prefix < low || network.prefix > high
          ? [`expected ${quoted(at.key)} to contain a network Value with between ${low} and ${high} significant bits, got: ${network.prefix}`]
          : [];
      return [...own, ...size];
    },
    [good],
    [`10.0.0.0/${low - 1}`, '10.0.0.0', '10.0.0.1/16'],
  );

export const ipAddress: Check = check(
  (value, at) => (parseAddress(text(value)) ? [] : [`expected ${at.key} to contain a valid IP, got: ${text(value)}`]),
  ['10.0.0.1'],
  ['10.0.0'],
);
export const ipv4Address: Check = check(
  (value, at) => (parseAddress(text(value))?.bits === 32 ? [] : [`expected ${at.key} to contain a valid IPv4 address, got: ${text(value)}`]),
  ['10.0.0.1'],
  ['10.0.0', '::1'],
);
export const ipv6Address: Check = check(
  (value, at) => (parseAddress(text(value))?.bits === 128 ? [] : [`expected ${at.key} to contain a valid IPv6 address, got: ${text(value)}`]),
  ['::1'],
  ['10.0.0.1'],
);

const PARTITION = '^aws(-[a-z]+)*$';
const REGION = '^[a-z]{2}(-[a-z]+)+-\\d{1,2}$';
const ACCOUNT = '^(aws|aws-managed|third-party|aws-marketplace|\\d{12}|cw.{10})$';

/** What is wrong with a text as an ARN; nothing for an empty one. */
function arnFaults(value: string): readonly string[] {
  if (value === '') return [];
  if (!value.startsWith('arn:')) return ['arn: invalid prefix'];
  const sections = value.split(':');
  if (sections.length < 6) return ['arn: not enough sections'];
  const [, partition = '', , region = '', account = ''] = sections;
  const faults: string[] = [];
  if (partition === '') faults.push('missing partition value');
  else if (!new RegExp(PARTITION).test(partition)) faults.push(`invalid partition value (expecting to match regular expression: ${PARTITION})`);
  if (region !== '' && !new RegExp(REGION).test(region)) faults.push(`invalid region value (expecting to match regular expression: ${REGION})`);
  if (account !== '' && !new RegExp(ACCOUNT).test(account)) faults.push(`invalid account ID value (expecting to match regular expression: ${ACCOUNT})`);
  if (sections.slice(5).join(':') === '') faults.push('missing resource value');
  return faults;
}

export const arn: Check = check(
  (value, at) => arnFaults(text(value)).map((fault) => `${quoted(at.key)} (${text(value)}) is an invalid ARN: ${fault}`),
  ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:kms:eu-west-1:123456789012:key/1', ''],
  [
    'key/1',
    'arn:aws:kms',
    'arn:cloud:kms:eu-west-1:123456789012:key/1',
    'arn:aws:kms:ireland:123456789012:key/1',
    'arn:aws:kms:eu-west-1:me:key/1',
    'arn:aws:kms:eu-west-1:123456789012:',
  ],
);

/** StringIsJSON. */
export const json: Check = check(
  (value, at) => {
    const fault = jsonFault(text(value));
    return fault && text(value) !== '' ? [`${quoted(at.key)} contains an invalid JSON: ${fault.message}`] : [];
  },
  ['{}', '[1]'],
  ['{', '{"a": }', 'no'],
);

/** A policy document for IAM. */
export const policy: Check = check(
  (value, at) => {
    const document = text(value);
    const key = quoted(at.key);
    if (document === '') return [`${key} is an empty string, which is not a valid JSON value`];
    const invalid = (what: string) => [`${key} contains an invalid JSON policy: ${what}`];
    if (/^[ \t\r\n]/.test(document)) return invalid('leading space characters are not allowed');
    if (document.startsWith('"')) return invalid(`contains a JSON-encoded string, not a JSON-encoded object${hint(document)}`);
    if (document.startsWith('[')) return invalid('contains a JSON array, not a JSON object');
    if (!document.startsWith('{')) return invalid('not a JSON object');
    const fault = jsonFault(document);
    return fault ? invalid(`${fault.message}, at byte offset ${fault.offset}`) : [];
  },
  ['{"Version":"2012-10-17"}'],
  ['', ' {}', '"policy.json"', '[]', 'policy.json', '{"Version"}'],
);

function hint(document: string): string {
  if (jsonFault(document)) return '';
  const content = JSON.parse(document) as string;
  if (content.endsWith('.json')) return ' (have you passed a JSON-encoded filename instead of the content of that file?)';
  return content !== '' && !jsonFault(content) ? ' (have you double-encoded your JSON data?)' : '';
}

export const accountId: Check = check(
  (value, at) => (/^\d{12}$/.test(text(value)) ? [] : [`${quoted(at.key)} doesn't look like AWS Account ID (exactly 12 digits): ${quoted(text(value))}`]),
  ['123456789012'],
  ['1234', 'me'],
);

export const kmsKeyId: Check = firstRule(
  'alias/app',
  ['', 'a'.repeat(2049)],
  { refuses: (value) => value.length < 1, says: (key) => `${quoted(key)} cannot be shorter than 1 character` },
  { refuses: (value) => value.length > 2048, says: (key) => `${quoted(key)} cannot be longer than 2048 characters` },
);

const HOUR = '([0-1][0-9]|2[0-3]):([0-5][0-9])';
const DAY = `(sun|mon|tue|wed|thu|fri|sat):${HOUR}`;
/** A daily window of time, such as `03:00-04:00`. */
export const dailyWindow: Check = rules('03:00-04:00', ['3:00-4:00', '03:00'], {
  refuses: (value) => !new RegExp(`^(${HOUR}-${HOUR}|)$`).test(value),
  says: (_key, value) => `(${value}) must satisfy the format of "hh24:mi-hh24:mi"`,
});
/** A weekly one, such as `sun:03:00-sun:04:00`. */
export const weeklyWindow: Check = rules('Sun:03:00-sun:04:00', ['03:00-04:00', 'someday:03:00-sun:04:00'], {
  refuses: (value) => !new RegExp(`^(${DAY}-${DAY}|)$`).test(value.toLowerCase()),
  says: (_key, value) => `(${value.toLowerCase()}) must satisfy the format of "ddd:hh24:mi-ddd:hh24:mi"`,
});

const RFC3339 = '2006-01-02T15:04:05Z07:00';
const INSTANT = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.,]\d+)?(Z|[+-]\d\d:\d\d)$/;

/** What Go says of a text that is no RFC 3339 time: the first part of the form that is not there. */
export function timeFault(value: string): string | null {
  if (INSTANT.test(value)) return null;
  const parts: readonly (readonly [pattern: RegExp, form: string])[] = [
    [/^\d{4}/, '2006'],
    [/^-/, '-'],
    [/^\d\d/, '01'],
    [/^-/, '-'],
    [/^\d\d/, '02'],
    [/^T/, 'T'],
    [/^\d\d?/, '15'],
    [/^:/, ':'],
    [/^\d\d/, '04'],
    [/^:/, ':'],
    [/^\d\d([.,]\d+)?/, '05'],
    [/^(Z|[+-]\d\d:\d\d)/, 'Z07:00'],
  ];
  let rest = value;
  for (const [pattern, form] of parts) {
    const found = pattern.exec(rest);
    if (!found) return `parsing time ${quoted(value)} as ${quoted(RFC3339)}: cannot parse ${quoted(rest)} as ${quoted(form)}`;
    rest = rest.slice(found[0].length);
  }
  if (rest !== '') return `parsing time ${quoted(value)}: extra text: ${quoted(rest)}`;
  const [, month = '', day = ''] = value.split(/[-T]/);
  const range = Number(month) < 1 || Number(month) > 12 ? 'month' : Number(day) < 1 || Number(day) > 31 ? 'day' : 'hour';
  return `parsing time ${quoted(value)}: ${range} out of range`;
}

/** ValidUTCTimestamp. */
export const timestamp: Check = check(
  (value) => {
    const fault = timeFault(text(value));
    return fault ? [`must be in RFC3339 time format ${quoted(RFC3339)}. Example: ${fault}`] : [];
  },
  ['2026-11-22T21:00:00Z'],
  ['2026-11-22', '22.11.2026', '2026-13-22T21:00:00Z'],
);

/** IsRFC3339Time. */
export const rfc3339: Check = check(
  (value, at) => {
    const fault = timeFault(text(value));
    return fault ? [`expected ${quoted(at.key)} to be a valid RFC3339 date, got ${quoted(text(value))}: ${fault}`] : [];
  },
  ['2026-11-22T21:00:00Z'],
  ['2026-11-22'],
);

/** A whole number that is written as a text, or nothing. */
export const nullableBetween = (low: number, high: number): Check =>
  check(
    (value, at) => {
      const given = text(value);
      if (given === '') return [];
      if (!/^[+-]?\d+$/.test(given)) return [`${at.key}: cannot parse '${given}' as int: strconv.ParseInt: parsing ${quoted(given)}: invalid syntax`];
      return Number(given) < low || Number(given) > high ? [`expected ${at.key} to be at between (${low}) and (${high}), got ${given}`] : [];
    },
    ['', String(low), String(high)],
    ['soon', String(high + 1)],
  );

/** A yes or no that is written as a text, or nothing. */
export const nullableBool: Check = check(
  (value, at) =>
    /^(|true|false|1|0|t|f|T|F|TRUE|FALSE|True|False)$/.test(text(value))
      ? []
      : [`${at.key}: cannot parse '${text(value)}' as boolean: strconv.ParseBool: parsing ${quoted(text(value))}: invalid syntax`],
  ['', 'true', 'false'],
  ['maybe'],
);

/** StringIsEmpty. */
export const emptyText: Check = rules('', ['a'], { refuses: (value) => value !== '', says: (key, value) => `expected ${quoted(key)} to be an empty string: got ${value}` });

export const base64: Check = rules('aGVsbG8=', ['hello'], {
  refuses: (value) => value !== '' && !(/^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0),
  says: (key, value) => `${quoted(key)} (${quoted(value)}) must be base64-encoded`,
});
