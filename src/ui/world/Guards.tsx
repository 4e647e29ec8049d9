// The guardrails: which are in place, read off this world, what each costs, where its hole is, and how it is put in by hand.
import type { Action } from '../../app/session.ts';
import type { GuardsView } from '../../views/desk.ts';
import { Button } from '../parts/Button.tsx';
import { dollars } from '../parts/format.ts';
import { Inline } from '../parts/Inline.tsx';
import styles from './guards.module.css';

export function Guards({ guards, dispatch, locked }: { guards: GuardsView; dispatch: (action: Action) => void; locked: boolean }) {
  const held = guards.list.filter((one) => one.inPlace).length;
  return (
    <div className={styles.guards}>
      <p className={styles.sum} role="status">
        {held} of {guards.list.length} in place.
      </p>
      <dl className={styles.totals}>
        <div>
          <dt>A month</dt>
          <dd className="number">{dollars(guards.monthly)}</dd>
        </div>
        <div>
          <dt>Of your week</dt>
          <dd className="number">{guards.minutes} min</dd>
        </div>
      </dl>
      <ul>
        {guards.list.map((one) => (
          <li key={one.id} data-held={one.inPlace}>
            <h3>
              <i aria-hidden />
              <Inline text={one.name} />
            </h3>
            <p className={styles.state}>{one.inPlace ? 'in place' : 'not in place'}</p>
            <dl>
              <dt>Price</dt>
              <dd>
                <Inline text={one.price} />
              </dd>
              <dt>Hole</dt>
              <dd>
                <Inline text={one.hole} />
              </dd>
            </dl>
            {!one.inPlace && one.lines.length > 0 && (
              <details>
                <summary>How, by hand</summary>
                <ol>
                  {one.lines.map((step) => (
                    <li key={`${step.terminal} ${step.line}`}>
                      <pre>{step.line}</pre>
                      <Button
                        disabled={locked || !guards.free.includes(step.terminal)}
                        onClick={() => dispatch({ type: 'line', terminal: step.terminal, text: step.line, by: 'you' })}
                        aria-label={`Type this line on ${step.terminal}: ${step.line.slice(0, 60)}`}
                      >
                        Type it on {step.terminal}
                      </Button>
                    </li>
                  ))}
                </ol>
              </details>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
