import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { cases } from './scripts/cases-plugin.ts';
import { offline } from './scripts/offline-plugin.ts';
import { postgres } from './scripts/postgres-plugin.ts';
import { workers } from './scripts/worker-plugin.ts';

/** The built page runs its own scripts only and talks to nobody. Not in development, where the dev server adds scripts of its own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const policy = () => ({
  name: 'content-security-policy',
  apply: 'build' as const,
  transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY }, injectTo: 'head-prepend' as const }],
});

export default defineConfig({
  base: './',
  plugins: [react(), policy(), cases(), postgres(), workers(), offline()],
  worker: { format: 'es' },
  // It finds its own files beside itself, which the dev server's bundling would move away from it.
  optimizeDeps: { exclude: ['@electric-sql/pglite'] },
  build: {
    target: 'es2023',
    // The recorded evening is four megabytes of text that compresses to a twentieth.
    chunkSizeWarningLimit: 4500,
    rolldownOptions: {
      // PGlite's own; the page's policy refuses it, and Postgres runs without.
      checks: { eval: false, pluginTimings: false },
      output: {
        // The parts of a case are told apart by name: `evening-wheres-my-database-…js`.
        chunkFileNames: (chunk) => `assets/${/virtual:(\w+\/.+)$/.exec(chunk.facadeModuleId ?? '')?.[1]?.replace('/', '-') ?? '[name]'}-[hash].js`,
        codeSplitting: {
          groups: [
            // What the page needs before the world is there, and a worker as well.
            { name: 'base', test: /src\/engine\/json\.ts$/ },
          ],
        },
      },
    },
  },
  // One module graph for each worker: most of a test file's time would otherwise go into loading the world's code, and a foundation is built once a worker.
  // A test that takes seconds is too slow, but a busy machine must not be what tells: the time allowed is far above that.
  // As many workers as cores: left to itself vitest keeps one core free, which is half of two.
  test: {
    pool: 'threads',
    maxWorkers: availableParallelism(),
    isolate: false,
    setupFiles: ['test/properties.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: ['test/browser/**', 'node_modules/**'],
  },
});
