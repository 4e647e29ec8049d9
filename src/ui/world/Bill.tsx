// What it costs: so far today, and what the month would come to at this rate.
import type { BillView } from '../../views/desk.ts';
import { dollars } from '../parts/format.ts';
import styles from './bill.module.css';

export function Bill({ bill }: { bill: BillView }) {
  const lines = [...bill.lines].sort((one, other) => other.perMonth - one.perMonth || one.label.localeCompare(other.label));
  return (
    <div>
      <dl className={styles.totals}>
        <div>
          <dt>Today so far</dt>
          <dd className="number">{dollars(bill.today)}</dd>
        </div>
        <div>
          <dt>A month at this rate</dt>
          <dd className="number">{dollars(bill.monthly)}</dd>
        </div>
      </dl>
      <table className={styles.lines}>
        <thead>
          <tr>
            <th scope="col">For</th>
            <th scope="col">An hour</th>
            <th scope="col">A month</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.label}
                {line.note && <small>{line.note}</small>}
              </th>
              <td className="number">{line.perHour === 0 ? '' : `$${line.perHour.toFixed(line.perHour < 0.1 ? 4 : 3)}`}</td>
              <td className="number">{dollars(line.perMonth)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length === 0 && <p>Nothing that costs money is running.</p>}
    </div>
  );
}
