// A line between two columns that can be dragged, or moved with the arrow keys.
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './desk.module.css';

interface Props {
  readonly label: string;
  /** Width in pixels of the column it sizes, and the limits of that. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** The column that is sized is to the right of the line. */
  readonly reverse?: boolean;
  readonly onChange: (value: number) => void;
  readonly onReset: () => void;
}

export function Splitter({ label, value, min, max, reverse = false, onChange, onReset }: Props) {
  const start = useRef({ x: 0, value: 0 });
  const direction = reverse ? -1 : 1;
  const set = (next: number) => onChange(Math.round(Math.max(min, Math.min(max, next))));
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (event.key === 'Enter') onReset();
    else if (event.key === 'Home') set(min);
    else if (event.key === 'End') set(max);
    else if (step) set(value + step * direction);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is a widget, which hr is not
    <div
      className={styles.splitter}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={keys}
      onDoubleClick={onReset}
      onPointerDown={(event: PointerEvent<HTMLDivElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, value };
        event.preventDefault();
      }}
      onPointerMove={(event) =>
        event.buttons > 0 && event.currentTarget.hasPointerCapture(event.pointerId) && set(start.current.value + (event.clientX - start.current.x) * direction)
      }
    />
  );
}
