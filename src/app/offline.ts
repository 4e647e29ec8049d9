// The app without a network: the service worker that keeps the built files, and whether a newer build waits to take over.
import { create } from 'zustand';

export const useNewerBuild = create<{ readonly waiting: ServiceWorker | null }>()(() => ({ waiting: null }));

/** Lets the newer build take over and loads the page again with it. */
export function takeNewer(waiting: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting.postMessage('take over');
}

/** Keeps the built files in this browser, once the page has come to rest. Does nothing in development, on an insecure address, or where data is to be saved. */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  if ((navigator as { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData) return;
  const register = () =>
    navigator.serviceWorker
      .register('./offline.js')
      .then((registration) => {
        const look = () => {
          if (registration.waiting && navigator.serviceWorker.controller) useNewerBuild.setState({ waiting: registration.waiting });
        };
        look();
        registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
      })
      .catch(() => {
        // A browser may refuse service workers; then the app is loaded each time.
      });
  const atRest = () => ('requestIdleCallback' in globalThis ? requestIdleCallback(register, { timeout: 3000 }) : setTimeout(register, 1000));
  if (document.readyState === 'complete') atRest();
  else addEventListener('load', atRest, { once: true });
}
