// Sentences about the run itself that must not be missed: not saved, damaged, played in another tab.
import { X } from 'lucide-react';
import type { Remark, Saving } from '../../app/desk-state.ts';
import type { Session } from '../../app/session.ts';
import { Button } from '../parts/Button.tsx';
import { downloadAside, downloadRun } from '../settings/runs.ts';
import styles from './desk.module.css';

interface Props {
  readonly remarks: readonly Remark[];
  readonly saving: Saving;
  readonly lookingOn: boolean;
  readonly session: Session;
  readonly onDismiss: (remark: Remark) => void;
  readonly onTakeOver: () => void;
}

export function Remarks({ remarks, saving, lookingOn, session, onDismiss, onTakeOver }: Props) {
  return (
    <div className={styles.remarks} role="status">
      {lookingOn && (
        <div className={styles.remark}>
          <p>This case is open in another tab. You can look around here; nothing you do is kept.</p>
          <Button onClick={onTakeOver}>Play it here</Button>
        </div>
      )}
      {saving.state === 'failed' && (
        <div className={styles.remark}>
          <p>{saving.message}</p>
          <Button onClick={() => downloadRun(session)}>Download the run</Button>
        </div>
      )}
      {remarks.map((remark) => (
        <div key={remark.text} className={styles.remark}>
          <p>{remark.text}</p>
          {remark.run && <Button onClick={() => remark.run && downloadAside(session.slug, remark.run)}>Download that run</Button>}
          <Button look="icon" aria-label="Dismiss" onClick={() => onDismiss(remark)}>
            <X size={16} aria-hidden />
          </Button>
        </div>
      ))}
    </div>
  );
}
