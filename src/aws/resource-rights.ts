// Which resource a call asks its right for, said once for all operations of a service.
import type { CloudContext } from './cloud.ts';
import type { Operation, Params } from './operation.ts';

/**
 * Operations that ask for `prefix:Name` on the ARNs that `resources` finds in the parameters, or on `*` when it finds none. Operations that
 * say themselves what they ask for go on doing so.
 */
export const onResources = (
  prefix: string,
  operations: { readonly [name: string]: Operation },
  resources: (context: CloudContext, params: Params, name: string) => readonly string[],
): { readonly [name: string]: Operation } =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, Operation] => [
      name,
      {
        authorise(context, params) {
          const found = resources(context, params, name);
          return (found.length > 0 ? found : ['*']).map((resource) => ({ action: `${prefix}:${name}`, resource }));
        },
        ...operation,
      },
    ]),
  );

/** The texts among what a parameter holds: one, a list of them, or none. */
export const textsIn = (...values: readonly unknown[]): readonly string[] =>
  values.flatMap((value) => (Array.isArray(value) ? value : [value])).filter((value): value is string => typeof value === 'string' && value !== '');
