// A person's paths through the built app in a real Chromium. The browser is driven from Node; see test/browser/. Two files at a time, as much of it is waiting.
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/browser/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000, maxWorkers: 2 } });
