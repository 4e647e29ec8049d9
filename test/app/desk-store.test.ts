import { expect, test } from 'vitest';
import { createDeskStore } from '../../src/app/desk-store.ts';
import { CALM, waitUntil } from '../../src/app/pace.ts';
import type { Earlier, RunRecord } from '../../src/app/session.ts';
import { DEFAULTS, readSettings } from '../../src/app/settings.ts';
import type { Vault } from '../../src/app/storage/vault.ts';
import { Unanswered } from '../../src/engine/device.ts';
import { fixtureSession, openFixture, START } from '../ui/fixture.ts';
import { memory } from './vault.ts';

async function desk(minutes = 0) {
  const runs = memory();
  const store = createDeskStore(minutes === 0 ? openFixture : async () => ({ session: fixtureSession(START + minutes * 60_000, false), refused: null }), runs);
  await store.getState().enter('wheres-my-database', { guided: true, opening: minutes === 0 });
  return { store, runs };
}

test('the first minute is offered once, and leads to the desk', async () => {
  const { store } = await desk();
  expect(store.getState().phase).toBe('prologue');
  store.getState().dispatch({ type: 'say', text: 'too early' });
  expect(store.getState().view?.chat.some((item) => item.kind === 'you')).toBe(false);
  store.getState().endPrologue();
  expect(store.getState().phase).toBe('playing');
});

test('time stands still while nothing is under way, and runs when something is', async () => {
  const { store } = await desk(30);
  expect(store.getState().beat(1000)).toBe(false);
  store.getState().play();
  const before = store.getState().view?.clock.at ?? 0;
  expect(store.getState().beat(500)).toBe(true);
  expect(store.getState().view?.clock.at).toBe(before + 5000);
  store.getState().pause();
  expect(store.getState().beat(500)).toBe(false);
  const running = await desk(62.1);
  expect(running.store.getState().beat(500)).toBe(true);
});

test('a sleeping tab does not let the evening run away', async () => {
  const { store } = await desk(62.1);
  const view = store.getState().view;
  expect(view && waitUntil(view, CALM, 60_000)).toBe((view?.clock.at ?? 0) + 10_000);
});

test('a pressing decision slows time and does not stop it; another holds it in guided mode', async () => {
  const { store } = await desk(62.1);
  store.getState().setSpeed(60);
  while (!store.getState().view?.decision) store.getState().beat(500);
  expect(store.getState().pace).toMatchObject({ held: null, speed: 1, slowedFrom: 60 });
  const calm = await desk(60.9);
  calm.store.getState().play();
  while (!calm.store.getState().view?.decision) calm.store.getState().beat(500);
  expect(calm.store.getState().pace.held).toBe('to decide');
  calm.store.getState().dispatch({ type: 'predict', prediction: 'predict', answer: 'dup' });
  expect(calm.store.getState().pace.held).toBe(null);
});

test('the past is looked at without changing the run; acting there starts another evening', async () => {
  const { store } = await desk(60);
  store.getState().rewindTo({ at: START + 20 * 60_000 });
  const place = store.getState().place;
  expect(place && place.frame < place.last).toBe(true);
  expect(store.getState().saving.state).toBe('none');
  expect(store.getState().beat(500)).toBe(false);
  store.getState().dispatch({ type: 'say', text: 'otherwise' });
  expect(store.getState().view?.strip.branches).toHaveLength(1);
});

test('changes are saved at a quiet moment, and a looker-on saves nothing', async () => {
  const { store, runs } = await desk(30);
  store.getState().dispatch({ type: 'say', text: 'hello' });
  expect(store.getState().saving.state).toBe('pending');
  await store.getState().save();
  expect(runs.kept).toHaveLength(1);
  expect(store.getState().saving.state).toBe('saved');
  store.getState().lookOn(true);
  store.getState().dispatch({ type: 'say', text: 'not heard' });
  await store.getState().save();
  expect(runs.kept).toHaveLength(1);
});

test('what is not saved yet when the page goes away is left behind, and nothing else', async () => {
  const { store, runs } = await desk(30);
  store.getState().leaveBehind();
  expect(runs.left).toHaveLength(0);
  store.getState().dispatch({ type: 'say', text: 'hello' });
  store.getState().leaveBehind();
  expect(runs.left).toHaveLength(1);
  expect(runs.left[0]).toEqual(store.getState().session?.record());
  await store.getState().save();
  store.getState().leaveBehind();
  expect(runs.left).toHaveLength(1);
});

const RUN: RunRecord = {
  scenario: 'wheres-my-database',
  version: '0',
  seed: 1,
  branches: [{ id: 'b1', parent: null, label: '', actions: [] }],
  current: 'b1',
  settings: { guided: true },
};

test('a kept run that cannot be played is put aside and offered, and the evening begins anew', async () => {
  const runs = memory(RUN);
  const store = createDeskStore(async () => ({ session: fixtureSession(START, false), refused: 'It is too old.' }), runs);
  await store.getState().enter('wheres-my-database', { guided: true, opening: true });
  expect(runs.aside).toEqual(['wheres-my-database']);
  expect(store.getState()).toMatchObject({ phase: 'playing', saving: { state: 'none' } });
  expect(store.getState().remarks[0]).toMatchObject({ text: expect.stringMatching(/It is too old\..*put aside/), run: { text: 'the old run' } });
  const stuck: Vault = { ...memory(RUN), putAside: async () => Promise.reject(new Error('disk full')) };
  const other = createDeskStore(async () => ({ session: fixtureSession(START, false), refused: 'It is too old.' }), stuck);
  await other.getState().enter('wheres-my-database', { guided: true, opening: true });
  expect(other.getState().remarks[0]?.text).toMatch(/could not be put aside \(disk full\)/);
});

