// The service worker of the built app, behind the lines that the build puts before it: `const BUILD`, `const ENTRY`
// and `const FILES`. It keeps every file of one build, so that the second visit and a visit without a network open at once. One build answers for a page from its HTML to its last part: a newer one
// is fetched beside it as a whole, and takes over when no page of the old one is open, or when the learner says so.

const scope = self.registration.scope;
const NAME = `undestroy ${scope} ${BUILD}`;
const OURS = `undestroy ${scope} `;

/** The page is asked for by the folder's own address: some hosts redirect `index.html` to it. */
const addressOf = (file) => new URL(file === 'index.html' ? './' : file, scope).href;

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const kept = await caches.open(NAME);
      // One file missing, and nothing of this build is used: the old one goes on.
      await Promise.all(
        FILES.map(async (file) => {
          const address = addressOf(file);
          const hashed = file.startsWith('assets/');
          const known = hashed ? await caches.match(address) : undefined;
          const answer = known ?? (await fetch(address, { cache: hashed ? 'default' : 'reload' }));
          if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
          if (file === 'index.html' && !(await answer.clone().text()).includes(ENTRY)) throw new Error('The host has another build by now.');
          await kept.put(address, answer);
        }),
      );
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      // Names come in the order in which they were made. The build before this one stays for pages of it that are still open.
      const older = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== NAME);
      await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  const [plain] = request.url.split(/[?#]/);
  const address = plain === new URL('index.html', scope).href ? scope : plain;
  event.respondWith(caches.open(NAME).then(async (own) => (await own.match(address)) ?? (await caches.match(address)) ?? fetch(request)));
});
