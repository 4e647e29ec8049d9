// The edges of an apply that others imply are left out: what is at the end of a chain was made from every block of it, but waits only for the last.
import type { ResourceChange } from '../plan/plan.ts';

/** Of the blocks that something was made from, those that have a part in the apply and that no other of them waits for. */
export type Direct = (dependencies: ResourceChange['dependencies']) => readonly string[];

/** A block stands for all that one of its own steps was made from. `parts` are the steps that count: their blocks, and what they were made from. */
export function directAmong(parts: Iterable<{ readonly block: string; readonly dependencies: readonly string[] }>): Direct {
  const lists = new Map<string, Set<readonly string[]>>();
  for (const { block, dependencies } of parts) {
    const known = lists.get(block);
    if (known) known.add(dependencies);
    else lists.set(block, new Set([dependencies]));
  }
  const most = new Map([...lists].map(([block, own]) => [block, Math.max(...[...own].map((list) => list.length))]));
  // Whatever stands for another comes after it.
  const blocks = [...lists.keys()].sort((a, b) => (most.get(a) as number) - (most.get(b) as number));
  const places = new Map(blocks.map((block, place) => [block, place]));
  const words = (blocks.length + 31) >> 5;
  const sets = new Map<readonly string[], Uint32Array>();
  const setOf = (list: readonly string[]): Uint32Array => {
    let set = sets.get(list);
    if (set) return set;
    set = new Uint32Array(words);
    for (const block of list) {
      const place = places.get(block);
      if (place !== undefined) set[place >> 5] = (set[place >> 5] as number) | (1 << (place & 31));
    }
    sets.set(list, set);
    return set;
  };
  const found = new Map<readonly string[], readonly string[]>();
  return (dependencies) => {
    const known = found.get(dependencies);
    if (known) return known;
    const left = setOf(dependencies).slice();
    const direct: string[] = [];
    for (let word = words - 1; word >= 0; word--) {
      while (left[word]) {
        const place = (word << 5) + 31 - Math.clz32(left[word] as number);
        left[word] = (left[word] as number) & ~(1 << (place & 31));
        const block = blocks[place] as string;
        direct.push(block);
        for (const list of lists.get(block) as Set<readonly string[]>) {
          const implied = setOf(list);
          for (let at = word; at >= 0; at--) left[at] = (left[at] as number) & ~(implied[at] as number);
        }
      }
    }
    found.set(dependencies, direct);
    return direct;
  };
}
