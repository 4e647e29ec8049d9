// A turn of the assistant: it asks where its mode and the rules say so, hears a no, stays out of a busy terminal, and has no door of its own.
import { expect, test } from 'vitest';
import { GOALS } from '../../src/agent/goals/index.ts';
import { type AgentState, isBusy, newAgent, type Seen } from '../../src/agent/state.ts';
import { drop, give, hear, permit, type Sight, take } from '../../src/agent/turn.ts';
import type { Action } from '../../src/world/actions.ts';

const agent = (mode: AgentState['mode'] = 'ask') => newAgent('new-laptop', 't', '/home/you', mode);
const sight = (settings: unknown = null, status: Sight['terminal']['status'] = 'prompt'): Sight => ({
  now: 1000,
  settings: () => (settings === null ? null : typeof settings === 'string' ? settings : JSON.stringify({ permissions: settings })),
  terminal: { status, length: 0 },
});
const kinds = (actions: readonly Action[]) => actions.map((action) => (action.type === 'remark' ? action.kind : action.type));
const linesOf = (actions: readonly Action[]) => actions.flatMap((action) => (action.type === 'line' ? [action.text] : []));
const done = (command: string, output: string, exit = 0): Seen => ({ command, output, exit, outcome: 'done', words: null });

/** Takes turns until it wants to run something, asks, or is finished. */
function until(one: AgentState, eye: Sight): Action[] {
  const all: Action[] = [];
  for (let count = 0; count < 10; count++) {
    all.push(...take(one, eye));
    if (one.pending || one.running || !isBusy(one)) return all;
  }
  throw new Error('it goes on and on');
}

test('in asking mode nothing runs before a yes, and then exactly what was asked', () => {
  const one = agent('ask');
  give(one, 1000, 'destroy', {});
  const asked = until(one, sight());
  expect(kinds(asked)).toContain('agent.asked');
  expect(linesOf(asked)).toEqual([]);
  const command = one.pending?.command ?? '';
  expect(command).toContain('terraform destroy');
  const actions = permit(one, 1000, 'yes', null);
  expect(linesOf(actions)).toEqual([command]);
  expect(actions.find((action) => action.type === 'line')).toMatchObject({ by: 'agent', terminal: 't' });
});

test('a no ends it: nothing is run, and it does not try another way round the player', () => {
  const one = agent('ask');
  give(one, 1000, 'destroy', {});
  until(one, sight());
  const actions = [...permit(one, 1000, 'no', 'no, never'), ...until(one, sight())];
  expect(linesOf(actions)).toEqual([]);
  expect(actions.find((action) => action.type === 'remark' && action.kind === 'agent.finished')).toMatchObject({ data: { goal: 'destroy', result: 'denied' } });
  expect(isBusy(one)).toBe(false);
});

test('"always" allows the first two words from then on', () => {
  const one = agent('ask');
  give(one, 1000, 'look-around', { command: 'terraform plan -input=false', why: 'x' });
  until(one, sight());
  permit(one, 1000, 'always', null);
  expect(one.allowed).toEqual(['terraform plan']);
  hear(one, 1000, done('terraform plan', ''));
  until(one, sight());
  give(one, 1000, 'look-around', { command: 'terraform plan -no-color', why: 'x' });
  expect(linesOf(until(one, sight()))).toEqual(['terraform plan -no-color']);
});

test('skipping permissions runs at once, unless the settings forbid to skip', () => {
  const quick = agent('skip permissions');
  give(quick, 1000, 'destroy', {});
  expect(linesOf(until(quick, sight()))).toHaveLength(1);
  const held = agent('skip permissions');
  give(held, 1000, 'destroy', {});
  expect(linesOf(until(held, sight({ disableBypassPermissionsMode: 'disable' })))).toEqual([]);
  expect(held.pending).not.toBe(null);
});

test('a denied destroy is tried by the other command, once: the hole of text rules', () => {
  const one = agent('skip permissions');
  give(one, 1000, 'destroy', {});
  const eye = sight({ deny: ['Bash(terraform destroy:*)'] });
  const actions = until(one, eye);
  expect(kinds(actions)).toContain('agent.denied');
  expect(linesOf(actions)).toEqual([expect.stringContaining('terraform apply -destroy')]);

  const both = agent('skip permissions');
  give(both, 1000, 'destroy', {});
  const refused = until(both, sight({ deny: ['Bash(terraform:*)'] }));
  expect(linesOf(refused)).toEqual([]);
  expect(kinds(refused).filter((kind) => kind === 'agent.denied')).toHaveLength(2);
  expect(isBusy(both)).toBe(false);
});

