// Where the browser tests live: one Chromium and one static server for all files of a worker, a fresh visitor for each test, and an ear for what must never happen.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterEach, beforeAll, expect } from 'vitest';
import { serve } from '../../scripts/serve.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
/** Pictures of failed tests. */
const PICTURES = fileURLToPath(new URL('../../.cache/browser/', import.meta.url));
/** One process for all tabs of a profile: most of what it takes to open a page is reading the world's code, which a process that has read it does not do again. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--process-per-site',
];
/** A file of the app with the app's origin and without its code. */
const BARE = 'icon.svg';

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
export const SLUG = 'wheres-my-database';

/** Long enough for a busy machine; a test that needs it on an idle one is too slow. */
export const PATIENCE = 90_000;

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The app's address, ending in a slash. */
  readonly address: string;
  /** Errors on the console or thrown, and requests that left the host. Checked to be empty after each test. */
  readonly trouble: string[];
}

export interface VisitorOptions extends BrowserContextOptions {
  /** The first minute has been seen already, as for whoever comes back. */
  readonly seenOpening?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Served from a folder deeper down, as on a static host that gives a project a path. */
  readonly address?: string;
}

export interface House {
  /** Opens an empty tab for somebody who was never here. */
  visitor(options?: VisitorOptions): Promise<Visitor>;
}

interface Profile {
  readonly context: BrowserContext;
  /** A tab that stays, on the app's origin: it empties the profile for the next visitor, and keeps the process. Null in a profile that one visitor has alone. */
  readonly anchor: Page | null;
}

/** The house of this worker. It ends with the worker's process, and Chromium with the pipe to it. */
let built: Promise<{ readonly browser: Browser; readonly address: string }> | undefined;
/** Profiles that go from visitor to visitor, by what their browsers are like. */
const shared = new Map<string, Promise<Profile>>();

async function build() {
  const [{ server, address }, browser] = await Promise.all([
    serve(DIST, 0, { plain: true }),
    chromium.launch({ executablePath: process.env.CHROME_BIN ?? '/usr/bin/chromium', args: QUIET }),
  ]);
  server.unref();
  return { browser, address };
}

async function newContext(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  // Each visitor would fetch the whole build once more; the test of the service worker asks for it.
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
  context.setDefaultTimeout(PATIENCE);
  return context;
}

async function sharedProfile(browser: Browser, address: string, options: BrowserContextOptions): Promise<Profile> {
  const context = await newContext(browser, options);
  const anchor = await context.newPage();
  await anchor.goto(`${address}${BARE}`);
  return { context, anchor };
}

/** Takes away all that was kept for the origin, once the tabs before have let go of it. */
const empty = (anchor: Page, settings: string) =>
  anchor.evaluate(async (kept) => {
    for (let { held } = await navigator.locks.query(); held?.length; { held } = await navigator.locks.query()) await new Promise((done) => setTimeout(done, 20));
    for (const { name } of await indexedDB.databases())
      await new Promise<void>((resolve, reject) => {
        const deleting = indexedDB.deleteDatabase(name ?? '');
        deleting.onsuccess = () => resolve();
        deleting.onerror = () => reject(deleting.error);
      });
    for (const name of await caches.keys()) await caches.delete(name);
    sessionStorage.clear();
    localStorage.clear();
    localStorage.setItem('undestroy:settings', kept);
  }, settings);

/** Sets up the house for a file of tests. Call it once, at the top. */
export function house(): House {
  let browser: Browser;
  let here = '';
  let visitors: (Visitor & Profile & { readonly quiet: () => void })[] = [];

  beforeAll(async () => {
    built ??= build();
    ({ browser, address: here } = await built);
  });

  afterEach(async ({ task }) => {
    const leaving = visitors;
    visitors = [];
    if (task.result?.state === 'fail') {
      mkdirSync(PICTURES, { recursive: true });
      for (const { page } of leaving) await page.screenshot({ path: `${PICTURES}${task.name.replace(/\W+/g, '-').slice(0, 80)}.png` }).catch(() => undefined);
    }
    for (const { context, anchor, quiet } of leaving) {
      quiet();
      if (!anchor) await context.close();
      else
        for (const page of context.pages())
          if (page !== anchor) {
            // What the app does in leaving is done before the next visitor comes: it leaves for a page of the same process.
            await page.goto(`${here}${BARE}`);
            await page.close();
          }
    }
    const troubles = leaving.flatMap((one) => one.trouble);
    expect(troubles, 'errors on the console, or requests to other hosts').toEqual([]);
  });

  return {
    async visitor({ seenOpening = false, settings = {}, address = here, ...options } = {}) {
      const kept = JSON.stringify({ ...(seenOpening ? { opened: [SLUG] } : {}), ...settings });
      const { origin } = new URL(address);
      const alone = address !== here || options.serviceWorkers === 'allow' || visitors.length > 0;
      const like = JSON.stringify(options);
      if (!alone && !shared.has(like)) shared.set(like, sharedProfile(browser, here, options));
      const storageState = { cookies: [], origins: [{ origin, localStorage: [{ name: 'undestroy:settings', value: kept }] }] };
      const profile = (!alone && (await shared.get(like))) || { context: await newContext(browser, { ...options, storageState }), anchor: null };
      const { context, anchor } = profile;
      if (anchor) await empty(anchor, kept);
      const trouble: string[] = [];
      const page = await context.newPage();
      listen(page, origin, trouble);
      const listenToo = (other: Page) => listen(other, origin, trouble);
      context.on('page', listenToo);
      const visitor = { page, context, address, trouble };
      visitors.push({ ...visitor, anchor, quiet: () => context.off('page', listenToo) });
      return visitor;
    },
  };
}

function listen(page: Page, origin: string, trouble: string[]): void {
  page.on('console', (message) => {
    if (message.text().startsWith('Service Worker registration blocked')) return;
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) trouble.push(`left the host: ${url}`);
  });
  page.on('websocket', (socket) => trouble.push(`web socket: ${socket.url()}`));
}
