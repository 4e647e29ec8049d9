// What the screen is given, along an evening up to the loss: plain data, whole, and read off a world that no view may touch.
import { expect, test } from 'vitest';
import { canonical, fingerprint } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import { beatOf, offered } from '../../src/lesson/director.ts';
import { rowsLost } from '../../src/lesson/outcome.ts';
import { deskView } from '../../src/views/assemble.ts';
import { consolePage } from '../../src/views/console/index.ts';
import { debriefView } from '../../src/views/debrief.ts';
import type { DeskView } from '../../src/views/desk.ts';
import { factLine } from '../../src/views/fact-line.ts';
import { productionObjects } from '../../src/views/map.ts';
import { copiesOf, productionOf, stateAt } from '../../src/world/measure.ts';
import { readAs } from '../../src/world/read.ts';
import { type Frame, framesOf, linesUpTo, theCase, theWorld } from '../lesson/evening.ts';

const LONG = 120_000;

interface Evening {
  readonly frames: readonly Frame[];
  readonly views: readonly DeskView[];
  readonly hashes: readonly string[];
}
let made: Evening | null = null;
const strip = { frameAt: () => 0, frameBefore: () => 0, to: 0, branches: [] };
const { machine, path } = theCase().world.project;

function evening(): Evening {
  if (made) return made;
  const { frames } = framesOf(linesUpTo('disaster', '> finish'));
  const production = productionObjects(theWorld(), productionMachine(), path);
  const hashes = frames.map(({ play }) => fingerprint(canonical(play)));
  made = { frames, hashes, views: frames.map(({ play }) => deskView(theCase(), play, production, strip)) };
  return made;
}

/** Where the state is that made production: not on the laptop of the evening. */
function productionMachine(): string {
  const found =
    Object.keys(theWorld().computers.machines).find((name) => stateAt(theWorld(), name, path)?.knowsProduction) ??
    Object.keys(theWorld().computers.machines).find((name) => name !== machine);
  return found ?? machine;
}

