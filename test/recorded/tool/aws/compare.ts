// Runs random commands with the real AWS CLI and with ours, and tells what differs: the text, the exit status, what was asked of the services.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Printed, printed, type Recorded } from '../../../../src/headless/aws-format.ts';
import { instantOf } from '../../../../src/machine/programs/aws/instant.ts';
import { Chance } from '../random/chance.ts';
import { randomCommand } from './command.ts';
import type { AwsCase } from './spot.ts';

const NOW = Date.UTC(2024, 1, 27);
const REAL = path.resolve('test/recorded/tool/aws/real.py');

export interface Clash {
  readonly seed: number;
  readonly given: AwsCase;
  readonly want: Printed;
  readonly got: Printed;
}

/** What the real program prints for each. Throws when it is not there. */
export function reals(cases: readonly AwsCase[]): Printed[] {
  const run = spawnSync('/usr/bin/python3', [REAL], { input: cases.map((one) => `${JSON.stringify(one)}\n`).join(''), maxBuffer: 1 << 30, encoding: 'utf8' });
  const lines = run.stdout.split('\n').filter(Boolean);
  if (lines.length !== cases.length)
    throw new Error(
      `the real AWS CLI 2.9.19 (Debian's package awscli) gave ${lines.length} answers to ${cases.length} commands: ${run.error?.message ?? ''} ${run.stderr.slice(-500)}`,
    );
  return lines.map((line) => JSON.parse(line) as Printed);
}

export function ours(given: AwsCase): Printed {
  try {
    return printed(given as unknown as Recorded);
  } catch (error) {
    return { out: `our own failure: ${error instanceof Error ? error.stack : String(error)}`, exit: 99, calls: [] };
  }
}

/** Parameters without what cannot be told apart in JSON: the wrappings of bytes, and floats that are whole. */
function bare(value: unknown, top = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (top === 'Body' && typeof value === 'string') return Buffer.from(value).toString('base64');
  // Ours says an instant in ISO 8601 before it goes through the door.
  if (typeof value === 'string' && /\d/.test(value)) return instantOf(value, NOW) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  // What counts from now is never the same twice.
  const entries = Object.entries(value).filter(([key]) => key !== 'startTime');
  // A source of a copy is one text in ours, as on the wire, and a body is what it is.
  if (entries.length === 2 && 'Bucket' in value && 'Key' in value && top !== 'params') return `${value.Bucket}/${value.Key}`;
  if (entries.length === 1 && (entries[0]?.[0] === 'bytes' || entries[0]?.[0] === 'stream' || entries[0]?.[0] === 'base64')) return entries[0][1];
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, bare(item, key)]));
}

const asked = (one: Printed): string => JSON.stringify(bare(one.calls));

/** Where an object lies in the memory of the real program, and the name of a file until it is whole, change from run to run. */
const still = (text: string): string =>
  text
    .replace(/ object at 0x[0-9a-f]+/g, ' object')
    .replace(/\.[0-9A-Fa-f]{8}(?=')/g, '.X')
    .trimEnd();

/** The real program, kept from the network, takes every name of a region for one. */
const unreached = (want: Printed, got: Printed): boolean => want.exit === 0 && got.out.startsWith('\nCould not connect to the endpoint URL');

/** Whether ours said and asked what the real program did. A made-up answer is asked of nobody. */
export const alike = (want: Printed, got: Printed, made = false): boolean =>
  unreached(want, got) || (still(want.out) === still(got.out) && want.exit === got.exit && (want.exit !== 0 || !want.calls.length || made || asked(want) === asked(got)));

export function casesFrom(seed: number, count: number, world = ''): AwsCase[] {
  return Array.from({ length: count }, (_, index) => randomCommand(new Chance(seed + index), world));
}

/** Runs `count` seeds from `seed` on; prints what differs and a tally by kind. The number of those that differed. */
export function runRandomAws(seed: number, count: number, show: (clash: Clash) => string, world = ''): number {
  const cases = casesFrom(seed, count, world);
  const real = reals(cases);
  const tally = new Map<string, [number, number]>();
  let differing = 0;
  let absent = 0;
  cases.forEach((given, index) => {
    const want = real[index] as Printed;
    if (want.out.startsWith('real.py:')) {
      console.log(`seed ${seed + index}: ${given.command}\n  ${want.out.slice(-300)}`);
      return;
    }
    // Pages of the manual are not compared.
    if (want.out === '[help]\n') return;
    const got = ours(given);
    // What is not here and says so is no difference, but is counted.
    if (got.exit === 255 && got.out.startsWith('\nThis account is a simulation')) {
      absent++;
      return;
    }
    const kind = tally.get(given.kind) ?? [0, 0];
    tally.set(given.kind, kind);
    kind[1]++;
    // Within a look of a waiter the client asks again: the real one notes it once.
    if (alike(want, got, given.kind === 'skeleton' || given.kind === 'wait')) kind[0]++;
    else {
      differing++;
      console.log(show({ seed: seed + index, given, want, got }));
    }
  });
  for (const [kind, [same, all]] of [...tally].sort()) console.log(`${kind.padEnd(20)} ${same} of ${all}`);
  console.log(`${count} commands from seed ${seed} on; ${differing} differ, ${absent} are not here and say so`);
  return differing;
}

/** Texts longer than this are not kept. */
const LONG = 2500;

/** Records random commands with the real program, as lines for `awscli/random.jsonl`. */
export function keptAws(seed: number, count: number, world: string): string[] {
  const cases = casesFrom(seed, count, world);
  const real = reals(cases);
  return cases.flatMap((given, index) => {
    const { out, exit } = real[index] as Printed;
    const told = out.startsWith('real.py:') || out === '[help]\n' || still(out) !== out.trimEnd();
    if (told || out.length > LONG || JSON.stringify(given).length > 2 * LONG || unreached(real[index] as Printed, ours(given))) return [];
    return [JSON.stringify({ ...given, out, exit })];
  });
}

/** Where two texts part, with what stands there. */
export function firstDifference({ seed, given, want, got }: Clash): string {
  const head = `seed ${seed} [${given.kind}] ${given.command}${given.env ? ` ${JSON.stringify(given.env)}` : ''}${given.files ? ` ${JSON.stringify(given.files)}` : ''}`;
  const lines: string[] = [];
  if (want.exit !== got.exit) lines.push(`  exit: ${want.exit}, ours ${got.exit}`);
  const [a, b] = [want.out.trimEnd().split('\n'), got.out.trimEnd().split('\n')];
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  if (at < a.length || at < b.length) lines.push(`  line ${at + 1}: ${JSON.stringify(a[at] ?? null)}`, `     ours: ${JSON.stringify(b[at] ?? null)}`);
  else if (asked(want) !== asked(got)) lines.push(`  asked: ${asked(want)}`, `   ours: ${asked(got)}`);
  const cut = (text: string) => (text.length > 1200 ? `${text.slice(0, 1200)}...` : text);
  return [cut(head), ...lines.map(cut)].join('\n');
}
