// Whoever types while a decision stands is not stuck: time runs for what they set going, and for nothing else.
import { expect, test } from 'vitest';
import { createDeskStore } from '../../src/app/desk-store.ts';
import { SEED } from '../../src/app/ground.ts';
import { ticking } from '../../src/app/pace.ts';
import { PlaySession } from '../../src/app/play-session.ts';
import { theCase, theWorld } from '../lesson/evening.ts';
import { memory } from './vault.ts';

/** The desk at the first decision of a guided evening, where time stands. */
async function asked() {
  const session = new PlaySession({ scenario: theCase(), world: theWorld(), seed: SEED, version: 'test', guided: true }, null);
  session.catchUp();
  const store = createDeskStore(async () => ({ session, refused: null }), memory());
  await store.getState().enter('wheres-my-database', { guided: true, opening: false });
  const { dispatch, beat } = store.getState();
  const view = () => store.getState().view as NonNullable<ReturnType<typeof store.getState>['view']>;
  dispatch({ type: 'choose', beat: 'primer', choice: 'skip' });
  for (let count = 0; count < 60 && view().decision === null; count++) beat(1000);
  expect(view().decision).toMatchObject({ kind: 'choice', title: 'Where does the new site go?' });
  const runs = () => ticking(view(), store.getState().pace);
  /** Real seconds until time stands again; at most a minute. */
  const untilStill = () => {
    let seconds = 0;
    for (; runs() && seconds < 60; seconds++) beat(1000);
    return seconds;
  };
  return { store, dispatch, beat, view, runs, untilStill, status: (id: string) => view().terminals.find((one) => one.id === id)?.status };
}

const type = (text: string, terminal = 'old-laptop') => ({ type: 'line', terminal, text, by: 'you' }) as const;

test('an ssh typed while a decision stands comes to its prompt, and then time stands again', async () => {
  const { dispatch, view, runs, untilStill, status } = await asked();
  const { decision, clock } = view();
  expect(runs()).toBe(false);
  dispatch(type('ssh ec2-user@bastion'));
  expect(status('old-laptop')).toBe('running');
  expect(runs()).toBe(true);
  expect(untilStill()).toBeLessThan(60);
  expect(status('old-laptop')).toBe('prompt');
  expect(view().clock.at).toBeGreaterThan(clock.at);
  expect(view().decision).toEqual(decision);
});

test('time stands from the first question on', async () => {
  const session = new PlaySession({ scenario: theCase(), world: theWorld(), seed: SEED, version: 'test', guided: true }, null);
  session.catchUp();
  const store = createDeskStore(async () => ({ session, refused: null }), memory());
  await store.getState().enter('wheres-my-database', { guided: true, opening: false });
  expect(store.getState().view?.decision).not.toBeNull();
  expect(store.getState().pace.held).toBe('to decide');
});

test('what takes no time lets no time pass', async () => {
  const { dispatch, runs } = await asked();
  dispatch(type('ls'));
  expect(runs()).toBe(false);
});

test('Ctrl-C ends the errand; the hand of the learner holds it', async () => {
  const { store, dispatch, beat, runs, untilStill, status } = await asked();
  dispatch(type('sleep 600'));
  beat(1000);
  store.getState().pause();
  expect(runs()).toBe(false);
  expect(status('old-laptop')).toBe('running');
  store.getState().play();
  expect(runs()).toBe(true);
  dispatch({ type: 'interrupt', terminal: 'old-laptop', by: 'you' });
  store.getState().pause();
  expect(untilStill()).toBe(0);
  expect(status('old-laptop')).toBe('prompt');
});

test('the agent answers what it is asked while a decision stands', async () => {
  const { dispatch, view, runs, untilStill } = await asked();
  dispatch({ type: 'say', text: 'run: terraform version' });
  expect(runs()).toBe(true);
  expect(untilStill()).toBeLessThan(60);
  expect(view().agent.busy).toBe(false);
  expect(view().chat.some((item) => item.kind === 'tool' && item.command === 'terraform version' && item.status === 'done')).toBe(true);
});