test('a settings file that does not parse counts as none, and it says so', () => {
  const one = agent('skip permissions');
  give(one, 1000, 'destroy', {});
  const actions = until(one, sight('{ "permissions": }'));
  expect(actions.some((action) => action.type === 'remark' && /settings file does not parse/.test(String(action.data.text)))).toBe(true);
  expect(linesOf(actions)).toHaveLength(1);
});

test('a terminal that somebody uses is waited for', () => {
  const one = agent('skip permissions');
  give(one, 1000, 'destroy', {});
  for (let count = 0; count < 5; count++) {
    const actions = take(one, sight(null, 'running'));
    expect(linesOf(actions)).toEqual([]);
    expect(kinds(actions)).toContain('cue');
  }
  expect(linesOf(until(one, sight()))).toHaveLength(1);
});

test('a dropped goal is gone, and what runs goes on', () => {
  const one = agent('skip permissions');
  give(one, 1000, 'destroy', {});
  until(one, sight());
  drop(one);
  expect([one.goal, one.queue, one.pending]).toEqual([null, [], null]);
  expect(one.running).not.toBe(null);
  expect(hear(one, 1000, done('x', ''))).toEqual([]);
});

test('a goal put aside is taken up again', () => {
  const one = agent('skip permissions');
  give(one, 1000, 'list-new', {});
  take(one, sight(null, 'running'));
  give(one, 1000, 'look-around', { command: 'ls', why: 'x' }, true);
  expect(linesOf(until(one, sight()))).toEqual(['ls']);
  hear(one, 1000, done('ls', ''));
  const actions = until(one, sight());
  expect(kinds(actions)).toContain('agent.finished');
  expect(one.goal?.name).toBe('list-new');
});

test('it reports the numbers that the output has, not others', () => {
  const said = (name: string, outputs: readonly (readonly [string, number])[], params = {}) => {
    const one = agent('skip permissions');
    give(one, 1000, name, params);
    const actions = until(one, sight());
    for (const [output, exit] of outputs) {
      hear(one, 1000, done('x', output, exit));
      actions.push(...until(one, sight()));
    }
    return {
      text: actions.flatMap((action) => (action.type === 'remark' && action.kind === 'agent.said' ? [String(action.data.text)] : [])).join('\n'),
      finished: actions.find((action) => action.type === 'remark' && action.kind === 'agent.finished'),
    };
  };
  const plan = said('add-site', [
    ['', 0],
    ['', 0],
    ['Plan: 77 to add, 3 to change, 0 to destroy.', 0],
    ['Apply complete! Resources: 71 added, 3 changed, 0 destroyed.', 0],
  ]);
  expect(plan.text).toContain('77 to add, 3 to change, 0 to destroy');
  expect(plan.text).toContain('71 added');
  expect(plan.finished).toMatchObject({ data: { planned: 77, result: 'applied' } });
  const failed = said('add-site', [
    ['', 0],
    ['', 0],
    ['Error: Unsupported argument', 1],
  ]);
  expect(failed.finished).toMatchObject({ data: { result: 'failed' } });
  const destroyed = said('destroy', [['Destroy complete! Resources: 42 destroyed.', 0]]);
  expect(destroyed.text).toContain('42 destroyed');
  const list = said('list-destroy', [['  # aws_db_instance.x will be destroyed\n  # aws_lb.y will be destroyed\nPlan: 0 to add, 0 to change, 2 to destroy.', 0]]);
  expect(list.finished).toMatchObject({ data: { count: 2, holdsData: 1 } });
  expect(list.text).toContain('aws_db_instance.x');
  expect(said('list-destroy', [['  # aws_lb.y will be destroyed\nPlan: 0 to add, 0 to change, 1 to destroy.', 0]]).text).toContain('None of them holds data');
});

test('every goal ends, whatever its commands answer: success without a word, failure, or refusal', () => {
  const answers: readonly (() => Seen)[] = [
    () => done('x', ''),
    () => done('x', 'Error: no', 1),
    () => ({ command: 'x', output: '', exit: null, outcome: 'denied', words: null }),
    () => ({ command: 'x', output: '', exit: 130, outcome: 'interrupted', words: null }),
  ];
  for (const name of Object.keys(GOALS)) {
    for (const answer of answers) {
      const one = agent('skip permissions');
      give(one, 1000, name, { snapshot: 's', database: 'd', command: 'ls' });
      let turns = 0;
      while (isBusy(one) && turns++ < 200) {
        take(one, sight());
        if (one.running) hear(one, 1000, answer());
      }
      expect(turns, name).toBeLessThan(200);
      expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    }
  }
});

test("a goal that does not exist is an author's mistake and says what there is", () => {
  expect(() => give(agent(), 0, 'no-such-goal', {})).toThrow(/There is no goal called no-such-goal\. The goals are: .*destroy/);
});
