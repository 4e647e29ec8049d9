// Keys that belong to the whole desk: the list of keys, and going from part to part.
import { useEffect } from 'react';

const typesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [data-terminal]') !== null);

/** Where the focus goes in a part: what waits for text or an answer first, else its first control. */
function enter(part: HTMLElement): void {
  const found =
    part.querySelector<HTMLElement>('[data-terminal] textarea, [data-terminal] input, ol button[aria-keyshortcuts], [role="slider"], [role="tab"][aria-selected="true"]') ??
    part.querySelector<HTMLElement>('button:not(:disabled), a[href], input, select, [tabindex="0"]');
  (found ?? part).focus();
}

/** Parts of the desk carry `data-part`; F6 goes round them in the order of the page. */
export function useDeskKeys(onList: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]')) return;
      if (event.key === '?' && !event.ctrlKey && !event.metaKey && !event.altKey && !typesText(event.target)) {
        event.preventDefault();
        onList();
      } else if (event.key === 'F6' && !event.ctrlKey && !event.altKey && !event.metaKey) {
        const parts = [...document.querySelectorAll<HTMLElement>('[data-part]')];
        const here = parts.findIndex((part) => part.contains(document.activeElement));
        const next = parts[(here + (event.shiftKey ? -1 : 1) + parts.length + (here < 0 && event.shiftKey ? 1 : 0)) % parts.length];
        if (!next) return;
        event.preventDefault();
        event.stopPropagation();
        enter(next);
      }
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [onList]);
}
