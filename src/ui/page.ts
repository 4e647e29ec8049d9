// What the settings mean for the page itself: theme, size of type, motion.
import { useEffect, useSyncExternalStore } from 'react';
import { type Settings, useSettings } from '../app/settings.ts';

function matches(query: string) {
  return {
    subscribe: (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    now: () => matchMedia(query).matches,
  };
}

const dark = matches('(prefers-color-scheme: dark)');
const still = matches('(prefers-reduced-motion: reduce)');
const narrow = matches('(max-width: 759px)');
const middle = matches('(max-width: 1179px)');
const coarse = matches('(pointer: coarse)');

export const useNarrow = () => useSyncExternalStore(narrow.subscribe, narrow.now);
/** Too narrow for three columns: the world goes below the terminal. */
export const useMiddle = () => useSyncExternalStore(middle.subscribe, middle.now);
export const useCoarse = () => useSyncExternalStore(coarse.subscribe, coarse.now);
/** Whether things should stand still: the system's wish or the learner's. */
export const useStill = () => {
  const system = useSyncExternalStore(still.subscribe, still.now);
  return useSettings((settings) => settings.motion) === 'reduced' || system;
};

export function applySettings(settings: Settings, systemDark: boolean): void {
  const root = document.documentElement.dataset;
  root.theme = settings.theme === 'system' ? (systemDark ? 'dark' : 'light') : settings.theme;
  root.size = settings.size;
  root.motion = settings.motion;
  const colour = getComputedStyle(document.documentElement).getPropertyValue('--paper').trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour);
}

/** Keeps the page in step with the settings and the system. */
export function usePage(): void {
  const settings = useSettings();
  const systemDark = useSyncExternalStore(dark.subscribe, dark.now);
  useEffect(() => applySettings(settings, systemDark), [settings, systemDark]);
}
