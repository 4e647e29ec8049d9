// Postgres beside the page: loading it and computing rows must not hold up the screen, and its clock is not the page's.

import { files, image } from 'virtual:postgres-image';
import { PGlite } from '@electric-sql/pglite';
import wasm from '@electric-sql/pglite/pglite.wasm?url';
import type { FromWorker, ToWorker } from './device.ts';
import { type Parts, startEngine } from './engine.ts';
import { postgresDevice } from './server.ts';

/** What lies beside the page. */
async function fetched(url: string): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} is not there`);
  return answer;
}

/** A file, unpacked where the host has not done so on the way. */
async function unpacked(url: string): Promise<Blob> {
  const packed = await (await fetched(url)).blob();
  const [first, second] = new Uint8Array(await packed.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b ? new Response(packed.stream().pipeThrough(new DecompressionStream('gzip'))).blob() : packed;
}

/** Compiled while it comes in, where the host says what it is. */
async function program(): Promise<WebAssembly.Module> {
  const answer = await fetched(wasm);
  const streams = answer.headers.get('content-type') === 'application/wasm';
  return streams ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

/** Fetched and compiled once, for all servers; after a failure, again. */
let parts: Promise<Parts> | null = null;

const { ask, prepare } = postgresDevice(async () => {
  parts ??= Promise.all([program(), unpacked(image), unpacked(files)]).then(([pgliteWasmModule, tar, fsBundle]) => ({
    pgliteWasmModule,
    loadDataDir: new Blob([tar], { type: 'application/x-tar' }),
    fsBundle,
  }));
  try {
    return await startEngine(PGlite, await parts);
  } catch (error) {
    parts = null;
    throw error;
  }
});

self.onmessage = async (event: MessageEvent<ToWorker>) => {
  const { data } = event;
  const say = (message: FromWorker) => (self as unknown as { postMessage(message: FromWorker): void }).postMessage(message);
  if ('prepare' in data) {
    // Who asks afterwards is told what is wrong.
    await prepare(data.prepare).catch(() => undefined);
    return;
  }
  try {
    say({ id: data.id, answer: await ask(data.question) });
  } catch (error) {
    say({ id: data.id, failed: error instanceof Error ? error.message : String(error) });
  }
};
