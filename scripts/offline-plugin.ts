// Gives the build its service worker: `offline.js`, with the names of all files of the build and one fingerprint of all their contents.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Names of what is not kept for offline use: Postgres is large, and fetched by whoever asks it something. */
export const FETCHED_WHEN_ASKED = /(pglite|initdb|postgres)[^/]*$/;

export function offline(): Plugin {
  let publicDir = '';
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = new Map<string, string | Uint8Array>(Object.entries(bundle).map(([name, part]) => [name, part.type === 'chunk' ? part.code : part.source]));
        for (const name of readdirSync(publicDir)) files.set(name, readFileSync(`${publicDir}/${name}`));
        const names = [...files.keys()].filter((name) => !name.endsWith('.map') && !FETCHED_WHEN_ASKED.test(name)).sort();
        const worker = readFileSync('scripts/offline-worker.mjs', 'utf8');
        const sum = createHash('sha256').update(worker);
        for (const name of names) sum.update(`\0${name}\0`).update(files.get(name) ?? '');
        const entry = Object.values(bundle).find((part) => part.type === 'chunk' && part.isEntry && part.facadeModuleId?.endsWith('.html'));
        const source = `const BUILD = '${sum.digest('hex').slice(0, 16)}';\nconst ENTRY = '${entry?.fileName}';\nconst FILES = ${JSON.stringify(names)};\n${worker}`;
        this.emitFile({ type: 'asset', fileName: 'offline.js', source });
      },
    },
  };
}
