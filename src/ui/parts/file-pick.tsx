// The way a file comes in: a hidden input of the page, and what opens its dialog.
import { type ReactNode, useRef } from 'react';

/** The input to render, and a function that opens the dialog. The same file can be chosen twice in a row: it may have been mended in between. */
export function useFilePick(take: (file: File) => void): readonly [ReactNode, () => void] {
  const input = useRef<HTMLInputElement>(null);
  const element = (
    <input
      ref={input}
      type="file"
      accept=".json,application/json"
      hidden
      onChange={({ target }) => {
        const chosen = target.files?.[0];
        target.value = '';
        if (chosen) take(chosen);
      }}
    />
  );
  return [element, () => input.current?.click()];
}
