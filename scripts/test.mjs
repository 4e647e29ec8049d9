// All checks, in the order in which a mistake is cheapest to find. Goes on after a failure, and closes with one line: N passed, N failed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { commandOf, install, root } from './install.mjs';

install();
const quick = process.argv.includes('--quick');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
let passed = 0;
let failed = 0;
let skipped = 0;
const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;
const colourless = process.stdout.isTTY ? {} : { NO_COLOR: '1' };

/** Runs Node with these arguments; resolves with its exit code. What it prints is shown at once, or as a whole where `together` says so. */
function node(args, { env = {}, together = false } = {}) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', together ? 'pipe' : 'inherit', together ? 'pipe' : 'inherit'],
      env: { ...process.env, ...colourless, ...env },
    });
    const printed = [];
    child.stdout?.on('data', (part) => printed.push(part));
    child.stderr?.on('data', (part) => printed.push(part));
    child.on('error', (error) => printed.push(`${error.message}\n`));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(printed.map((part) => Buffer.from(part))));
      done(code ?? 1);
    });
  });
}

/** One check that holds or does not. Several may run beside each other. */
async function check(name, args) {
  const from = performance.now();
  const ok = (await node(args, { together: true })) === 0;
  ok ? passed++ : failed++;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds(from)})`);
  return ok;
}

/** Checks of which as many run at a time as two cores can take. */
async function checks(list) {
  const rest = [...list];
  const lane = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) await check(...next);
  };
  await Promise.all([lane(), lane()]);
}

async function suite(name, args, env = {}) {
  const from = performance.now();
  mkdirSync(`${root}.cache`, { recursive: true });
  const file = `${root}.cache/${name}.json`;
  rmSync(file, { force: true });
  const status = await node(commandOf('vitest', ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...args]), { env });
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  }
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  skipped += report.numPendingTests;
  if ((status !== 0 && report.numFailedTests === 0) || report.numPassedTests + report.numFailedTests === 0) failed++;
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds(from)})`);
}

/** Builds the app and finds a browser (or installs one) while the unit tests run; resolves with what the browser tests need, or null. */
async function prepared() {
  const building = check('build', commandOf('vite', ['build', '--logLevel', 'warn']));
  const { chromium } = await import('./chromium.mjs');
  const browser = await chromium();
  if (!browser) failed++;
  return (await building) && browser ? browser : null;
}

if (!only.length)
  await checks([
    ...['node', 'pure', 'screen'].map((part) => [`types: ${part}`, commandOf('tsc', ['-p', `tsconfig.${part}.json`])]),
    ['lint', commandOf('biome', ['check', '--error-on-warnings', '--max-diagnostics=20', '.'])],
    ['ladder', [`${root}scripts/ladder.mjs`]],
  ]);
const whole = !quick && !only.length;
const [, browser] = await Promise.all([suite('unit', only), whole ? prepared() : null]);
if (browser) await suite('browser', ['--config', 'vitest.browser.config.ts'], { CHROME_BIN: browser });
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
