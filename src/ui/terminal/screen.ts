// Binds the emulator (xterm) to the line editor and to the world's terminal text. Knows no React.
import { FitAddon } from '@xterm/addon-fit';
import { type ITheme, Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Completion } from '../../app/session.ts';
import type { TerminalView } from '../../views/desk.ts';
import { columnAfter } from './cells.ts';
import { type Key, readKey } from './keys.ts';
import { complete, type Effect, EMPTY_LINE, type Line, press, type Step } from './line.ts';
import { changeOf, endOf, type Output, textFrom } from './output.ts';
import { erasePainted, type Painted, paint } from './paint.ts';

export interface ScreenPorts {
  submit(text: string): void;
  interrupt(): void;
  end(): void;
  complete(text: string, cursor: number): Completion;
  /** The learner leaves the terminal with Esc, Tab (or Shift-Tab backwards). */
  leave(backwards: boolean): void;
  /** The line being typed, after every key; empty while none can be typed. */
  typing(text: string): void;
}

export interface Screen {
  /** Shows the terminal as the world has it now. */
  show(view: TerminalView): void;
  /** Puts a line at the prompt, as if typed. */
  prefill(text: string): void;
  /** Nothing can be typed (another tab plays). */
  lock(locked: boolean): void;
  look(look: { readonly theme: ITheme; readonly fontSize: number }): void;
  fit(): void;
  focus(): void;
  /** Whether the text was found. */
  find(text: string, backwards: boolean): Promise<boolean>;
  clearFind(): void;
  dispose(): void;
}

export interface Look {
  readonly theme: ITheme;
  readonly fontSize: number;
  readonly label: string;
}

/** Milliseconds without a change after which what is out of sight is drawn. */
const SETTLED = 500;
/** Characters at once that are more than is read as they come. */
const LONG = 20_000;

