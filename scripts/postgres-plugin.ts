// Gives the build a Postgres that has been through initdb already: `import { image, files } from 'virtual:postgres-image'` are the addresses of its data directory
// and of the files that it reads, both compressed. While developing, the latter are PGlite's own, as they are.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { imageFile, programFiles } from '../src/headless/postgres-image.ts';

const ID = 'virtual:postgres-image';

export function postgres(): Plugin {
  let building = false;
  return {
    name: 'postgres',
    configResolved(config) {
      building = config.command === 'build';
    },
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    async load(id) {
      if (id !== `\0${ID}`) return null;
      const file = await imageFile();
      if (!building) return `export const image = ${JSON.stringify(`/@fs${file}`)};\nexport { default as files } from '@electric-sql/pglite/pglite.data?url';\n`;
      const image = this.emitFile({ type: 'asset', name: 'postgres-image.tar.gz', source: readFileSync(file) });
      const files = this.emitFile({ type: 'asset', name: 'postgres-files.gz', source: programFiles() });
      return `export const image = import.meta.ROLLUP_FILE_URL_${image};\nexport const files = import.meta.ROLLUP_FILE_URL_${files};\n`;
    },
  };
}
