// terraform_remote_state: the outputs of another state.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { typeFromJson } from '../lang/type.ts';
import { keysOf, nullOf, objectOf, put, type Value } from '../lang/value.ts';
import type { Reading, ResourceSchema } from '../provider.ts';
import { fromJson } from '../state/json.ts';
import { readState } from '../state/read.ts';

export const remoteStateSchema: ResourceSchema = {
  version: 0,
  block: {
    attributes: {
      backend: { type: 'string', required: true, description: 'The kind of backend that keeps the state.' },
      config: { type: 'dynamic', optional: true, description: 'The arguments of that backend.' },
      defaults: { type: 'dynamic', optional: true, description: 'What outputs are worth that the state does not have.' },
      outputs: { type: 'dynamic', computed: true, description: 'The outputs of the root module.' },
      workspace: { type: 'string', optional: true, description: 'The workspace whose state is read.' },
    },
  },
};

/** Fetches the text of a state: null when there is none. */
export type StateFetcher = (backend: string, config: Value, workspace: string) => { readonly text: string | null } | { readonly problem: Diagnostic };

/** What a kind of backend may be told, or null when there is no such kind. */
export type BackendArguments = (type: string) => readonly string[] | null;

const fieldOf = (config: Value, name: string): Value => (config.k === 'object' ? (config.v[name] ?? nullOf('dynamic')) : nullOf('dynamic'));

/** What is wrong with the block before anything is read. */
export function validateRemoteState(config: Value, argumentsOf: BackendArguments | undefined): Diagnostic[] {
  const backend = fieldOf(config, 'backend');
  if (!argumentsOf || backend.k !== 'string') return [];
  const invalid = (detail: string, attribute: string): Diagnostic[] => [{ severity: 'error', summary: 'Invalid backend configuration', detail, attribute }];
  const known = argumentsOf(backend.v);
  if (!known) return invalid(`There is no backend type named ${JSON.stringify(backend.v)}.`, 'backend');
  const given = fieldOf(config, 'config');
  if (given.k === 'null' || given.k === 'unknown') return [];
  if (given.k !== 'object' && given.k !== 'map') return invalid('The configuration must be an object value.', 'config');
  const stray = keysOf(given.v).find((name) => !known.includes(name));
  return stray === undefined
    ? []
    : invalid(`The given configuration is not valid for backend ${JSON.stringify(backend.v)}: unexpected attribute ${JSON.stringify(stray)}.`, 'config');
}

export function readRemoteState(config: Value, fetch: StateFetcher | undefined): Reading {
  const field = (name: string): Value => fieldOf(config, name);
  const backend = field('backend');
  const workspace = field('workspace');
  const failed = (problem: Diagnostic): Reading => ({ state: config, diagnostics: [problem] });
  const name = backend.k === 'string' ? backend.v : '';
  if (!fetch) return failed({ severity: 'error', summary: 'Unsupported remote state', detail: `The backend ${JSON.stringify(name)} cannot be read here.` });
  const found = fetch(name, field('config'), workspace.k === 'string' ? workspace.v : 'default');
  if ('problem' in found) return failed(found.problem);
  const outputs: Record<string, Value> = {};
  const defaults = field('defaults');
  if (defaults.k === 'object' || defaults.k === 'map') for (const [key, value] of Object.entries(defaults.v)) put(outputs, key, value);
  if (found.text === null || found.text.trim() === '') {
    return failed({
      severity: 'error',
      summary: 'Unable to find remote state',
      detail: 'No stored state was found for the given workspace in the given backend.',
      ...(workspace.k === 'string' ? { attribute: 'workspace' } : {}),
    });
  }
  const reading = readState(found.text);
  if (!reading.state)
    return failed({
      severity: 'error',
      summary: 'Error loading state error',
      detail: `error loading the remote state: ${reading.problems.map((p) => `${p.summary}: ${p.detail}`).join('; ')}`,
    });
  for (const [key, output] of Object.entries(reading.state.outputs)) put(outputs, key, fromJson(output.value, typeFromJson(output.type)));
  return { state: objectOf({ ...(config.k === 'object' ? config.v : {}), outputs: objectOf(outputs) }), diagnostics: [] };
}
