// A case while it is open: enters it, keeps the heartbeat and the lease of its run, and shows the desk, the opening or the debrief.
import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { DeskStore } from '../../app/desk-state.ts';
import { startHeartbeat } from '../../app/heartbeat.ts';
import { useSettings } from '../../app/settings.ts';
import { type Lease, lease } from '../../app/storage/lease.ts';
import type { Vault } from '../../app/storage/vault.ts';
import { buttonClass } from '../parts/Button.tsx';
import { Waiting } from '../parts/Waiting.tsx';
import { Desk } from './Desk.tsx';

const Debrief = lazy(() => import('../debrief/Debrief.tsx').then((module) => ({ default: module.Debrief })));
const Opening = lazy(() => import('../opening/Opening.tsx').then((module) => ({ default: module.Opening })));

export function CasePage({ slug, page, desk, vault }: { slug: string; page: string; desk: DeskStore; vault: Vault }) {
  const { phase, failure, view, session } = useStore(desk);
  const guided = useSettings((settings) => settings.guided);
  const [held, setHeld] = useState<Lease | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a case is entered once; later changes of the settings reach it by `setGuided`
  useEffect(() => {
    const { opened } = useSettings.getState();
    void desk.getState().enter(slug, { guided, opening: !opened.includes(slug) });
    const stop = startHeartbeat(desk);
    const mine = lease(
      slug,
      (hold) => desk.getState().lookOn(hold === 'elsewhere'),
      () => desk.getState().save(),
    );
    setHeld(mine);
    return () => {
      stop();
      mine.release();
      desk.getState().leave();
    };
  }, [slug, desk]);

  useEffect(() => desk.getState().setGuided(guided), [guided, desk]);
  useEffect(() => {
    if (view) document.title = `${view.scenario.title} · Undestroy`;
  }, [view?.scenario.title, view]);

  if (phase === 'failed')
    return (
      <main className="waiting">
        <h1>This case cannot be opened.</h1>
        <p>{failure}</p>
        <p>
          <a className={buttonClass('plain')} href="#/">
            To the shelf
          </a>
        </p>
      </main>
    );
  if (phase === 'loading' || !view || !session) return <Waiting words="The world is being set up …" />;
  return (
    <Suspense fallback={<Waiting words="Opening …" />}>
      {phase === 'prologue' ? (
        <Opening desk={desk} />
      ) : page === 'debrief' ? (
        <Debrief desk={desk} slug={slug} />
      ) : (
        <Desk
          desk={desk}
          vault={vault}
          onTakeOver={async () => {
            await held?.take();
            void desk.getState().enter(slug, { guided, opening: false });
          }}
        />
      )}
    </Suspense>
  );
}
