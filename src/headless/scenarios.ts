// Cases from their folders on this machine's disk.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, readScenario } from '../lesson/scenario/read.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';

export const scenariosFolder = (): string => join(process.cwd(), 'scenarios');

/** All text files below a folder, by path with forward slashes. */
export function filesBelow(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) Object.assign(found, filesBelow(path, `${prefix}${name}/`));
    else found[`${prefix}${name}`] = readFileSync(path, 'utf8');
  }
  return found;
}

export const slugs = (): string[] =>
  existsSync(scenariosFolder())
    ? readdirSync(scenariosFolder())
        .filter((name) => existsSync(join(scenariosFolder(), name, 'scenario.yaml')))
        .sort()
    : [];

export function readCase(slug: string): { readonly scenario: Scenario | null; readonly problems: readonly Problem[] } {
  const folder = join(scenariosFolder(), slug);
  if (!existsSync(folder)) return { scenario: null, problems: [{ file: slug, line: null, message: `there is no case called ${slug}; there are: ${slugs().join(', ')}` }] };
  return readScenario(filesBelow(folder));
}

/** A checked case, or an error that names every problem. */
export function loadCase(slug: string): Scenario {
  const { scenario, problems } = readCase(slug);
  if (!scenario) throw new Error(problems.map((problem) => `scenarios/${slug}/${problem.file}${problem.line ? `:${problem.line}` : ''}: ${problem.message}`).join('\n'));
  return scenario;
}
