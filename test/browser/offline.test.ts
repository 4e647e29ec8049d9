// Without a network, and when there is a newer build: one build answers for a page from its HTML to its last part.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { FETCHED_WHEN_ASKED } from '../../scripts/offline-plugin.ts';
import { serve } from '../../scripts/serve.mjs';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';

const { visitor } = house();
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The built app in a folder of its own, some way down, on a server of its own. */
async function hosted() {
  const folder = mkdtempSync(join(tmpdir(), 'undestroy-'));
  folders.push(folder);
  const app = join(folder, 'some/where');
  cpSync(fileURLToPath(new URL('../../dist/', import.meta.url)), app, { recursive: true });
  const { server, address } = await serve(folder, 0, { plain: true });
  return { app, server, address: `${address}some/where/` };
}

const controlled = (page: Desk['page']) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
  });

test('after one visit the app opens and plays with the server gone', async () => {
  const { server, address } = await hosted();
  const { page, context, trouble } = await visitor({ address, seenOpening: true, serviceWorkers: 'allow' });
  await page.goto(address);
  await controlled(page);
  server.closeAllConnections();
  await new Promise((done) => server.close(done));

  const later = await context.newPage();
  await later.goto(`${address}?from=a-link#/`);
  await later.getByRole('link', { name: 'Sit down at the desk' }).click();
  const desk = new Desk(later);
  await desk.answer('One bucket, three places', 'I know what state is');
  await desk.waitForDecision('Where does the new site go?');
  await desk.type('terraform -version');
  await sees(() => desk.terminalText()).toMatch(/Terraform v1\./);
  // The browser itself says that it could not look for a newer worker.
  trouble.splice(0, trouble.length, ...trouble.filter((line) => !/offline\.js|ERR_CONNECTION_REFUSED/.test(line)));
});

test('a newer build is taken when the learner says so, and as a whole; half a build never', async () => {
  const { app, server, address } = await hosted();
  const { page, trouble } = await visitor({ address, serviceWorkers: 'allow' });
  await page.goto(address);
  await controlled(page);
  const html = readFileSync(join(app, 'index.html'), 'utf8');
  const worker = readFileSync(join(app, 'offline.js'), 'utf8');
  const newer = worker.replace(/^const BUILD = '\w+'/, "const BUILD = 'newer'");
  expect(newer).not.toBe(worker);

  // A worker whose page is another build's is not installed.
  writeFileSync(join(app, 'index.html'), '<title>torn</title>');
  writeFileSync(join(app, 'offline.js'), newer);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined));
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByRole('link', { name: 'Sit down at the desk' }).waitFor();
  expect(await page.getByText('A newer version of this app is ready').count()).toBe(0);

  writeFileSync(join(app, 'index.html'), html.replace('<title>', '<title>Newer '));
  writeFileSync(join(app, 'offline.js'), newer.replace("'newer'", "'newest'"));
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await page.getByRole('button', { name: 'A newer version of this app is ready. Use it' }).waitFor();
  expect(await served(page)).not.toContain('Newer');
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'A newer version of this app is ready. Use it' }).click()]);
  await page.getByRole('link', { name: 'Sit down at the desk' }).waitFor();
  expect(await served(page)).toContain('<title>Newer ');
  server.close();
  trouble.splice(0, trouble.length, ...trouble.filter((line) => !/offline\.js/.test(line)));
});

test('every file of the build is named to the worker, but for the parts of Postgres', async () => {
  const { app, server } = await hosted();
  server.close();
  const files = JSON.parse(/^const FILES = (.*);$/m.exec(readFileSync(join(app, 'offline.js'), 'utf8'))?.[1] ?? '[]') as string[];
  const there = readdirSync(app, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name).slice(app.length + 1)] : []));
  const kept = there.filter((name) => !FETCHED_WHEN_ASKED.test(name));
  expect(kept.length).toBeLessThan(there.length);
  expect([...files, 'offline.js'].sort()).toEqual(kept.sort());
});

/** The page as the browser gets it now. */
const served = (page: Desk['page']) => page.evaluate(async () => (await fetch('./')).text());
