// What Terraform 1.11.4 printed, recorded once; what ours prints, compared for ever.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { transcriptVerb } from '../../src/headless/transcript.ts';
import { parseCase } from '../../src/headless/txtar.ts';
import { normaliser } from './normalise.ts';

const folder = (name: string): string => path.join(import.meta.dirname, name);

for (const corpus of ['terraform', 'color']) {
  for (const name of readdirSync(folder(corpus)).sort()) {
    test(`${corpus}/${name}`, async () => {
      const file = path.join(folder(corpus), name);
      const want = parseCase(readFileSync(file, 'utf8'));
      const got = parseCase(await transcriptVerb([file]));
      const left = normaliser();
      const right = normaliser();
      const shown = (steps: typeof want.steps, normalise: (text: string) => string) => steps.map((step) => `$ ${step.cmd}\n${normalise(step.out)}\n[exit ${step.exit}]`).join('\n');
      expect(shown(got.steps, right)).toBe(shown(want.steps, left));
    });
  }
}

test('a transcript that differs is noticed', async () => {
  const file = path.join(folder('terraform'), 'plan.create.txtar');
  const want = parseCase(readFileSync(file, 'utf8').replace('1 to add', '2 to add'));
  const got = parseCase(await transcriptVerb([file]));
  const left = normaliser();
  const right = normaliser();
  expect(got.steps.map((step) => right(step.out))).not.toEqual(want.steps.map((step) => left(step.out)));
});

test('colours are there and are no more than colours', async () => {
  const text = await transcriptVerb([path.join(folder('color'), 'destroy.yes.txtar')]);
  expect(text).toContain('\x1b[31m-\x1b[0m destroy');
  expect(text.replace(/\x1b\[[0-9;]*m/g, '')).not.toContain('\x1b');
});