export function openScreen(host: HTMLElement, look: Look, ports: ScreenPorts): Screen {
  const term = new Terminal({
    theme: look.theme,
    fontSize: look.fontSize,
    fontFamily: '"IBM Plex Mono", ui-monospace, Menlo, Consolas, monospace',
    fontWeightBold: 600,
    lineHeight: 1.4,
    letterSpacing: 0,
    scrollback: 20_000,
    cursorStyle: 'block',
    cursorInactiveStyle: 'outline',
    cursorBlink: false,
    allowProposedApi: true,
    minimumContrastRatio: 4.5,
    drawBoldTextInBrightColors: false,
    macOptionIsMeta: true,
    overviewRuler: { width: 9 },
  });
  const fitter = new FitAddon();
  term.loadAddon(fitter);
  term.open(host);
  if (term.textarea) term.textarea.ariaLabel = look.label;

  let view: TerminalView | null = null;
  let drawn: Output | null = null;
  let column = 0;
  let painted: Painted | null = null;
  let line: Line = EMPTY_LINE;
  let locked = false;
  let awaiting = false;
  /** Keys typed while a program runs; they are taken up at the next prompt, as a terminal does. */
  let ahead: Key[] = [];
  let searcher: import('@xterm/addon-search').SearchAddon | null = null;

  const typable = () => view !== null && !locked && !awaiting && (view.status === 'prompt' || view.status === 'question');
  const unpaint = () => {
    const text = erasePainted(painted, column);
    painted = null;
    return text;
  };
  const repaint = () => {
    // A prompt is shown even where nothing can be typed; a program's question is in its output already.
    if (!view || (!typable() && view.status !== 'prompt')) return '';
    painted = paint(typable() ? line : EMPTY_LINE, { column, columns: term.cols, prompt: view.status === 'prompt' ? view.prompt : '', secret: view.secret });
    return painted.text;
  };

  let rest: ReturnType<typeof setTimeout> | undefined;
  /** A button of the pointer is down somewhere on the page. */
  let dragging = false;
  const gone = new AbortController();
  for (const type of ['pointerdown', 'pointerup', 'pointercancel'] as const)
    addEventListener(type, () => (dragging = type === 'pointerdown'), { capture: true, signal: gone.signal });
  /** Draws anew, all of it. The reset is written too, so that it comes after what is still being written. */
  const redrawAll = () => {
    clearTimeout(rest);
    rest = undefined;
    if (view) redraw(textFrom(view.output, 0));
  };
  const later = () => {
    clearTimeout(rest);
    rest = setTimeout(() => (dragging ? later() : redrawAll()), SETTLED);
  };
  /** Draws what is in sight, and the rest when nothing has changed for a while: a hand that drags time back asks for every frame anew. */
  const redrawSoon = () => {
    later();
    if (view) redraw(endOf(view.output, term.rows));
  };
  const redraw = (text: string) => {
    painted = null;
    column = columnAfter(text, term.cols);
    drawn = view?.output ?? null;
    term.write(`\x1bc${text}${repaint()}`);
  };

  const submit = (text: string) => {
    // The answer comes with the next `show`; until then keys are kept. If nothing came of it, typing goes on.
    awaiting = true;
    ports.submit(text);
    setTimeout(() => {
      if (!awaiting) return;
      awaiting = false;
      term.write(unpaint() + repaint());
      catchUp();
    }, 250);
  };

  const perform = (effect: Effect) => {
    switch (effect.type) {
      case 'submit':
        return submit(effect.text);
      case 'interrupt':
        // At a prompt only the line is given up; a program's question hears it, and a command that is not complete yet.
        return view?.status === 'prompt' && !continues() ? undefined : ports.interrupt();
      case 'end':
        return ports.end();
      case 'clear':
        if (rest !== undefined) redrawAll();
        term.write(`${unpaint()}\x1b[2J\x1b[H`);
        column = 0;
        return term.write(repaint());
      case 'complete':
        return take(complete(line, ports.complete(line.text, line.cursor)));
      case 'leave':
        return ports.leave(false);
      case 'bell':
        return undefined;
    }
  };

  /** More of a command is asked for. */
  const continues = () => view?.prompt === '> ';

  /** A line that is given up stays where it is, as a shell leaves it. */
  const giveUp = () => {
    const last = paint({ ...line, cursor: line.text.length, offered: [], search: null }, { column, columns: term.cols, prompt: view?.prompt ?? '', secret: false });
    term.write(`${unpaint()}${last.text}^C\r\n`);
    column = 0;
  };

  const take = (step: Step) => {
    if (view?.status === 'prompt' && typable() && !continues() && step.effects.some((effect) => effect.type === 'interrupt')) giveUp();
    line = step.line;
    const text = unpaint() + repaint();
    if (text) term.write(text);
    const submits = step.effects.filter((effect) => effect.type === 'submit');
    if (submits.length > 1) {
      // One line at a time: what was pasted after the first waits for the next prompt.
      ahead.unshift({
        type: 'paste',
        text: `${submits
          .slice(1)
          .map((effect) => effect.text)
          .join('\n')}\n${line.text}`,
      });
      line = EMPTY_LINE;
    }
    for (const effect of step.effects) {
      if (effect.type === 'submit' && effect !== submits[0]) continue;
      perform(effect);
    }
    ports.typing(typable() && !view?.secret ? line.text : '');
  };

  const onKey = (key: Key) => {
    if (!view || locked) return;
    if (view.status === 'running' || awaiting) {
      if (key.type === 'key' && key.name === 'interrupt') {
        ahead = [];
        ports.interrupt();
      } else if (key.type === 'key' && key.name === 'end-of-input') ports.end();
      else if (key.type === 'key' && (key.name === 'tab' || key.name === 'back-tab')) ports.leave(key.name === 'back-tab');
      else if (ahead.length < 500) ahead.push(key);
      return;
    }
    if (view.status === 'closed') {
      if (key.type === 'key' && (key.name === 'tab' || key.name === 'back-tab')) ports.leave(key.name === 'back-tab');
      return;
    }
    if (key.type === 'key' && key.name === 'back-tab') return ports.leave(true);
    take(press(line, key, { history: view.history, secret: view.secret, question: view.status === 'question' }));
  };

  /** Takes up what was typed ahead, until a line starts a program again. */
  const catchUp = () => {
    while (ahead.length > 0 && typable()) {
      const key = ahead.shift();
      if (key) onKey(key);
    }
  };

  term.onData((data) => {
    const key = readKey(data);
    if (key) onKey(key);
  });
  term.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    const control = event.ctrlKey || event.metaKey;
    if (control && (event.key === 'c' || event.key === 'C') && term.hasSelection()) {
      void navigator.clipboard?.writeText(term.getSelection());
      term.clearSelection();
      event.preventDefault();
      return false;
    }
    // The browser's own paste reaches the emulator as a paste.
    if (control && (event.key === 'v' || event.key === 'V')) return false;
    if (event.ctrlKey && event.shiftKey) return false;
    return true;
  });

  return {
    show(next) {
      const before = view;
      view = next;
      if (before !== next) awaiting = false;
      if (before && before.id !== next.id) {
        drawn = null;
        line = EMPTY_LINE;
        ahead = [];
        redrawAll();
        return;
      }
      const change = changeOf(drawn, next.output);
      if (change.type === 'redraw' || (change.type === 'append' && change.text.length > LONG)) {
        if (change.type === 'redraw') {
          line = EMPTY_LINE;
          ahead = [];
        }
        redrawSoon();
      } else if (change.type === 'append') {
        const erase = unpaint();
        column = columnAfter(textFrom(next.output, Math.max(0, next.output.length - 64)), term.cols);
        drawn = next.output;
        term.write(erase + change.text + repaint());
      } else if (!before || before.status !== next.status || before.prompt !== next.prompt || before.secret !== next.secret) {
        drawn = next.output;
        term.write(unpaint() + repaint());
      }
      catchUp();
    },
    prefill(text) {
      take({ line: { ...EMPTY_LINE, text, cursor: text.length }, effects: [] });
    },
    lock(next) {
      if (next === locked) return;
      locked = next;
      term.write(unpaint() + repaint());
    },
    look(next) {
      term.options.theme = next.theme;
      if (term.options.fontSize !== next.fontSize) {
        term.options.fontSize = next.fontSize;
        this.fit();
      }
    },
    fit() {
      const before = term.cols;
      fitter.fit();
      if (term.cols !== before) redrawAll();
    },
    focus: () => term.focus(),
    async find(text, backwards) {
      if (rest !== undefined) redrawAll();
      if (!searcher) {
        const { SearchAddon } = await import('@xterm/addon-search');
        searcher = new SearchAddon();
        term.loadAddon(searcher);
      }
      const options = { decorations: { matchOverviewRuler: '#dcb257', activeMatchColorOverviewRuler: '#fffdf9', matchBackground: '#4a3b14', activeMatchBackground: '#8a6a1e' } };
      return backwards ? searcher.findPrevious(text, options) : searcher.findNext(text, { ...options, incremental: false });
    },
    clearFind() {
      searcher?.clearDecorations();
      term.clearSelection();
    },
    dispose() {
      gone.abort();
      clearTimeout(rest);
      term.dispose();
    },
  };
}
