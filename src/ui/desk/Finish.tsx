// What stands where the decision stood when the evening is over.
import { useState } from 'react';
import { Button, buttonClass } from '../parts/Button.tsx';
import styles from './desk.module.css';

export function Finish({ slug, onRestart }: { slug: string; onRestart: () => void }) {
  const [sure, setSure] = useState(false);
  return (
    <section className={styles.finish} aria-labelledby="finish">
      <h3 id="finish">The evening is over.</h3>
      <p>What happened, why, and what would have stopped it. You can also go back to any moment of the evening and choose differently.</p>
      <div>
        <a className={buttonClass('strong')} href={`#/case/${slug}/debrief`}>
          Read the debrief
        </a>
        {sure ? <Button onClick={onRestart}>Forget this run and begin again</Button> : <Button onClick={() => setSure(true)}>Begin again …</Button>}
      </div>
    </section>
  );
}
