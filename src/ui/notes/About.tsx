// What this is, how true it is, whose account it rests on, and what it is built with.
import { useEffect } from 'react';
import { Brand } from '../parts/Brand.tsx';
import { Mark } from '../parts/Marks.tsx';
import styles from './about.module.css';
import { Fidelity } from './Fidelity.tsx';

export function About() {
  useEffect(() => {
    document.title = 'About · Undestroy';
  }, []);
  return (
    <div className={styles.about}>
      <header>
        <a href="#/" aria-label="Undestroy, to the shelf">
          <Brand large />
        </a>
      </header>
      <main>
        <h1>About</h1>
        <p className={styles.lead}>
          A learner’s own evening with an AI agent, Terraform and an AWS account, played on a computed world. Nothing you see is told by a script that knows the end: the site is
          down because the load balancer is gone, and the list of backups is empty because of how the call that deleted the database was made.
        </p>
        <h2>Three things that are easily taken for one</h2>
        <dl className={styles.marks}>
          <div>
            <dt>
              <Mark layer="config" size={20} /> config
            </dt>
            <dd>What the files say should be.</dd>
          </div>
          <div>
            <dt>
              <Mark layer="state" size={20} /> state
            </dt>
            <dd>What Terraform remembers having made. It deletes what is in here.</dd>
          </div>
          <div>
            <dt>
              <Mark layer="reality" size={20} /> reality
            </dt>
            <dd>What the account holds.</dd>
          </div>
        </dl>
        <h2>How true it is</h2>
        <p>
          Terraform, the AWS command line and the account are simulated in your browser, from the behaviour of the real tools as recorded and documented. Durations, prices and
          error messages follow the real ones where they are known. It is a model all the same: a command it does not know says so, with the real tool’s error or an honest line,
          and does not pretend.
        </p>
        <Fidelity />
        <h2>The incident</h2>
        <p>
          It happened to a real course platform and was told in public by its founder. The case tells the facts in our own words; what the public record leaves open or contradicts
          is listed with the sources in each case’s debrief. The agent in the case is neither villain nor fool, and no real person appears as a character.
        </p>
        <h2>Your data</h2>
        <p>Your runs and settings are kept in this browser, and nowhere else. The page calls no network. A run can be taken along as a file.</p>
        <h2>Keys</h2>
        <dl className={styles.keys}>
          <div>
            <dt>
              <kbd>1</kbd> to <kbd>9</kbd>
            </dt>
            <dd>
              answer the decision; with <kbd>Alt</kbd> also from inside the terminal
            </dd>
          </div>
          <div>
            <dt>
              <kbd>Esc</kbd> <kbd>Tab</kbd>
            </dt>
            <dd>leave the terminal or the editor</dd>
          </div>
          <div>
            <dt>
              <kbd>Ctrl</kbd> <kbd>Shift</kbd> <kbd>F</kbd>
            </dt>
            <dd>find in the terminal</dd>
          </div>
          <div>
            <dt>
              <kbd>←</kbd> <kbd>→</kbd>
            </dt>
            <dd>on the strip: to the moment before, to the moment after</dd>
          </div>
        </dl>
        <h2>Type</h2>
        <p>Newsreader, IBM Plex Sans and IBM Plex Mono, all under the SIL Open Font License.</p>
      </main>
    </div>
  );
}
