// Reading plain host values out of a decoded, unmarked object.
import type { Value } from '../lang/value.ts';

/** Getters by attribute name. What is null or absent is '', null, {} or false. */
export function reader(object: Value) {
  const field = (name: string): Value | undefined => (object.k === 'object' ? object.v[name] : undefined);
  const asText = (value: Value | undefined): string => (value?.k === 'string' ? value.v : '');
  return {
    text: (name: string): string => asText(field(name)),
    number: (name: string, otherwise: number): number => {
      const value = field(name);
      return value?.k === 'number' ? Number(value.v) : otherwise;
    },
    flag: (name: string): boolean => {
      const value = field(name);
      return value?.k === 'bool' && value.v;
    },
    texts: (name: string): readonly string[] | null => {
      const value = field(name);
      return value?.k === 'list' ? value.v.map(asText) : null;
    },
    map: (name: string): Readonly<Record<string, string>> => {
      const value = field(name);
      return value?.k === 'map' ? Object.fromEntries(Object.entries(value.v).map(([key, item]) => [key, asText(item)])) : {};
    },
  };
}
