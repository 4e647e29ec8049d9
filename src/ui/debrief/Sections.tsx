// The debrief's quieter parts: guardrails by replay, findings with their evidence, the real evening, sources.
import type { DebriefView } from '../../views/debrief-view.ts';
import { count, span } from '../parts/format.ts';
import { Inline } from '../parts/Inline.tsx';
import { Markdown } from '../parts/Markdown.tsx';
import styles from './debrief.module.css';

/** What the replay says, in a few words. */
const wordsFor = (one: DebriefView['guardrails'][number]): string =>
  one.tried === 'no'
    ? 'playing …'
    : one.tried === 'failed'
      ? 'could not be played'
      : one.stops
        ? 'would have changed the end'
        : one.inPlace
          ? 'is in place now'
          : 'would not have changed the end';

export function Guardrails({ guardrails, yours }: { guardrails: DebriefView['guardrails']; yours: { readonly rowsLost: number; readonly minutesDown: number } }) {
  const stopping = guardrails.filter((one) => one.stops);
  const waiting = guardrails.filter((one) => one.tried === 'no').length;
  const most = Math.max(yours.minutesDown, ...guardrails.map((one) => one.minutesDown), 1);
  return (
    <>
      <p className={styles.note} role="status">
        {waiting
          ? `Your evening is being played again with each of these put in beforehand, one at a time. ${guardrails.length - waiting} of ${guardrails.length} so far.`
          : `Your evening was played again with each of these put in beforehand, one at a time. ${stopping.length} of ${guardrails.length} would have changed how it ended.`}
      </p>
      <ul className={styles.guardrails}>
        {guardrails.map((one) => (
          <li key={one.id} className={styles.guardrail} data-stops={one.stops}>
            <div className={styles.guardrailHead}>
              <h3>
                <Inline text={one.name} />
              </h3>
              <span>{wordsFor(one)}</span>
            </div>
            {one.at && (
              <p className={styles.refused}>
                first refusal <code>{one.at}</code>
              </p>
            )}
            {one.left && (
              <p className={styles.refused}>
                a copy left <code>{one.left}</code>
              </p>
            )}
            {one.tried === 'yes' && (
              <>
                <p className={styles.bar} aria-hidden="true">
                  <i style={{ width: `${(one.minutesDown / most) * 100}%` }} />
                </p>
                <p className={styles.figures}>
                  {one.rowsLost === 0 ? 'no rows lost' : `${count(one.rowsLost)} rows lost`}, {one.minutesDown === 0 ? 'never down' : `down ${span(one.minutesDown)}`}
                </p>
              </>
            )}
            <dl>
              <div className={`${styles.pair} ${styles.short}`}>
                <dt>Price</dt>
                <dd>
                  <Inline text={one.price} />
                </dd>
              </div>
              <div className={`${styles.pair} ${styles.short}`}>
                <dt>Its hole</dt>
                <dd>
                  <Inline text={one.hole} />
                </dd>
              </div>
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Findings({ findings, onShow }: { findings: DebriefView['findings']; onShow: (fact: number) => void }) {
  return (
    <ul className={styles.findings}>
      {findings.map((finding) => (
        <li key={finding.objective} className={styles.finding} data-verdict={finding.verdict}>
          <p className={styles.mark}>{finding.verdict}</p>
          <div>
            <h3>
              <Inline text={finding.objective} />
            </h3>
            <Markdown text={finding.comment} />
            {finding.evidence.length > 0 && (
              <ol className={styles.evidence} aria-label="Evidence">
                {finding.evidence.map((fact) => (
                  <li key={fact.id}>
                    <button type="button" className={styles.evidenceLine} onClick={() => onShow(fact.id)}>
                      <time>{fact.clock}</time> <Inline text={fact.text} />
                    </button>
                  </li>
                ))}
              </ol>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

export function RealEvening({ debrief }: { debrief: DebriefView }) {
  return (
    <>
      <div className={styles.scroll}>
        <table className={styles.beside}>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">The real evening</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {debrief.real.map((row) => (
              <tr key={`${row.clock}${row.text}`}>
                <td>
                  <time>{row.clock}</time>
                </td>
                <td>
                  <Inline text={row.text} />
                </td>
                <td data-same={row.yours === null}>
                  <Inline text={row.yours ?? 'did not happen'} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {debrief.contradictions.length > 0 && (
        <>
          <h3 className={styles.sub}>What the public record leaves open</h3>
          <dl className={styles.open}>
            {debrief.contradictions.map((one) => (
              <div key={one.topic} className={`${styles.pair} ${styles.ruled}`}>
                <dt>
                  <Inline text={one.topic} />
                </dt>
                <dd>
                  <Markdown text={one.text} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}

export function Sources({ sources }: { sources: DebriefView['sources'] }) {
  return (
    <ul className={styles.sources}>
      {sources.map((source) => (
        <li key={source.url} className={styles.source}>
          {/^https?:\/\//.test(source.url) ? (
            <a href={source.url} target="_blank" rel="noreferrer noopener">
              {source.title}
            </a>
          ) : (
            source.title
          )}
        </li>
      ))}
    </ul>
  );
}
