// What the assistant may run: a deny rule, and asking before everything.
import type { World } from '../world/world.ts';
import type { Guardrail } from './guardrail.ts';

const settings = (world: World): string => {
  const machine = world.computers.machines[world.setting.project.machine];
  const entry = machine?.disk[`${machine.home}/.agent/settings.json`];
  return entry?.type === 'file' ? (entry.text ?? '') : '';
};

const read = (world: World): { permissions?: { deny?: string[]; ask?: string[]; defaultMode?: string; disableBypassPermissionsMode?: string } } => {
  try {
    return JSON.parse(settings(world)) as { permissions?: { deny?: string[]; ask?: string[] } };
  } catch {
    return {};
  }
};

/** Writes the settings with one part added, and keeps what the other one has put there. */
function write(world: World, add: { readonly deny?: string; readonly ask?: boolean; readonly askFor?: readonly string[] }): string {
  const now = read(world).permissions ?? {};
  const permissions = {
    ...now,
    ...(add.deny ? { deny: [...new Set([...(now.deny ?? []), add.deny])] } : {}),
    ...(add.askFor ? { ask: [...new Set([...(now.ask ?? []), ...add.askFor])] } : {}),
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

/** Commands that take something away, as the agent would type them. */
const DELETES = [
  'Bash(terraform destroy:*)',
  'Bash(terraform apply -destroy:*)',
  'Bash(aws * delete-*)',
  'Bash(aws * terminate-*)',
  'Bash(aws * release-*)',
  'Bash(aws * deregister-*)',
];

export const listBeforeDelete: Guardrail = {
  id: 'list-before-delete',
  name: 'Before every delete the agent shows what it would take, and asks',
  monthly: 0,
  minutes: 10,
  price: 'A list to read for each deletion: a minute for ten of them, if you read.',
  hole: 'Only as good as the reader. And only the spellings that the rules know: a script deletes unasked.',
  inPlace: (world) => DELETES.every((rule) => (read(world).permissions?.ask ?? []).includes(rule)),
  putInPlace: (world) => [{ line: write(world, { askFor: DELETES }), terminal: world.setting.project.machine }],
};
