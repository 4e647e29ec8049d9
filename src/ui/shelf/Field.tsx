// The picture of the first page: ninety-five things, emptied in the order of a destroy, then filled again.
import styles from './shelf.module.css';

const TOTAL = 95;
const COLUMNS = 19;
const STEP = 30;
const HEXAGON = 'M0 -9 7.8 -4.5 V4.5 L0 9 -7.8 4.5 V-4.5 Z';
/** The database stands in the middle of the field and goes late, as it did. */
const DATABASE = 52;

/** A fixed shuffle, so that the field empties as an apply does: not row by row. */
const order = (index: number) => (index === DATABASE ? 80 : (index * 37 + 11) % TOTAL);

export function Field() {
  return (
    <figure className={styles.field}>
      <svg
        viewBox={`0 0 ${COLUMNS * STEP + STEP / 2} ${5 * 27}`}
        role="img"
        aria-label="Ninety-five hexagons, one for each thing the account held. They empty one after another, the database among the last, and then fill again: here time can be rewound."
      >
        {Array.from({ length: TOTAL }, (_, index) => {
          const row = Math.floor(index / COLUMNS);
          const x = (index % COLUMNS) * STEP + STEP / 2 + (row % 2) * (STEP / 2);
          const y = row * 27 + 13;
          return (
            <path
              // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
              key={index}
              className={index === DATABASE ? styles.database : styles.thing}
              style={{ animationDelay: `${400 + order(index) * 26}ms, ${4300 + (TOTAL - order(index)) * 8}ms` }}
              transform={`translate(${x} ${y})`}
              d={HEXAGON}
            />
          );
        })}
      </svg>
    </figure>
  );
}
