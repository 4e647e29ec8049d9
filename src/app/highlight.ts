// Which objects a command line would touch if it were run now: for the map, while a line is being typed or pointed at.
import type { DeskView, MapRow } from '../views/desk.ts';

const rowsOf = (view: DeskView): MapRow[] => view.map.groups.flatMap((group) => [...group.rows]);

/** Ids of the map's rows; empty when it cannot be said. */
export function lookAround(view: DeskView, line: string, terminal: string): readonly string[] {
  const here = view.terminals.find((one) => one.id === terminal);
  const words = line.trim().split(/\s+/);
  const rows = rowsOf(view);
  if (words[0] === 'terraform') {
    const destroys = words.includes('destroy') || words.includes('-destroy');
    if (!here || !destroys) {
      if (words[1] !== 'apply' && words[1] !== 'plan') return [];
      return rows.filter((row) => row.marks.config && !row.marks.state).map((row) => row.id);
    }
    const targets = words.flatMap((word, index) => (word.startsWith('-target=') ? [word.slice(8)] : words[index - 1] === '-target' ? [word] : []));
    return rows
      .filter((row) => row.marks.state && row.marks.reality !== 'gone' && (!targets.length || targets.some((target) => row.address.startsWith(target))))
      .map((row) => row.id);
  }
  if (words[0] === 'aws' && /^(delete|terminate|release|modify)-/.test(words[2] ?? '')) {
    const named = words.filter((word) => !word.startsWith('-')).slice(3);
    return rows.filter((row) => named.includes(row.name) || named.includes(row.address)).map((row) => row.id);
  }
  return [];
}
