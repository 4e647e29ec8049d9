// Brings the cases into the build: each checked at build time, compiled to JSON, with the worlds it begins with. Each part is a file of its own, loaded when it
// is needed. A case with a problem stops the build.
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { filesBelow, readCase, slugs } from '../src/headless/scenarios.ts';
import { engineOf, groundOf, type Part, sourcesOf } from './ground.ts';

const LIST = 'virtual:cases';
const ONE = /^virtual:(scenario|evening|recorded|foundation)\/(.+)$/;
const PARTS = ['scenario', 'evening', 'recorded', 'foundation'];

export function cases(): Plugin {
  return {
    name: 'cases',
    resolveId: (id) => (id === LIST || ONE.test(id) ? `\0${id}` : null),
    async load(id) {
      if (id === `\0${LIST}`) {
        const list = slugs().map(checked);
        const cards = list.map(({ slug, title, summary, minutes }) => ({ slug, title, summary, minutes }));
        const loaders = list.map(({ slug }) => `${JSON.stringify(slug)}: { ${PARTS.map((part) => `${part}: () => import('virtual:${part}/${slug}')`).join(', ')} }`);
        return `export const cards = ${JSON.stringify(cards)};\nexport const load = { ${loaders.join(', ')} };\n`;
      }
      const [, part, slug] = ONE.exec(id.slice(1)) ?? [];
      if (!part || !slug) return null;
      if (part === 'scenario') {
        for (const file of Object.keys(filesBelow(join(process.cwd(), 'scenarios', slug)))) this.addWatchFile(join(process.cwd(), 'scenarios', slug, file));
        return `export default JSON.parse(${JSON.stringify(JSON.stringify(checked(slug)))});\n`;
      }
      for (const file of sourcesOf(slug)) this.addWatchFile(file);
      return `export default ${JSON.stringify((await groundOf(slug))[part as Part])};\nexport const engine = ${JSON.stringify(engineOf(slug))};\n`;
    },
  };
}

function checked(slug: string) {
  const { scenario, problems } = readCase(slug);
  if (!scenario) throw new Error(problems.map((problem) => `scenarios/${slug}/${problem.file}${problem.line ? `:${problem.line}` : ''}: ${problem.message}`).join('\n'));
  return scenario;
}
