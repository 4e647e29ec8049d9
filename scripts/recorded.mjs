// `npm run --silent recorded -- VERB ...`: the recorder and what compares, bundled once per change of the sources. See test/recorded/README.md.
import { pathToFileURL } from 'node:url';
import { isFresh } from './fresh.mjs';
import { install, root } from './install.mjs';

install();
const built = `${root}.cache/recorded/main.mjs`;
if (
  !isFresh(
    built,
    ['src', 'test/recorded/tool', 'test/recorded/psql', 'test/recorded/shell', 'test/machine/bench.ts', 'test/lesson', 'test/recorded/normalise.ts', 'package-lock.json'].map(
      (path) => root + path,
    ),
  )
) {
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: 'test/recorded/tool/main.ts',
      outDir: '.cache/recorded',
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rollupOptions: { output: { entryFileNames: 'main.mjs' } },
    },
    ssr: { noExternal: true, external: ['@electric-sql/pglite'] },
  });
}
process.chdir(root);
await import(pathToFileURL(built).href);
