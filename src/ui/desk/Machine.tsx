// The middle column: a tab for each terminal and each opened file.
import { Plus } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Action, Completion } from '../../app/session.ts';
import { useSettings } from '../../app/settings.ts';
import { drafts } from '../../app/storage/drafts.ts';
import type { DeskView, EditorFile } from '../../views/desk.ts';
import { useCoarse } from '../page.ts';
import { Sheet } from '../parts/Sheet.tsx';
import { panelOf, Tabs } from '../parts/Tabs.tsx';
import { PlainTerminal } from '../terminal/PlainTerminal.tsx';
import styles from './desk.module.css';

/** The emulator is the largest part of the app: it comes after the desk stands, and not at all on a phone. */
const TerminalPane = lazy(() => import('../terminal/TerminalPane.tsx').then((module) => ({ default: module.TerminalPane })));
const Editor = lazy(() => import('../editor/Editor.tsx').then((module) => ({ default: module.Editor })));

export interface MachineDoors {
  readonly dispatch: (action: Action) => void;
  readonly complete: (terminal: string, line: string, cursor: number) => Completion;
  readonly file: (machine: string, path: string) => EditorFile | null;
  readonly typing: (terminal: string, line: string) => void;
}

interface Props {
  readonly view: DeskView;
  readonly doors: MachineDoors;
  readonly locked: boolean;
  readonly narrow: boolean;
  readonly prefill?: { readonly terminal: string; readonly line: string } | undefined;
}

const MODES: Readonly<Record<DeskView['agent']['mode'], string>> = {
  ask: 'the agent asks before it runs',
  'accept edits': 'the agent may edit, and asks before it runs',
  plan: 'the agent only plans',
  'skip permissions': 'skip permissions is on',
};

const fileTab = (file: { machine: string; path: string }) => `file ${file.machine} ${file.path}`;

export function Machine({ view, doors, locked, narrow, prefill }: Props) {
  const { terminals } = view;
  const [selected, setSelected] = useState(prefill?.terminal ?? terminals[0]?.id ?? '');
  const { slug } = view.scenario;
  // Files in which something is not saved yet are open again after a reload.
  const [opened, setOpened] = useState<readonly { machine: string; path: string }[]>(() => (prefill ? [] : drafts.of(slug).map(({ machine, path }) => ({ machine, path }))));
  const [picking, setPicking] = useState(false);
  const plain = useSettings((settings) => settings.plainTerminal);
  const coarse = useCoarse();
  const typing = useRef('');

  // The terminal in which the agent starts something comes to the front, unless the learner is in the middle of a line.
  const busy = terminals.find((one) => one.status === 'running' && one.by === 'agent')?.id ?? null;
  useEffect(() => {
    if (busy && typing.current === '') setSelected(busy);
  }, [busy]);

  const terminal = terminals.find((one) => one.id === selected);
  const file = opened.find((one) => fileTab(one) === selected);
  const shown = terminal ?? (file ? undefined : terminals[0]);
  const shownId = file ? fileTab(file) : (shown?.id ?? '');
  // A terminal that the learner has asked for comes to the front when it is there.
  const asked = useRef<number | null>(null);
  const [fresh, setFresh] = useState('');
  const another = () => {
    if (!shown?.opens) return;
    asked.current = terminals.length;
    doors.dispatch({ type: 'open', machine: shown.opens, by: 'you' });
  };
  useEffect(() => {
    if (asked.current === null || terminals.length <= asked.current) return;
    asked.current = null;
    const { id } = terminals[terminals.length - 1] ?? { id: '' };
    setSelected(id);
    setFresh(id);
  }, [terminals]);

  const report = doors.typing;
  const onTyping = useCallback(
    (line: string) => {
      typing.current = line;
      report(shownId, line);
    },
    [report, shownId],
  );
  const terminalDoors = useMemo(() => ({ dispatch: doors.dispatch, complete: doors.complete, typing: onTyping }), [doors, onTyping]);

  const Pane = plain || narrow || coarse ? PlainTerminal : TerminalPane;
  return (
    <div className={styles.machine}>
      <h2 className="unseen">The machine</h2>
      <div className={styles.machineBar}>
        <Tabs
          name="machine"
          label="Terminals and files"
          className={styles.machineTabs}
          tabClass={styles.machineTab}
          selected={shownId}
          onSelect={setSelected}
          items={[
            ...terminals.map((one) => ({
              id: one.id,
              label: (
                <>
                  {one.status === 'running' && <i aria-hidden />}
                  {one.label}
                </>
              ),
              remark: one.status === 'running' ? 'running' : one.status === 'closed' ? 'closed' : undefined,
            })),
            ...opened.map((one) => ({ id: fileTab(one), label: one.path.split('/').pop() ?? one.path, remark: `file on ${one.machine}` })),
          ]}
        />
        {shown?.opens && !locked && (
          <button type="button" className={styles.another} aria-label={`New terminal on ${shown.opens}`} title="New terminal" onClick={another}>
            <Plus size={15} aria-hidden />
          </button>
        )}
        {view.files.length > 0 && (
          <button type="button" className={styles.files} onClick={() => setPicking(true)}>
            Files …
          </button>
        )}
        <span className={styles.mode}>{MODES[view.agent.mode]}</span>
      </div>
      <div className={styles.machineBody} {...panelOf('machine', shownId)}>
        {file ? (
          <Suspense fallback={null}>
            <Editor
              key={fileTab(file)}
              place={file}
              file={doors.file(file.machine, file.path)}
              locked={locked}
              draft={drafts.of(slug).find((one) => fileTab(one) === fileTab(file)) ?? null}
              onDraft={(draft) => drafts.put(slug, file, draft)}
              onSave={(text) => doors.dispatch({ type: 'save', machine: file.machine, path: file.path, text, by: 'you' })}
              onClose={() => {
                drafts.put(slug, file, null);
                setOpened(opened.filter((one) => one !== file));
                setSelected(terminals[0]?.id ?? '');
              }}
            />
          </Suspense>
        ) : (
          shown && (
            <Suspense fallback={null}>
              <Pane
                key={shown.id}
                view={shown}
                doors={terminalDoors}
                locked={locked}
                prefill={prefill?.terminal === shown.id ? prefill.line : undefined}
                autoFocus={prefill?.terminal === shown.id || fresh === shown.id}
              />
            </Suspense>
          )
        )}
      </div>
      {picking && (
        <Files
          files={view.files}
          onClose={() => setPicking(false)}
          onPick={(picked) => {
            setPicking(false);
            setOpened((list) => (list.some((one) => fileTab(one) === fileTab(picked)) ? list : [...list, picked]));
            setSelected(fileTab(picked));
          }}
        />
      )}
    </div>
  );
}

function Files({ files, onPick, onClose }: { files: DeskView['files']; onPick: (file: { machine: string; path: string }) => void; onClose: () => void }) {
  const machines = [...new Set(files.map((file) => file.machine))];
  return (
    <Sheet title="Open a file" onClose={onClose}>
      <div className={styles.fileList}>
        {machines.map((machine) => (
          <section key={machine} aria-label={machine}>
            <h3>{machine}</h3>
            {files
              .filter((file) => file.machine === machine)
              .map((file) => (
                <button key={file.path} type="button" onClick={() => onPick({ machine: file.machine, path: file.path })}>
                  {file.path.replace(/^\/home\/\w+\//, '~/')}
                </button>
              ))}
          </section>
        ))}
      </div>
    </Sheet>
  );
}
