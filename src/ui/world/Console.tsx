// The AWS console, reduced to tables, details and forms. Every button is one operation through the same door as the command line.
import { useState } from 'react';
import type { Action } from '../../app/session.ts';
import type { ConsoleAction, ConsoleTable } from '../../views/desk.ts';
import { Button } from '../parts/Button.tsx';
import { ConsoleForm } from './ConsoleForm.tsx';
import styles from './console.module.css';

interface Props {
  readonly tables: readonly ConsoleTable[];
  readonly dispatch: (action: Action) => void;
  readonly locked: boolean;
}

export function Console({ tables, dispatch, locked }: Props) {
  const services = [...new Set(tables.map((table) => table.service))];
  const [service, setService] = useState(services[0] ?? '');
  const [form, setForm] = useState<ConsoleAction | null>(null);
  const shown = services.includes(service) ? service : (services[0] ?? '');
  const run = (action: ConsoleAction, params: Readonly<Record<string, unknown>>) => {
    dispatch({ type: 'console', service: action.service, operation: action.operation, params, by: 'you' });
    setForm(null);
  };
  if (tables.length === 0) return <p>This account has nothing to show.</p>;
  return (
    <div className={styles.console}>
      <label className={styles.service}>
        Service
        <select value={shown} onChange={(event) => setService(event.target.value)}>
          {services.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {tables
        .filter((table) => table.service === shown)
        .map((table) => (
          <Table key={table.id} table={table} onAction={setForm} locked={locked} />
        ))}
      {form && <ConsoleForm action={form} onRun={(params) => run(form, params)} onClose={() => setForm(null)} />}
    </div>
  );
}

function Table({ table, onAction, locked }: { table: ConsoleTable; onAction: (action: ConsoleAction) => void; locked: boolean }) {
  const [open, setOpen] = useState<string | null>(null);
  const actions = (list: readonly ConsoleAction[]) =>
    list.map((action) => (
      <Button key={action.id} className={action.tone === 'destructive' ? styles.destructive : ''} onClick={() => onAction(action)} disabled={locked}>
        {action.label}
      </Button>
    ));
  return (
    <section className={styles.table} aria-label={table.title}>
      <header>
        <h3>
          {table.title} <span className="number">{table.rows.length}</span>
        </h3>
        {table.actions.length > 0 && <div className={styles.actions}>{actions(table.actions)}</div>}
      </header>
      {table.rows.length === 0 ? (
        <p className={styles.empty}>{table.empty}</p>
      ) : (
        <div className={styles.scroll}>
          <table>
            <thead>
              <tr>
                {table.columns.map((column) => (
                  <th key={column.id} scope="col" data-align={column.align}>
                    {column.title}
                  </th>
                ))}
              </tr>
            </thead>
            {table.rows.map((row) => (
              <tbody key={row.id} data-open={open === row.id}>
                <tr data-tone={row.tone}>
                  {table.columns.map((column, index) => (
                    <td key={column.id} data-align={column.align}>
                      {index === 0 && (row.details.length > 0 || row.actions.length > 0) ? (
                        <button type="button" aria-expanded={open === row.id} onClick={() => setOpen(open === row.id ? null : row.id)}>
                          {row.cells[column.id] ?? ''}
                        </button>
                      ) : (
                        (row.cells[column.id] ?? '')
                      )}
                    </td>
                  ))}
                </tr>
                {open === row.id && (
                  <tr>
                    <td colSpan={table.columns.length} className={styles.details}>
                      <dl>
                        {row.details.map((detail) => (
                          <div key={detail.name}>
                            <dt>{detail.name}</dt>
                            <dd>{detail.value}</dd>
                          </div>
                        ))}
                      </dl>
                      {row.actions.length > 0 && <div className={styles.actions}>{actions(row.actions)}</div>}
                    </td>
                  </tr>
                )}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </section>
  );
}
