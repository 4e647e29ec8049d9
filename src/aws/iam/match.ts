// Whether a statement speaks of a request: wildcards in actions and resources, condition operators, policy variables.
import { parseIso } from '../../engine/clock.ts';
import type { PolicyDocument, Statement } from './document.ts';

export interface Request {
  /** `rds:DeleteDBInstance` */
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case -> value or values. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
}

/** A `*` and a `?` that stand for themselves: `${*}`, and those in the value of a variable. */
const LITERAL: { readonly [letter: string]: string } = { '*': '\ue000', '?': '\ue001', $: '$' };
const BARE: { readonly [letter: string]: string } = { '\ue000': '*', '\ue001': '?' };

/** `*` any run of characters, `?` one. */
export function wild(pattern: string, text: string, sameCase = true): boolean {
  const [p, t] = sameCase ? [pattern, text] : [pattern.toLowerCase(), text.toLowerCase()];
  let pi = 0;
  let ti = 0;
  let star = -1;
  let mark = 0;
  while (ti < t.length) {
    if (pi < p.length && p[pi] === '*') {
      star = pi++;
      mark = ti;
    } else if (pi < p.length && (p[pi] === '?' || (BARE[p[pi] as string] ?? p[pi]) === t[ti])) {
      pi++;
      ti++;
    } else if (star >= 0) {
      pi = star + 1;
      ti = ++mark;
    } else return false;
  }
  while (p[pi] === '*') pi++;
  return pi === p.length;
}

const literal = (text: string) => text.replace(/[*?]/g, (letter) => LITERAL[letter] as string);
const bare = (text: string) => text.replace(/[\ue000\ue001]/g, (letter) => BARE[letter] as string);

/** Replaces `${aws:username}` and the like; an unknown variable matches nothing. Documents of version 2008-10-17 know no variables. */
function fill(pattern: string, request: Pick<Request, 'keys'>, version: string): string {
  if (version === '2008-10-17') return pattern;
  return pattern.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (LITERAL[name]) return LITERAL[name];
    const [key = '', otherwise] = name.split(',').map((part) => part.trim());
    const value = request.keys[key.toLowerCase()];
    if (typeof value === 'string') return literal(value);
    return otherwise !== undefined ? literal(otherwise.replace(/^'|'$/g, '')) : '\u0000';
  });
}

/** Whether a statement applies, its principals left aside. */
export function applies(statement: Statement, request: Request, version = '2012-10-17'): boolean {
  const action = (pattern: string) => wild(pattern, request.action, false);
  if (statement.actions ? !statement.actions.some(action) : statement.notActions?.some(action)) return false;
  const resource = (pattern: string) => wild(fill(pattern, request, version), request.resource);
  if (statement.resources && !statement.resources.some(resource)) return false;
  if (statement.notResources?.some(resource)) return false;
  return statement.conditions.every((condition) => holds(condition, request.keys, version));
}

/** The statements of a document that apply to a request. */
export const matching = (document: PolicyDocument, request: Request): readonly Statement[] =>
  document.statements.filter((statement) => applies(statement, request, document.version));

type Test = (have: string, want: string) => boolean;

const numeric =
  (compare: (have: number, want: number) => boolean): Test =>
  (have, want) =>
    NUMBER.test(have) && NUMBER.test(want) && compare(Number(have), Number(want));
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const dated =
  (compare: (have: number, want: number) => boolean): Test =>
  (have, want) => {
    const [a, b] = [instantOf(have), instantOf(want)];
    return a !== null && b !== null && compare(a, b);
  };

/** ISO text, a day alone too, or seconds since the epoch. */
const instantOf = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) * 1000 : parseIso(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text));

/** ARNs are compared part by part: a wildcard does not reach over a colon of the first five. */
const sameArn: Test = (have, want) => {
  const parts = (arn: string) => {
    const all = arn.split(':');
    return all.length > 6 ? [...all.slice(0, 5), all.slice(5).join(':')] : all;
  };
  const [a, b] = [parts(have), parts(want)];
  return want === '*' || (a.length === b.length && b.every((part, i) => wild(part, a[i] as string)));
};

