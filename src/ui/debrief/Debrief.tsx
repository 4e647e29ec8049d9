// After the evening: what happened and why, what your choices changed, what would have stopped it, and the real evening beside yours.
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import type { DeskStore } from '../../app/desk-state.ts';
import { useDebrief } from '../../app/verdicts.ts';
import type { DebriefView } from '../../views/debrief-view.ts';
import { Brand } from '../parts/Brand.tsx';
import { Button, buttonClass } from '../parts/Button.tsx';
import { count, span, wholeDollars } from '../parts/format.ts';
import { Inline } from '../parts/Inline.tsx';
import { Markdown } from '../parts/Markdown.tsx';
import styles from './debrief.module.css';
import { Evenings } from './Evenings.tsx';
import { Findings, Guardrails, RealEvening, Sources } from './Sections.tsx';
import { Timeline } from './Timeline.tsx';

const SECTIONS = [
  ['happened', 'What happened'],
  ['decisions', 'Your decisions'],
  ['evenings', 'Your other evenings'],
  ['guardrails', 'What would have stopped it'],
  ['findings', 'How you did'],
  ['real', 'The real evening'],
  ['sources', 'Sources'],
] as const;

export function Debrief({ desk, slug }: { desk: DeskStore; slug: string }) {
  const { session, rewindTo, switchBranch } = useStore(desk);
  const [reckoned, setReckoned] = useState(0);
  const [, go] = useLocation();
  const debrief = useDebrief(session);
  useEffect(() => {
    document.title = 'Debrief · Undestroy';
    window.scrollTo(0, 0);
  }, []);
  if (!debrief)
    return (
      <main className="waiting">
        <h1>The evening is not over yet.</h1>
        <p>
          <a className={buttonClass('strong')} href={`#/case/${slug}`}>
            Back to the desk
          </a>
        </p>
      </main>
    );
  const evenings = session?.evenings() ?? [];
  const show = (target: { frame: number } | { fact: number }) => {
    rewindTo(target);
    go(`/case/${slug}`);
  };
  return (
    <div className={styles.debrief}>
      <header className={styles.head}>
        <a href="#/" aria-label="Undestroy, to the shelf">
          <Brand />
        </a>
        <a className={buttonClass('plain')} href={`#/case/${slug}`}>
          Back to the desk
        </a>
      </header>
      <main>
        <div className={styles.verdict} data-ending={debrief.ending}>
          <h1>
            <Inline text={debrief.title} />
          </h1>
          <dl className={styles.numbers}>
            <Figure label="Rows lost" value={count(debrief.rowsLost)} bad={debrief.rowsLost > 0} />
            <Figure label={debrief.stillDown ? 'Site down so far' : 'Site down'} value={span(debrief.minutesDown)} bad={debrief.minutesDown > 0} />
            <Figure label="Spent once" value={wholeDollars(debrief.money.once)} />
            <Figure label={debrief.money.monthly < 0 ? 'Less a month' : 'More a month'} value={wholeDollars(Math.abs(debrief.money.monthly))} />
            <Figure label="Score" value={`${count(debrief.score.points)} of ${count(debrief.score.outOf)}`} />
          </dl>
          <Markdown className={styles.lead} text={debrief.markdown} />
        </div>
        <nav className={styles.contents} aria-label="In this debrief">
          <ol>
            {SECTIONS.filter(([id]) => id !== 'evenings' || evenings.length > 1).map(([id, title]) => (
              <li key={id}>
                <a
                  href={`#${id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    const section = document.getElementById(id);
                    section?.scrollIntoView();
                    section?.querySelector('h2')?.focus();
                  }}
                >
                  {title}
                </a>
              </li>
            ))}
          </ol>
        </nav>
        <Section id="happened">
          <Timeline facts={debrief.timeline} onShow={(fact) => show({ fact })} />
        </Section>
        <Section id="decisions">
          <Decisions decisions={debrief.decisions} onShow={(frame) => show({ frame })} />
        </Section>
        {evenings.length > 1 && (
          <Section id="evenings">
            <Evenings
              evenings={evenings}
              onReckon={(id) => {
                session?.reckon(id);
                setReckoned(reckoned + 1);
              }}
              onShow={(id) => {
                switchBranch(id);
                go(`/case/${slug}`);
              }}
            />
          </Section>
        )}
        <Section id="guardrails">
          <Guardrails guardrails={debrief.guardrails} yours={debrief} />
        </Section>
        <Section id="findings">
          <Findings findings={debrief.findings} onShow={(fact) => show({ fact })} />
        </Section>
        <Section id="real">
          <RealEvening debrief={debrief} />
        </Section>
        <Section id="sources">
          <Sources sources={debrief.sources} />
        </Section>
      </main>
    </div>
  );
}

function Figure({ label, value, bad = false }: { label: string; value: string; bad?: boolean }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd data-bad={bad}>{value}</dd>
    </div>
  );
}

function Section({ id, children }: { id: (typeof SECTIONS)[number][0]; children: React.ReactNode }) {
  const title = SECTIONS.find(([one]) => one === id)?.[1];
  return (
    <section id={id} className={styles.section} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} tabIndex={-1}>
        {title}
      </h2>
      <div>{children}</div>
    </section>
  );
}

function Decisions({ decisions, onShow }: { decisions: DebriefView['decisions']; onShow: (frame: number) => void }) {
  if (decisions.length === 0) return <p>You were asked nothing that changed the evening.</p>;
  return (
    <ol className={styles.decisions}>
      {decisions.map((decision) => (
        <li key={decision.frame} className={styles.decision}>
          <h3>
            <small>Act {decision.act}</small> <Inline text={decision.question} />
          </h3>
          <dl>
            <div className={styles.pair}>
              <dt>You</dt>
              <dd>
                <Inline text={decision.chosen} />
              </dd>
            </div>
            <div className={styles.pair}>
              <dt>It changed</dt>
              <dd>
                <Inline text={decision.changed} />
              </dd>
            </div>
            <div className={styles.pair}>
              <dt>The real evening</dt>
              <dd>
                <Inline text={decision.real} />
              </dd>
            </div>
          </dl>
          <Button onClick={() => onShow(decision.frame)}>Go back to this moment</Button>
        </li>
      ))}
    </ol>
  );
}
