// One entry of the conversation, by kind.
import { memo } from 'react';
import type { ChatItem } from '../../views/desk.ts';
import { seconds } from '../parts/format.ts';
import { Inline, spoken } from '../parts/Inline.tsx';
import { Markdown } from '../parts/Markdown.tsx';
import styles from './conversation.module.css';

type ToolItem = Extract<ChatItem, { kind: 'tool' }>;
type CardItem = Extract<ChatItem, { kind: 'card' }>;

const STATUS: Readonly<Record<ToolItem['status'], string>> = {
  asked: 'asks',
  running: 'running',
  done: 'done',
  failed: 'failed',
  denied: 'refused',
  interrupted: 'interrupted',
};

export const ChatEntry = memo(function ChatEntry({ item, onFact }: { item: ChatItem; onFact: (fact: number) => void }) {
  switch (item.kind) {
    case 'act':
      return (
        <h2 className={styles.act}>
          <span>{item.number === 0 ? 'Before the evening' : `Act ${item.number}`}</span> {item.title}
        </h2>
      );
    case 'story':
      return <Markdown className={styles.story} text={item.markdown} />;
    case 'agent':
      return (
        <div className={styles.said}>
          <span className={styles.who}>agent</span>
          <Markdown text={item.markdown} />
        </div>
      );
    case 'you':
      return (
        <div className={`${styles.said} ${styles.you}`}>
          <span className={styles.who}>you</span>
          <p>{item.text}</p>
        </div>
      );
    case 'tool':
      return <Tool item={item} />;
    case 'mail':
      return (
        <article className={styles.mail} aria-label={`Mail from ${item.from}`}>
          <header>
            <span>{item.from}</span>
            <time>{item.clock}</time>
          </header>
          <h3>{item.subject}</h3>
          <Markdown text={item.markdown} />
        </article>
      );
    case 'card':
      return <Card item={item} onFact={onFact} />;
  }
});

function Tool({ item }: { item: ToolItem }) {
  const bad = item.exit !== null && item.exit !== 0;
  const time = item.status === 'running' || item.seconds >= 1 ? seconds(item.seconds) : '';
  return (
    <div className={styles.said}>
      <span className="unseen">The agent runs</span>
      <div className={styles.tool} data-status={item.status}>
        <code>{item.command}</code>
        <span className={styles.toolState}>
          {item.status === 'running' && <i className={styles.pulse} aria-hidden />}
          {STATUS[item.status]}
          {time && ` ${time}`}
          {bad && `, exit ${item.exit}`}
        </span>
      </div>
    </div>
  );
}

function Card({ item, onFact }: { item: CardItem; onFact: (fact: number) => void }) {
  return (
    <section className={styles.card} data-tone={item.tone} aria-label={spoken(item.title)}>
      <h3>
        <Inline text={item.title} />
      </h3>
      <Markdown text={item.markdown} />
      {item.facts.length > 0 && (
        <ol className={styles.facts} aria-label="The facts it rests on">
          {item.facts.map((fact) => (
            <li key={fact.id}>
              <button type="button" onClick={() => onFact(fact.id)} title="Show this moment">
                <time>{fact.clock}</time>{' '}
                <span>
                  <Inline text={fact.text} />
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
