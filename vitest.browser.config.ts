// A person's paths through the built app in a real Chromium. The browser is driven from Node; see test/browser/. Two files at a time: much of a path is time that
// the evening takes; driver, browser and the app's code are loaded once for each. The time allowed is for a machine that is busy with other things.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/browser/**/*.test.ts'], isolate: false, testTimeout: 600_000, hookTimeout: 120_000, maxWorkers: 2, globalSetup: ['test/browser/saved.ts'] },
});
