// Finds a Chromium for the browser tests, or installs one: CHROME_BIN, one on the machine, Debian's package, Playwright's own. Else says what to install.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run, tool } from './install.mjs';

const candidates = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
const onPath = () => {
  if (process.platform === 'win32') return null;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    if (found) return found;
  }
  return null;
};
const starts = (path) => path && existsSync(path) && spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 }).status === 0;

async function playwrights() {
  try {
    const { chromium } = await import('playwright-core');
    return chromium.executablePath();
  } catch {
    return null;
  }
}

const found = async () => [process.env.CHROME_BIN, onPath(), ...candidates, await playwrights()].find(starts) ?? null;

/** The path of a Chromium that starts, or null after saying what to install. */
export async function chromium() {
  const here = await found();
  if (here) return here;
  const root = process.getuid?.() === 0;
  if (process.platform === 'linux' && spawnSync('sh', ['-c', 'command -v apt-get']).status === 0 && (root || spawnSync('sudo', ['-n', 'true']).status === 0)) {
    console.log('No Chromium found; installing the Debian package...');
    const sudo = root ? [] : ['sudo', '-n'];
    const apt = (...args) =>
      run([...sudo, 'apt-get'][0], [...[...sudo, 'apt-get'].slice(1), '-qq', '-y', '-o', 'Dpkg::Use-Pty=0', ...args], {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    apt('update');
    apt('install', '--no-install-recommends', 'chromium');
    const installed = await found();
    if (installed) return installed;
  }
  console.log('Trying the Chromium that Playwright offers...');
  tool('playwright-core', ['install', 'chromium'], { stdio: 'inherit', timeout: 300_000 });
  const downloaded = await found();
  if (downloaded) return downloaded;
  console.error(
    'The browser tests need a Chromium. Install one ("apt-get install chromium", or Google Chrome) or set CHROME_BIN to its path, then run "npm test" again. "npm run test:quick" leaves the browser out.',
  );
  return null;
}
