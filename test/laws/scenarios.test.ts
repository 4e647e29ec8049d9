// Cases as texts: each reads without a problem, every broken one says what is wrong and where, and none makes the reader throw.

import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GOALS } from '../../src/agent/goals/index.ts';
import { GUARDRAILS } from '../../src/guardrails/index.ts';
import { filesBelow, readCase, scenariosFolder, slugs } from '../../src/headless/scenarios.ts';
import { readScenario } from '../../src/lesson/scenario/read.ts';
import type { Condition, Scenario } from '../../src/lesson/scenario/schema.ts';
import { parseScript } from '../../src/lesson/script.ts';
import { STORY_WORDS } from '../../src/lesson/words.ts';

const all = slugs();
const filesOf = (slug: string) => filesBelow(join(scenariosFolder(), slug));
const caseOf = (slug: string): Scenario => {
  const { scenario, problems } = readCase(slug);
  if (!scenario) throw new Error(JSON.stringify(problems));
  return scenario;
};

/** Every object inside a value. */
const objectsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.flatMap(objectsIn) : value && typeof value === 'object' ? [value as Record<string, unknown>, ...Object.values(value).flatMap(objectsIn)] : [];

test('there is a case', () => {
  expect(all).toContain('wheres-my-database');
});

test.each(all)('%s reads without a problem', (slug) => {
  expect(readCase(slug).problems).toEqual([]);
});

test.each(all)('%s: each ladder of hints has three steps, from a nudge to the answer', (slug) => {
  const decisions = caseOf(slug).beats.flatMap((beat) => (beat.decision ? [beat] : []));
  expect(decisions.length).toBeGreaterThan(0);
  const ladders = decisions.filter((beat) => beat.decision?.hints);
  expect(ladders.length).toBeGreaterThan(0);
  for (const beat of ladders) {
    expect(beat.decision?.hints, beat.id).toHaveLength(3);
    expect(new Set(beat.decision?.hints).size, beat.id).toBe(3);
  }
});

test.each(all)('%s: what it names exists', (slug) => {
  const scenario = caseOf(slug);
  const machines = scenario.world.machines.map((machine) => machine.name);
  const terminals = scenario.world.terminals.map((terminal) => terminal.id);
  for (const object of objectsIn(scenario.beats)) {
    if (typeof object.agent === 'string' && !['idle', 'busy'].includes(object.agent)) expect(Object.keys(GOALS)).toContain(object.agent);
    if (typeof object.guardrail === 'string') expect(Object.keys(GUARDRAILS)).toContain(object.guardrail);
    if (typeof object.terminal === 'string') expect(terminals).toContain(object.terminal);
    if (typeof object.machine === 'string') expect(machines).toContain(object.machine);
    for (const name of ['interrupt', 'free']) if (typeof object[name] === 'string') expect(terminals).toContain(object[name]);
    const saved = object.save as { readonly file: string } | undefined;
    if (saved?.file) expect(Object.keys(scenario.disk)).toContain(saved.file);
  }
  for (const object of objectsIn(scenario.objectives)) if (typeof object.guardrail === 'string') expect(Object.keys(GUARDRAILS)).toContain(object.guardrail);
  for (const terminal of scenario.world.terminals) expect(machines).toContain(terminal.machine);
});

test.each(all)('%s: its regular expressions are some', (slug) => {
  const scenario = caseOf(slug);
  for (const object of objectsIn([scenario.beats, scenario.objectives])) {
    if (typeof object.matches === 'string') expect(() => new RegExp(object.matches as string)).not.toThrow();
    if (Array.isArray(object.hears)) for (const words of object.hears) expect(() => new RegExp(String(words), 'i')).not.toThrow();
  }
});

test.each(all)('%s: no gap in its texts is left without a word', (slug) => {
  const scenario = caseOf(slug);
  const texts = [
    ...Object.values(scenario.story),
    ...objectsIn(scenario.beats).flatMap((object) => Object.values(object).filter((value): value is string => typeof value === 'string')),
  ];
  const used = texts.flatMap((text) => [...text.matchAll(/\{([a-z][a-z-]*)\}/g)].map((match) => match[1]));
  expect(used.length).toBeGreaterThan(0);
  for (const word of used) expect(STORY_WORDS).toContain(word);
});

test.each(all)('%s: every beat that opens a decision leaves a way out', (slug) => {
  const scenario = caseOf(slug);
  for (const beat of scenario.beats) {
    if (!beat.decision) continue;
    expect(beat.decision.choices.length, beat.id).toBeGreaterThan(0);
    expect(new Set(beat.decision.choices.map((choice) => choice.id)).size, beat.id).toBe(beat.decision.choices.length);
    expect(beat.decision.lapses !== undefined || beat.decision.choices.some((choice) => !choice.if), `${beat.id} could offer nothing`).toBe(true);
  }
  expect(scenario.beats.some((beat) => beat.ends)).toBe(true);
});

test.each(all)('%s: points come to a hundred, and each objective has a comment', (slug) => {
  const { objectives } = caseOf(slug);
  expect(objectives.reduce((sum, objective) => sum + objective.points, 0)).toBe(100);
  for (const objective of objectives) expect(objective.comment.length, objective.id).toBeGreaterThan(20);
});

test.each(all)('%s: its runs are scripts', (slug) => {
  for (const [name, script] of Object.entries(caseOf(slug).runs)) if (name.endsWith('.txt')) expect(parseScript(script).length, name).toBeGreaterThan(0);
});

