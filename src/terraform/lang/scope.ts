// What an expression is evaluated in: where its references lead, and what its functions may touch. Whoever evaluates (the planner, the console) hands this in.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import type { Reference } from './references.ts';
import type { Value } from './value.ts';

/** What a reference leads to. */
export interface Resolved {
  readonly value: Value;
  /** How many steps of the reference's traversal the value stands for; `reference.consumed` unless said otherwise. The rest is applied to the value. */
  readonly consumed?: number;
}

export interface Data {
  /** What can be said against a reference without looking anything up. Asked of all references first: with errors none is resolved. */
  check?(reference: Reference): readonly Diagnostic[];
  /** Called for each reference before an expression is evaluated. Pushes errors (then the expression is not evaluated and its value is unknown). */
  resolve(reference: Reference, diagnostics: Diagnostic[]): Resolved;
}

/** Files as functions such as `file` see them. Paths are as the configuration writes them, relative to the working folder, `~` already replaced. */
export interface Files {
  kind(path: string): 'file' | 'directory' | null;
  /** The contents of a file; a string stands for its UTF-8 bytes. */
  read(path: string): string | Uint8Array;
  /** Names in a folder, in any order. */
  list(path: string): readonly string[];
  /** The home folder, for `~` and `pathexpand`. */
  readonly home?: string;
  /** The working folder, for `abspath`. */
  readonly working?: string;
}

/** Time and chance. Left out while planning: then what needs them is unknown until apply. */
export interface Impure {
  /** Milliseconds since 1970. */
  now(): number;
  uuid(): string;
  /** `count` bytes from 0 to 255, for salts. */
  bytes(count: number): readonly number[];
}

export interface ProviderFunction {
  readonly params: readonly { readonly name: string; readonly type: import('./type.ts').Type }[];
  readonly variadic?: { readonly name: string; readonly type: import('./type.ts').Type };
  /** Dynamic where it is not said. */
  readonly returns?: import('./type.ts').Type;
  /** Throws nothing: returns a message instead of a value when it fails. */
  call(args: readonly Value[]): { readonly value: Value } | { readonly error: string; readonly argument?: number };
}

export interface Surroundings {
  readonly files?: Files;
  readonly impure?: Impure;
  /** The instant of the plan; without it there is no function `plantimestamp`. */
  readonly planTime?: number;
  /** Functions of providers by full name, `provider::terraform::encode_tfvars`. */
  readonly providerFunctions?: { readonly [name: string]: ProviderFunction };
  /** In the console there is a function `type`. */
  readonly console?: boolean;
}

/** What is different at the console: there is no plan to have a time. */
export function atConsole({ planTime: _none, ...around }: Surroundings = {}): Surroundings {
  return { ...around, console: true };
}

export interface Scope {
  readonly data: Data;
  readonly diagnostics: Diagnostic[];
  readonly around?: Surroundings;
  /** Names that come before anything else: `each` of a dynamic block, variables of a template. */
  readonly names?: { readonly [name: string]: Value };
}
