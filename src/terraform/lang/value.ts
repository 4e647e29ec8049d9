// Values of the Terraform language (cty's), as plain data: they live in plans, in running applies, and so in the world.
import type { Type } from './type.ts';

/** A number: a JavaScript integer where it is a safe one, else mantissa × 2^exponent with a decimal mantissa text (512 bits, as Terraform's). */
export type NumberValue = number | { readonly m: string; readonly e: number };

export type Mark = 'sensitive' | 'ephemeral';

interface Marked {
  /** Only present when there is one. */
  readonly marks?: readonly Mark[];
}

export type Value =
  | ({ readonly k: 'null'; readonly type: Type } & Marked)
  | ({ readonly k: 'unknown'; readonly type: Type /** Refinements: known not to be null, a known prefix, bounds of a length. */; readonly refined?: Refinement } & Marked)
  | ({ readonly k: 'string'; readonly v: string } & Marked)
  | ({ readonly k: 'number'; readonly v: NumberValue } & Marked)
  | ({ readonly k: 'bool'; readonly v: boolean } & Marked)
  | ({ readonly k: 'list'; readonly elem: Type; readonly v: readonly Value[] } & Marked)
  /** Elements in cty's canonical set order, without duplicates. */
  | ({ readonly k: 'set'; readonly elem: Type; readonly v: readonly Value[] } & Marked)
  | ({ readonly k: 'tuple'; readonly v: readonly Value[] } & Marked)
  /** Keys in lexical order of their bytes. */
  | ({ readonly k: 'map'; readonly elem: Type; readonly v: { readonly [key: string]: Value } } & Marked)
  | ({ readonly k: 'object'; readonly v: { readonly [name: string]: Value } } & Marked);

export interface Refinement {
  readonly notNull?: boolean;
  readonly prefix?: string;
  readonly min?: number;
  readonly max?: number;
}
