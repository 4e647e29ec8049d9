// What a function of the language is, and the rules that hold for every call: nulls, unknowns and marks are dealt with here, once.

import { containsMarked, mark, unmarkDeep } from '../marks.ts';
import type { Impure, Surroundings } from '../scope.ts';
import type { Type } from '../type.ts';
import type { Mark, Value } from '../value.ts';
import { typeOf, unknownOf } from '../value.ts';

export interface Parameter {
  readonly name: string;
  readonly type: Type;
  /** Takes null; elsewhere "argument must not be null". */
  readonly nullable?: boolean;
  /** The function deals with unknown values itself. */
  readonly unknown?: boolean;
  /** The function deals with marks itself; elsewhere they are moved from the arguments to the result. Where it does not deal with unknown values, marks of such an argument are lost. */
  readonly marked?: boolean;
}

/** What a function may use besides its arguments. */
export interface CallContext {
  readonly around: Surroundings;
  readonly impure: Impure | undefined;
  /** Evaluates a template with variables; throws a `FunctionError`. For `templatefile` and `templatestring`. */
  template(name: string, text: string, variables: Value): Value;
}

export interface FunctionSpec {
  readonly params: readonly Parameter[];
  readonly variadic?: Parameter;
  /** The type of the result, known before the values are. May throw a `FunctionError`. */
  readonly returns: Type | ((args: readonly Value[]) => Type);
  run(args: readonly Value[], type: Type, context: CallContext): Value;
  /** The result may be null, so an unknown one is not known to be anything else. */
  readonly mayBeNull?: boolean;
}

/** Why a call failed; with the index of the argument that is to blame, if one is. */
export class FunctionError {
  readonly message: string;
  readonly argument: number | undefined;
  constructor(message: string, argument?: number) {
    this.message = message;
    this.argument = argument;
  }
}

export const fail = (message: string, argument?: number): never => {
  throw new FunctionError(message, argument);
};

export const param = (name: string, type: Type, more: Omit<Parameter, 'name' | 'type'> = {}): Parameter => ({ name, type, ...more });

/** Calls with arguments that have the parameters' types already. Throws a `FunctionError`. */
export function callFunction(spec: FunctionSpec, given: readonly Value[], context: CallContext): Value {
  const marks = new Set<Mark>();
  const args: Value[] = [];
  let undecided = false;
  let unknown = false;
  for (const [index, value] of given.entries()) {
    const parameter = spec.params[index] ?? spec.variadic!;
    let arg = value;
    if (!parameter.marked && containsMarked(value)) {
      const [plain, found] = unmarkDeep(value);
      for (const item of found) marks.add(item);
      arg = plain;
    }
    if (arg.k === 'null' && !parameter.nullable) fail('argument must not be null', index);
    if (arg.k === 'unknown' && !parameter.unknown) {
      unknown = true;
      if (arg.type === 'dynamic') undecided = true;
    }
    args.push(arg);
  }
  const found = [...marks];
  if (undecided) return mark(unknownOf(typeof spec.returns === 'function' ? 'dynamic' : spec.returns), found);
  const type = typeof spec.returns === 'function' ? spec.returns(args) : spec.returns;
  if (unknown) return mark(unknownOf(type, spec.mayBeNull || type === 'dynamic' ? undefined : { notNull: true }), found);
  return mark(spec.run(args, type, context), found);
}

/** The text of a string argument; the caller has made sure that it is one. */
export const text = (value: Value | undefined): string => (value?.k === 'string' ? value.v : '');
export const number = (value: Value | undefined) => (value?.k === 'number' ? value.v : 0);

/** Unknown of the type that the function would give. */
export const pending = (type: Type): Value => unknownOf(type, { notNull: true });

export const types = (args: readonly Value[]): Type[] => args.map(typeOf);
