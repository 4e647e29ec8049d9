// The learner's preferences. Small and needed before the first paint, therefore in localStorage and read at once.
import { create } from 'zustand';

export const THEMES = ['system', 'light', 'dark'] as const;
export const SIZES = ['normal', 'large', 'projector'] as const;
export const MOTIONS = ['system', 'reduced'] as const;

export interface Settings {
  readonly theme: (typeof THEMES)[number];
  readonly size: (typeof SIZES)[number];
  readonly motion: (typeof MOTIONS)[number];
  /** A plain command box and readable output in place of the terminal emulator. */
  readonly plainTerminal: boolean;
  readonly guided: boolean;
  /** Slugs whose first minute has been seen. */
  readonly opened: readonly string[];
}

export const DEFAULTS: Settings = { theme: 'system', size: 'normal', motion: 'system', plainTerminal: false, guided: true, opened: [] };
const KEY = 'undestroy:settings';

/** Keeps what is known and well-formed of a stored text; everything else falls back to the default. */
export function readSettings(text: string | null): Settings {
  let stored: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) stored = value as Record<string, unknown>;
  } catch {
    return DEFAULTS;
  }
  const oneOf = <T extends string>(list: readonly T[], value: unknown, fallback: T): T => list.find((item) => item === value) ?? fallback;
  return {
    theme: oneOf(THEMES, stored.theme, DEFAULTS.theme),
    size: oneOf(SIZES, stored.size, DEFAULTS.size),
    motion: oneOf(MOTIONS, stored.motion, DEFAULTS.motion),
    plainTerminal: stored.plainTerminal === true,
    guided: stored.guided !== false,
    opened: Array.isArray(stored.opened) ? stored.opened.filter((slug): slug is string => typeof slug === 'string') : [],
  };
}

function stored(): string | null {
  try {
    return globalThis.localStorage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
}

export const useSettings = create<Settings & { change(part: Partial<Settings>): void }>()((set, get) => ({
  ...readSettings(stored()),
  change(part) {
    set(part);
    const { change: _, ...settings } = get();
    try {
      globalThis.localStorage?.setItem(KEY, JSON.stringify(settings));
    } catch {
      // Preferences last for this tab then; nothing of the run depends on them.
    }
  },
}));
