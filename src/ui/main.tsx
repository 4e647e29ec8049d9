// The entry: the stores, the first look, the page.
import { createRoot } from 'react-dom/client';
import './base.css';
import { createDeskStore } from '../app/desk-store.ts';
import { keepOffline } from '../app/offline.ts';
import { openCase, prepareCase } from '../app/open.ts';
import { useSettings } from '../app/settings.ts';
import { vault } from '../app/storage/vault.ts';
import { App } from './App.tsx';
import { applySettings } from './page.ts';

applySettings(useSettings.getState(), matchMedia('(prefers-color-scheme: dark)').matches);
const slug = /^#\/case\/([^/?]+)/.exec(location.hash)?.[1];
if (slug) prepareCase(slug, !useSettings.getState().opened.includes(slug));
const runs = vault();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App desk={createDeskStore(openCase, runs)} vault={runs} />);
keepOffline();
