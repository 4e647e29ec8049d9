// The learner's evenings beside each other: what one other decision was worth, in rows, minutes and money.
import type { EveningView } from '../../views/debrief-view.ts';
import { Button } from '../parts/Button.tsx';
import { count, span, wholeDollars } from '../parts/format.ts';
import { Inline } from '../parts/Inline.tsx';
import styles from './debrief.module.css';

interface Props {
  readonly evenings: readonly EveningView[];
  readonly onReckon: (id: string) => void;
  readonly onShow: (id: string) => void;
}

export function Evenings({ evenings, onReckon, onShow }: Props) {
  return (
    <>
      <p className={styles.note}>The same evening up to the instant at which you chose differently. Everything after it was computed anew.</p>
      <ul className={styles.evenings}>
        {evenings.map((one) => (
          <li key={one.id} data-current={one.current}>
            <h3>
              <Inline text={one.label} />
              {one.current && <small>this one</small>}
            </h3>
            {one.figures ? (
              <>
                <p>{one.figures.over ? one.figures.title : `${one.figures.title}, so far. It is not played to its end.`}</p>
                <dl className={styles.besides}>
                  <Figure term="Rows lost" value={count(one.figures.rowsLost)} bad={one.figures.rowsLost > 0} />
                  <Figure term={one.figures.stillDown ? 'Site down so far' : 'Site down'} value={span(one.figures.minutesDown)} bad={one.figures.minutesDown > 0} />
                  <Figure term="Spent once" value={wholeDollars(one.figures.money.once)} />
                  <Figure term={one.figures.money.monthly < 0 ? 'Less a month' : 'More a month'} value={wholeDollars(Math.abs(one.figures.money.monthly))} />
                </dl>
              </>
            ) : (
              <Button onClick={() => onReckon(one.id)}>Play it again to compare</Button>
            )}
            {!one.current && one.figures && <Button onClick={() => onShow(one.id)}>Show this evening on the desk</Button>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Figure({ term, value, bad = false }: { term: string; value: string; bad?: boolean }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd data-bad={bad}>{value}</dd>
    </div>
  );
}
