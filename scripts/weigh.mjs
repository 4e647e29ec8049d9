// What a first visit loads, in bytes as a good host sends them (Brotli 9, which takes a second where 11 takes a minute and saves a tenth; fonts as they are): the shelf, then what the desk and the first minute add.
// Read off the built files: a page's scripts and styles with everything that they import.
import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { root } from './install.mjs';

const dist = `${root}dist/`;
const assets = readdirSync(`${dist}assets`);
const named = (pattern) => assets.filter((name) => pattern.test(name)).map((name) => `assets/${name}`);
const read = (file) => readFileSync(dist + file);

/** A file and all that it imports without being asked. */
function withImports(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = read(file).toString();
  if (file.endsWith('.js')) for (const [, name] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) withImports(`assets/${name}`, seen);
  return seen;
}

/** The styles that the build loads along with a script. */
const stylesOf = (file) => named(new RegExp(`^${file.slice('assets/'.length).replace(/-[\w-]{8}\.js$/, '')}-[\\w-]{8}\\.css$`));

const loaded = new Set();
function add(title, entries, fonts) {
  const files = [...entries.flatMap((entry) => [...withImports(entry)]).flatMap((file) => [file, ...stylesOf(file)]), ...fonts].filter(
    (file) => !loaded.has(file) && loaded.add(file),
  );
  let brotli = 0;
  let gzip = 0;
  for (const file of files) {
    const bytes = read(file);
    brotli += /woff2?$/.test(file) ? bytes.length : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
    gzip += /woff2?$/.test(file) ? bytes.length : gzipSync(bytes).length;
  }
  console.log(`${title.padEnd(44)} ${kilo(brotli)} KB brotli ${kilo(gzip)} KB gzip  ${String(files.length).padStart(3)} files`);
}
const kilo = (bytes) => (bytes / 1000).toFixed(0).padStart(6);

const html = read('index.html').toString();
const page = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file);
add('first load: the shelf', ['index.html', ...page, ...named(/^localforage-.*js$/)], named(/^(newsreader|ibm-plex-sans).*woff2$/));
add('+ the desk and the world', named(/^(CasePage|TerminalPane|open-session|scenario-[\w-]+)-[\w-]{8}\.js$/), named(/^ibm-plex-mono.*woff2$/));
const before = new Set(loaded);
add('+ 22:00, for who has seen the first minute', named(/^evening-.*js$/), []);
loaded.clear();
for (const file of before) loaded.add(file);
add('+ or the first minute', [...named(/^recorded-.*js$/), ...named(/^Opening-.*js$/)], []);
loaded.clear();
const postgres = /(pglite|initdb|postgres)[^/]*$/;
add('all that is kept for offline', ['index.html', ...assets.filter((name) => !postgres.test(name)).map((name) => `assets/${name}`)], []);
loaded.clear();
add('Postgres, for whoever asks it something', named(postgres), []);