const TESTS: { readonly [operator: string]: Test } = {
  StringEquals: (have, want) => have === bare(want),
  StringEqualsIgnoreCase: (have, want) => have.toLowerCase() === bare(want).toLowerCase(),
  BinaryEquals: (have, want) => have === want,
  StringLike: (have, want) => wild(want, have),
  ArnEquals: sameArn,
  ArnLike: sameArn,
  NumericEquals: numeric((have, want) => have === want),
  NumericLessThan: numeric((have, want) => have < want),
  NumericLessThanEquals: numeric((have, want) => have <= want),
  NumericGreaterThan: numeric((have, want) => have > want),
  NumericGreaterThanEquals: numeric((have, want) => have >= want),
  DateEquals: dated((have, want) => have === want),
  DateLessThan: dated((have, want) => have < want),
  DateLessThanEquals: dated((have, want) => have <= want),
  DateGreaterThan: dated((have, want) => have > want),
  DateGreaterThanEquals: dated((have, want) => have >= want),
  Bool: (have, want) => have.toLowerCase() === want.toLowerCase(),
  IpAddress: inRange,
};

/** Negated operators match when the key is missing. */
const NEGATED: { readonly [operator: string]: string } = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/** One condition. An operator that IAM does not have matches nothing. */
export function holds(condition: Statement['conditions'][number], keys: Request['keys'], version = '2012-10-17'): boolean {
  let operator = condition.operator;
  const set = /^(ForAllValues|ForAnyValue):/.exec(operator)?.[1];
  if (set) operator = operator.slice(set.length + 1);
  const ifExists = operator.endsWith('IfExists');
  if (ifExists) operator = operator.slice(0, -'IfExists'.length);
  const found = keys[condition.key.toLowerCase()];
  if (operator === 'Null') return condition.values.some((want) => (want.toLowerCase() === 'true') === (found === undefined));
  const have = found === undefined ? [] : typeof found === 'string' ? [found] : found;
  if (found === undefined && ifExists) return true;
  const wanted = condition.values.map((value) => fill(value, { keys }, version));
  const negated = NEGATED[operator];
  const test = TESTS[negated ?? operator];
  if (!test) return false;
  const one = (value: string) => wanted.some((want) => test(value, want)) !== (negated !== undefined);
  if (set === 'ForAllValues') return have.every(one);
  if (set === 'ForAnyValue') return have.some(one);
  return found === undefined ? negated !== undefined : have.some(one);
}

/** An address in a block, both of the same kind: IPv4 or IPv6 in CIDR notation. */
function inRange(have: string, want: string): boolean {
  const [base = '', length] = want.split('/');
  const [a, b] = [addressBits(have), addressBits(base)];
  if (a === null || b === null || a.length !== b.length) return false;
  const bits = length === undefined ? a.length : Number(length);
  return /^\d*$/.test(length ?? '') && bits <= a.length && a.slice(0, bits) === b.slice(0, bits);
}

/** The 32 or 128 digits of an address; null when it is none. */
function addressBits(text: string): string | null {
  const parts = text.includes(':') ? ipv6(text) : text.split('.').map((part) => (/^\d{1,3}$/.test(part) && Number(part) < 256 ? Number(part) : -1));
  const [count, width] = text.includes(':') ? [8, 16] : [4, 8];
  return parts.length === count && !parts.includes(-1) ? parts.map((part) => part.toString(2).padStart(width, '0')).join('') : null;
}

/** The eight groups of an IPv6 address, with -1 for what is no group; `::` stands for as many zeros as are missing. */
function ipv6(text: string): number[] {
  const groups = (half: string) => (half === '' ? [] : half.split(':').map((group) => (/^[0-9a-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : -1)));
  const [head = '', tail, more] = text.split('::');
  if (tail === undefined) return groups(head);
  const [before, after] = [groups(head), groups(tail)];
  const missing = 8 - before.length - after.length;
  return more !== undefined || missing < 1 ? [] : [...before, ...Array<number>(missing).fill(0), ...after];
}
