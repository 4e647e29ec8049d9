// The rows of a console page: a table where there is room, a list of cards in a narrow column. A row opens to all that the call returned, and its buttons.
import { useState } from 'react';
import type { ConsoleAction, ConsoleTable } from '../../views/desk.ts';
import { Button } from '../parts/Button.tsx';
import styles from './console.module.css';

/** From this many rows on, one wants to search and to sort. */
const MANY = 6;

export function ConsoleRows({ table, onAction, locked }: { table: ConsoleTable; onAction: (action: ConsoleAction, of: string) => void; locked: boolean }) {
  const [open, setOpen] = useState<string | null>(null);
  const [wanted, setWanted] = useState('');
  const [sort, setSort] = useState('');
  const words = wanted.trim().toLowerCase();
  const found = table.rows.filter((row) => Object.values(row.cells).some((text) => text.toLowerCase().includes(words)));
  const column = table.columns.find((one) => one.id === sort);
  const rows = column
    ? [...found].sort((one, other) => (one.cells[sort] ?? '').localeCompare(other.cells[sort] ?? '', 'en', { numeric: true }) * (column.kind === 'time' ? -1 : 1))
    : found;
  const buttons = (list: readonly ConsoleAction[], of: string) =>
    list.map((action) => (
      <Button key={action.id} className={action.tone === 'destructive' ? styles.destructive : ''} onClick={() => onAction(action, of)} disabled={locked}>
        {action.label}
      </Button>
    ));
  return (
    <section className={styles.table} aria-label={`${table.service}: ${table.title}`}>
      <header>
        <h3>
          {table.title} {!table.refused && <span className="number">({table.rows.length})</span>}
        </h3>
        {table.actions.length > 0 && <div className={styles.actions}>{buttons(table.actions, '')}</div>}
      </header>
      {table.rows.length >= MANY && (
        <div className={styles.tools}>
          <input type="search" value={wanted} onChange={(event) => setWanted(event.target.value)} placeholder="Find" aria-label={`Find in ${table.title}`} />
          <select value={sort} onChange={(event) => setSort(event.target.value)} aria-label="Sort by">
            <option value="">As returned</option>
            {table.columns.map((one) => (
              <option key={one.id} value={one.id}>
                {one.kind === 'time' ? `${one.title}, newest first` : `By ${one.title.toLowerCase()}`}
              </option>
            ))}
          </select>
        </div>
      )}
      {table.refused ? (
        <p className={styles.refused}>
          <strong>{table.refused.code}:</strong> {table.refused.message}
        </p>
      ) : rows.length === 0 ? (
        <p className={styles.empty}>{words ? 'Nothing on this page matches.' : table.empty}</p>
      ) : (
        <table>
          <thead>
            <tr>
              {table.columns.map((one) => (
                <th key={one.id} scope="col" data-kind={one.kind}>
                  {one.title}
                </th>
              ))}
            </tr>
          </thead>
          {rows.map((row) => (
            <tbody key={row.id} data-open={open === row.id}>
              <tr data-tone={row.tone}>
                {table.columns.map((one, index) => {
                  const text = row.cells[one.id] ?? '';
                  return (
                    <td key={one.id} data-kind={one.kind} data-title={one.title} data-empty={text === '' && index > 0}>
                      {index === 0 ? (
                        <button type="button" aria-expanded={open === row.id} onClick={() => setOpen(open === row.id ? null : row.id)}>
                          {text || 'no name'}
                        </button>
                      ) : (
                        text || <span className={styles.none}>none</span>
                      )}
                    </td>
                  );
                })}
              </tr>
              {open === row.id && (
                <tr>
                  <td colSpan={table.columns.length} className={styles.details}>
                    {row.actions.length > 0 && <div className={styles.actions}>{buttons(row.actions, row.cells[table.columns[0]?.id ?? ''] ?? '')}</div>}
                    <dl>
                      {row.details.map((detail) => (
                        <div key={detail.name}>
                          <dt>{detail.name}</dt>
                          <dd>{detail.value}</dd>
                        </div>
                      ))}
                    </dl>
                  </td>
                </tr>
              )}
            </tbody>
          ))}
        </table>
      )}
    </section>
  );
}
