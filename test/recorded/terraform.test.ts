// What Terraform 1.11.4 printed, recorded once; what ours prints, compared for ever.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { transcriptVerb } from '../../src/headless/transcript.ts';
import { parseCase } from '../../src/headless/txtar.ts';
import known from './differences.json';
import { compareExpressions, expressionFiles } from './tool/expressions.ts';
import { compareFile, differences, sessionFiles } from './tool/sessions.ts';

const root = import.meta.dirname;
const reasons: Readonly<Record<string, string>> = known;
const text = (found: readonly { readonly cmd: string; readonly want: string; readonly got: string }[], side: 'want' | 'got') =>
  found.map((step) => `$ ${step.cmd}\n${step[side]}`).join('\n');

describe.each(sessionFiles(root))('$corpus/$name', ({ corpus, name, file }) => {
  const reason = reasons[`${corpus}/${name}`];
  test(reason ? `is known to differ: ${reason}` : 'prints what was recorded', async () => {
    const found = await compareFile(file);
    if (reason) expect(found, 'it does not differ any more: take it out of differences.json').not.toEqual([]);
    else expect(text(found, 'got')).toBe(text(found, 'want'));
  }, 20_000);
});

/** Those that differ, by file; each file is evaluated once. */
const differing = new Map(expressionFiles(root).map((file) => [file, compareExpressions(path.join(root, file))]));

describe.each([...differing])('%s', (_, found) => {
  test('every expression gives what was recorded', () => {
    const unexpected = found.filter(({ want }) => !reasons[want.expr]);
    expect(unexpected.map(({ want, got }) => `${want.expr}\n${got.out}`)).toEqual(unexpected.map(({ want }) => `${want.expr}\n${want.out}`));
  });
});

test('a reason is given for recordings that there are, and only for those that differ', () => {
  const there = new Set(sessionFiles(root).map(({ corpus, name }) => `${corpus}/${name}`));
  const expressions = new Set([...differing.values()].flatMap((found) => found.map(({ want }) => want.expr)));
  expect(Object.keys(reasons).filter((key) => !key.startsWith('psql/') && !there.has(key) && !expressions.has(key))).toEqual([]);
});

test('a transcript that differs is noticed', async () => {
  const file = path.join(root, 'terraform', 'plan.create.txtar');
  const want = parseCase(readFileSync(file, 'utf8').replace('1 to add', '2 to add'));
  expect(differences(want, parseCase(await transcriptVerb([file])))).toHaveLength(1);
});

test('a transcript with a cloud that differs is noticed, whatever the ids are', async () => {
  const file = path.join(root, 'aws', 'plan.create.txtar');
  const got = parseCase(await transcriptVerb([file]));
  const recorded = readFileSync(file, 'utf8');
  expect(differences(parseCase(recorded.replaceAll(/vpc-[0-9a-f]{17}/g, 'vpc-0000000000000000f')), got, 'aws')).toEqual([]);
  expect(
    differences(parseCase(recorded.replaceAll('enable_dns_support                   = true', 'enable_dns_support                   = false')), got, 'aws').length,
  ).toBeGreaterThan(0);
});

test('colours are there and are no more than colours', async () => {
  const text = await transcriptVerb([path.join(root, 'color', 'destroy.yes.txtar')]);
  expect(text).toContain('\x1b[31m-\x1b[0m destroy');
  expect(text.replace(/\x1b\[[0-9;]*m/g, '')).not.toContain('\x1b');
});
