// Hints in three steps, each asked for, never pushed.
import type { DeskView } from '../../views/desk.ts';
import { Markdown } from '../parts/Markdown.tsx';
import styles from './conversation.module.css';

export function Hints({ hint, onAsk }: { hint: DeskView['hint']; onAsk: () => void }) {
  if (!hint || (hint.given.length === 0 && hint.left === 0)) return null;
  return (
    <div className={styles.hints} aria-live="polite">
      {hint.given.length > 0 && (
        <ol>
          {hint.given.map((text) => (
            <li key={text}>
              <Markdown text={text} />
            </li>
          ))}
        </ol>
      )}
      {hint.left > 0 && (
        <button type="button" className={styles.ask} onClick={onAsk}>
          {hint.given.length === 0 ? 'Give me a hint' : 'A clearer hint'} <span>({hint.left} left)</span>
        </button>
      )}
    </div>
  );
}
