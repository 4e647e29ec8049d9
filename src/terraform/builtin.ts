// The provider that is built in to Terraform: terraform.io/builtin/terraform.
import type { Diagnostic } from '../engine/diagnostic.ts';
import { type BackendArguments, readRemoteState, remoteStateSchema, type StateFetcher, validateRemoteState } from './builtin/remote-state.ts';
import { applyData, dataSchema, planData, upgradeData } from './builtin/terraform-data.ts';
import { TFVARS_FUNCTIONS } from './builtin/tfvars.ts';
import { nullOf, objectOf, stringOf, type Value } from './lang/value.ts';
import type { Provider, ProviderSchema } from './provider.ts';

export const BUILTIN_PROVIDER = 'terraform.io/builtin/terraform';

export interface BuiltinOptions {
  /** A new random UUID. */
  uuid(): string;
  /** Reads other states for `terraform_remote_state`. */
  readonly fetchState?: StateFetcher;
  /** Which backends those may lie in. */
  readonly backendArguments?: BackendArguments;
}

const schema: ProviderSchema = {
  provider: { version: 0, block: {} },
  resource_schemas: { terraform_data: dataSchema },
  data_source_schemas: { terraform_remote_state: remoteStateSchema },
};

const none: readonly Diagnostic[] = [];

/** Fields of a `terraform_data` that nobody gives. */
function computedSet(config: Value): readonly Diagnostic[] {
  if (config.k !== 'object') return none;
  return ['id', 'output']
    .filter((name) => config.v[name] && config.v[name]?.k !== 'null')
    .map((name) => ({ severity: 'error', summary: `${JSON.stringify(name)} attribute is read-only`, detail: '', extra: { sourceless: true } }));
}

export function builtinProvider(options: BuiltinOptions): Provider {
  return {
    schema,
    functions: TFVARS_FUNCTIONS,
    configure: () => none,
    validateResource: (_type, config) => computedSet(config),
    validateData: (_type, config) => validateRemoteState(config, options.backendArguments),
    plan: (_type, prior, proposed) => planData(prior, proposed),
    read: (_type, state) => ({ state, diagnostics: none }),
    readData: (_type, config) => readRemoteState(config, options.fetchState),
    apply: (_type, _prior, planned) => applyData(planned, options.uuid),
    resume: () => ({ done: true, state: nullOf('dynamic'), diagnostics: none }),
    importState: (type, id) => ({
      imported: [{ type, state: objectOf({ id: stringOf(id), input: nullOf('dynamic'), output: nullOf('dynamic'), triggers_replace: nullOf('dynamic') }) }],
      diagnostics: none,
    }),
    upgradeState: (_type, _version, attributes) => upgradeData(attributes),
  };
}
