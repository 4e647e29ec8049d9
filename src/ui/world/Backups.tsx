// The family tree of the data: the live database, every copy with its age and owner, and which call kills it.
import type { Copy, DeskView } from '../../views/desk.ts';
import { count } from '../parts/format.ts';
import styles from './backups.module.css';

const KINDS: Readonly<Record<Copy['kind'], string>> = {
  live: 'Live database',
  automated: 'Automated snapshot',
  log: 'Transaction log',
  manual: 'Manual snapshot',
  final: 'Final snapshot',
  export: 'Export',
  retained: 'Retained backup',
  vault: 'Vault copy',
  replicated: 'Backups in another Region',
  elsewhere: 'Copy in another account',
  hidden: 'Support’s copy',
};

interface Bough {
  readonly title: string;
  readonly kinds: readonly Copy['kind'][];
}

/** From the copies that die with the database to those nobody's destroy can reach. */
const BOUGHS: readonly Bough[] = [
  { title: 'The database itself', kinds: ['live'] },
  { title: 'Hang on the instance: they go when it goes', kinds: ['automated', 'log'] },
  { title: 'Stand by themselves in the same account', kinds: ['manual', 'final', 'retained'] },
  { title: 'Kept elsewhere', kinds: ['export', 'vault', 'replicated', 'elsewhere'] },
  { title: 'Not yours to see', kinds: ['hidden'] },
];

export function Backups({ backups }: { backups: DeskView['backups'] }) {
  const there = backups.copies.filter((copy) => copy.there);
  return (
    <div className={styles.backups}>
      {backups.warning && (
        <p className={styles.warning} role="status">
          {backups.warning}
        </p>
      )}
      {there.length > 0 && <p className={styles.sum}>{there.length === 1 ? 'One copy of the data.' : `${there.length} copies of the data.`}</p>}
      {there.length === 0 && !backups.warning && <p className={styles.sum}>No copy of the data can be seen.</p>}
      {BOUGHS.map((bough) => {
        const copies = backups.copies.filter((copy) => bough.kinds.includes(copy.kind));
        if (copies.length === 0 && bough.kinds.includes('hidden')) return null;
        return (
          <section key={bough.title} className={styles.bough} aria-label={bough.title}>
            <h3>{bough.title}</h3>
            {copies.length === 0 ? (
              <p className={styles.none}>none</p>
            ) : (
              <ul>
                {copies.map((copy) => (
                  <Leaf key={copy.id} copy={copy} />
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}

function Leaf({ copy }: { copy: Copy }) {
  return (
    <li className={styles.leaf} data-there={copy.there} data-killed={!copy.there && copy.killedBy !== null}>
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 1.6 13.6 4.8 V11.2 L8 14.4 2.4 11.2 V4.8 Z" />
        {!copy.there && copy.killedBy && <path d="M2 14 14 2" />}
      </svg>
      <div>
        <p className={styles.name}>
          <span>{copy.name}</span>
          <span className="number">{copy.rows === null ? '' : `${count(copy.rows)} rows`}</span>
        </p>
        {(copy.there || !copy.killedBy) && (
          <p className={styles.what}>
            {KINDS[copy.kind]}, as of {copy.asOf}, {copy.account}
          </p>
        )}
        <p className={styles.dies}>
          {copy.there ? (
            <>
              dies with <code>{copy.diesWith}</code>
            </>
          ) : copy.killedBy ? (
            <>
              gone: <code>{copy.killedBy}</code>
            </>
          ) : (
            'not there'
          )}
        </p>
      </div>
    </li>
  );
}
