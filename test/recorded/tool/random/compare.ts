// Runs random sessions with the real program and with ours, and makes what differs as small as it can.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTranscript } from '../../../../src/headless/transcript.ts';
import { type Case, type CaseStep, formatCase, parseCase } from '../../../../src/headless/txtar.ts';
import { withoutColor } from '../../normalise.ts';
import { needTerraform } from '../binary.ts';
import { type Difference, differences, recordCase } from '../sessions.ts';
import { randomCase } from './configuration.ts';

/** The order in which several problems are told, and in which equal steps run, is not fixed in the real program. */
function unordered(text: string): string {
  const boxes: string[] = [];
  const rest: string[] = [];
  const lines = withoutColor(text).split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (lines[i] !== '╷') {
      rest.push(lines[i] as string);
      continue;
    }
    const end = lines.indexOf('╵', i);
    boxes.push(lines.slice(i, end + 1).join('\n'));
    // Older commands leave a blank line behind each, of which the last is not recorded.
    i = lines[end + 1] === '' ? end + 1 : end;
  }
  return [...rest, ...boxes.sort()].join('\n');
}

const loosened = (given: Case): Case => ({ ...given, steps: given.steps.map((step) => ({ ...step, out: unordered(step.out) })) });

async function ours(given: Case): Promise<Case> {
  try {
    return parseCase(await runTranscript(given, 'terraform'));
  } catch (error) {
    const out = `our own failure: ${error instanceof Error ? error.stack : String(error)}`;
    return { ...given, steps: given.steps.map((step) => ({ ...step, out, exit: 99 })) };
  }
}

/** Where ours differs from the real program on this session; nothing where the real program differs from itself. */
export async function clash(given: Case): Promise<Difference[]> {
  const real = loosened(await recordCase(given));
  const found = differences(real, loosened(await ours(given)));
  if (!found.length) return [];
  const again = differences(real, loosened(await recordCase(given)));
  return again.length ? [] : found;
}

/** All sessions that lack one thing: a step, a block, a line. */
function* smaller(given: Case): Generator<Case> {
  for (let i = given.steps.length - 1; i >= 0; i--) yield { ...given, steps: given.steps.filter((_, index) => index !== i) };
  for (const file of given.files) {
    const change = (text: string): Case => ({ ...given, files: given.files.map((other) => (other === file ? { ...other, text } : other)) });
    const blocks = file.text.replace(/\n$/, '').split('\n\n');
    for (let i = blocks.length - 1; i >= 0 && blocks.length > 1; i--) yield change(`${blocks.filter((_, index) => index !== i).join('\n\n')}\n`);
    const lines = file.text.split('\n');
    for (let i = 0; i < lines.length; i++) if (/^ {2,}\w+ *=/.test(lines[i] as string)) yield change(lines.filter((_, index) => index !== i).join('\n'));
    for (let i = 0; i < lines.length; i++) {
      const assigned = /^( +\w+ *= )(.*)$/.exec(lines[i] as string);
      if (!assigned || lines[i]?.includes('<<') || assigned[2] === '1') continue;
      for (const simple of parts(assigned[2] as string)) yield change(lines.map((line, index) => (index === i ? `${assigned[1]}${simple}` : line)).join('\n'));
    }
  }
}

/** Simpler expressions to try instead: what stands inside brackets, and one. */
function parts(text: string): string[] {
  const inner: string[] = [];
  let depth = 0;
  let from = -1;
  for (let i = 0; i < text.length; i++) {
    if ('([{'.includes(text[i] as string) && depth++ === 0) from = i + 1;
    if (')]}'.includes(text[i] as string) && --depth === 0) inner.push(text.slice(from, i).trim());
  }
  const arguments_ = inner.flatMap((part) => part.split(/, (?![^([{]*[)\]}])/));
  return [...new Set(['1', ...inner, ...arguments_])].filter((part) => part && part.length < text.length && !/^\w+ =/.test(part));
}

/** The smallest session that still differs in a step of the same kind. */
async function shrink(given: Case, budget: number): Promise<{ readonly smallest: Case; readonly found: Difference[] }> {
  let smallest = given;
  let found = await clash(given);
  let left = budget;
  for (let again = true; again && left > 0; ) {
    again = false;
    for (const candidate of smaller(smallest)) {
      if (left-- <= 0) break;
      if (!candidate.steps.length) continue;
      const still = await clash(candidate);
      if (!still.length) continue;
      smallest = candidate;
      found = still;
      again = true;
      break;
    }
  }
  return { smallest, found };
}

/** Runs `count` seeds from `seed` on; prints each difference made small. The number of those that differed. */
export async function runRandom(seed: number, count: number, budget: number, show: (want: string, got: string) => string): Promise<number> {
  needTerraform();
  let commands = 0;
  const differing: number[] = [];
  for (let at = seed; at < seed + count; at++) {
    const given = randomCase(at);
    commands += given.steps.length;
    const found = await clash(given);
    if (!found.length) continue;
    differing.push(at);
    const { smallest, found: left } = budget ? await shrink(given, budget) : { smallest: given, found };
    const bare: CaseStep[] = smallest.steps.map((step) => ({ ...step, out: '', exit: 0 }));
    console.log(`seed ${at}\n${formatCase({ ...smallest, steps: bare })}${left.map((item) => `$ ${item.cmd}\n${show(item.want, item.got)}`).join('\n')}\n`);
  }
  console.log(
    `seeds ${seed} to ${seed + count - 1}: ${count} configurations, ${commands} commands; ${differing.length} differ${differing.length ? `: ${differing.join(' ')}` : ''}`,
  );
  return differing.length;
}

/** No longer than this in lines, so that a person reads it. */
const READABLE = 260;

/** Records the sessions of `count` seeds from `seed` on as files, leaving out those whose order the real program does not fix, and long ones. */
export async function keepRandom(root: string, seed: number, count: number): Promise<void> {
  needTerraform();
  for (let at = seed; at < seed + count; at++) {
    const given = randomCase(at);
    const first = await recordCase(given);
    const text = formatCase(first);
    if (text.split('\n').length > READABLE || differences(first, await recordCase(given)).length) continue;
    writeFileSync(path.join(root, 'terraform', `random.${at}.txtar`), text);
    console.log(`random.${at}`);
  }
}
