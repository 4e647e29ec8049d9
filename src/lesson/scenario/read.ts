// From an author's texts to a checked case. Everything wrong is reported at once, with the file and the line where it can be said.
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod/mini';
import { type Scenario, scenarioSchema } from './schema.ts';

z.config(z.locales.en());

export interface Problem {
  readonly file: string;
  readonly line: number | null;
  readonly message: string;
}

/** Splits Markdown at `## name` lines. Text before the first one belongs to the section `''`. */
export function sections(markdown: string): Record<string, string> {
  const found: Record<string, string> = {};
  let name = '';
  let lines: string[] = [];
  const close = () => {
    const text = lines.join('\n').trim();
    if (text) found[name] = text;
  };
  for (const line of markdown.split('\n')) {
    const heading = /^## +(\S.*)$/.exec(line);
    if (!heading) {
      lines.push(line);
      continue;
    }
    close();
    name = (heading[1] as string).trim();
    lines = [];
  }
  close();
  return found;
}

/** Reads a case from its files, by path below its folder. A case is only returned when nothing is wrong with it. */
export function readScenario(files: Readonly<Record<string, string>>): { readonly scenario: Scenario | null; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const source = files['scenario.yaml'];
  if (source === undefined) return { scenario: null, problems: [{ file: 'scenario.yaml', line: null, message: 'is missing' }] };
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false, logLevel: 'error' });
  for (const error of document.errors.slice(0, 5)) problems.push({ file: 'scenario.yaml', line: counter.linePos(error.pos[0]).line, message: error.message });
  if (problems.length) return { scenario: null, problems };
  const checked = z.safeParse(scenarioSchema, document.toJS({ maxAliasCount: 200 }));
  if (!checked.success) {
    for (const issue of checked.error.issues) {
      const node = document.getIn(issue.path, true) as { range?: [number, number, number] } | undefined;
      problems.push({ file: 'scenario.yaml', line: node?.range ? counter.linePos(node.range[0]).line : null, message: `${issue.path.join('.')}: ${issue.message}` });
    }
    return { scenario: null, problems };
  }
  const data = checked.data;
  const story = sections(files['story.md'] ?? '');
  const ids = new Set<string>();
  for (const beat of data.beats) {
    if (ids.has(beat.id)) problems.push({ file: 'scenario.yaml', line: null, message: `two beats are called ${beat.id}` });
    ids.add(beat.id);
    if (!data.acts.some((act) => act.number === beat.act))
      problems.push({ file: 'scenario.yaml', line: null, message: `beat ${beat.id} is in act ${beat.act}, which does not exist` });
  }
  for (const name of Object.keys(story)) if (name && !ids.has(name)) problems.push({ file: 'story.md', line: null, message: `there is no beat called ${name}` });
  for (const reference of references(data.beats)) {
    const [beatId = '', choiceId] = reference.split('/');
    const beat = data.beats.find((one) => one.id === beatId);
    if (!beat) problems.push({ file: 'scenario.yaml', line: null, message: `a condition names the beat ${beatId}, which does not exist` });
    else if (choiceId && !beat.decision?.choices.some((choice) => choice.id === choiceId))
      problems.push({ file: 'scenario.yaml', line: null, message: `a condition names the choice ${reference}, which does not exist` });
  }
  const below = (folder: string) =>
    Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), text]] : [])));
  const runs = Object.fromEntries(Object.entries(below('runs')).filter(([name]) => name.endsWith('.txt')));
  if (data.prologue && runs[data.prologue.run] === undefined)
    problems.push({ file: 'scenario.yaml', line: null, message: `the prologue plays runs/${data.prologue.run}, which does not exist` });
  if (problems.length) return { scenario: null, problems };
  return { scenario: { ...data, story, briefing: files['briefing.md'] ?? '', debrief: sections(files['debrief.md'] ?? ''), disk: below('disk'), runs }, problems };
}

/** Names of beats and choices in conditions. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => (['fired', 'chosen', 'since', 'after'].includes(key) && typeof inner === 'string' ? [inner] : references(inner)));
}
