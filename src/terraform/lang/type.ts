// Types of the Terraform language (cty's). Plain data, compared by shape.

export type Type =
  | 'string'
  | 'number'
  | 'bool'
  /** The type of an unknown or null value whose type is not known yet. */
  | 'dynamic'
  | { readonly list: Type }
  | { readonly set: Type }
  | { readonly map: Type }
  | { readonly tuple: readonly Type[] }
  | { readonly object: { readonly [name: string]: Type } /** Names that may be left out (type constraints only). */; readonly optional?: readonly string[] };

/** A type in the form of Terraform's JSON (schemas, state): `"string"`, `["list","string"]`, `["object",{...}]`. */
export type JsonType = string | readonly [string, unknown] | readonly [string, unknown, unknown];
