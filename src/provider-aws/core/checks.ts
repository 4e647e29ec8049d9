// Checks of one value, in the words of the provider's SDK. Each carries values that it passes and that it refuses, which the tests try.
import type { Json } from '../../engine/json.ts';
import { utf8 } from '../../terraform/lang/functions/utf8.ts';
import { text } from './members.ts';

/** How a message may name the attribute. */
export interface At {
  /** `default_action.0.type`, as the SDK counts. */
  readonly key: string;
  /** `type`. */
  readonly name: string;
  /** `default_action[0].type`, as the framework writes it. */
  readonly path: string;
}

export type Said = string | { readonly summary: string; readonly detail: string };

export interface Check {
  run(value: Json, at: At): readonly Said[];
  readonly good: readonly Json[];
  readonly bad: readonly Json[];
}

/** Go's %q of a plain text. */
export const quoted = (value: string): string => JSON.stringify(value);
const list = (values: readonly (string | number)[]): string => `[${values.map((value) => (typeof value === 'string' ? quoted(value) : value)).join(' ')}]`;
const bytes = (value: string): number => utf8(value).length;
const NOBODY = 'nothing-of-the-kind';

/** A check that speaks for itself: the messages for a value. */
export const check = (run: Check['run'], good: readonly Json[], bad: readonly Json[]): Check => ({ run, good, bad });

/** StringInSlice: the message names the attribute by its whole key. */
export const oneOf = (...allowed: readonly string[]): Check =>
  check((value, at) => (allowed.includes(text(value)) ? [] : [`expected ${at.key} to be one of ${list(allowed)}, got ${text(value)}`]), allowed, [NOBODY]);

/** StringInSlice that does not mind the case. */
export const oneOfAnyCase = (...allowed: readonly string[]): Check =>
  check(
    (value, at) => (allowed.some((one) => one.toLowerCase() === text(value).toLowerCase()) ? [] : [`expected ${at.key} to be one of ${list(allowed)}, got ${text(value)}`]),
    [...allowed, ...allowed.map((one) => one.toLowerCase())],
    [NOBODY],
  );

/** A check that the provider made for the newer kind of function: the message names the attribute by its last step only. */
export const brief = (inner: Check): Check => ({ ...inner, run: (value, at) => inner.run(value, { ...at, key: at.name }) });

/** enum.Validate: values of an enumeration of the AWS SDK, in its order. */
export const enumOf = (...allowed: readonly string[]): Check => brief(oneOf(...allowed));

/** IntInSlice. */
export const oneOfNumbers = (...allowed: readonly number[]): Check =>
  check((value, at) => (allowed.includes(Number(value)) ? [] : [`expected ${at.key} to be one of ${list(allowed)}, got ${text(value)}`]), allowed, [Math.max(...allowed) + 1]);

/** IntBetween. */
export const between = (low: number, high: number): Check =>
  check(
    (value, at) => (Number(value) < low || Number(value) > high ? [`expected ${at.key} to be in the range (${low} - ${high}), got ${text(value)}`] : []),
    [low, high],
    [low - 1, high + 1],
  );

/** IntAtLeast. */
export const atLeast = (low: number): Check =>
  check((value, at) => (Number(value) < low ? [`expected ${at.key} to be at least (${low}), got ${text(value)}`] : []), [low], [low - 1]);

/** IntAtMost. */
export const atMost = (high: number): Check =>
  check((value, at) => (Number(value) > high ? [`expected ${at.key} to be at most (${high}), got ${text(value)}`] : []), [high], [high + 1]);

/** IsPortNumber, IsPortNumberOrZero. */
export const port = (low = 1): Check =>
  check(
    (value, at) => (Number(value) < low || Number(value) > 65535 ? [`expected ${quoted(at.key)} to be a valid port number${low ? '' : ' or 0'}, got: ${text(value)}`] : []),
    [low, 65535],
    [low - 1, 65536],
  );

/** StringLenBetween, in bytes. */
export const length = (low: number, high: number): Check =>
  check(
    (value, at) => (bytes(text(value)) < low || bytes(text(value)) > high ? [`expected length of ${at.key} to be in the range (${low} - ${high}), got ${text(value)}`] : []),
    ['a'.repeat(Math.max(low, 1))],
    ['a'.repeat(high + 1), ...(low > 0 ? ['a'.repeat(low - 1)] : [])],
  );

/** StringIsNotEmpty. */
export const notEmpty: Check = check((value, at) => (text(value) === '' ? [`expected ${quoted(at.key)} to not be an empty string, got ${text(value)}`] : []), ['a'], ['']);

/** NoZeroValues. */
export const notZero: Check = check((value, at) => (text(value) === '' ? [`${at.key} must not be empty, got ${text(value)}`] : []), ['a'], ['']);

