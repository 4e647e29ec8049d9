// What a build carries is what the engine makes: the same world to the byte, and an evening that goes on from it as it goes on from genesis.
import { expect, test } from 'vitest';
import { computeGround, packGround, readFoundation, readGround, recordedSession, SEED } from '../../src/app/ground.ts';
import { openSession } from '../../src/app/open-session.ts';
import { pack } from '../../src/engine/shared.ts';
import { playCase } from '../../src/headless/play.ts';
import { evening } from '../../src/world/genesis.ts';
import { theCase, theFoundation, theWorld } from '../lesson/evening.ts';

const LONG = 120_000;
const texts = packGround(theCase(), theFoundation());

test('the texts hold what genesis makes', () => {
  expect(texts.evening).toBe(pack({ seed: SEED, world: theWorld(), recorded: null }));
  expect(texts.foundation).toBe(pack(theFoundation()));
  expect(JSON.stringify(readGround(texts.evening).world)).toBe(JSON.stringify(theWorld()));
  expect(JSON.stringify(evening(readFoundation(texts.foundation)))).toBe(JSON.stringify(theWorld()));
});

test('the recorded evening stands where the case says, and its frames share what did not change', () => {
  const ground = readGround(texts.recorded);
  const session = recordedSession(theCase(), ground);
  expect(session.view().clock.time.slice(0, 5)).toBe('23:13');
  const frames = session.frames();
  expect(frames.length).toBeGreaterThan(10);
  const first = frames[0]?.play.world;
  const last = frames.at(-1)?.play.world;
  expect(first?.setting).toBe(last?.setting);
  expect(first?.time.facts.chunks[0]).toBe(last?.time.facts.chunks[0]);
  expect(first?.time.facts.chunks[0]).toBe(ground.world.time.facts.chunks[0]);
  // The question that is typed there is answered by the engine, on the frame that was read.
  session.dispatch({ type: 'line', terminal: theCase().prologue?.terminal ?? '', text: theCase().prologue?.line ?? '', by: 'you' });
  const said = JSON.stringify(session.view().terminals.map((terminal) => terminal.output));
  expect(said).toMatch(/\[\]/);
});

test(
  'an evening played on what was read ends like one played on what was made',
  () => {
    const script = theCase().runs['stopped.txt'] ?? '';
    const read = playCase(theCase(), script, { world: readGround(texts.evening).world });
    expect(read.worldHash).toBe(playCase(theCase(), script, { world: theWorld() }).worldHash);
  },
  LONG,
);

/** No device is asked in these runs. */
const nobody = async () => Promise.reject(new Error('nobody answers here'));

test(
  'another seed is computed, and its run is played on it',
  async () => {
    const ground = computeGround(theCase(), 5, false);
    expect(ground.recorded).toBeNull();
    expect(JSON.stringify(ground.world)).not.toBe(JSON.stringify(theWorld()));
    const record = { ...(await openSession(theCase(), null, ground, nobody)).session.record() };
    expect(record.seed).toBe(5);
    expect((await openSession(theCase(), record, ground, nobody)).refused).toBeNull();
    expect((await openSession(theCase(), record, readGround(texts.evening), nobody)).refused).toMatch(/another version/);
  },
  LONG,
);
