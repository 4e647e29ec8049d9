// The three marks, the same everywhere: config a square outline, state a dashed circle, reality a solid hexagon. A missing one is its ghost.
import type { Marks } from '../../views/desk.ts';
import styles from './marks.module.css';

export type Layer = 'config' | 'state' | 'reality';
export type MarkState = 'there' | 'missing' | Marks['reality'];

const HEXAGON = 'M8 1.6 13.6 4.8 V11.2 L8 14.4 2.4 11.2 V4.8 Z';
const shapes: Readonly<Record<Layer, React.ReactNode>> = {
  config: <rect x="2.5" y="2.5" width="11" height="11" />,
  state: <circle cx="8" cy="8" r="5.6" />,
  reality: <path d={HEXAGON} />,
};

const WORDS: Readonly<Record<MarkState, string>> = {
  there: 'there',
  missing: 'missing',
  changing: 'changing',
  going: 'being deleted',
  gone: 'gone',
  never: 'missing',
};

/** One mark. Decorative unless `label` is given: whoever lists marks gives the words once for the row. */
export function Mark({ layer, state = 'there', size = 14, label }: { layer: Layer; state?: MarkState; size?: number; label?: string }) {
  return (
    <svg
      className={`${styles.mark} ${styles[layer]} ${styles[state] ?? ''}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {shapes[layer]}
      {state === 'gone' && <path className={styles.strike} d="M2 14 14 2" />}
    </svg>
  );
}

/** The marks of one thing in words: `config there, state missing, reality gone`. */
export const marksInWords = (marks: Marks): string =>
  `config ${WORDS[marks.config ? 'there' : 'missing']}, state ${WORDS[marks.state ? 'there' : 'missing']}, reality ${WORDS[marks.reality]}`;

export function ThreeMarks({ marks }: { marks: Marks }) {
  return (
    <span className={styles.three}>
      <Mark layer="config" state={marks.config ? 'there' : 'missing'} />
      <Mark layer="state" state={marks.state ? 'there' : 'missing'} />
      <Mark layer="reality" state={marks.reality} />
    </span>
  );
}