test('a run from a file takes the place of the present one, which is put aside; one that cannot be played changes nothing', async () => {
  const runs = memory();
  let refused: string | null = 'It is too old.';
  const store = createDeskStore(async (_slug, record) => ({ session: fixtureSession(START + 30 * 60_000, false), refused: record ? refused : null }), runs);
  await store.getState().enter('wheres-my-database', { guided: true, opening: false });
  const before = store.getState();
  await expect(store.getState().openRecord(RUN)).rejects.toThrow('It is too old.');
  await expect(store.getState().openRecord({ ...RUN, scenario: 'other' })).rejects.toThrow('another case (other)');
  expect(store.getState()).toBe(before);
  expect(runs.aside).toEqual([]);
  refused = null;
  await store.getState().openRecord(RUN);
  expect(store.getState().session).not.toBe(before.session);
  expect(store.getState().saving.state).toBe('pending');
  expect(runs.aside).toEqual(['wheres-my-database']);
});

test('an error of the world is told and the last good frame kept', async () => {
  const session = fixtureSession(START + 30 * 60_000, false);
  const store = createDeskStore(
    async () => ({
      session: {
        ...session,
        dispatch: () => {
          throw new Error('boom');
        },
      },
      refused: null,
    }),
    memory(),
  );
  await store.getState().enter('x', { guided: false, opening: false });
  const before = store.getState().view;
  store.getState().dispatch({ type: 'hint' });
  expect(store.getState().view).toBe(before);
  expect(store.getState().remarks[0]?.text).toMatch(/boom/);
});

test('a case that cannot be opened says why', async () => {
  const store = createDeskStore(async () => Promise.reject(new Error('not here')), memory());
  await store.getState().enter('x', { guided: true, opening: true });
  expect(store.getState()).toMatchObject({ phase: 'failed', failure: 'not here' });
});

test('settings: what is not well-formed falls back', () => {
  expect(readSettings(null)).toEqual(DEFAULTS);
  expect(readSettings('{{')).toEqual(DEFAULTS);
  expect(readSettings('{"theme":"pink","size":"large","opened":[1,"a"]}')).toEqual({ ...DEFAULTS, size: 'large', opened: ['a'] });
});

test('what the earlier part of a kept run turned out to be is told once, and asks for a new save', async () => {
  const answers: Earlier[] = ['going', 'differs', 'there'];
  const session = { ...fixtureSession(START + 30 * 60_000, false), earlier: () => answers.shift() ?? 'there' };
  const store = createDeskStore(async () => ({ session, refused: null }), memory(RUN));
  await store.getState().enter('wheres-my-database', { guided: true, opening: false });
  expect(store.getState().recover(5)).toBe(true);
  expect(store.getState().remarks).toEqual([]);
  expect(store.getState().recover(5)).toBe(false);
  expect(store.getState().remarks[0]?.text).toMatch(/not the same/);
  expect(store.getState().saving.state).toBe('pending');
  expect(store.getState().recover(5)).toBe(false);
  expect(store.getState().remarks).toHaveLength(1);
});

test('a device that the earlier part needs is asked beside the desk, which goes on; after one failure nobody asks again', async () => {
  let answered = 0;
  let fails = false;
  const question = { device: 'postgres', about: null } as const;
  const session = {
    ...fixtureSession(START + 30 * 60_000, false),
    earlier: (): Earlier => {
      if (!answered) throw new Unanswered(question, null);
      return 'there';
    },
  };
  const consult = async () => {
    if (fails) throw new Error('no network');
    answered++;
  };
  const opened = async () => {
    const store = createDeskStore(async () => ({ session, refused: null }), memory(RUN), consult);
    await store.getState().enter('wheres-my-database', { guided: true, opening: false });
    return store;
  };
  const store = await opened();
  expect(store.getState().recover(5)).toBe(true);
  expect(store.getState().asking).toBe(false);
  await Promise.resolve();
  expect(store.getState().recover(5)).toBe(false);
  answered = 0;
  fails = true;
  const other = await opened();
  expect(other.getState().recover(5)).toBe(true);
  await new Promise((done) => setTimeout(done));
  expect(other.getState().recover(5)).toBe(false);
  expect(other.getState().remarks).toEqual([]);
});

test('a save while things move leaves the newest frame to the next quiet one', async () => {
  const frames: boolean[] = [];
  const runs: Vault = {
    ...memory(),
    keep: async (_record, frame) => {
      frames.push(Boolean(frame));
      return { ok: true, savedAt: '' };
    },
  };
  const session = { ...fixtureSession(START + 30 * 60_000, false), newest: () => ({}) as never };
  const store = createDeskStore(async () => ({ session, refused: null }), runs);
  await store.getState().enter('wheres-my-database', { guided: true, opening: false });
  await store.getState().save();
  store.getState().dispatch({ type: 'say', text: 'hello' });
  await store.getState().save(false);
  await store.getState().save(false);
  await store.getState().save();
  await store.getState().save();
  expect(frames).toEqual([false, true]);
});
