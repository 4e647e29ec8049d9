// Other states that a configuration reads with terraform_remote_state: through the same backends, without a lock.
import type { Json } from '../../../engine/json.ts';
import type { StateFetcher } from '../../../terraform/builtin/remote-state.ts';
import { inkFor } from '../../../terraform/print/ink.ts';
import type { LaunchingProcess } from '../../launch.ts';
import type { BackendKind } from './backend.ts';
import { backendArguments, plain } from './backend-block.ts';
import { makeBackend } from './open-backend.ts';
import { problem, type Session } from './session.ts';

/** What the built-in provider is given to read states with: `builtinProvider({ uuid, fetchState: stateFetcher(process, backends) })`. */
export function stateFetcher(process: LaunchingProcess, backends: { readonly [type: string]: BackendKind }): StateFetcher {
  return (type, config, workspace) => {
    const session: Session = { process, installation: { providers: {}, backends }, folder: process.cwd, command: 'plan', color: false, ink: inkFor(false) };
    const known = backendArguments(session, type);
    if (!known) return { problem: problem('Invalid backend configuration', `There is no backend type named ${JSON.stringify(type)}.`) };
    const given = plain(config);
    const values: Record<string, Json> = {};
    for (const name of Object.keys(known)) values[name] = null;
    if (given && typeof given === 'object' && !Array.isArray(given)) for (const [name, value] of Object.entries(given)) values[name] = value ?? null;
    const made = makeBackend(session, type, values);
    if ('diagnostics' in made) return { problem: made.diagnostics[0] ?? problem('Error initializing backend', '') };
    const reading = made.store(workspace).read();
    return reading.ok ? { text: reading.text } : { problem: problem('Error loading state error', `error loading the remote state: ${reading.message}`) };
  };
}
