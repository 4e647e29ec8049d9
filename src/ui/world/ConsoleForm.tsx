// The form of one console button. What it will call is shown before it is sent; a refusal stays in it, in the account's words.
import { useEffect, useState } from 'react';
import { fieldsShown, paramsOf, ready, startValues } from '../../views/console/form.ts';
import type { ConsoleAction, ConsoleField, ConsoleRefusal } from '../../views/desk.ts';
import { Button } from '../parts/Button.tsx';
import { Sheet } from '../parts/Sheet.tsx';
import styles from './console.module.css';

interface Props {
  readonly action: ConsoleAction;
  /** What it is done to; empty for the account itself. */
  readonly of: string;
  /** The account refused the last try. */
  readonly refused: ConsoleRefusal | null;
  /** The account accepted it. */
  readonly done: boolean;
  readonly onRun: (params: Readonly<Record<string, unknown>>) => void;
  readonly onClose: () => void;
}

export function ConsoleForm({ action, of, refused, done, onRun, onClose }: Props) {
  const [values, setValues] = useState(() => startValues(action));
  const [typed, setTyped] = useState('');
  const [sent, setSent] = useState(false);
  useEffect(() => {
    if (sent && done) onClose();
  }, [sent, done, onClose]);
  const may = ready(action, values, typed);
  return (
    <Sheet title={of ? `${action.label}: ${of}` : action.label} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!may) return;
          setSent(true);
          onRun(paramsOf(action, values));
        }}
      >
        {fieldsShown(action, values).map((field) => (
          <Field key={field.name} field={field} value={values[field.name] ?? ''} onChange={(value) => setValues({ ...values, [field.name]: value })} />
        ))}
        {action.warning && <p className={styles.warning}>{action.warning}</p>}
        {action.confirm !== null && (
          <label className={styles.field}>
            <span>
              To confirm, type <code>{action.confirm}</code>
            </span>
            <input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" autoCapitalize="off" spellCheck={false} />
          </label>
        )}
        {sent && refused && (
          <p className={styles.refused} role="alert">
            <strong>{refused.code}:</strong> {refused.message}
          </p>
        )}
        <div className={styles.actions}>
          <Button type="submit" look="strong" className={action.tone === 'destructive' ? styles.sureDestructive : ''} disabled={!may}>
            {action.label}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
        <p className={styles.calls}>
          Calls{' '}
          <code>
            {action.service}:{action.operation}
          </code>
        </p>
      </form>
    </Sheet>
  );
}

function Field({ field, value, onChange }: { field: ConsoleField; value: string | boolean; onChange: (value: string | boolean) => void }) {
  if (field.kind === 'boolean' || field.kind === 'acknowledge')
    return (
      <label className={styles.check}>
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        <span>{field.label}</span>
      </label>
    );
  const text = String(value);
  const id = `field-${field.name.replace(/\W/g, '-')}`;
  const common = { id, value: text, required: field.required };
  return (
    <label className={styles.field} htmlFor={id}>
      <span>
        {field.label}
        {!field.required && ', optional'}
      </span>
      {field.kind === 'choice' ? (
        <select {...common} onChange={(event) => onChange(event.target.value)}>
          {(field.options ?? []).map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : field.kind === 'long' ? (
        <textarea {...common} rows={6} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...common} inputMode={field.kind === 'number' ? 'numeric' : 'text'} onChange={(event) => onChange(event.target.value)} autoComplete="off" spellCheck={false} />
      )}
    </label>
  );
}
