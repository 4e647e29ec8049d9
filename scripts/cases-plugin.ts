// Brings the cases into the build: each checked at build time, compiled to JSON, and loaded when it is entered. A case with a problem stops the build.
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { filesBelow, readCase, slugs } from '../src/headless/scenarios.ts';

const LIST = 'virtual:cases';
const ONE = 'virtual:case/';

export function cases(): Plugin {
  return {
    name: 'cases',
    resolveId: (id) => (id === LIST || id.startsWith(ONE) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${LIST}`) {
        const list = slugs().map(checked);
        const cards = list.map(({ slug, title, summary, minutes }) => ({ slug, title, summary, minutes }));
        return `export const cards = ${JSON.stringify(cards)};\nexport const load = { ${list.map(({ slug }) => `${JSON.stringify(slug)}: () => import('${ONE}${slug}')`).join(', ')} };\n`;
      }
      if (id.startsWith(`\0${ONE}`)) {
        const slug = id.slice(`\0${ONE}`.length);
        for (const file of Object.keys(filesBelow(join(process.cwd(), 'scenarios', slug)))) this.addWatchFile(join(process.cwd(), 'scenarios', slug, file));
        return `export default JSON.parse(${JSON.stringify(JSON.stringify(checked(slug)))});\n`;
      }
      return null;
    },
  };
}

function checked(slug: string) {
  const { scenario, problems } = readCase(slug);
  if (!scenario) throw new Error(problems.map((problem) => `scenarios/${slug}/${problem.file}${problem.line ? `:${problem.line}` : ''}: ${problem.message}`).join('\n'));
  return scenario;
}
