// The bar at the top: where in the case we are, the clock, and the three numbers that matter.
import { Keyboard, Settings } from 'lucide-react';
import { Link } from 'wouter';
import type { Saving } from '../../app/desk-state.ts';
import type { DeskView } from '../../views/desk.ts';
import { Brand } from '../parts/Brand.tsx';
import { Button } from '../parts/Button.tsx';
import { count, dollars } from '../parts/format.ts';
import styles from './topbar.module.css';

interface Props {
  readonly view: DeskView;
  readonly saving: Saving;
  /** Left out where there is nothing to set yet. */
  readonly onSettings?: () => void;
  readonly onKeys?: () => void;
}

export function TopBar({ view, saving, onSettings, onKeys }: Props) {
  const { act, clock, site, answers, bill } = view;
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.brand} aria-label="Undestroy, to the shelf">
        <Brand />
      </Link>
      <h1 className={styles.title}>
        <span>{view.scenario.title}</span>
        <small>{act.number === 0 ? 'Before the evening' : `Act ${act.number} of ${act.of}`}</small>
      </h1>
      <ol className={styles.acts} aria-hidden="true">
        {Array.from({ length: act.of + 1 }, (_, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the acts are numbered
          <li key={number} data-state={number < act.number ? 'past' : number === act.number ? 'now' : 'ahead'} />
        ))}
      </ol>
      <span className={styles.saving} role="status" data-state={saving.state}>
        {saving.state === 'failed' ? 'not saved' : saving.state === 'saved' ? 'saved' : ''}
      </span>
      <p className={styles.clock}>
        <span>{clock.day}</span> <time title={clock.zone}>{clock.time}</time>
      </p>
      <dl className={styles.stats}>
        <div>
          <dt>Site</dt>
          <dd data-bad={!site.up}>{site.up ? (site.status ?? 'up') : (site.status ?? 'down')}</dd>
        </div>
        <div>
          <dt>Answers stored</dt>
          <dd data-bad={answers.lost > 0 && answers.stored !== null && answers.stored < answers.lost}>{answers.stored === null ? 'unknown' : count(answers.stored)}</dd>
        </div>
        <div className={styles.bill}>
          <dt>Bill today</dt>
          <dd>{dollars(bill.today)}</dd>
        </div>
      </dl>
      {onKeys && (
        <Button look="icon" className={styles.keys} aria-label="Keys" title="Keys (?)" aria-keyshortcuts="?" onClick={onKeys}>
          <Keyboard size={18} aria-hidden />
        </Button>
      )}
      {onSettings && (
        <Button look="icon" aria-label="Settings and runs" title="Settings and runs" onClick={onSettings}>
          <Settings size={18} aria-hidden />
        </Button>
      )}
    </header>
  );
}
