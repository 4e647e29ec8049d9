// How a Postgres is started here: as light as its questions allow. The browser and the headless program start it the same way, or their answers could differ.
import type { PGlite } from '@electric-sql/pglite';
import type { Engine } from './version.ts';

/** What a Postgres begins with: its program, compiled, and the data directory as a tar. */
export interface Parts {
  readonly pgliteWasmModule: WebAssembly.Module;
  readonly loadDataDir: Blob;
  /** PGlite's file of files; without one it finds its own. */
  readonly fsBundle?: Blob;
}

/** initdb has been at work when the data directory was made: an empty module stands in for its program, which would be fetched otherwise. */
const NO_INITDB = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/** Memory for pages: more than the largest table of a case needs, and a fourth of the default, whose every page is written when a Postgres starts. */
const BUFFERS = '32MB';

/** Starts a Postgres. `Class` is PGlite's own, so that whoever starts none does not load it. */
export async function startEngine(Class: typeof PGlite, parts: Parts): Promise<Engine> {
  /** Values are read as text here: what PGlite asks for to read arrays is not needed. */
  class Quick extends Class {
    override async _initArrayTypes(): Promise<void> {}
  }
  const engine = new Quick({
    ...parts,
    initdbWasmModule: new WebAssembly.Module(NO_INITDB),
    startParams: [...Class.defaultStartParams, '-c', `shared_buffers=${BUFFERS}`],
  });
  await engine.waitReady;
  return engine;
}
