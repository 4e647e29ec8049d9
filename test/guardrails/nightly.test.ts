// The nightly export and the restore test, lived through: nights pass, production is destroyed, and the export brings the rows back.
import { expect, test } from 'vitest';
import { peek } from '../../src/aws/cloud.ts';
import { EXECUTIONS } from '../../src/aws/stepfunctions/tables.ts';
import { HOUR } from '../../src/engine/clock.ts';
import { since } from '../../src/engine/log.ts';
import { advance } from '../../src/engine/step.ts';
import { outcomeOf } from '../../src/lesson/outcome.ts';
import { begin, dispatch, passTime } from '../../src/lesson/play.ts';
import type { Play } from '../../src/lesson/progress.ts';
import { statusOf } from '../../src/machine/terminal.ts';
import { guarded, tryGuardrail } from '../../src/whatif/replay.ts';
import { exportsOf } from '../../src/world/exports.ts';
import { accountOf, productionOf } from '../../src/world/measure.ts';
import { rules } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';
import { theCase, theFoundation } from '../lesson/evening.ts';

const LONG = 120_000;

function later(before: World, hours: number): World {
  let world = before;
  for (const until = before.time.now + hours * HOUR; ; ) {
    const next = advance(rules, world, until);
    world = next.world;
    if (next.done) return world;
  }
}

const executions = (world: World) => Object.values(peek(accountOf(world), world.setting.region, EXECUTIONS));

test(
  'each night has an export with the rows of that moment, and a restore that was counted',
  () => {
    const world = guarded(theFoundation(), ['nightly-export', 'restore-test']);
    expect(exportsOf(world)).toHaveLength(1);
    expect(executions(world).map((one) => one.status)).toEqual(['SUCCEEDED']);
    const after = later(world, 8);
    const [byHand, ...nights] = exportsOf(after);
    expect(nights.map((one) => new Date(one.asOf).toISOString().slice(0, 16))).toEqual(['2026-02-27T02:00']);
    const rate = ((nights[0]!.rows - byHand!.rows) / (nights[0]!.asOf - byHand!.asOf)) * HOUR;
    expect(Math.abs(rate - theCase().world.database.perHour)).toBeLessThan(0.3);
    expect(executions(after).map((one) => one.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    const failures = since(after.time.facts, world.time.facts.length).filter((fact) => /failed/.test(fact.kind));
    expect(failures.map((fact) => `${fact.kind} ${JSON.stringify(fact.data)}`)).toEqual([]);
    expect(productionOf(after).status).toBe('there');
  },
  LONG,
);

/** Types a line into the play and waits until its terminal is free. */
function typed(before: Play, text: string, terminal = 'new-laptop'): Play {
  let play = dispatch(theCase(), before, { type: 'line', terminal, text, by: 'you' });
  for (let minutes = 0; minutes < 600; minutes++) {
    const at = play.world.computers.terminals[terminal];
    if (!at || statusOf(at, play.world.computers) !== 'running') return play;
    play = passTime(theCase(), play, play.world.time.now + 60_000);
  }
  throw new Error(`"${text}" does not end`);
}

test(
  'with the export in place the disaster ends with an own copy: built up again, loaded, and only the hours since are missing',
  () => {
    const play = typed(begin(theCase(), guarded(theFoundation(), ['nightly-export']), false), 'cd ~/infra && terraform destroy -auto-approve -input=false', 'old-laptop');
    expect(productionOf(play.world).status).toBe('gone');
    expect(exportsOf(play.world)).toHaveLength(1);
    const lost = outcomeOf(theCase(), play);
    expect(lost.ending).toBe('lost');
    let back = typed(
      play,
      `terraform apply -auto-approve -input=false -target=module.network -target=module.database -target='module.environment["prod"].aws_secretsmanager_secret_version.database'`,
      'old-laptop',
    );
    expect(productionOf(back.world).status).toBe('empty');
    back = typed(back, 'aws lambda invoke --function-name nightly-import /tmp/import.json && grep -q courses_answer /tmp/import.json && echo loaded', 'old-laptop');
    expect(since(back.world.computers.terminals['old-laptop']!.output).join('')).toContain('\nloaded\n');
    expect(productionOf(back.world)).toMatchObject({ status: 'there', rows: exportsOf(back.world)[0]!.rows });
    const outcome = outcomeOf(theCase(), back);
    expect(outcome.ending).toBe('own-copy');
    expect(outcome.rowsLost).toBeGreaterThan(0);
    expect(outcome.rowsLost).toBeLessThan(120);
  },
  LONG,
);

test(
  'the debrief says which copy it would have left: of the same destroy, once without it and once with it',
  () => {
    const line = { type: 'line', terminal: 'old-laptop', text: 'cd ~/infra && terraform destroy -auto-approve -input=false -target=module.database', by: 'you' } as const;
    const base = typed(begin(theCase(), guarded(theFoundation(), []), false), line.text, line.terminal);
    const actions = [{ at: base.world.setting.startedAt, action: line }];
    const verdict = tryGuardrail(theCase(), theFoundation(), 'nightly-export', false, actions, base, outcomeOf(theCase(), base));
    expect(verdict.left?.name).toMatch(/^s3:\/\/courses-exports-.*\.dump$/);
    expect(verdict.left?.missing).toBeGreaterThan(10);
    expect(verdict.left?.missing).toBeLessThan(60);
  },
  LONG,
);
