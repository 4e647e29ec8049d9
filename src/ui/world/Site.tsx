// The site as a visitor's browser shows it, and below it the chain of things that must all hold for that.
import type { SiteView } from '../../views/desk.ts';
import { count, span } from '../parts/format.ts';
import styles from './site.module.css';

export function Site({ site }: { site: SiteView }) {
  const broken = site.chain.findIndex((link) => !link.ok);
  return (
    <div className={styles.site}>
      <figure className={styles.browser} aria-label="What a visitor sees">
        <div className={styles.address}>
          <span>{site.url.replace(/^https?:\/\//, '')}</span>
          {site.status !== null && <b data-bad={!site.up}>{site.status}</b>}
        </div>
        <div className={styles.page}>{site.page && site.up ? <Page page={site.page} /> : <Failure error={site.error} url={site.url} />}</div>
      </figure>
      <p className={styles.line} role="status">
        {site.up ? 'The site is up.' : `The site is down${site.minutesDown >= 1 ? `, for ${span(site.minutesDown)} so far` : ''}.`}
      </p>
      <h3 className={styles.heading}>From the visitor to the table</h3>
      <ol className={styles.chain}>
        {site.chain.map((link, index) => (
          <li key={link.name} data-state={link.ok ? 'ok' : index === broken ? 'broken' : 'after'}>
            <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
              {link.ok ? <circle cx="8" cy="8" r="4" /> : <path d="M4 4 12 12 M12 4 4 12" />}
            </svg>
            <span>
              {link.name}
              <small>{link.detail}</small>
            </span>
            <span className="unseen">{link.ok ? 'holds' : index === broken ? 'broken here' : 'broken'}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Page({ page }: { page: NonNullable<SiteView['page']> }) {
  return (
    <>
      <p className={styles.siteTitle}>{page.title}</p>
      <p className={styles.homework}>{page.homework}</p>
      <p className={styles.due}>{page.due}</p>
      <dl className={styles.answers}>
        <dt>Answers submitted</dt>
        <dd className="number">{page.answers === null ? 'not known' : count(page.answers)}</dd>
      </dl>
      {page.board.length > 0 && (
        <table className={styles.board}>
          <caption>Leaderboard</caption>
          <tbody>
            {page.board.map((row, index) => (
              <tr key={row.name}>
                <td className="number">{index + 1}</td>
                <th scope="row">{row.name}</th>
                <td className="number">{count(row.points)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Failure({ error, url }: { error: SiteView['error']; url: string }) {
  return (
    <div className={styles.failure}>
      <p className={styles.failureTitle}>{error?.title ?? 'This site can’t be reached'}</p>
      <p>{error?.detail ?? url}</p>
    </div>
  );
}
