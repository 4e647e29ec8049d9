// The AWS console: one page at a time, its rows as its reading calls return them, and forms whose buttons are operations through the same door as the command line.
import { X } from 'lucide-react';
import { useState } from 'react';
import type { Action } from '../../app/session.ts';
import type { ConsoleAction, ConsoleTable, ConsoleView } from '../../views/desk.ts';
import { Button } from '../parts/Button.tsx';
import { ConsoleForm } from './ConsoleForm.tsx';
import { ConsoleRows } from './ConsoleRows.tsx';
import styles from './console.module.css';

interface Props {
  readonly view: ConsoleView;
  readonly page: (id: string) => ConsoleTable | null;
  readonly dispatch: (action: Action) => void;
  readonly locked: boolean;
  /** The page that is open; kept by whoever shows the console, so that it is still open when one comes back. */
  readonly opened: string | null;
  readonly onOpen: (id: string) => void;
}

export function Console({ view, page, dispatch, locked, opened, onOpen }: Props) {
  const [form, setForm] = useState<{ readonly action: ConsoleAction; readonly of: string } | null>(null);
  /** The answer that stood when the last button was pressed: a later one is the answer to it. */
  const [before, setBefore] = useState<number | null>(view.answer?.fact ?? null);
  const shown = opened ?? view.services[0]?.pages[0]?.id ?? '';
  const service = view.services.find((one) => one.pages.some((other) => other.id === shown));
  const table = page(shown);
  const answer = view.answer !== null && view.answer.fact !== before ? view.answer : null;
  const refused = answer?.refused ?? null;

  return (
    <div className={styles.console}>
      <label className={styles.service}>
        <span>Page</span>
        <select
          value={shown}
          onChange={(event) => {
            onOpen(event.target.value);
            setBefore(view.answer?.fact ?? null);
          }}
        >
          {view.services.map((one) => (
            <optgroup key={one.name} label={one.name}>
              {one.pages.map((other) => (
                <option key={other.id} value={other.id}>
                  {one.name}: {other.title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      {service && service.pages.length > 1 && (
        <nav className={styles.pages} aria-label={`Pages of ${service.name}`}>
          {service.pages.map((one) => (
            <button key={one.id} type="button" aria-current={one.id === shown ? 'page' : undefined} onClick={() => onOpen(one.id)}>
              {one.title}
            </button>
          ))}
        </nav>
      )}
      {answer && !form && (
        <div className={styles.answer} data-refused={refused !== null} role="status">
          <p>
            <code>{answer.operation}</code> {refused ? 'was refused.' : 'was accepted.'}
            {refused && (
              <>
                <br />
                <strong>{refused.code}:</strong> {refused.message}
              </>
            )}
          </p>
          <Button look="icon" aria-label="Dismiss the answer" onClick={() => setBefore(answer.fact)}>
            <X size={16} aria-hidden />
          </Button>
        </div>
      )}
      {table && <ConsoleRows key={table.id} table={table} onAction={(action, of) => setForm({ action, of })} locked={locked} />}
      {form && (
        <ConsoleForm
          {...form}
          refused={refused}
          onRun={(params) => {
            setBefore(view.answer?.fact ?? null);
            dispatch({ type: 'console', service: form.action.service, operation: form.action.operation, params, by: 'you' });
          }}
          done={answer !== null && refused === null}
          onClose={() => setForm(null)}
        />
      )}
    </div>
  );
}
