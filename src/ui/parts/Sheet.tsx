// A modal sheet on the browser's own dialog: focus begins in its first field and is kept inside, Escape closes, the page behind is inert.
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './Button.tsx';
import styles from './sheet.module.css';

export function Sheet({ title, onClose, children, wide = false }: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element && !element.open) {
      element.showModal();
      // The browser would begin at the button that closes. Where there is nothing to fill in it may: Enter then does no harm.
      element.querySelector<HTMLElement>('form :is(input, select, textarea)')?.focus();
    }
    return () => {
      // A sheet that is taken away, rather than closed, leaves the focus nowhere.
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`${styles.sheet} ${wide ? styles.wide : ''}`}
      aria-labelledby="sheet-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div className={styles.inside}>
        <header className={styles.head}>
          <h2 id="sheet-title">{title}</h2>
          <Button look="icon" aria-label="Close" onClick={() => dialog.current?.close()}>
            <X size={18} aria-hidden />
          </Button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
