// The aws program against recordings of the real one.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { awsFormatVerb } from '../../../src/headless/aws-format.ts';

interface Recording {
  readonly command: string;
  readonly service: string | null;
  readonly out: string;
  readonly exit: number;
}

const lines = ['commands', 'random'].flatMap((name) =>
  readFileSync(new URL(`../../recorded/awscli/${name}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean),
);
const recordings = lines.map((line) => ({ line, ...(JSON.parse(line) as Recording) }));
const services = [...new Set(recordings.map((recording) => recording.service ?? 'none'))];

test('there are recordings of many services', () => {
  expect(recordings.length).toBeGreaterThan(150);
  expect(services.length).toBeGreaterThan(20);
});

test.each(services)('%s prints what was recorded', (service) => {
  const own = recordings.filter((recording) => (recording.service ?? 'none') === service);
  const said = awsFormatVerb([], own.map((recording) => recording.line).join('\n'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { out: string; exit: number });
  expect(said.map(({ out, exit }, index) => `${own[index]?.command}\n${out.trimEnd()}\n${exit}`)).toEqual(
    own.map(({ command, out, exit }) => `${command}\n${out.trimEnd()}\n${exit}`),
  );
});
