// A modal sheet on the browser's own dialog: focus is kept inside, Escape closes, the page behind is inert.
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './Button.tsx';
import styles from './sheet.module.css';

export function Sheet({ title, onClose, children, wide = false }: { title: string; onClose: () => void; children: ReactNode; wide?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
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
