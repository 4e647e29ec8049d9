// The strip as a list, for a phone and for whoever reads rather than drags: each moment, and the other evenings.
import type { Target } from '../../app/session.ts';
import type { DeskView } from '../../views/desk.ts';
import { clockOf, zoneOffset } from '../parts/format.ts';
import styles from './moments.module.css';

interface Props {
  readonly view: DeskView;
  readonly onRewind: (target: Target) => void;
  readonly onBranch: (id: string) => void;
}

export function Moments({ view, onRewind, onBranch }: Props) {
  const { strip } = view;
  const offset = zoneOffset(view.clock);
  return (
    <div className={styles.moments}>
      <h2>Moments of this evening</h2>
      <ol>
        {strip.points.map((point) => (
          <li key={`${point.frame}${point.label}`}>
            <button type="button" data-kind={point.kind} data-ahead={point.at > strip.now} onClick={() => onRewind({ frame: point.frame })}>
              <time>{clockOf(point.at, offset)}</time>
              <span>{point.label}</span>
            </button>
          </li>
        ))}
      </ol>
      {strip.points.length === 0 && <p>Nothing has happened yet.</p>}
      {strip.branches.length > 0 && (
        <>
          <h2>Other evenings</h2>
          <ul>
            {strip.branches.map((branch) => (
              <li key={branch.id}>
                <button type="button" onClick={() => onBranch(branch.id)}>
                  <time>{clockOf(branch.at, offset)}</time>
                  <span>{branch.label}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
