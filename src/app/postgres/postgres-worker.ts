// Postgres beside the page: loading it and computing rows must not hold up the screen, and its clock is not the page's.

import image from 'virtual:postgres-image';
import { PGlite } from '@electric-sql/pglite';
import type { FromWorker, ToWorker } from './device.ts';
import { postgresDevice } from './server.ts';

/** initdb has been at work when the app was built: an empty module stands in for its program, which would be fetched otherwise. */
const NO_INITDB = new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));

/** The data directory, asked for only once Postgres itself is on its way: both come at the same time. */
class Image extends Blob {
  private readonly answer = fetch(image);

  override async arrayBuffer(): Promise<ArrayBuffer> {
    const answer = await this.answer;
    if (!answer.ok) throw new Error(`${image} is not there`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    // Some hosts take the compression off on the way.
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return packed ? new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer() : bytes.buffer;
  }
}

const { ask, prepare } = postgresDevice(() => PGlite.create({ loadDataDir: new Image([], { type: 'application/x-tar' }), initdbWasmModule: NO_INITDB }));

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
