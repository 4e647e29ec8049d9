// Gives the build a Postgres that has been through initdb already: `import url from 'virtual:postgres-image'` is the address of its data directory.
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { imageFile } from '../src/headless/postgres-image.ts';

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
      if (!building) return `export default ${JSON.stringify(`/@fs${file}`)};\n`;
      const asset = this.emitFile({ type: 'asset', name: 'postgres-image.tar.gz', source: readFileSync(file) });
      return `export default import.meta.ROLLUP_FILE_URL_${asset};\n`;
    },
  };
}
