// Sessions: recorded with the real Terraform, run by ours, compared step by step.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTranscript } from '../../../src/headless/transcript.ts';
import { type Case, type CaseStep, formatCase, parseCase } from '../../../src/headless/txtar.ts';
import { normaliser, withoutColor } from '../normalise.ts';
import { Bench, needTerraform } from './binary.ts';

/** The folders of sessions. Those of `aws` have a cloud. */
export const SESSION_FOLDERS = ['terraform', 'color', 'aws'] as const;

/** The provider of the sessions with a cloud was attached to Terraform, not installed: of `init` only the exit status counts. */
const ATTACHED = /^terraform (?:-chdir=\S+ )?init\b/;

export interface Difference {
  readonly cmd: string;
  readonly want: string;
  readonly got: string;
}

const lines = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '');

/** Runs a session's commands with the real program: the same session with what that printed. With `colour` the escape codes stay. */
export async function recordCase(given: Case, colour = false): Promise<Case> {
  const bench = new Bench(given.files);
  try {
    const steps: CaseStep[] = [];
    for (const step of given.steps) {
      const { out, exit } = await bench.run(step.cmd, step.input);
      steps.push({ ...step, out: lines(colour ? out : withoutColor(out)), exit });
    }
    return { ...given, steps };
  } finally {
    await bench.close();
  }
}

/** Where two runs of a session differ, after `normalise.ts`. `corpus` is the folder that it lies in. */
export function differences(want: Case, got: Case, corpus = 'terraform'): Difference[] {
  const cloud = corpus === 'aws';
  const config = cloud ? want.files.map((file) => (file.name === 'cloud.json' ? '' : file.text)).join('\n') : undefined;
  const left = normaliser(config);
  const right = normaliser(config);
  const shown = (step: CaseStep | undefined, normalise: (text: string) => string) =>
    step ? `${cloud && ATTACHED.test(step.cmd) ? '' : normalise(step.out)}\n[exit ${step.exit}]` : '(nothing)';
  return want.steps.flatMap((step, index) => {
    const pair = { cmd: step.cmd, want: shown(step, left), got: shown(got.steps[index], right) };
    return pair.want === pair.got ? [] : [pair];
  });
}

/** Every recorded session: its corpus, its file's name, its path. */
export function sessionFiles(root: string): { readonly corpus: string; readonly name: string; readonly file: string }[] {
  return SESSION_FOLDERS.flatMap((corpus) =>
    readdirSync(path.join(root, corpus))
      .filter((name) => name.endsWith('.txtar'))
      .sort()
      .map((name) => ({ corpus, name, file: path.join(root, corpus, name) })),
  );
}

/** Runs a recorded session with ours and says where it differs. An exception counts as a difference. */
export async function compareFile(file: string): Promise<Difference[]> {
  const want = parseCase(readFileSync(file, 'utf8'));
  const corpus = path.basename(path.dirname(file));
  try {
    return differences(want, parseCase(await runTranscript(want, corpus)), corpus);
  } catch (error) {
    return [{ cmd: 'all', want: '', got: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
  }
}

/** Records the sessions in `files` anew, in place. */
export async function recordFiles(files: readonly string[]): Promise<void> {
  needTerraform();
  for (const file of files) {
    if (path.basename(path.dirname(file)) === 'aws') throw new Error(`${file}: a session with a cloud is not recorded here; see the README of test/recorded`);
    const recorded = await recordCase(parseCase(readFileSync(file, 'utf8')));
    writeFileSync(file, formatCase(recorded));
    console.log(`${path.basename(file)}: ${recorded.steps.map((step) => step.exit).join(' ')}`);
  }
}
