// The terminals as the screen draws them.

import type { Play } from '../lesson/progress.ts';
import { nextTerminal, promptOf, secretOf, statusOf, whereOf } from '../machine/terminal.ts';
import type { TerminalView } from './desk.ts';

export function terminalsOf(play: Play): TerminalView[] {
  const { computers } = play.world;
  return Object.values(computers.terminals).map((terminal) => {
    const where = whereOf(terminal);
    const home = computers.machines[where.machine]?.home ?? '';
    const cwd = where.cwd === home ? '~' : where.cwd.startsWith(`${home}/`) ? `~${where.cwd.slice(home.length)}` : where.cwd;
    return {
      id: terminal.id,
      label: `${where.machine} ${cwd}`,
      machine: where.machine,
      opens: nextTerminal(computers, terminal.machine) === null ? null : terminal.machine,
      status: statusOf(terminal, computers),
      secret: secretOf(terminal),
      prompt: promptOf(terminal, computers),
      output: terminal.output,
      history: terminal.history,
      by: terminal.by,
    };
  });
}

/** Files worth opening in the editor: configuration, settings and notes on the learner's machines. */
export function filesOf(play: Play): { readonly machine: string; readonly path: string }[] {
  const found: { machine: string; path: string }[] = [];
  for (const machine of Object.values(play.world.computers.machines)) {
    if (play.world.setting.hosted[machine.name]) continue;
    for (const [path, entry] of Object.entries(machine.disk)) {
      if (entry.type === 'file' && path.startsWith(machine.home) && /\.(tf|tfvars|md|json)$/.test(path) && !/\/\.(terraform|git|aws)\//.test(path))
        found.push({ machine: machine.name, path });
    }
  }
  return found.sort((a, b) => (a.machine + a.path < b.machine + b.path ? -1 : 1));
}
