// How often the simulated tools print what the real ones printed, and where they are known not to.
import styles from './about.module.css';
import ledger from './fidelity.json';

const count = (value: number): string => value.toLocaleString('en');

const total = (member: 'operations' | 'simulated'): number => ledger.services.reduce((sum, service) => sum + service[member], 0);

/** The figures of the last comparison; `npm run ledger` makes them. */
export function Fidelity() {
  return (
    <>
      <p>
        We ran the real Terraform {ledger.terraform} and the real AWS CLI, kept what they printed, and compare with every change of this program. Alike means to the letter, but for
        ids and times.
      </p>
      <dl className={styles.tally}>
        {ledger.corpora.map(({ name, recorded, alike }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <b>{count(alike)}</b> of {count(recorded)} alike
            </dd>
          </div>
        ))}
      </dl>
      <details className={styles.differences}>
        <summary>What is known to differ, and what is left out</summary>
        <ul>
          {[...new Set(ledger.differences.map(({ why }) => why))].map((why) => (
            <li key={why}>{why}</li>
          ))}
        </ul>
        <p>
          Of {count(total('operations'))} commands of {ledger.services.length} AWS services, {count(total('simulated'))} are simulated:
        </p>
        <ul>
          {ledger.services.map(({ name, operations, simulated }) => (
            <li key={name}>
              {name}: {count(simulated)} of {count(operations)}
            </li>
          ))}
        </ul>
        <p>Simulated differently:</p>
        <ul>
          {ledger.differently.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p>Left out:</p>
        <ul>
          {ledger.outOfScope.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </details>
    </>
  );
}
