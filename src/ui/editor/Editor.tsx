// A plain editor for a text file of a machine: line numbers, saving, the file changing under it told and never overwritten unasked.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Draft } from '../../app/storage/drafts.ts';
import type { EditorFile } from '../../views/desk.ts';
import styles from './editor.module.css';

interface Props {
  readonly place: { readonly machine: string; readonly path: string };
  /** As it is on the disk now; null when it is not there (any more). */
  readonly file: EditorFile | null;
  readonly locked: boolean;
  readonly draft: Draft | null;
  readonly onDraft: (draft: Draft | null) => void;
  readonly onSave: (text: string) => void;
  readonly onClose: () => void;
}

export function Editor({ place, file, locked, draft, onDraft, onSave, onClose }: Props) {
  const disk = file?.text ?? '';
  const [base, setBase] = useState(draft?.base ?? disk);
  const [text, setText] = useState(draft?.text ?? disk);
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLPreElement>(null);
  const escaped = useRef(false);
  const dirty = text !== base;
  const changedBelow = disk !== base;

  // A file that changed on the disk is taken over at once while nothing is unsaved here.
  useLayoutEffect(() => {
    if (!changedBelow) return;
    if (!dirty || text === disk) {
      setText(disk);
      setBase(disk);
    }
  }, [disk, changedBelow, dirty, text]);
  useEffect(() => area.current?.focus(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept whenever the text changes
  useEffect(() => onDraft(dirty ? { text, base } : null), [text, base]);

  const lines = useMemo(() => text.split('\n').length, [text]);
  const save = () => {
    if (locked || !dirty) return;
    onSave(text);
    setBase(text);
  };
  return (
    <div className={styles.editor}>
      <div className={styles.bar}>
        <span>
          {place.machine} <b>{place.path}</b>
        </span>
        <span className={styles.state} role="status">
          {file === null ? 'not on the disk' : dirty ? 'not saved' : 'saved'}
        </span>
        <button type="button" onClick={save} disabled={locked || !dirty} aria-keyshortcuts="Control+S">
          Save
        </button>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {changedBelow && dirty && (
        <p className={styles.conflict} role="alert">
          The file has changed on the disk since you opened it.
          <button
            type="button"
            onClick={() => {
              setText(disk);
              setBase(disk);
            }}
          >
            Take the disk’s
          </button>
          <button type="button" onClick={() => setBase(disk)}>
            Keep mine
          </button>
        </p>
      )}
      <div className={styles.body}>
        <pre ref={numbers} className={styles.numbers} aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => index + 1).join('\n')}
        </pre>
        <textarea
          ref={area}
          value={text}
          readOnly={locked}
          aria-label={`${place.path} on ${place.machine}. Escape, then Tab leaves the editor.`}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          onChange={(event) => setText(event.target.value)}
          onScroll={(event) => {
            if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onKeyDown={(event) => {
            if ((event.ctrlKey || event.metaKey) && event.key === 's') {
              event.preventDefault();
              save();
            } else if (event.key === 'Tab' && !escaped.current && !event.shiftKey && !locked) {
              event.preventDefault();
              document.execCommand('insertText', false, '  ');
            }
            escaped.current = event.key === 'Escape';
          }}
        />
      </div>
      <p className={styles.foot}>
        <kbd>Ctrl-S</kbd> saves, <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves
      </p>
    </div>
  );
}
