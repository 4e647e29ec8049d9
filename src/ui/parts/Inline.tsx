// A title or a label in which `code` and *stress* may stand, as text nodes: no markup passes.
import { Fragment } from 'react';
import styles from './markdown.module.css';

export function Inline({ text }: { text: string }) {
  return (
    <span className={styles.inline}>
      {text.split(/(`[^`]+`|\*[^*\s][^*]*\*)/).map((part, index) => {
        const key = `${index}${part}`;
        if (part.length > 2 && part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>;
        if (part.length > 2 && part.startsWith('*') && part.endsWith('*')) return <em key={key}>{part.slice(1, -1)}</em>;
        return <Fragment key={key}>{part}</Fragment>;
      })}
    </span>
  );
}

/** The same text for a label that is only heard. */
export const spoken = (text: string): string => text.replace(/`/g, '');
