// The one command for a newcomer: installs what is missing, builds when something changed, serves the app on this machine and prints the address.
import { install, root, tool } from './install.mjs';

install();
const { isFresh } = await import('./fresh.mjs');
if (
  !isFresh(
    `${root}dist/index.html`,
    ['src', 'scenarios', 'public', 'index.html', 'package-lock.json', 'vite.config.ts'].map((path) => root + path),
  )
) {
  console.log('Building...');
  const status = tool('vite', ['build', '--logLevel', 'warn']);
  if (status !== 0) process.exit(status);
}
const { serve } = await import('./serve.mjs');
const { address } = await serve(`${root}dist`, Number(process.env.PORT ?? 4173));
console.log(`\n  Undestroy is at ${address}\n\n  Ctrl-C stops it.`);
