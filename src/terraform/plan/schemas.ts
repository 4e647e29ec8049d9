// The schemas of the providers that one operation uses, asked for once each.

import type { ResourceMode } from '../config/address.ts';
import { parseProviderAddress } from '../config/providers.ts';
import type { Host } from '../host.ts';
import type { ProviderSchema, ResourceSchema } from '../provider.ts';

export interface Schemas {
  /** Null when the provider is not installed. */
  provider(source: string): ProviderSchema | null;
  /** Null when the provider has no such type (or is not installed). */
  resource(source: string, mode: ResourceMode, type: string): ResourceSchema | null;
  /** By provider address as the state holds it. */
  resourceAt(providerAddress: string, mode: ResourceMode, type: string): ResourceSchema | null;
}

export function schemasOf(host: Pick<Host, 'providers'>): Schemas {
  const known = new Map<string, ProviderSchema | null>();
  const provider = (source: string): ProviderSchema | null => {
    let schema = known.get(source);
    if (schema === undefined) {
      const make = host.providers[source];
      schema = make ? make().schema : null;
      known.set(source, schema);
    }
    return schema;
  };
  const resource = (source: string, mode: ResourceMode, type: string): ResourceSchema | null => {
    const schema = provider(source);
    const types = { managed: schema?.resource_schemas, data: schema?.data_source_schemas, ephemeral: schema?.ephemeral_resource_schemas };
    return types[mode]?.[type] ?? null;
  };
  return {
    provider,
    resource,
    resourceAt: (address, mode, type) => resource(parseProviderAddress(address)?.source ?? '', mode, type),
  };
}
