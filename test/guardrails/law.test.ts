// Each guardrail: absent at the beginning, in place once its own lines have been typed into the world, and without a word where nothing is to be said.
import { produce } from 'immer';
import { expect, test } from 'vitest';
import { canonical, fingerprint } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import { advance, step } from '../../src/engine/step.ts';
import { GUARDRAILS } from '../../src/guardrails/index.ts';
import { statusOf } from '../../src/machine/terminal.ts';
import { guarded } from '../../src/whatif/replay.ts';
import { siteUp } from '../../src/world/site-now.ts';
import { rules } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';
import { theCase, theFoundation, theWorld } from '../lesson/evening.ts';

const LONG = 120_000;
const ids = Object.keys(GUARDRAILS);
const guardrail = (id: string) => GUARDRAILS[id]!;

/** Types a line and lets time pass until its terminal is free. Gives the exit code as well. */
function type(world: World, terminal: string, text: string): { readonly world: World; readonly exit: unknown } {
  const from = world.time.facts.length;
  let now = step(rules, world, { type: 'line', terminal, text, by: 'you' });
  const until = now.time.now + 3_600_000;
  while (statusOf(now.computers.terminals[terminal]!, now.computers) === 'running') {
    const next = advance(rules, now, until);
    if (next.done) throw new Error(`"${text}" does not end`);
    now = next.world;
  }
  const exits = since(now.time.facts, from).filter((fact) => fact.kind === 'shell.exit' && fact.data.terminal === terminal);
  return { world: now, exit: exits.at(-1)?.data.exit };
}

test('there are guardrails, each under its own id, with a price and a hole', () => {
  expect(ids.length).toBeGreaterThan(5);
  for (const [id, one] of Object.entries(GUARDRAILS)) {
    expect(one.id).toBe(id);
    for (const text of [one.name, one.price, one.hole]) expect(text.length).toBeGreaterThan(4);
    expect(one.monthly).toBeGreaterThanOrEqual(0);
    expect(one.minutes).toBeGreaterThanOrEqual(0);
  }
});

test(
  'none is in place at the beginning, and asking changes nothing',
  () => {
    const before = fingerprint(canonical(theWorld()));
    expect(ids.filter((id) => guardrail(id).inPlace(theWorld()))).toEqual([]);
    for (const id of ids) guardrail(id).putInPlace(theWorld(), { terminal: 'old-laptop', copies: [theWorld().setting.project.machine] });
    expect(fingerprint(canonical(theWorld()))).toBe(before);
  },
  LONG,
);

test.each(ids)(
  '%s: put in place before the evening, it is in place, and nothing else has happened',
  (id) => {
    const world = guarded(theFoundation(), [id]);
    expect(guardrail(id).inPlace(world)).toBe(true);
    const others = ids.filter((other) => other !== id && guardrail(other).inPlace(world));
    expect(others).toEqual([]);
    expect(world.time.now).toBe(theWorld().time.now);
    const failed = since(world.time.facts, theFoundation().time.facts.length).filter(
      (fact) => (fact.kind === 'shell.exit' && fact.data.exit !== 0) || (fact.kind === 'aws.refused' && !/^(Get|Head|List|Describe)/.test(String(fact.data.operation))),
    );
    expect(failed.map((fact) => JSON.stringify(fact.data))).toEqual([]);
    expect(siteUp(world)).toBe(true);
  },
  LONG,
);

test.each(ids)(
  '%s: typed where the state is, each line succeeds',
  (id) => {
    let world = produce(theWorld(), () => {}) as World;
    for (const one of guardrail(id).putInPlace(world, { terminal: 'old-laptop', copies: [world.setting.project.machine] })) {
      if (!('line' in one)) continue;
      const typed = type(world, one.terminal, one.line);
      expect(typed.exit, one.line).toBe(0);
      world = typed.world;
    }
    expect(guardrail(id).inPlace(world)).toBe(true);
  },
  LONG,
);

test(
  'all of them together',
  () => {
    const world = guarded(theFoundation(), ids);
    expect(ids.filter((id) => !guardrail(id).inPlace(world))).toEqual([]);
  },
  LONG,
);

test(
  'a word in a comment is no guardrail',
  () => {
    const { machine, path } = theCase().world.project;
    const { world } = type(
      theWorld(),
      machine,
      `printf '# prevent_destroy = true\\n# delete_automated_backups = false\\n# backend "s3" {}\\n# skip_final_snapshot = false\\n' > ${path}/notes.tf`,
    );
    expect(ids.filter((id) => guardrail(id).inPlace(world))).toEqual([]);
  },
  LONG,
);