// Broken texts: the problem names the file, the line where it can, and the thing.
const GOOD = filesOf('wheres-my-database');
const yaml = GOOD['scenario.yaml'] ?? '';
const broken = (change: (text: string) => string, files: Record<string, string> = {}) => readScenario({ ...GOOD, 'scenario.yaml': change(yaml), ...files });
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

test('no scenario at all', () => {
  expect(readScenario({})).toEqual({ scenario: null, problems: [{ file: 'scenario.yaml', line: null, message: 'is missing' }] });
});

test('YAML that is none: the line', () => {
  const { scenario, problems } = broken((text) => text.replace('\nbeats:', '\n  : [\nbeats:'));
  expect(scenario).toBe(null);
  expect(problems[0]?.file).toBe('scenario.yaml');
  expect(problems[0]?.line).toBeGreaterThanOrEqual(lineOf(yaml, '\nbeats:'));
});

test('a value of the wrong kind: its line and its path', () => {
  const { scenario, problems } = broken((text) => text.replace(/^version: .*$/m, 'version: soon'));
  expect(scenario).toBe(null);
  expect(problems).toEqual([{ file: 'scenario.yaml', line: lineOf(yaml, 'version:'), message: expect.stringMatching(/^version: .*number/i) }]);
});

test('a member that nobody knows', () => {
  const { problems } = broken((text) => `${text}\nsurprise: 1\n`);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toContain('surprise');
});

test('a condition that names no beat, a story for no beat, a run that is not there', () => {
  expect(broken((text) => text.replace(/fired: [a-z-]+/, 'fired: no-such-beat')).problems[0]?.message).toContain('no-such-beat');
  expect(broken((text) => text, { 'story.md': '## no-such-beat\n\nWords.\n' }).problems).toEqual([
    { file: 'story.md', line: null, message: 'there is no beat called no-such-beat' },
  ]);
  const prologue = caseOf('wheres-my-database').prologue;
  if (prologue) {
    const { [`runs/${prologue.run}`]: _, ...others } = GOOD;
    expect(readScenario(others).problems[0]?.message).toContain(`runs/${prologue.run}`);
  }
});

test('two beats of one name', () => {
  const id = /^ {2}- id: ([a-z-]+)$/m.exec(yaml.slice(yaml.indexOf('\nbeats:')))?.[1] ?? '';
  expect(id).not.toBe('');
  const { problems } = broken((text) => text.replace('\nbeats:\n', `\nbeats:\n  - id: ${id}\n    act: 1\n    when: { agent: idle }\n`));
  expect(problems.map((problem) => problem.message)).toContain(`two beats are called ${id}`);
});

test('whatever is done to a text, the answer is a case or problems with a file, and never an exception', () => {
  const lines = yaml.split('\n');
  const change = fc.oneof(
    fc.record({ kind: fc.constant('drop' as const), at: fc.nat(lines.length - 1) }),
    fc.record({ kind: fc.constant('indent' as const), at: fc.nat(lines.length - 1) }),
    fc.record({ kind: fc.constant('swap' as const), at: fc.nat(lines.length - 2) }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: fc.nat(lines.length - 1),
      text: fc.constantFrom(': ', '- ', '[', '}', '"', '&a *a', '!!js/function x', '? ', '<<: *x', '\t', '%YAML', '---', '{a: 1', '- - -', '*nothing', '~', 'beats: 3'),
    }),
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat(lines.length - 1), text: fc.nat(40) }),
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const text = [...lines];
      for (const one of changes) {
        const line = text[one.at] ?? '';
        if (one.kind === 'drop') text.splice(one.at, 1);
        else if (one.kind === 'indent') text[one.at] = ` ${line}`;
        else if (one.kind === 'swap') text.splice(one.at, 2, text[one.at + 1] ?? '', line);
        else if (one.kind === 'insert') text[one.at] = `${line}${one.text}`;
        else text[one.at] = line.slice(0, one.text);
      }
      const { scenario, problems } = readScenario({ ...GOOD, 'scenario.yaml': text.join('\n') });
      expect(scenario === null).toBe(problems.length > 0);
      if (!scenario) refused++;
      for (const problem of problems) {
        expect(['scenario.yaml', 'story.md']).toContain(problem.file);
        expect(problem.message.length).toBeGreaterThan(3);
        if (problem.line !== null) expect(problem.line).toBeLessThanOrEqual(text.length + 1);
      }
    }),
    { seed: 18, numRuns: 25 },
  );
  expect(refused).toBeGreaterThan(10);
}, 60_000);

test('files that are no case at all are refused without an exception', () => {
  for (const text of ['', '[]', '3', 'null', '"text"', 'a: &a [*a]', '- 1\n- 2', 'beats: []', '\u0000', '{'.repeat(500)]) {
    const { scenario, problems } = readScenario({ 'scenario.yaml': text });
    expect(scenario).toBe(null);
    expect(problems.length).toBeGreaterThan(0);
  }
});

test('a condition without a meaning is refused', () => {
  const wrong: unknown[] = [{ fired: 3 }, { site: 'sideways' }, { all: { fired: 'a' } }, {}, { fired: 'a', chosen: 'a/b' }];
  for (const when of wrong as Condition[]) {
    const { scenario } = broken((text) => text.replace('\nbeats:\n', `\nbeats:\n  - id: planted\n    act: 1\n    when: ${JSON.stringify(when)}\n`));
    expect(scenario, JSON.stringify(when)).toBe(null);
  }
});
