// The facts in order, each with what led to it. Choosing one shows its whole chain of causes.
import { useMemo, useState } from 'react';
import type { DebriefView } from '../../views/debrief-view.ts';
import { Button } from '../parts/Button.tsx';
import { Inline } from '../parts/Inline.tsx';
import styles from './debrief.module.css';

type Facts = DebriefView['timeline'];

const WHO: Readonly<Record<Facts[number]['kind'], string>> = { you: 'you', agent: 'agent', cloud: 'cloud', loss: 'loss', site: 'site' };

/** The ids of a fact and of everything that led to it, as far as the timeline holds it. */
export function chainOf(facts: Facts, id: number | null): ReadonlySet<number> {
  const byId = new Map(facts.map((fact) => [fact.fact, fact]));
  const chain = new Set<number>();
  for (let at = id; at !== null && !chain.has(at); at = byId.get(at)?.cause ?? null) chain.add(at);
  return chain;
}

export function Timeline({ facts, onShow }: { facts: Facts; onShow: (fact: number) => void }) {
  const [chosen, setChosen] = useState<number | null>(() => facts.find((fact) => fact.kind === 'loss')?.fact ?? null);
  const chain = useMemo(() => chainOf(facts, chosen), [facts, chosen]);
  const byId = useMemo(() => new Map(facts.map((fact) => [fact.fact, fact])), [facts]);
  return (
    <>
      <p className={styles.note}>Choose a line to see what led to it.</p>
      <ol className={styles.timeline}>
        {facts.map((fact) => {
          const cause = fact.cause === null ? undefined : byId.get(fact.cause);
          return (
            <li key={fact.fact} data-kind={fact.kind} data-chain={chain.has(fact.fact)}>
              {fact.day && <p className={styles.day}>{fact.day}</p>}
              <button type="button" className={styles.fact} aria-pressed={chosen === fact.fact} onClick={() => setChosen(chosen === fact.fact ? null : fact.fact)}>
                <time>{fact.clock}</time>
                <span className={styles.who}>{WHO[fact.kind]}</span>
                <span>
                  <Inline text={fact.text} />
                  {cause && <span className="unseen">, because: {cause.text}</span>}
                </span>
              </button>
              {chosen === fact.fact && (
                <div className={styles.because}>
                  <p>
                    <Inline text={cause ? `Because: ${cause.text}` : 'Nothing in this world led to it: it began here.'} />
                  </p>
                  <Button look="quiet" onClick={() => onShow(fact.fact)}>
                    Show this moment
                  </Button>
                </div>
              )}
            </li>
          );
        })}
      </ol>
    </>
  );
}
