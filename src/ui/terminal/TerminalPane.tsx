// One terminal on the desk: the emulator, its search, and in words what it is doing.
import type { ITheme } from '@xterm/xterm';
import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSettings } from '../../app/settings.ts';
import type { TerminalView } from '../../views/desk.ts';
import { stateInWords, type TerminalDoors } from './doing.ts';
import { openScreen, type Screen } from './screen.ts';
import styles from './terminal.module.css';

interface Props {
  readonly view: TerminalView;
  readonly doors: TerminalDoors;
  readonly locked: boolean;
  /** A line already typed when the terminal opens. */
  readonly prefill?: string | undefined;
  readonly autoFocus?: boolean;
}

const FONT_SIZES = { normal: 13, large: 15, projector: 18 } as const;

function themeNow(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    background: colour('--term'),
    foreground: colour('--term-ink'),
    cursor: colour('--term-ink'),
    cursorAccent: colour('--term'),
    selectionBackground: '#4b4a44',
    scrollbarSliderBackground: '#ffffff1c',
    scrollbarSliderHoverBackground: '#ffffff38',
    scrollbarSliderActiveBackground: '#ffffff50',
    overviewRulerBorder: '#00000000',
    black: '#3a3d42',
    red: '#f0775f',
    green: '#86c5a4',
    yellow: '#dcb96a',
    blue: '#86b0e6',
    magenta: '#c9a2d8',
    cyan: '#86c1c9',
    white: '#e6e1d6',
    brightBlack: '#8f8b82',
    brightRed: '#ff947d',
    brightGreen: '#a3d9bc',
    brightYellow: '#ecd08c',
    brightBlue: '#a5c6f0',
    brightMagenta: '#dcbce8',
    brightCyan: '#a6d6dc',
    brightWhite: '#ffffff',
  };
}

export function TerminalPane({ view, doors, locked, prefill, autoFocus }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const screen = useRef<Screen | null>(null);
  const ports = useRef({ view, doors });
  ports.current = { view, doors };
  const { size, theme } = useSettings();
  const [searching, setSearching] = useState(false);
  const id = view.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: one emulator for the life of the pane; what changes reaches it through `ports` and the effects below
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const terminal = () => ports.current.view.id;
    const opened = openScreen(
      element,
      { theme: themeNow(), fontSize: FONT_SIZES[size], label: `Terminal ${view.label}. Escape, then Tab leaves it.` },
      {
        submit: (text) => ports.current.doors.dispatch({ type: 'line', terminal: terminal(), text, by: 'you' }),
        interrupt: () => ports.current.doors.dispatch({ type: 'interrupt', terminal: terminal(), by: 'you' }),
        end: () => ports.current.doors.dispatch({ type: 'end', terminal: terminal(), by: 'you' }),
        complete: (text, cursor) => ports.current.doors.complete(terminal(), text, cursor),
        typing: (text) => ports.current.doors.typing(text),
        leave: (backwards) => leave(pane.current, backwards),
      },
    );
    screen.current = opened;
    opened.fit();
    opened.show(ports.current.view);
    if (prefill) opened.prefill(prefill);
    if (autoFocus) opened.focus();
    // The cells are measured again when the font has come.
    void document.fonts?.load('13px "IBM Plex Mono"').then(() => {
      if (screen.current !== opened) return;
      opened.look({ theme: themeNow(), fontSize: FONT_SIZES[size] });
      opened.fit();
    });
    let waiting = 0;
    const observer = new ResizeObserver(() => {
      clearTimeout(waiting);
      waiting = window.setTimeout(() => screen.current === opened && opened.fit(), 60);
    });
    observer.observe(element);
    return () => {
      clearTimeout(waiting);
      observer.disconnect();
      screen.current = null;
      opened.dispose();
    };
  }, []);

  useLayoutEffect(() => screen.current?.show(view), [view]);
  useEffect(() => screen.current?.lock(locked), [locked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme's colours are read from the page when either changes
  useEffect(() => screen.current?.look({ theme: themeNow(), fontSize: FONT_SIZES[size] }), [size, theme]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another terminal shown in the same pane
  useEffect(() => doors.typing(''), [id]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for what is inside, not a control of its own
    <div
      ref={pane}
      className={styles.pane}
      data-terminal
      onKeyDown={(event) => {
        if (event.ctrlKey && event.shiftKey && event.key.toLowerCase() === 'f') {
          event.preventDefault();
          setSearching(true);
        }
      }}
    >
      <div ref={host} className={styles.host} />
      {searching && (
        <Search
          onFind={(text, backwards) => screen.current?.find(text, backwards) ?? Promise.resolve(false)}
          onClose={() => {
            setSearching(false);
            screen.current?.clearFind();
            screen.current?.focus();
          }}
        />
      )}
      <p className={styles.foot}>
        <span role="status">{stateInWords(view)}</span>
        <span>
          <button type="button" className={styles.find} onClick={() => setSearching(true)}>
            Find
          </button>{' '}
          <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the terminal
        </span>
      </p>
    </div>
  );
}

/** Moves focus to the next thing after (or before) the terminal: Tab itself belongs to completion. */
function leave(pane: HTMLElement | null, backwards: boolean) {
  if (!pane) return;
  const stops = [...document.querySelectorAll<HTMLElement>('a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), select, [tabindex="0"]')].filter(
    (element) => element.tabIndex >= 0 && element.offsetParent !== null && !pane.contains(element),
  );
  const next = backwards
    ? stops.findLast((element) => pane.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING)
    : stops.find((element) => pane.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
  (next ?? stops[0])?.focus();
}

function Search({ onFind, onClose }: { onFind: (text: string, backwards: boolean) => Promise<boolean>; onClose: () => void }) {
  const [text, setText] = useState('');
  const [missed, setMissed] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const find = async (backwards: boolean) => setMissed(text !== '' && !(await onFind(text, backwards)));
  return (
    <form
      className={styles.search}
      aria-label="Find in this terminal"
      onSubmit={(event) => {
        event.preventDefault();
        void find(true);
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <input ref={field} value={text} onChange={(event) => setText(event.target.value)} aria-label="Find in this terminal" placeholder="Find" />
      <span role="status">{missed ? 'not found' : ''}</span>
      <button type="submit" aria-label="Find the one before">
        <ChevronUp size={16} aria-hidden />
      </button>
      <button type="button" aria-label="Find the next" onClick={() => void find(false)}>
        <ChevronDown size={16} aria-hidden />
      </button>
      <button type="button" aria-label="Close the search" onClick={onClose}>
        <X size={16} aria-hidden />
      </button>
    </form>
  );
}
