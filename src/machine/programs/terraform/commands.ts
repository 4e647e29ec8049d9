// The table of commands. A command is added by its file and a line here.

import { console } from './commands/console.ts';
import { ELSEWHERE } from './commands/elsewhere.ts';
import { fmt } from './commands/fmt.ts';
import { forceUnlock } from './commands/force-unlock.ts';
import { get } from './commands/get.ts';
import { graph } from './commands/graph.ts';
import { importing } from './commands/import.ts';
import { init } from './commands/init.ts';
import { metadata, metadataFunctions } from './commands/metadata.ts';
import { modules } from './commands/modules.ts';
import { apply, destroy, plan, refresh } from './commands/operations.ts';
import { output } from './commands/output.ts';
import { providers, providersSchema } from './commands/providers.ts';
import { providersLock, providersMirror } from './commands/providers-packages.ts';
import { show, stateShow } from './commands/show.ts';
import { stateGroup, statePull, statePush } from './commands/state-group.ts';
import { stateList } from './commands/state-list.ts';
import { stateMove } from './commands/state-mv.ts';
import { stateReplaceProvider } from './commands/state-replace-provider.ts';
import { stateRemove } from './commands/state-rm.ts';
import { taint, untaint } from './commands/taint.ts';
import { validate } from './commands/validate.ts';
import { version } from './commands/version.ts';
import { ENV, workspaceDelete, workspaceGroup, workspaceList, workspaceNew, workspaceSelect, workspaceShow } from './commands/workspace.ts';
import type { Command } from './session.ts';

const ALL: readonly Command[] = [
  init,
  validate,
  plan,
  apply,
  destroy,
  console,
  fmt,
  forceUnlock,
  get,
  graph,
  importing,
  output,
  providers,
  providersSchema,
  providersLock,
  providersMirror,
  metadata,
  metadataFunctions,
  modules,
  refresh,
  show,
  stateGroup,
  stateList,
  stateMove,
  statePull,
  statePush,
  stateRemove,
  stateReplaceProvider,
  stateShow,
  taint,
  untaint,
  version,
  workspaceGroup,
  workspaceDelete,
  workspaceList,
  workspaceNew,
  workspaceSelect,
  workspaceShow,
  ...ENV,
  ...ELSEWHERE,
];

/** By name as typed. */
export const COMMANDS: { readonly [name: string]: Command } = Object.fromEntries(ALL.map((command) => [command.name, command]));

/** Names of the commands under a command. */
export const NESTED: { readonly [name: string]: readonly string[] } = ALL.reduce<Record<string, string[]>>((nested, { name }) => {
  const [outer, inner] = name.split(' ');
  if (outer && inner) nested[outer] = [...(nested[outer] ?? []), inner];
  return nested;
}, {});
