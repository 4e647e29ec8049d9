// All functions of the language, by name.
import type { Surroundings } from '../scope.ts';
import { cidrFunctions } from './cidr.ts';
import { collectionFunctions } from './collection.ts';
import { dateFunctions } from './date.ts';
import { encodingFunctions } from './encoding.ts';
import { fileFunctions } from './file.ts';
import { formatFunctions } from './format.ts';
import type { FunctionSpec } from './function.ts';
import { fail } from './function.ts';
import { metaFunctions, typeFunction } from './meta.ts';
import { numericFunctions } from './numeric.ts';
import { setFunctions } from './sets.ts';
import { stringFunctions } from './string.ts';

const FUNCTIONS: { readonly [name: string]: FunctionSpec } = {
  ...cidrFunctions,
  ...collectionFunctions,
  ...dateFunctions,
  ...encodingFunctions,
  ...fileFunctions,
  ...formatFunctions,
  ...metaFunctions,
  ...numericFunctions,
  ...setFunctions,
  ...stringFunctions,
};

/** Functions that evaluate their arguments themselves. */
const SPECIAL = ['can', 'try'];

/** A function by the name that was written: `core::` may stand before any; `provider::` leads to a provider's own. */
export function findFunction(name: string, around: Surroundings): FunctionSpec | null {
  const provided = around.providerFunctions;
  if (provided && Object.hasOwn(provided, name)) {
    const own = provided[name]!;
    return {
      params: own.params,
      ...(own.variadic ? { variadic: own.variadic } : {}),
      returns: 'dynamic',
      run: (args) => {
        const result = own.call(args);
        return 'value' in result ? result.value : fail(result.error, result.argument);
      },
      mayBeNull: true,
    };
  }
  const bare = name.startsWith('core::') ? name.slice(6) : name;
  if (bare === 'plantimestamp' && around.planTime === undefined) return null;
  if (bare === 'type') return around.console && name === 'type' ? typeFunction : null;
  return Object.hasOwn(FUNCTIONS, bare) ? FUNCTIONS[bare]! : null;
}

/** The specification of a function of the language, if it has one. */
export const functionNamed = (name: string): FunctionSpec | null => (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]! : null);

const NAMES: readonly string[] = [...Object.keys(FUNCTIONS), ...SPECIAL].sort();

/** The names that exist here, sorted. */
export function functionNames(around: Surroundings): readonly string[] {
  return NAMES.filter((name) => name !== 'plantimestamp' || around.planTime !== undefined);
}
