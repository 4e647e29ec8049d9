// `npm run --silent sim -- VERB ...`: the same world without a screen. Bundles src/headless once per change and runs the bundle.
import { pathToFileURL } from 'node:url';
import { install, root } from './install.mjs';

install();
const { isFresh } = await import('./fresh.mjs');
const built = `${root}.cache/sim/main.mjs`;
if (
  !isFresh(
    built,
    ['src', 'scenarios', 'package-lock.json'].map((path) => root + path),
  )
) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: { ssr: 'src/headless/main.ts', outDir: '.cache/sim', emptyOutDir: true, target: 'node20', rollupOptions: { output: { entryFileNames: 'main.mjs' } } },
    // Postgres finds its own files beside itself.
    ssr: { noExternal: true, external: ['@electric-sql/pglite'] },
  });
}
process.env.UNDESTROY_SIM = `${root}.cache/sim`;
await import(pathToFileURL(built).href);
