// The three-way map: everything there is, in groups, each thing with its three marks. What the line being typed would touch is underlined.
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import type { DeskView, MapGroup, MapRow } from '../../views/desk.ts';
import { count } from '../parts/format.ts';
import { Mark, marksInWords, ThreeMarks } from '../parts/Marks.tsx';
import styles from './map.module.css';

interface Props {
  readonly map: DeskView['map'];
  readonly highlight: readonly string[];
}

export function MapPanel({ map, highlight }: Props) {
  const groups = useDeferredValue(map.groups);
  const touched = new Set(highlight);
  return (
    <div className={styles.map}>
      <p className={styles.legend}>
        <span>
          <Mark layer="config" /> config <b className="number">{count(map.counts.config)}</b>
        </span>
        <span>
          <Mark layer="state" /> state <b className="number">{count(map.counts.state)}</b>
        </span>
        <span>
          <Mark layer="reality" /> reality <b className="number">{count(map.counts.reality)}</b>
        </span>
      </p>
      <p className={styles.touch} role="status" data-on={touched.size > 0}>
        {touched.size > 0 ? `This line would touch ${touched.size} of these.` : ''}
      </p>
      {groups.map((group) => (
        <Group key={group.id} group={group} touched={touched} />
      ))}
      {groups.length === 0 && <p>There is nothing: no configuration, no state, no resources.</p>}
    </div>
  );
}

/** Rows that show before a group must be opened. */
const FOLDED = 9;

function Group({ group, touched }: { group: MapGroup; touched: ReadonlySet<string> }) {
  const [open, setOpen] = useState(false);
  // What is lost or touched comes to the front of a folded group, else its loss would be out of sight.
  const rows = open || group.rows.length <= FOLDED + 2 ? group.rows : folded(group.rows, touched);
  const hidden = group.rows.length - rows.length;
  return (
    <section aria-label={group.title}>
      <h3 className={styles.group}>
        {group.title} <span className="number">{count(group.total)}</span>
      </h3>
      <ul>
        {rows.map((row) => (
          <Row key={row.id} row={row} touched={touched.has(row.id)} />
        ))}
      </ul>
      {(hidden > 0 || open) && (
        <button type="button" className={styles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Fewer' : `${hidden} more`}
        </button>
      )}
    </section>
  );
}

function folded(rows: readonly MapRow[], touched: ReadonlySet<string>): readonly MapRow[] {
  const urgent = (row: MapRow) => row.lost || touched.has(row.id) || row.marks.reality === 'going' || row.marks.reality === 'changing';
  const chosen = new Set(rows.filter(urgent).slice(0, FOLDED));
  for (const row of rows) if (chosen.size < FOLDED) chosen.add(row);
  return rows.filter((row) => chosen.has(row));
}

function Row({ row, touched }: { row: MapRow; touched: boolean }) {
  const before = useRef(row.lost);
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    const was = before.current;
    before.current = row.lost;
    if (!row.lost || was) return setFresh(false);
    setFresh(true);
    const timer = setTimeout(() => setFresh(false), 1600);
    return () => clearTimeout(timer);
  }, [row.lost]);
  return (
    <li className={styles.row} data-lost={row.lost} data-fresh={fresh} data-touched={touched} data-going={row.marks.reality === 'going'} title={row.address}>
      <span className={styles.service}>{row.service}</span>
      <span className={styles.name}>
        {row.name}
        {row.count > 1 && <span className={styles.times}> ×{row.count}</span>}
        {row.note && <small>{row.note}</small>}
      </span>
      <span className="unseen">
        {marksInWords(row.marks)}
        {row.lost ? ', lost' : ''}
        {touched ? ', would be touched' : ''}
      </span>
      <ThreeMarks marks={row.marks} />
    </li>
  );
}
