// `npm run bench [-- WORD]`: measures what must stay quick and prints plain lines. Nothing here fails because it is slow; what is slow is to be read.
// Builds each test/bench/*.bench.ts as the product is built, and runs it in a process of its own.
import { readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { install, root, run } from './install.mjs';

install();
const { build } = await import('vite');
const words = process.argv.slice(2);
const files = readdirSync(`${root}test/bench`).filter((name) => name.endsWith('.bench.ts') && (!words.length || words.some((word) => name.includes(word))));
console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0].toFixed(1)}`);
let failed = 0;
for (const file of files) {
  const name = file.replace('.bench.ts', '');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    mode: 'production',
    build: { ssr: `test/bench/${file}`, outDir: `.cache/bench/${name}`, emptyOutDir: true, target: 'node20', rollupOptions: { output: { entryFileNames: 'bench.mjs' } } },
    ssr: { noExternal: true },
  });
  console.log(`\n${name}`);
  if (run(process.execPath, ['--expose-gc', `${root}.cache/bench/${name}/bench.mjs`], { env: { ...process.env, NODE_ENV: 'production' } }) !== 0) failed++;
}
process.exit(failed || !files.length ? 1 : 0);
