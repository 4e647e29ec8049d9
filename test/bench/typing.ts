// Lines typed into the case's world, until the prompt is back.
import { since } from '../../src/engine/log.ts';
import { advance, step } from '../../src/engine/step.ts';
import { statusOf } from '../../src/machine/terminal.ts';
import { rules } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';

export interface Typed {
  readonly world: World;
  readonly exit: unknown;
}

/** Types a line and lets time pass until the terminal is free again. Throws when the command fails: a bench of a failure measures nothing. */
export function type(before: World, terminal: string, text: string): Typed {
  const from = before.time.facts.length;
  let world = step(rules, before, { type: 'line', terminal, text, by: 'you' });
  while (statusOf(world.computers.terminals[terminal] as never, world.computers) === 'running') world = advance(rules, world, world.time.now + 86_400_000).world;
  const exit = since(world.time.facts, from)
    .filter((fact) => fact.kind === 'shell.exit' && fact.data.terminal === terminal)
    .at(-1)?.data.exit;
  if (exit !== 0)
    throw new Error(
      `${text}: exit ${String(exit)}\n${since(world.computers.terminals[terminal]?.output ?? { length: 0, chunks: [] })
        .join('')
        .slice(-800)}`,
    );
  return { world, exit };
}
