// All checks, in the order in which a mistake is cheapest to find. Goes on after a failure, and closes with one line: N passed, N failed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { install, root, run, tool } from './install.mjs';

install();
const quick = process.argv.includes('--quick');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
let passed = 0;
let failed = 0;
let skipped = 0;
const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

function check(name, work) {
  const from = performance.now();
  const ok = work() === 0;
  ok ? passed++ : failed++;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds(from)})`);
  return ok;
}

function suite(name, args, env = {}) {
  const from = performance.now();
  mkdirSync(`${root}.cache`, { recursive: true });
  const file = `${root}.cache/${name}.json`;
  rmSync(file, { force: true });
  const status = tool('vitest', ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`, ...args], {
    env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...env },
  });
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

if (!only.length) {
  for (const part of ['pure', 'screen', 'node']) check(`types: ${part}`, () => tool('tsc', ['-p', `tsconfig.${part}.json`]));
  check('lint', () => tool('biome', ['check', '--error-on-warnings', '--max-diagnostics=20', '.']));
  check('ladder', () => run(process.execPath, [`${root}scripts/ladder.mjs`]));
}
suite('unit', only);
if (!quick && !only.length) {
  const { chromium } = await import('./chromium.mjs');
  const browser = await chromium();
  if (!browser) failed++;
  else if (check('build', () => tool('vite', ['build', '--logLevel', 'warn']))) suite('browser', ['--config', 'vitest.browser.config.ts'], { CHROME_BIN: browser });
}
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
