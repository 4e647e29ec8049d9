// A worker of the page as a chunk of the same build: it shares the world's code with the page instead of carrying its own. `import url from 'worker:FILE'`.
import type { Plugin } from 'vite';

const ID = /^worker:(.+)$/;

export function workers(): Plugin {
  let building = false;
  const names = new Set<string>();
  return {
    name: 'workers',
    configResolved(config) {
      building = config.command === 'build';
    },
    resolveId: (id) => (ID.test(id) ? `\0${id}` : null),
    load(id) {
      const file = ID.exec(id.slice(1))?.[1];
      if (!id.startsWith('\0') || !file) return null;
      if (!building) return `export default ${JSON.stringify(`/${file}?worker_file&type=module`)};\n`;
      names.add(file);
      const chunk = this.emitFile({ type: 'chunk', id: file });
      return `export default import.meta.ROLLUP_FILE_URL_${chunk};\n`;
    },
    /** A worker has no document: what it shares with the page must not be the page itself. */
    generateBundle(_options, bundle) {
      for (const file of names) {
        const seen = new Set<string>();
        const visit = (name: string, path: readonly string[]): void => {
          const chunk = bundle[name];
          if (seen.has(name) || chunk?.type !== 'chunk') return;
          seen.add(name);
          const screen = Object.keys(chunk.modules).find((module) => /\/src\/ui\/|\/react-dom\//.test(module));
          if (screen) this.error(`The worker ${file} would load ${screen}, by way of ${[...path, name].join(' -> ')}. Split what both need from the screen (vite.config.ts).`);
          for (const other of chunk.imports) visit(other, [...path, name]);
        };
        for (const [name, chunk] of Object.entries(bundle)) if (chunk.type === 'chunk' && chunk.facadeModuleId?.endsWith(file)) visit(name, []);
      }
    },
  };
}