/** StringMatch; without a message the pattern itself is shown. */
export const match = (pattern: RegExp, message: string, good: string, bad: string): Check =>
  check(
    (value, at) =>
      pattern.test(text(value))
        ? []
        : [
            message
              ? `invalid value for ${at.key} (${message})`
              : `expected value of ${at.key} to match regular expression ${quoted(pattern.source.replaceAll('\\/', '/'))}, got ${text(value)}`,
          ],
    [good],
    [bad],
  );

/** StringDoesNotMatch. */
export const unlike = (pattern: RegExp, message: string, good: string, bad: string): Check =>
  check((value, at) => (pattern.test(text(value)) ? [`invalid value for ${at.key} (${message})`] : []), [good], [bad]);

/** All: every one of them speaks. A good value is given, for what pleases one may not please another. */
export const all = (good: Json, ...checks: readonly Check[]): Check =>
  check(
    (value, at) => checks.flatMap((one) => one.run(value, at)),
    [good],
    checks.flatMap((one) => one.bad).filter((bad) => checks.some((one) => one.run(bad, SOMEWHERE).length)),
  );

/** Any: one is enough; else all of them speak. */
export const any = (bad: Json, ...checks: readonly Check[]): Check =>
  check(
    (value, at) => (checks.some((one) => one.run(value, at).length === 0) ? [] : checks.flatMap((one) => one.run(value, at))),
    checks.flatMap((one) => one.good),
    [bad],
  );

const SOMEWHERE: At = { key: 'a', name: 'a', path: 'a' };

/** A rule of the provider's own for texts: what is refused, and the words with the attribute's key and the value. */
export interface Rule {
  readonly refuses: (value: string) => boolean;
  readonly says: (key: string, value: string) => string;
}

/** Rules of which each that is broken speaks, in order. */
export const rules = (good: string, bad: readonly string[], ...each: readonly Rule[]): Check =>
  check((value, at) => each.filter((rule) => rule.refuses(text(value))).map((rule) => rule.says(at.key, text(value))), [good], bad);

/** Rules of which only the first that is broken speaks. */
export const firstRule = (good: string, bad: readonly string[], ...each: readonly Rule[]): Check =>
  check(
    (value, at) => {
      const broken = each.find((rule) => rule.refuses(text(value)));
      return broken ? [broken.says(at.key, text(value))] : [];
    },
    [good],
    bad,
  );

/** Refused when the pattern is not there. */
export const needs = (pattern: RegExp, says: Rule['says']): Rule => ({ refuses: (value) => !pattern.test(value), says });
/** Refused when the pattern is there. */
export const without = (pattern: RegExp, says: Rule['says']): Rule => ({ refuses: (value) => pattern.test(value), says });
export const longerThan = (limit: number, says: Rule['says']): Rule => ({ refuses: (value) => bytes(value) > limit, says });

/** OneOf of the framework. */
export const frameworkOneOf = (...allowed: readonly string[]): Check =>
  check(
    (value, at) =>
      allowed.includes(text(value))
        ? []
        : [{ summary: 'Invalid Attribute Value Match', detail: `Attribute ${at.path} value must be one of: ${list(allowed)}, got: ${quoted(text(value))}` }],
    allowed,
    [NOBODY],
  );

/** The framework's type for an enumeration. */
export const frameworkEnum = (...allowed: readonly string[]): Check =>
  check(
    (value, at) =>
      allowed.includes(text(value))
        ? []
        : [
            {
              summary: 'Invalid String Enum Value',
              detail: `The provided value does not match any valid values.\n\nPath: ${at.path}\nGiven Value: ${text(value)}\nValid Values: [${[...allowed, ''].join(' ')}]`,
            },
          ],
    allowed,
    [NOBODY],
  );

/** Between of the framework for whole numbers. */
export const frameworkBetween = (low: number, high: number): Check =>
  check(
    (value, at) =>
      Number(value) < low || Number(value) > high
        ? [{ summary: 'Invalid Attribute Value', detail: `Attribute ${at.path} value must be between ${low} and ${high}, got: ${text(value)}` }]
        : [],
    [low, high],
    [low - 1, high + 1],
  );

/** AtLeast of the framework. */
export const frameworkAtLeast = (low: number): Check =>
  check(
    (value, at) => (Number(value) < low ? [{ summary: 'Invalid Attribute Value', detail: `Attribute ${at.path} value must be at least ${low}, got: ${text(value)}` }] : []),
    [low],
    [low - 1],
  );

/** LengthBetween of the framework. */
export const frameworkLength = (low: number, high: number): Check =>
  check(
    (value, at) => {
      const size = [...text(value)].length;
      return size < low || size > high
        ? [{ summary: 'Invalid Attribute Value Length', detail: `Attribute ${at.path} string length must be between ${low} and ${high}, got: ${size}` }]
        : [];
    },
    ['a'.repeat(Math.max(low, 1))],
    ['a'.repeat(high + 1)],
  );
