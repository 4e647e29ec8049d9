// The main screen: conversation, machine, world, and time below; one column with tabs on a phone.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { DeskStore } from '../../app/desk-state.ts';
import type { Vault } from '../../app/storage/vault.ts';
import type { DeskView } from '../../views/desk.ts';
import { Conversation } from '../conversation/Conversation.tsx';
import { useMiddle, useNarrow } from '../page.ts';
import { panelOf, Tabs } from '../parts/Tabs.tsx';
import { SettingsSheet } from '../settings/SettingsSheet.tsx';
import { Moments } from '../strip/Moments.tsx';
import { Strip } from '../strip/Strip.tsx';
import { WORLD_TABS, World, type WorldTab } from '../world/World.tsx';
import styles from './desk.module.css';
import { Finish } from './Finish.tsx';
import { useDeskKeys } from './keys.ts';
import { Machine } from './Machine.tsx';
import { Remarks } from './Remarks.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { Splitter } from './Splitter.tsx';
import { TopBar } from './TopBar.tsx';

const WIDTHS = { left: 360, right: 372 };
type Page = 'story' | 'machine' | 'world' | 'time';

export function Desk({ desk, vault, onTakeOver }: { desk: DeskStore; vault: Vault; onTakeOver: () => void }) {
  const { view, place, pace, session, lookingOn, saving, remarks, ...doors } = useStore(desk);
  const narrow = useNarrow();
  const middle = useMiddle();
  const [settings, setSettings] = useState(false);
  const [keys, setKeys] = useState(false);
  useDeskKeys(useCallback(() => setKeys(true), []));
  const [tab, setTab] = useState<WorldTab>('site');
  const [page, setPage] = useState<Page>('story');
  const [left, setLeft] = useState(WIDTHS.left);
  const [right, setRight] = useState(WIDTHS.right);
  const [typed, setTyped] = useState({ terminal: '', line: '' });

  // Guided mode brings the panel that matters now to the front, once, when it starts to matter.
  const pointed = view?.attention?.panel ?? null;
  useEffect(() => {
    const world = WORLD_TABS.find((one) => one === pointed);
    if (world) setTab(world);
  }, [pointed]);

  // What a line would touch: the one pointed at in a decision, else the one being typed, a moment after the last key.
  const [considered, setConsidered] = useState<string | null>(null);
  const [highlight, setHighlight] = useState<readonly string[]>([]);
  const agentTerminal = view?.terminals[0]?.id ?? '';
  const line = considered ?? typed.line;
  const lineTerminal = considered === null ? typed.terminal : agentTerminal;
  useEffect(() => {
    if (!session || !line.trim()) return setHighlight([]);
    const timer = setTimeout(() => setHighlight(session.mapHighlight(line, lineTerminal)), 150);
    return () => clearTimeout(timer);
  }, [line, lineTerminal, session]);

  const rewind = doors.rewindTo;
  const onFact = useCallback((fact: number) => rewind({ fact }), [rewind]);
  const machineDoors = useMemo(
    () => ({
      dispatch: doors.dispatch,
      complete: (terminal: string, line: string, cursor: number) => desk.getState().session?.complete(terminal, line, cursor) ?? { from: cursor, options: [] },
      file: (machine: string, path: string) => desk.getState().session?.editorFile(machine, path) ?? null,
      typing: (terminal: string, line: string) => setTyped((was) => (was.terminal === terminal && was.line === line ? was : { terminal, line })),
    }),
    [desk, doors.dispatch],
  );
  const story = useRef<HTMLElement>(null);
  if (!view || !place || !session) return null;

  const past = place.frame < place.last;
  const conversation = (
    <Conversation
      view={view}
      past={past}
      dispatch={doors.dispatch}
      onFact={onFact}
      onConsider={setConsidered}
      foot={view.finished ? <Finish slug={session.slug} onRestart={() => void doors.restart()} /> : null}
    />
  );
  const machine = <Machine view={view} doors={machineDoors} locked={lookingOn} narrow={narrow} />;
  const world = <World view={view} tab={tab} onTab={setTab} highlight={highlight} consolePage={(id) => session.consolePage(id)} dispatch={doors.dispatch} locked={lookingOn} />;
  const strip = (
    <Strip
      view={view}
      place={place}
      pace={pace}
      locked={lookingOn}
      onPlay={doors.play}
      onPause={doors.pause}
      onSpeed={doors.setSpeed}
      onSkip={doors.skip}
      onRewind={doors.rewindTo}
      onBranch={doors.switchBranch}
      onPresent={doors.toPresent}
      onFork={doors.fork}
    />
  );

  return (
    <div className={styles.desk} data-narrow={narrow} data-past={past}>
      <button type="button" className={styles.jump} onClick={() => story.current?.focus()}>
        To the conversation
      </button>
      <TopBar view={view} saving={saving} onSettings={() => setSettings(true)} onKeys={() => setKeys(true)} />
      <Remarks remarks={remarks} saving={saving} lookingOn={lookingOn} session={session} onDismiss={doors.dismiss} onTakeOver={onTakeOver} />
      {narrow ? (
        <main className={styles.phone}>
          <div className={styles.phonePanel} {...panelOf('desk', page)}>
            {page === 'story' && conversation}
            {page === 'machine' && machine}
            {page === 'world' && world}
            {page === 'time' && (
              <div className={styles.timePage}>
                {strip}
                <Moments view={view} onRewind={doors.rewindTo} onBranch={doors.switchBranch} />
              </div>
            )}
          </div>
          <PhoneTabs view={view} page={page} onPage={setPage} />
        </main>
      ) : (
        <main
          className={middle ? styles.stacked : styles.columns}
          style={{ gridTemplateColumns: middle ? `${Math.min(left, 340)}px 1px minmax(320px, 1fr)` : `${left}px 1px minmax(320px, 1fr) 1px ${right}px` }}
        >
          <section ref={story} tabIndex={-1} aria-label="Conversation and decisions" data-part>
            {conversation}
          </section>
          <Splitter label="Width of the conversation" value={left} min={280} max={middle ? 340 : 560} onChange={setLeft} onReset={() => setLeft(WIDTHS.left)} />
          <section aria-label="The machine" data-part>
            {machine}
          </section>
          {!middle && <Splitter label="Width of the world" value={right} min={280} max={720} reverse onChange={setRight} onReset={() => setRight(WIDTHS.right)} />}
          <section aria-label="The world" data-part>
            {world}
          </section>
        </main>
      )}
      {!narrow && (
        <footer className={styles.time} data-part>
          {strip}
        </footer>
      )}
      {keys && <Shortcuts onClose={() => setKeys(false)} />}
      {settings && <SettingsSheet desk={desk} vault={vault} onClose={() => setSettings(false)} />}
    </div>
  );
}

function PhoneTabs({ view, page, onPage }: { view: DeskView; page: Page; onPage: (page: Page) => void }) {
  return (
    <Tabs
      name="desk"
      label="Parts of the desk"
      className={styles.phoneTabs}
      tabClass={styles.phoneTab}
      selected={page}
      onSelect={(id) => onPage(id as Page)}
      items={[
        {
          id: 'story',
          label: <PhoneLabel text="Story" on={view.decision !== null && page !== 'story'} />,
          remark: view.decision && page !== 'story' ? 'a decision waits' : undefined,
        },
        { id: 'machine', label: <PhoneLabel text="Terminal" on={view.terminals.some((one) => one.status === 'running') && page !== 'machine'} /> },
        { id: 'world', label: <PhoneLabel text="World" on={!view.site.up && page !== 'world'} bad />, remark: view.site.up ? undefined : 'the site is down' },
        { id: 'time', label: <PhoneLabel text="Time" on={false} /> },
      ]}
    />
  );
}

function PhoneLabel({ text, on, bad = false }: { text: string; on: boolean; bad?: boolean }) {
  return (
    <span>
      {text}
      {on && <i className={styles.phoneDot} data-bad={bad} aria-hidden />}
    </span>
  );
}
