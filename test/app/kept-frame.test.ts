// A kept run opens at the frame that was kept with it; whatever is wrong with that frame, the actions are played, and nothing is lost.
import { expect, test } from 'vitest';
import type { Ground } from '../../src/app/ground.ts';
import { type KeptFrame, MOST_TEXT, readKept } from '../../src/app/kept-frame.ts';
import { openSession } from '../../src/app/open-session.ts';
import { PlaySession } from '../../src/app/play-session.ts';
import type { RunRecord } from '../../src/app/session.ts';
import { vault } from '../../src/app/storage/vault.ts';
import { fingerprint } from '../../src/engine/json.ts';
import { SEED } from '../../src/headless/play.ts';
import { SLUG, theCase, theWorld } from '../lesson/evening.ts';

const scenario = theCase();
const ground: Ground = { seed: SEED, world: theWorld(), recorded: null };
const version = String(scenario.version);
/** No device is asked in these runs. */
const nobody = async () => Promise.reject(new Error('nobody answers here'));
const terminal = scenario.agent.terminal;
const type = (session: PlaySession, text: string) => session.dispatch({ type: 'line', terminal, text, by: 'you' });
const wait = (session: PlaySession, seconds: number) => session.dispatch({ type: 'wait', until: session.view().clock.at + seconds * 1000 });

/** An evening with lines typed, time passing, and a file changed. */
function played(): PlaySession {
  const session = new PlaySession({ scenario, world: theWorld(), seed: SEED, version, guided: true, engine: 'this' }, null);
  session.catchUp();
  for (const text of ['cd ~', 'echo one > kept.txt', 'aws sts get-caller-identity']) {
    type(session, text);
    wait(session, 20);
  }
  return session;
}
/** As storage gives it back. */
const stored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const open = async (record: RunRecord, kept: KeptFrame | null, engine = 'this') => {
  const opened = await openSession(scenario, record, ground, nobody, kept, engine);
  return { ...opened, session: opened.session as PlaySession };
};
const finish = (session: PlaySession) => {
  for (;;) {
    const how = session.earlier(1);
    if (how !== 'going') return how;
  }
};

test('the desk stands at once on the kept frame, and the frames before it come back and lead to it', async () => {
  const before = played();
  const { record, kept } = stored({ record: before.record(), kept: before.newest() as KeptFrame });
  const { session, refused, played: anew } = await open(record, kept);
  expect(refused).toBeNull();
  expect(anew).toBeUndefined();
  expect(session.place()).toMatchObject({ frame: 0, last: 0 });
  const { strip: _, ...shown } = session.view();
  const { strip: __, ...was } = before.view();
  expect(JSON.stringify(shown)).toBe(JSON.stringify(was));
  expect(JSON.stringify(session.play().world)).toBe(JSON.stringify(before.play().world));
  // What did not change since the evening began is the evening's own, not a copy.
  expect(session.play().world.setting).toBe(theWorld().setting);
  expect(session.play().world.time.facts.chunks[0]).toBe(theWorld().time.facts.chunks[0]);
  expect(finish(session)).toBe('there');
  expect(session.place().last).toBeGreaterThan(3);
  expect(session.place().frame).toBe(session.place().last);
  const again = await open(record, null);
  expect(session.place().last).toBe(again.session.place().last);
  expect(JSON.stringify(session.frames().map((frame) => frame.play.world.time.now))).toBe(JSON.stringify(again.session.frames().map((frame) => frame.play.world.time.now)));
});

test('what is done before the earlier frames are there comes after them', async () => {
  const before = played();
  const { session } = await open(stored(before.record()), stored(before.newest()));
  expect(session.earlier(0)).toBe('going');
  for (const one of [before, session]) {
    type(one, 'cat kept.txt');
    wait(one, 5);
  }
  expect(finish(session)).toBe('there');
  expect(session.record()).toEqual(before.record());
  expect(JSON.stringify(session.play().world)).toBe(JSON.stringify(before.play().world));
  session.rewindTo({ at: theWorld().time.now });
  expect(session.place().frame).toBeLessThan(2);
});

test('whoever rewinds, forks or follows a point of the line need not wait for the earlier frames', async () => {
  const before = played();
  const { record, kept } = stored({ record: before.record(), kept: before.newest() });
  const rewound = (await open(record, kept)).session;
  rewound.rewindTo({ at: theWorld().time.now + 25_000 });
  expect(rewound.place().frame).toBeGreaterThan(0);
  expect(rewound.place().frame).toBeLessThan(rewound.place().last);
  const forked = (await open(record, kept)).session;
  forked.fork();
  forked.rewindTo({ at: theWorld().time.now });
  expect(forked.place().branch).toBe('b2');
  expect(forked.place().frame).toBeLessThan(2);
});

test('a point of the line leads to its question before and after the earlier frames are there', async () => {
  const before = played();
  before.dispatch({ type: 'choose', beat: 'primer', choice: 'skip' });
  wait(before, 600);
  const question = (session: PlaySession) => {
    const point = session.view().strip.points.find((one) => one.kind === 'decision');
    session.rewindTo({ frame: point?.frame ?? 0 });
    return { frame: point?.frame ?? 0, asked: session.view().decision?.id };
  };
  const { record, kept } = stored({ record: before.record(), kept: before.newest() });
  const { session } = await open(record, kept);
  expect(session.view().strip.points.every((point) => point.frame < 0)).toBe(true);
  const { asked, frame } = question(session);
  expect(frame).toBeLessThan(0);
  expect(asked).toBe('primer');
  expect(question(session)).toEqual(question((await open(record, null)).session));
});

