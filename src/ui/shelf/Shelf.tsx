// The first page: the case, one button, and an honest line on what this is.
import { useEffect, useState } from 'react';
import { downloadText } from '../../app/download.ts';
import { takeNewer, useNewerBuild } from '../../app/offline.ts';
import { CASES, prepareCase } from '../../app/open.ts';
import { useSettings } from '../../app/settings.ts';
import { exportProgress, importProgress } from '../../app/storage/progress.ts';
import type { Vault } from '../../app/storage/vault.ts';
import { Brand } from '../parts/Brand.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { useFilePick } from '../parts/file-pick.tsx';
import { Field } from './Field.tsx';
import styles from './shelf.module.css';

export function Shelf({ vault }: { vault: Vault }) {
  const [kept, setKept] = useState<readonly string[]>([]);
  const [said, setSaid] = useState('');
  const look = () =>
    vault.all().then(
      (runs) => setKept(runs.map((run) => run.record.scenario)),
      () => setKept([]),
    );
  const [fileInput, chooseFile] = useFilePick(async (chosen) => {
    const { kept: taken, refused } = await importProgress(await chosen.text(), vault);
    setSaid([taken.length > 0 ? `Taken over: ${taken.join(', ')}.` : '', ...refused].filter(Boolean).join(' '));
    void look();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once
  useEffect(() => {
    document.title = 'Undestroy';
    void look();
  }, []);
  const newer = useNewerBuild((state) => state.waiting);
  const first = CASES[0];
  /** Whoever points at the button is about to press it. */
  const prepare = () => {
    if (!first) return;
    void import('../desk/CasePage.tsx');
    if (!matchMedia('(pointer: coarse)').matches) void import('../terminal/TerminalPane.tsx');
    prepareCase(first.slug, !kept.includes(first.slug) && !useSettings.getState().opened.includes(first.slug));
  };
  return (
    <div className={styles.shelf}>
      <header className={styles.head}>
        <Brand large />
        <nav>
          <a href="#/about">About and sources</a>
        </nav>
      </header>
      <main className={styles.main}>
        <h1>Lose production here, so you never lose it there.</h1>
        <Field />
        {first && (
          <article className={styles.case} aria-labelledby="case">
            <div>
              <h2 id="case">{first.title}</h2>
              <p className={styles.summary}>{first.summary}</p>
            </div>
            <div>
              <p className={styles.line}>
                A terminal, an AI agent at your side, an AWS account behind it. Type or choose, approve or interrupt, then rewind and change one thing. {first.minutes}; losing is
                expected.
              </p>
              <a className={`${buttonClass('strong')} ${styles.go}`} href={`#/case/${first.slug}`} onPointerEnter={prepare} onFocus={prepare} onPointerDown={prepare}>
                {kept.includes(first.slug) ? 'Go on with your evening' : 'Sit down at the desk'}
              </a>
            </div>
          </article>
        )}
      </main>
      <footer className={styles.foot}>
        <p>
          The world is a simulation, computed in this page: no account, no install, no network, and no real cloud. The incident is real and told from public sources. Your runs stay
          in this browser.
        </p>
        <p className={styles.carry}>
          <button type="button" onClick={async () => downloadText('undestroy-progress.json', JSON.stringify(await exportProgress(vault)))} disabled={kept.length === 0}>
            Take your progress with you
          </button>
          <button type="button" onClick={chooseFile}>
            Bring progress from a file
          </button>
          {fileInput}
          <span role="status">{said}</span>
          {newer && (
            <button type="button" onClick={() => takeNewer(newer)}>
              A newer version of this app is ready. Use it
            </button>
          )}
        </p>
      </footer>
    </div>
  );
}
