// A small static server for the built app, on this machine only. Texts are sent compressed, as a host would, unless that is only in the way.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { brotliCompress, constants } from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
};

const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest', '.wasm']);
/** Quality 5 takes a tenth of a second for the largest file and is a fifth larger than the best. */
const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Serves `folder` on localhost; resolves with the address. Tries the next port when one is taken; port 0 takes any. `plain`: nothing is compressed. */
export function serve(folder, port, { plain = false } = {}) {
  const kept = new Map();
  /** A file's Brotli bytes, made once for each version of it. */
  const squeezed = (file, info) => {
    const version = `${info.mtimeMs} ${info.size}`;
    const known = kept.get(file);
    if (known?.version === version) return known.bytes;
    const bytes = new Promise((resolve, reject) => brotliCompress(readFileSync(file), QUICK, (error, made) => (error ? reject(error) : resolve(made))));
    kept.set(file, { version, bytes });
    return bytes;
  };
  const server = createServer(async (request, response) => {
    let path;
    try {
      path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    } catch {
      response.writeHead(400).end('Bad request');
      return;
    }
    let file = join(folder, path);
    let info = file.startsWith(normalize(folder)) ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (info?.isDirectory()) {
      file = join(file, 'index.html');
      info = statSync(file, { throwIfNoEntry: false });
    }
    if (!info) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found');
      return;
    }
    const kind = extname(file);
    const headers = {
      'content-type': types[kind] ?? 'application/octet-stream',
      'cache-control': /\/assets\//.test(path) ? 'max-age=31536000, immutable' : 'no-cache',
    };
    if (!plain && COMPRESSED.has(kind) && /\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
      const bytes = await squeezed(file, info);
      response.writeHead(200, { ...headers, 'content-encoding': 'br', vary: 'accept-encoding', 'content-length': bytes.length });
      response.end(request.method === 'HEAD' ? undefined : bytes);
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': info.size });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    let next = port;
    server.on('error', (error) => {
      if (error.code === 'EADDRINUSE' && next < port + 20) server.listen(++next, '127.0.0.1');
      else reject(error);
    });
    server.on('listening', () => resolve({ server, address: `http://localhost:${server.address().port}/` }));
    server.listen(next, '127.0.0.1');
  });
}
