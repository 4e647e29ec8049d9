// The only interface between Terraform and any cloud. A provider is handed in by whoever runs Terraform; nothing here knows which.

import type { Diagnostic } from '../engine/diagnostic.ts';
import type { Json } from '../engine/json.ts';
import type { ProviderFunction } from './lang/scope.ts';
import type { JsonType } from './lang/type.ts';
import type { Value } from './lang/value.ts';

/** The shape of `terraform providers schema -json`, with what that leaves out (`x_...`). */
export interface AttributeSchema {
  readonly type?: JsonType;
  readonly nested_type?: { readonly attributes: { readonly [name: string]: AttributeSchema }; readonly nesting_mode: 'single' | 'list' | 'set' | 'map' };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  readonly write_only?: boolean;
  readonly description?: string;
}

export interface BlockSchema {
  readonly attributes?: { readonly [name: string]: AttributeSchema };
  readonly block_types?: {
    readonly [name: string]: {
      readonly nesting_mode: 'single' | 'group' | 'list' | 'set' | 'map';
      readonly block: BlockSchema;
      readonly min_items?: number;
      readonly max_items?: number;
    };
  };
  readonly deprecated?: boolean;
}

export interface ResourceSchema {
  readonly version: number;
  readonly block: BlockSchema;
}

export interface ProviderSchema {
  readonly provider: ResourceSchema;
  readonly resource_schemas: { readonly [type: string]: ResourceSchema };
  readonly data_source_schemas: { readonly [type: string]: ResourceSchema };
  /** What `ephemeral` blocks may ask for. */
  readonly ephemeral_resource_schemas?: { readonly [type: string]: ResourceSchema };
}

/** A path into a resource's value, as in `["ingress", 0, "from_port"]`. */
export type AttributePath = readonly (string | number)[];

export interface PlannedChange {
  readonly planned: Value;
  /** Attributes whose change forces replacement. */
  readonly requiresReplace: readonly AttributePath[];
  /** Kept in the state, opaque to Terraform. */
  readonly private?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * An apply of one resource: finished, or to be asked again at an instant. `data` is plain, so that a rewind finds it as it was.
 * While it is pending, Terraform prints "Still creating..." every ten seconds.
 */
export type Applying =
  | {
      readonly done: true /** Null value when it no longer exists. After an error: what exists by now. */;
      readonly state: Value;
      readonly private?: string;
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly done: false; readonly wakeAt: number; readonly data: Json };

export interface Reading {
  /** Null value when it does not exist any more. */
  readonly state: Value;
  readonly private?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** A configured provider. Diagnostics name attributes with `attribute` paths; Terraform adds the source. */
export interface Provider {
  readonly schema: ProviderSchema;
  /** Called in configurations as `provider::NAME::FUNCTION`. */
  readonly functions?: { readonly [name: string]: ProviderFunction };
  /** Defaults filled in, errors of the provider block itself. Called once per provider configuration and operation. */
  configure(config: Value): readonly Diagnostic[];
  validateResource(type: string, config: Value): readonly Diagnostic[];
  validateData(type: string, config: Value): readonly Diagnostic[];
  /** `prior` and `proposed` are null values for a create and a destroy. */
  plan(type: string, prior: Value, proposed: Value, config: Value, priorPrivate?: string): PlannedChange;
  read(type: string, state: Value, priorPrivate?: string): Reading;
  readData(type: string, config: Value): Reading;
  /** Opens an ephemeral resource: it is worth `result` until the operation ends. */
  openEphemeral?(type: string, config: Value): { readonly result: Value; readonly diagnostics: readonly Diagnostic[] };
  /** Starts creating (prior null), updating, or destroying (planned null). */
  apply(type: string, prior: Value, planned: Value, config: Value, plannedPrivate?: string): Applying;
  /** Goes on with a pending apply at or after its `wakeAt`. `interrupted` asks it to stop when it can. */
  resume(type: string, data: Json, interrupted: boolean): Applying;
  /** States of the objects that an import id names. */
  importState(
    type: string,
    id: string,
  ): { readonly imported: readonly { readonly type: string; readonly state: Value; readonly private?: string }[]; readonly diagnostics: readonly Diagnostic[] };
  /** Brings state attributes (as stored) written with an older schema version up to this one. */
  upgradeState(type: string, version: number, attributes: Json): { readonly attributes: Json; readonly diagnostics: readonly Diagnostic[] };
}
