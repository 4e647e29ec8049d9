// A person's paths through the built app in a real Chromium. The browser is driven from Node; see test/browser/. One file at a time: a page and its driver keep
// two cores busy. The time allowed is for a machine that is busy with other things.
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['test/browser/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 120_000, fileParallelism: false } });
