// What the assistant may run: a deny rule, and asking before everything.
import type { World } from '../world/world.ts';
import type { Guardrail } from './guardrail.ts';

const settings = (world: World): string => {
  const machine = world.computers.machines[world.setting.project.machine];
  const entry = machine?.disk[`${machine.home}/.agent/settings.json`];
  return entry?.type === 'file' ? (entry.text ?? '') : '';
};

const read = (world: World): { permissions?: { deny?: string[]; defaultMode?: string; disableBypassPermissionsMode?: string } } => {
  try {
    return JSON.parse(settings(world)) as { permissions?: { deny?: string[] } };
  } catch {
    return {};
  }
};

/** Writes the settings with one part added, and keeps what the other one has put there. */
function write(world: World, add: { readonly deny?: string; readonly ask?: boolean }): string {
  const now = read(world).permissions ?? {};
  const permissions = {
    ...now,
    ...(add.deny ? { deny: [...new Set([...(now.deny ?? []), add.deny])] } : {}),
    ...(add.ask ? { defaultMode: 'default', disableBypassPermissionsMode: 'disable' } : {}),
  };
  return `mkdir -p ~/.agent && printf '%s\\n' '${JSON.stringify({ permissions })}' > ~/.agent/settings.json`;
}

export const denyDestroy: Guardrail = {
  id: 'deny-destroy',
  name: 'The agent may not run terraform destroy',
  monthly: 0,
  minutes: 0,
  price: 'Free.',
  hole: 'It matches text. terraform apply -destroy, -chdir, the AWS CLI and a script are other texts.',
  inPlace: (world) => (read(world).permissions?.deny ?? []).some((rule) => rule.includes('terraform destroy')),
  putInPlace: (world) => [{ line: write(world, { deny: 'Bash(terraform destroy:*)' }), terminal: world.setting.project.machine }],
};

export const agentAsks: Guardrail = {
  id: 'agent-asks',
  name: 'The agent asks before it runs anything',
  monthly: 0,
  minutes: 20,
  price: 'A few seconds for every command, all evening.',
  hole: 'The fortieth prompt is answered without being read.',
  inPlace: (world) => read(world).permissions?.disableBypassPermissionsMode === 'disable',
  putInPlace: (world) => [{ line: write(world, { ask: true }), terminal: world.setting.project.machine }],
};
