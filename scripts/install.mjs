// Installs what package-lock.json names when it is missing or older than the lock. Safe to run at every start.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the project's root with its output shown; returns its exit code. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (done.error) console.error(`${command}: ${done.error.message}`);
  return done.status ?? 1;
}

/** The arguments for Node that run a tool which a package of this project brings. */
export const commandOf = (name, args) => [`${root}node_modules/${bins[name]}`, ...args];

/** Runs such a tool. */
export const tool = (name, args, options) => run(process.execPath, commandOf(name, args), options);
const bins = { vite: 'vite/bin/vite.js', vitest: 'vitest/vitest.mjs', tsc: 'typescript/bin/tsc', biome: '@biomejs/biome/bin/biome', 'playwright-core': 'playwright-core/cli.js' };

/** Brings node_modules up to the lock file. Exits with a plain sentence when it cannot. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Undestroy needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const lock = `${root}package-lock.json`;
  const stamp = `${root}node_modules/.package-lock.json`;
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(lock).mtimeMs) return;
  // A build sets NODE_ENV, and npm would then leave out what the build itself is made of.
  // What goes to standard output is for whoever reads what the program prints.
  console.error('Installing packages...');
  const status = run('npm', ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], { stdio: ['inherit', 2, 'inherit'] });
  if (status !== 0) {
    console.error('The packages could not be installed. Is the npm registry reachable? Run "npm ci" to see why.');
    process.exit(status);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) install();
