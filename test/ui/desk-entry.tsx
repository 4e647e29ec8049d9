// The screen on the made-up evening, for looking at it in development: /test/ui/desk.html. `?at=MINUTES` opens it there.
import { createRoot } from 'react-dom/client';
import '../../src/ui/base.css';
import { createDeskStore } from '../../src/app/desk-store.ts';
import { useSettings } from '../../src/app/settings.ts';
import { vault } from '../../src/app/storage/vault.ts';
import { App } from '../../src/ui/App.tsx';
import { applySettings } from '../../src/ui/page.ts';
import { fixtureSession, openFixture, START } from './fixture.ts';

const wanted = new URLSearchParams(location.search);
applySettings(useSettings.getState(), matchMedia('(prefers-color-scheme: dark)').matches);
const runs = vault();
const minutes = wanted.get('at');
const open = minutes === null ? openFixture : async () => ({ session: fixtureSession(START + Number(minutes) * 60_000, false), refused: null });
const desk = createDeskStore(
  open,
  minutes === null
    ? runs
    : { ...runs, load: async () => ({ record: null, frame: null, remark: wanted.get('remark'), aside: null }), keep: async () => ({ ok: true, savedAt: '' }) },
);
const root = document.getElementById('root');
if (root) createRoot(root).render(<App desk={desk} vault={runs} />);
