// What stands where the decision stood when the evening is over.
import { Button, buttonClass } from '../parts/Button.tsx';
import styles from './desk.module.css';

export function Finish({ slug, onRestart }: { slug: string; onRestart: () => void }) {
  return (
    <section className={styles.finish} aria-labelledby="finish">
      <h3 id="finish">The evening is over.</h3>
      <p>What happened, why, and what would have stopped it. You can also drag the line below to any moment and choose differently.</p>
      <div>
        <a className={buttonClass('strong')} href={`#/case/${slug}/debrief`}>
          Read the debrief
        </a>
        <Button onClick={onRestart}>Begin again</Button>
      </div>
    </section>
  );
}
