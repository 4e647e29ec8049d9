// Settings and runs in one sheet: how it looks and moves, how much it guides, and where the run is kept.
import { type ReactNode, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { DeskStore } from '../../app/desk-state.ts';
import { MOTIONS, SIZES, THEMES, useSettings } from '../../app/settings.ts';
import type { Aside, Vault } from '../../app/storage/vault.ts';
import { Button } from '../parts/Button.tsx';
import { useFilePick } from '../parts/file-pick.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import { downloadAside, downloadRun, readRunFile } from './runs.ts';
import styles from './settings.module.css';

export function SettingsSheet({ desk, vault, onClose }: { desk: DeskStore; vault: Vault; onClose: () => void }) {
  const settings = useSettings();
  const { session, lookingOn } = useStore(desk);
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [asides, setAsides] = useState<readonly Aside[]>([]);
  const [fileInput, chooseFile] = useFilePick(async (chosen) => {
    try {
      await desk.getState().openRecord(await readRunFile(chosen));
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  });
  const slug = session?.slug;
  useEffect(() => {
    if (slug)
      vault.asides(slug).then(setAsides, () => {
        // Without a store there is nothing aside either; the desk has said so when it was opened.
      });
  }, [slug, vault]);
  return (
    <Sheet title="Settings and runs" onClose={onClose}>
      <div className={styles.settings}>
        <Options name="theme" legend="Theme" options={THEMES} value={settings.theme} onChange={(theme) => settings.change({ theme })} words={{ system: 'As the system' }} />
        <Options name="size" legend="Size of type" options={SIZES} value={settings.size} onChange={(size) => settings.change({ size })} />
        <Options name="motion" legend="Motion" options={MOTIONS} value={settings.motion} onChange={(motion) => settings.change({ motion })} words={{ system: 'As the system' }} />
        <Options
          name="guide"
          legend="How much it guides"
          options={['guided', 'free'] as const}
          value={settings.guided ? 'guided' : 'free'}
          onChange={(guide) => settings.change({ guided: guide === 'guided' })}
          note="Guided points at the panel that matters, holds time while you decide, and asks for a prediction before what cannot be undone. Free leaves you alone."
        />
        <Options
          name="terminal"
          legend="Terminal"
          options={['emulator', 'plain'] as const}
          value={settings.plainTerminal ? 'plain' : 'emulator'}
          onChange={(terminal) => settings.change({ plainTerminal: terminal === 'plain' })}
          note="The plain one is readable text and a box to type in, for screen readers and other input methods."
        />
        <fieldset className={styles.runs}>
          <legend>This run</legend>
          <p>It is kept in this browser only. A file carries it to another machine.</p>
          <div className={styles.buttons}>
            <Button onClick={() => session && downloadRun(session)} disabled={!session}>
              Download the run
            </Button>
            <Button onClick={chooseFile} disabled={lookingOn}>
              Open a run from a file
            </Button>
            {fileInput}
            {sure ? (
              <Button
                look="strong"
                onClick={() => {
                  void desk.getState().restart();
                  onClose();
                }}
              >
                Yes, begin again
              </Button>
            ) : (
              <Button onClick={() => setSure(true)} disabled={lookingOn}>
                Begin again …
              </Button>
            )}
          </div>
          {slug && asides.length > 0 && (
            <>
              <p>Put aside, and kept as they were:</p>
              <div className={styles.buttons}>
                {asides.map((aside) => (
                  <Button key={aside.key} onClick={() => downloadAside(slug, aside)}>
                    Download the run put aside on {aside.at.slice(0, 10)} at {aside.at.slice(11, 16)} UTC
                  </Button>
                ))}
              </div>
            </>
          )}
          {sure && <p role="status">The run kept in this browser will be forgotten. Download it first if you want it back.</p>}
          {problem && <p role="alert">{problem}</p>}
        </fieldset>
      </div>
    </Sheet>
  );
}

interface OptionsProps<T extends string> {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly T[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly words?: Partial<Record<T, string>>;
  readonly note?: ReactNode;
}

function Options<T extends string>({ name, legend, options, value, onChange, words = {}, note }: OptionsProps<T>) {
  return (
    <fieldset className={styles.options}>
      <legend>{legend}</legend>
      <div>
        {options.map((option) => (
          <label key={option}>
            <input type="radio" name={name} checked={value === option} onChange={() => onChange(option)} />
            <span>{words[option] ?? `${option[0]?.toUpperCase()}${option.slice(1)}`}</span>
          </label>
        ))}
      </div>
      {note && <p>{note}</p>}
    </fieldset>
  );
}
