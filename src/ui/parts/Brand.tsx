// The name, with its second half struck out and standing: what this app is about.
import styles from './brand.module.css';

export function Brand({ large = false }: { large?: boolean }) {
  return (
    <span className={`${styles.brand} ${large ? styles.large : ''}`}>
      un<s>destroy</s>
    </span>
  );
}