test('a frame that is a little older than the run is played on from', async () => {
  const before = played();
  const kept = stored(before.newest());
  // The wait that leads to the kept frame goes on, and a line follows.
  wait(before, 30);
  type(before, 'echo two >> kept.txt');
  const { session } = await open(stored(before.record()), kept);
  expect(session.place().last).toBeGreaterThan(0);
  expect(session.place().last).toBeLessThan(4);
  expect(JSON.stringify(session.play().world)).toBe(JSON.stringify(before.play().world));
  expect(finish(session)).toBe('there');
  expect(JSON.stringify(session.play().world)).toBe(JSON.stringify(before.play().world));
});

test('a frame that is torn, foreign, of other actions or of another engine is not used, and the run is there all the same', async () => {
  const before = played();
  const record = stored(before.record());
  const kept = stored(before.newest()) as KeptFrame;
  const torn = kept.text.slice(0, -40);
  const nameless = kept.text.replace(/"\$":-\d+/, '"$":-99999999');
  const other = { ...record, branches: [{ ...record.branches[0], actions: record.branches[0]?.actions.slice(1) }] } as RunRecord;
  expect(readKept(kept, record)).not.toBeNull();
  expect(readKept({ ...kept, text: torn }, record)).toBeNull();
  expect(readKept({ ...kept, mark: 'x' }, record)).toBeNull();
  expect(readKept(kept, other)).toBeNull();
  expect(readKept(kept, { ...record, settings: { guided: false } })).toBeNull();
  for (const bad of [
    { ...kept, text: torn },
    { ...kept, text: torn, sum: fingerprint(torn) },
    { ...kept, text: nameless, sum: fingerprint(nameless) },
    { ...kept, engine: 'other' },
  ]) {
    const { session, refused, played: again } = await open(record, bad);
    expect(refused).toBeNull();
    expect(again).toBe(true);
    expect(session.place().last).toBeGreaterThan(3);
    expect(JSON.stringify(session.play().world)).toBe(JSON.stringify(before.play().world));
  }
});

test('a kept frame that the actions do not lead to is told, and the actions win', async () => {
  const before = played();
  const kept = stored(before.newest()) as KeptFrame;
  const text = kept.text.replace('one\\n', 'lie\\n');
  expect(text).not.toBe(kept.text);
  const { session } = await open(stored(before.record()), { ...kept, text, sum: fingerprint(text) });
  const file = () => session.editorFile('new-laptop', '/home/you/kept.txt')?.text;
  expect(file()).toBe('lie\n');
  type(session, 'echo three');
  expect(finish(session)).toBe('differs');
  expect(session.earlier(1)).toBe('there');
  expect(file()).toBe('one\n');
  type(before, 'echo three');
  expect(JSON.stringify(session.play().world)).toBe(JSON.stringify(before.play().world));
  expect(session.place().frame).toBe(session.place().last);
});

test('on another engine a run that comes out differently is not played on, and it says how', async () => {
  const before = played();
  const kept = stored(before.newest()) as KeptFrame;
  const { session, refused } = await open(stored(before.record()), { ...kept, engine: 'other', standing: { ...kept.standing, rowsLost: 12 } });
  expect(refused).toMatch(/The app has changed.*12 rows were lost, and 0 are now/);
  expect(session.record().branches[0]?.actions).toEqual([]);
});

test('guidance that is turned off in between is part of the run', async () => {
  const session = played();
  session.setGuided(false);
  expect(session.view().attention).toBeNull();
  expect(session.record().settings.guided).toBe(true);
  type(session, 'pwd');
  const { session: again } = await open(stored(session.record()), null);
  expect(JSON.stringify(again.play())).toBe(JSON.stringify(session.play()));
  expect(again.play().progress.guided).toBe(false);
});

test('the vault keeps a frame beside its run, gives it back while it fits, and can do without it', async () => {
  const shelf = new Map<string, unknown>();
  let full = false;
  const kept = vault({
    getItem: async (key) => shelf.get(key) ?? null,
    setItem: async (key, value) => {
      if (full && key.startsWith('frame:')) throw new Error('QuotaExceededError');
      shelf.set(key, structuredClone(value));
    },
    removeItem: async (key) => void shelf.delete(key),
    keys: async () => [...shelf.keys()],
  });
  const session = played();
  expect((await kept.keep(session.record(), session.newest())).ok).toBe(true);
  expect((await kept.load(SLUG)).frame).toEqual(session.newest());
  const text = (shelf.get(`frame:${SLUG}`) as KeptFrame).text;
  expect(text.length).toBeLessThan(MOST_TEXT / 10);
  expect((await kept.all()).length).toBe(1);
  full = true;
  type(session, 'date');
  expect((await kept.keep(session.record(), session.newest())).ok).toBe(true);
  expect(await kept.load(SLUG)).toMatchObject({ record: session.record(), frame: null });
  full = false;
  await kept.keep(session.record(), session.newest());
  await kept.putAside(SLUG);
  expect([...shelf.keys()].filter((key) => key.startsWith('frame:'))).toEqual([]);
  await kept.keep(session.record(), session.newest());
  await kept.forget(SLUG);
  expect(shelf.has(`frame:${SLUG}`)).toBe(false);
});
