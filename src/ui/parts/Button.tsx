// The app's buttons: `strong` for the one thing to do next, `plain` with a hairline, `quiet` without one.
import type { ButtonHTMLAttributes } from 'react';
import styles from './button.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'strong' | 'plain' | 'quiet' | 'icon';
}

export function Button({ look = 'plain', className, type = 'button', ...rest }: Props) {
  return <button type={type} className={`${styles.button} ${styles[look] ?? ''} ${className ?? ''}`} {...rest} />;
}

export const buttonClass = (look: 'strong' | 'plain' | 'quiet' | 'icon') => `${styles.button} ${styles[look] ?? ''}`;
