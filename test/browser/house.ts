// Where the browser tests live: one Chromium and one static server for a file of tests, a fresh visitor for each test, and an ear for what must never happen.
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, onTestFailed } from 'vitest';
import { serve } from '../../scripts/serve.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
/** Pictures of failed tests. */
const PICTURES = fileURLToPath(new URL('../../.cache/browser/', import.meta.url));
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

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
  readonly address: () => string;
  /** Opens a fresh browser profile with one empty tab. */
  visitor(options?: VisitorOptions): Promise<Visitor>;
}

/** Sets up the house for a file of tests. Call it once, at the top. */
export function house(): House {
  let browser: Browser;
  let server: Server;
  let address = '';
  let visitors: Visitor[] = [];

  beforeAll(async () => {
    ({ server, address } = await serve(DIST, 0, { plain: true }));
    browser = await chromium.launch({ executablePath: process.env.CHROME_BIN ?? '/usr/bin/chromium', args: QUIET });
  });

  afterEach(async () => {
    const troubles = visitors.flatMap((one) => one.trouble);
    await Promise.all(visitors.map((one) => one.context.close()));
    visitors = [];
    expect(troubles, 'errors on the console, or requests to other hosts').toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  return {
    address: () => address,
    async visitor({ seenOpening = false, settings = {}, address: at = address, ...options } = {}) {
      const kept = { ...(seenOpening ? { opened: [SLUG] } : {}), ...settings };
      const origin = new URL(at).origin;
      const context = await browser.newContext({
        viewport: WIDE,
        reducedMotion: 'reduce',
        // Each visitor would fetch the whole build once more; the test of the service worker asks for it.
        serviceWorkers: 'block',
        ...options,
        storageState: { cookies: [], origins: [{ origin, localStorage: [{ name: 'undestroy:settings', value: JSON.stringify(kept) }] }] },
      });
      context.setDefaultTimeout(PATIENCE);
      const trouble: string[] = [];
      const page = await context.newPage();
      listen(page, origin, trouble);
      context.on('page', (other) => listen(other, origin, trouble));
      const visitor = { page, context, address: at, trouble };
      visitors.push(visitor);
      onTestFailed(async ({ task }) => {
        mkdirSync(PICTURES, { recursive: true });
        await page.screenshot({ path: `${PICTURES}${task.name.replace(/\W+/g, '-').slice(0, 80)}.png` }).catch(() => undefined);
      });
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
