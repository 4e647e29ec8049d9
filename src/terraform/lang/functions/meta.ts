// Functions on types and marks, and those that need chance.
import { convert, convertible, isConversionError } from '../convert.ts';
import { containsMarked, hasMark, mark, marksOf, rebuilt, unmark } from '../marks.ts';
import { quote } from '../quote.ts';
import type { Type } from '../type.ts';
import { constraintName, typeName, typeToJson } from '../type.ts';
import type { Mark, Value } from '../value.ts';
import { boolOf, nullOf, numberOf, stringOf, typeOf, unknownOf } from '../value.ts';
import { bcrypt } from './bcrypt.ts';
import type { FunctionSpec } from './function.ts';
import { fail, param, text } from './function.ts';
import { whole } from './numeric.ts';
import { utf8 } from './utf8.ts';

const anything = { nullable: true, unknown: true, marked: true } as const;

/** `tostring` and its like. */
function conversion(type: Type): FunctionSpec {
  const run = (value: Value): Value => {
    const own = typeOf(value);
    const refuse = () => fail(`cannot convert ${typeName(own)} to ${constraintName(type)}`, 0);
    if (!convertible(own, type, true)) return refuse();
    const result = convert(value, type);
    if (!isConversionError(result)) return result;
    if (containsMarked(value, 'sensitive')) return fail(`cannot convert this sensitive ${typeName(own)} to ${constraintName(type)}`, 0);
    const [plain] = unmark(value);
    if (own === 'string' && type === 'bool') return fail(`cannot convert ${quote(text(plain))} to bool; only the strings "true" or "false" are allowed`, 0);
    if (own === 'string' && type === 'number') return fail(`cannot convert ${quote(text(plain))} to number; given string must be a decimal representation of a number`, 0);
    return refuse();
  };
  return { params: [param('v', 'dynamic', anything)], returns: type, run: ([value]) => run(value!), mayBeNull: true };
}

const without = (value: Value, removed: Mark): Value => {
  const [plain, marks] = unmark(value);
  return mark(
    plain,
    marks.filter((item) => item !== removed),
  );
};

/** Values marked ephemeral become nulls of their type. */
const ephemeralAsNull = (value: Value): Value =>
  rebuilt(value, (item) =>
    hasMark(item, 'ephemeral')
      ? mark(
          nullOf(typeOf(item)),
          marksOf(item).filter((each) => each !== 'ephemeral'),
        )
      : item,
  );

export const metaFunctions: { readonly [name: string]: FunctionSpec } = {
  bcrypt: {
    params: [param('str', 'string')],
    variadic: param('cost', 'number'),
    returns: 'string',
    run: ([source, ...costs], _type, { impure }) => {
      if (costs.length > 1) return fail('bcrypt() takes no more than two arguments');
      const cost = costs.length === 0 ? 10 : whole(costs[0]);
      const bytes = utf8(text(source));
      if (cost > 31) return fail(`error occured generating password crypto/bcrypt: cost ${cost} is outside allowed range (4,31)`);
      if (bytes.length > 72) return fail('error occured generating password bcrypt: password length exceeds 72 bytes');
      // Above this the real tool takes seconds to minutes too; a single-threaded world cannot wait for it.
      if (cost > 14) return fail(`cost ${cost} takes longer than this simulation is willing to compute`);
      return impure ? stringOf(bcrypt(bytes, impure.bytes(16), cost < 4 ? 10 : cost)) : unknownOf('string', { notNull: true });
    },
  },
  ephemeralasnull: { params: [param('value', 'dynamic', anything)], returns: 'dynamic', run: ([value]) => ephemeralAsNull(value!), mayBeNull: true },
  issensitive: {
    params: [param('value', 'dynamic', anything)],
    returns: 'bool',
    run: ([value]) => (hasMark(value!, 'sensitive') ? boolOf(true) : value!.k === 'unknown' ? unknownOf('bool') : boolOf(false)),
  },
  nonsensitive: { params: [param('value', 'dynamic', anything)], returns: 'dynamic', run: ([value]) => without(value!, 'sensitive'), mayBeNull: true },
  sensitive: { params: [param('value', 'dynamic', anything)], returns: 'dynamic', run: ([value]) => mark(value!, 'sensitive'), mayBeNull: true },
  tobool: conversion('bool'),
  tolist: conversion({ list: 'dynamic' }),
  tomap: conversion({ map: 'dynamic' }),
  tonumber: conversion('number'),
  toset: conversion({ set: 'dynamic' }),
  tostring: conversion('string'),
  uuid: { params: [], returns: 'string', run: (_args, _type, { impure }) => (impure ? stringOf(impure.uuid()) : unknownOf('string', { notNull: true })) },
};

/** The console's own function: the type of a value, carried in a marked value that only the console can print. */
export const typeFunction: FunctionSpec = {
  params: [param('value', 'dynamic', anything)],
  returns: 'dynamic',
  run: ([value]) => ({ k: 'object', v: { type: stringOf(hasMark(value!, 'type') ? '"type"' : JSON.stringify(typeToJson(typeOf(value!)))), is: numberOf(0) }, marks: ['type'] }),
};
