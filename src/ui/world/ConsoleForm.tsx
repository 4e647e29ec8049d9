// The form of one console action. What it will call is shown before it is sent.
import { useState } from 'react';
import type { ConsoleAction } from '../../views/desk.ts';
import { Button } from '../parts/Button.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import styles from './console.module.css';

export function ConsoleForm({ action, onRun, onClose }: { action: ConsoleAction; onRun: (params: Readonly<Record<string, unknown>>) => void; onClose: () => void }) {
  const [values, setValues] = useState<Readonly<Record<string, string | boolean>>>(() => Object.fromEntries(action.fields.map((field) => [field.name, field.value])));
  const set = (name: string, value: string | boolean) => setValues({ ...values, [name]: value });
  /** Fields left empty are not sent, as the real console does not send them. */
  const params = () => ({ ...action.params, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) });
  return (
    <Sheet title={action.label} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onRun(params());
        }}
      >
        {action.fields.map((field) => {
          const value = values[field.name];
          if (field.kind === 'boolean')
            return (
              <label key={field.name} className={styles.check}>
                <input type="checkbox" checked={value === true} onChange={(event) => set(field.name, event.target.checked)} />
                {field.label}
              </label>
            );
          return (
            <label key={field.name} className={styles.field} htmlFor={`field-${field.name}`}>
              {field.label}
              {field.kind === 'choice' ? (
                <select id={`field-${field.name}`} value={String(value ?? '')} onChange={(event) => set(field.name, event.target.value)} required={field.required}>
                  {(field.options ?? []).map((option) => (
                    <option key={option}>{option}</option>
                  ))}
                </select>
              ) : field.kind === 'long' ? (
                <textarea id={`field-${field.name}`} rows={6} value={String(value ?? '')} onChange={(event) => set(field.name, event.target.value)} required={field.required} />
              ) : (
                <input
                  id={`field-${field.name}`}
                  value={String(value ?? '')}
                  onChange={(event) => set(field.name, event.target.value)}
                  required={field.required}
                  autoComplete="off"
                />
              )}
            </label>
          );
        })}
        <p className={styles.calls}>
          This calls{' '}
          <code>
            {action.service}:{action.operation}
          </code>
          {action.tone === 'destructive' && ' and cannot be undone in the account.'}
        </p>
        <div className={styles.actions}>
          <Button type="submit" look="strong" className={action.tone === 'destructive' ? styles.sureDestructive : ''}>
            {action.label}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Sheet>
  );
}
