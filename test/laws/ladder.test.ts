// The ladder of folders: each kind of violation, planted, is found with a sentence that says what to do; innocent code passes; the tree has none.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LADDER, sources, violations } from '../../scripts/ladder.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const found = (path: string, text: string): string[] => violations(path, text) as string[];

/** One line of code, the folder it is put into, and words of the sentence that must come of it: what it is, and what to do instead. */
const PLANTED: readonly (readonly [name: string, path: string, code: string, what: string, advice: string])[] = [
  ['an import from further down', 'src/aws/rds/a.ts', "import { evaluate } from '../../terraform/lang/evaluate.ts';", 'aws imports terraform', 'pass it in as an argument'],
  ['a re-export from further down', 'src/engine/a.ts', "export { World } from '../world/world.ts';", 'engine imports world', 'pass it in as an argument'],
  ['everything re-exported from further down', 'src/machine/a.ts', "export * from '../views/desk.ts';", 'machine imports views', 'pass it in as an argument'],
  ['a type from further down', 'src/agent/a.ts', "import type { Play } from '../lesson/progress.ts';", 'agent imports lesson', 'pass it in as an argument'],
  ['Terraform knowing the cloud', 'src/terraform/plan/a.ts', "import { peek } from '../../aws/cloud.ts';", 'terraform imports aws', 'terraform/provider.ts'],
  ['the screen reaching past the views', 'src/ui/a.tsx', "import { now } from '../engine/clock.ts';", 'ui imports engine', 'add what it needs to views'],
  ['the screen reaching into the world', 'src/ui/desk/a.tsx', "import { World } from '../../world/world.ts';", 'ui imports world', 'add what it needs to views'],
  ['a folder without a place', 'src/misc/a.ts', 'export const one = 1;', 'no place in the ladder', 'give the folder a place'],
  ['an import of a folder without a place', 'src/app/a.ts', "import { one } from '../misc/a.ts';", 'no place in the ladder', 'src/misc'],
  ['a file outside src', 'src/aws/a.ts', "import { one } from '../../scripts/ladder.mjs';", 'outside src', 'as arguments'],
  ["the host's clock", 'src/aws/a.ts', 'export const now = () => new Date();', 'Date in aws', 'engine/clock.ts'],
  ["the host's clock by its number", 'src/world/a.ts', 'export const now = () => Date.now();', 'Date in world', 'engine/clock.ts'],
  ['unseeded chance', 'src/agent/a.ts', 'export const dice = () => Math.random();', 'Math.random in agent', 'engine/chance.ts'],
  ['a timer', 'src/machine/a.ts', 'setTimeout(() => {}, 10);', 'setTimeout in machine', 'handed in by app or headless'],
  ['a network request', 'src/aws/a.ts', "export const get = () => fetch('https://example.org');", 'fetch in aws', 'handed in by app or headless'],
  ['the document', 'src/views/a.ts', 'export const title = () => document.title;', 'document in views', 'handed in by app or headless'],
  ['the console', 'src/lesson/a.ts', "console.log('here');", 'console in lesson', 'handed in by app or headless'],
  ['the process', 'src/terraform/a.ts', 'export const home = process.env.HOME;', 'process in terraform', 'handed in by app or headless'],
  ['the global object', 'src/engine/a.ts', 'export const all = globalThis;', 'globalThis in engine', 'handed in by app or headless'],
  ['a global handed on as a shorthand', 'src/engine/a.ts', 'export const all = { Date };', 'Date in engine', 'engine/clock.ts'],
  ['host cryptography', 'src/aws/a.ts', 'export const id = () => crypto.randomUUID();', 'crypto in aws', 'handed in by app or headless'],
  ['an async function', 'src/world/a.ts', 'export async function later() {}', 'asynchronous code in world', 'no promise'],
  ['an async arrow', 'src/guardrails/a.ts', 'export const later = async () => 1;', 'asynchronous code in guardrails', 'no promise'],
  ['a wait at the top', 'src/whatif/a.ts', 'export const one = await other;\ndeclare const other: number;', 'asynchronous code in whatif', 'no promise'],
  ['a dynamic import', 'src/views/a.ts', "export const load = () => import('./map.ts');", 'dynamic import', 'import at the top'],
  ['a module of Node', 'src/machine/a.ts', "import { readFileSync } from 'node:fs';", 'imports the package node:fs', 'move the use to app'],
  ['a module of Node in the screen', 'src/app/a.ts', "import { readFileSync } from 'node:fs';", 'node:fs, which no browser has', 'Only headless'],
  ['a package that is not allowed', 'src/views/a.ts', "import { useState } from 'react';", 'imports the package react', 'add the package to the list'],
  ['a scoped package that is not allowed', 'src/aws/a.ts', "import x from '@aws-sdk/client-rds';", 'imports the package @aws-sdk/client-rds', 'add the package to the list'],
  ["the host's locale", 'src/views/a.ts', 'export const text = (n: number) => n.toLocaleString();', 'toLocaleString depends', 'Format by hand'],
  ["the host's formats", 'src/views/a.ts', "export const f = new Intl.NumberFormat('en');", 'Intl in views', 'handed in by app or headless'],
];