/** Paths of everything that is no plain JSON: undefined members, numbers that are none, instances, functions. */
function oddities(value: unknown, at = ''): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return [];
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${at}: ${value}`];
  if (Array.isArray(value)) return value.flatMap((item, index) => oddities(item, `${at}[${index}]`));
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value)))
    return Object.entries(value).flatMap(([name, inner]) => oddities(inner, `${at}.${name}`));
  return [`${at}: ${typeof value}`];
}

const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(texts) : []);
const repeated = (ids: readonly string[]) => ids.filter((id, index) => ids.indexOf(id) !== index);

test('the search for oddities finds what it looks for', () => {
  expect(oddities({ a: [1, undefined], b: Number.NaN, c: new Map(), d: () => 1, e: { f: undefined } })).toEqual([
    '.a[1]: undefined',
    '.b: NaN',
    '.c: object',
    '.d: function',
    '.e.f: undefined',
  ]);
  expect(oddities(JSON.parse('{"a":[1,{"b":null}]}'))).toEqual([]);
});

test(
  'a desk is plain data, in every frame',
  () => {
    const { views } = evening();
    expect(views.length).toBeGreaterThan(8);
    for (const view of views) {
      expect(oddities(view).slice(0, 5)).toEqual([]);
      expect(canonical(JSON.parse(JSON.stringify(view)))).toBe(canonical(view));
    }
  },
  LONG,
);

test(
  'no text speaks of undefined, NaN or an object',
  () => {
    for (const { terminals: _, ...view } of evening().views) for (const text of texts(view)) expect(text).not.toMatch(/\bundefined\b|\bNaN\b|\[object Object\]/);
  },
  LONG,
);

test(
  'no view changes a frame',
  () => {
    const { frames, hashes } = evening();
    expect(frames.map(({ play }) => fingerprint(canonical(play)))).toEqual(hashes);
    expect(Object.isFrozen(frames.at(-1)?.play.world)).toBe(true);
  },
  LONG,
);

test(
  'the same frame gives the same desk, whatever was drawn before',
  () => {
    const { frames, views } = evening();
    const production = productionObjects(theWorld(), productionMachine(), path);
    for (const index of [frames.length - 1, 2]) {
      const copy = JSON.parse(JSON.stringify(frames[index]?.play)) as Frame['play'];
      expect(canonical(deskView(theCase(), copy, production, strip))).toBe(canonical(views[index]));
    }
  },
  LONG,
);

test(
  'every row of the map has its three marks, and the groups add up',
  () => {
    for (const { map } of evening().views) {
      const rows = map.groups.flatMap((group) => group.rows);
      expect(rows.length).toBeGreaterThan(20);
      expect(repeated(rows.map((row) => row.id))).toEqual([]);
      for (const row of rows) {
        expect([typeof row.marks.config, typeof row.marks.state]).toEqual(['boolean', 'boolean']);
        expect(['there', 'changing', 'going', 'gone', 'never']).toContain(row.marks.reality);
        expect(row.count).toBeGreaterThan(0);
        expect(row.name).not.toBe('');
        expect(row.lost).toBe(row.marks.reality === 'gone' || row.marks.reality === 'going');
      }
      for (const group of map.groups) expect(group.total).toBe(group.rows.reduce((sum, row) => sum + row.count, 0));
    }
  },
  LONG,
);

test(
  'the map shows the evening: all there and unknown to the folder at first, the database gone at the end',
  () => {
    const { views } = evening();
    const database = (view: DeskView | undefined) =>
      view?.map.groups.flatMap((group) => group.rows).find((row) => row.name === theCase().world.database.instance && row.service === 'db');
    expect(views[0]?.map.counts.state).toBe(0);
    expect(database(views[0])?.marks).toEqual({ config: true, state: false, reality: 'there' });
    expect(database(views.at(-1))?.marks.reality).toBe('gone');
    expect(
      views[0]?.map.groups
        .flatMap((group) => group.rows)
        .filter((row) => row.marks.reality !== 'there')
        .map((row) => row.address),
    ).toEqual([]);
  },
  LONG,
);

test(
  'items of the conversation have ids of their own, stay, and only grow',
  () => {
    const { views } = evening();
    let before: readonly string[] = [];
    for (const { chat } of views) {
      const ids = chat.map((item) => item.id);
      expect(repeated(ids)).toEqual([]);
      expect(ids.slice(0, before.length)).toEqual(before);
      for (const item of chat) expect(item.clock).toMatch(/^\d\d:\d\d$/);
      expect([...chat].sort((a, b) => a.at - b.at).map((item) => item.id)).toEqual(ids);
      before = ids;
    }
    expect(before.length).toBeGreaterThan(15);
  },
  LONG,
);

test(
  'a decision offers each choice once, with a label, and exactly what the case offers',
  () => {
    const { frames, views } = evening();
    let decisions = 0;
    views.forEach(({ decision }, index) => {
      if (decision?.kind !== 'choice') return;
      decisions++;
      expect(decision.choices.length).toBeGreaterThan(0);
      expect(repeated(decision.choices.map((choice) => choice.id))).toEqual([]);
      expect(repeated(decision.choices.map((choice) => choice.label))).toEqual([]);
      const play = frames[index]!.play;
      expect(decision.choices.map((choice) => choice.id)).toEqual(offered(play, beatOf(theCase(), decision.id)!).map((choice) => choice.id));
    });
    expect(decisions).toBeGreaterThan(0);
  },
  LONG,
);

test(
  'the numbers on the desk are those of the world',
  () => {
    const { frames, views } = evening();
    views.forEach((view, index) => {
      const { world } = frames[index]!.play;
      expect(view.answers).toEqual({ stored: productionOf(world).rows, lost: rowsLost(world) });
      expect(
        view.backups.copies
          .filter((copy) => copy.there && copy.kind !== 'log')
          .map((copy) => copy.name)
          .sort(),
      ).toEqual(
        copiesOf(world)
          .map((copy) => copy.name)
          .sort(),
      );
      expect(view.clock.at).toBe(world.time.now);
    });
    expect(views[0]?.answers.lost).toBe(0);
    expect(views.at(-1)?.answers.lost).toBeGreaterThan(190_000);
    expect(
      views
        .at(-1)
        ?.backups.copies.filter((copy) => !copy.there)
        .every((copy) => /^DeleteDBInstance at \d\d:\d\d:\d\d$/.test(copy.killedBy ?? '')),
    ).toBe(true);
  },
  LONG,
);

test(
  'a page of the console shows what its describe call returns, and looking leaves no trace',
  () => {
    const { frames, views } = evening();
    for (const index of [0, views.length - 1]) {
      const { world } = frames[index]!.play;
      const reply = readAs(world, 'rds', 'DescribeDBInstances', {});
      const instances = reply.ok ? (reply.output.DBInstances as { DBInstanceIdentifier: string; DBInstanceStatus: string }[]) : [];
      const page = consolePage(frames[index]!.play, 'rds-databases');
      expect(page?.rows.map((row) => [row.cells.DBInstanceIdentifier, row.cells.DBInstanceStatus])).toEqual(
        instances.map((one) => [one.DBInstanceIdentifier, one.DBInstanceStatus]),
      );
      expect(instances).toHaveLength(index === 0 ? 1 : 0);
      const vpcs = readAs(world, 'ec2', 'DescribeVpcs', {});
      expect(consolePage(frames[index]!.play, 'vpc-vpcs')?.rows.map((row) => row.cells.VpcId)).toEqual(
        vpcs.ok ? (vpcs.output.Vpcs as { VpcId: string }[]).map((vpc) => vpc.VpcId) : null,
      );
    }
    const { world } = frames[0]!.play;
    const trail = () => readAs(world, 'cloudtrail', 'LookupEvents', { MaxResults: 50 });
    const before = canonical([trail(), world.time]);
    for (const service of ['rds', 'ec2']) readAs(world, service, service === 'rds' ? 'DescribeDBSnapshots' : 'DescribeSubnets', {});
    expect(canonical([trail(), world.time])).toBe(before);
    expect(() => readAs(world, 'rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'x' })).toThrow('no read operation');
  },
  LONG,
);

test(
  'terminals: ids, prompts only where something can be typed, files that exist',
  () => {
    const { frames, views } = evening();
    views.forEach((view, index) => {
      expect(repeated(view.terminals.map((terminal) => terminal.id))).toEqual([]);
      for (const terminal of view.terminals) {
        expect(['prompt', 'running', 'question', 'closed']).toContain(terminal.status);
        expect(terminal.prompt === '', terminal.id).toBe(terminal.status !== 'prompt');
      }
      for (const file of view.files) expect(frames[index]?.play.world.computers.machines[file.machine]?.disk[file.path]?.type).toBe('file');
    });
  },
  LONG,
);

test(
  'the strip lies in order and within its ends',
  () => {
    for (const { strip: line } of evening().views) {
      expect(line.now).toBeLessThanOrEqual(line.to);
      for (const point of line.points) expect(point.at >= line.from && point.at <= line.now, point.label).toBe(true);
      for (const span of line.spans) expect(span.from >= line.from && span.to >= span.from && span.to <= line.now).toBe(true);
    }
    const kinds =
      evening()
        .views.at(-1)
        ?.strip.points.map((point) => point.kind) ?? [];
    expect(kinds).toContain('loss');
    expect(kinds).toContain('decision');
  },
  LONG,
);

test(
  'the debrief rests on facts of the evening, each with an earlier cause or none',
  () => {
    const { play } = evening().frames.at(-1)!;
    const view = debriefView(theCase(), play, () => 0);
    expect(oddities(view)).toEqual([]);
    const lines = new Set(view.timeline.map((line) => line.fact));
    expect(lines.size).toBe(view.timeline.length);
    for (const line of view.timeline) {
      expect(line.text.length).toBeGreaterThan(3);
      if (line.cause !== null) expect(lines.has(line.cause) && line.cause < line.fact).toBe(true);
    }
    expect(view.timeline.some((line) => line.kind === 'loss' && line.cause !== null)).toBe(true);
    expect(repeated(view.guardrails.map((guardrail) => guardrail.id))).toEqual([]);
    expect(view.rowsLost).toBeGreaterThan(190_000);
  },
  LONG,
);

test(
  'sentences of facts are whole',
  () => {
    const { play } = evening().frames.at(-1)!;
    for (const fact of since(play.world.time.facts, play.world.setting.firstFact)) {
      const line = factLine(fact, theCase().zone.offset);
      if (line) expect(line.text, `${fact.kind} ${JSON.stringify(fact.data).slice(0, 200)}`).not.toMatch(/undefined|\[object|NaN| {2}|``|: ?$| (was|of|on) *$/);
    }
  },
  LONG,
);