test.each(PLANTED)('%s is found', (_, path, code, what, advice) => {
  const sentences = [...new Set(found(path, code))];
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toContain(what);
  expect(sentences[0]).toContain(advice);
});

test('it says where', () => {
  expect(found('src/aws/a.ts', "export const one = 1;\n\nexport const two = () => fetch('x');")[0]).toMatch(/^src\/aws\/a\.ts:3: /);
});

test('several violations are several sentences', () => {
  expect(found('src/aws/a.ts', 'export const a = () => Math.random() + Date.now();\nsetTimeout(a);')).toHaveLength(3);
});

const INNOCENT: readonly (readonly [name: string, path: string, code: string])[] = [
  ['a local called history', 'src/machine/a.ts', 'export function last(history: readonly string[]) { return history[history.length - 1]; }'],
  ['a local taken out of an object', 'src/lesson/a.ts', 'export const at = ({ location }: { location: string }) => location;'],
  ['a property called Date', 'src/aws/a.ts', "export const event = { Date: 'now' };\nexport const read = (item: { Date: string }) => item.Date;"],
  ['a method called fetch', 'src/machine/a.ts', 'export const get = (outside: { fetch(url: string): string }) => outside.fetch("x");'],
  ['a member named after a global', 'src/aws/a.ts', 'export const table = { document: 1, process: 2, console: 3 };'],
  ['types of the host', 'src/views/a.ts', 'export interface Row { readonly at: Date; readonly where: Location; }\nexport type Later = Promise<Document>;'],
  ['another member of Math', 'src/aws/a.ts', 'export const up = Math.ceil(1.2);'],
  ['words in texts and comments', 'src/aws/a.ts', "// Math.random and setTimeout are not used\nexport const text = 'await fetch(Date.now())';"],
  ['an import from above', 'src/views/a.ts', "import { calendar } from '../engine/clock.ts';\nimport { z } from 'zod/mini';"],
  ['an import from the same folder', 'src/terraform/plan/a.ts', "import { parse } from '../hcl/parse.ts';"],
  ['the screen and its views', 'src/ui/a.tsx', "import { x } from '../views/desk.ts';\nimport { y } from '../app/session.ts';\nimport { useState } from 'react';"],
  ['time and waits in the app', 'src/app/a.ts', "export const now = () => Date.now();\nexport const load = async () => await import('./open.ts');"],
  ['Node in the headless program', 'src/headless/a.ts', "import { readFileSync } from 'node:fs';\nimport { x } from '../views/desk.ts';\nconsole.log(process.argv, x);"],
  ['files outside src', 'test/a.ts', 'console.log(Math.random());'],
];

test.each(INNOCENT)('%s passes', (_, path, code) => {
  expect(found(path, code)).toEqual([]);
});

test('the tree keeps to it', () => {
  const files = sources(root) as string[];
  expect(files.length).toBeGreaterThan(100);
  for (const folder of LADDER as string[])
    expect(
      files.some((path) => path.startsWith(`src/${folder}/`)),
      folder,
    ).toBe(true);
  expect(files.flatMap((path) => found(path, readFileSync(join(root, path), 'utf8')))).toEqual([]);
});
