// Measuring and printing for the benches: the middle one of some rounds, in a line.

const text = (milliseconds: number) =>
  milliseconds < 10 ? `${milliseconds.toFixed(2)} ms` : milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;

export const print = (name: string, value: string): void => console.log(`  ${name.padEnd(58)} ${value}`);

/** Runs some work a number of times and prints the middle duration. Gives the last result, that duration, and the shortest one, which other work on the machine disturbs least (milliseconds). */
export function measure<T>(name: string, work: () => T, rounds = 3): { readonly result: T; readonly milliseconds: number; readonly least: number } {
  const taken: number[] = [];
  let result: T | undefined;
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    result = work();
    taken.push(performance.now() - from);
  }
  taken.sort((a, b) => a - b);
  const milliseconds = taken[Math.floor(taken.length / 2)] as number;
  print(name, rounds > 1 ? `${text(milliseconds)}  (${text(taken[0] as number)} to ${text(taken.at(-1) as number)})` : text(milliseconds));
  return { result: result as T, milliseconds, least: taken[0] as number };
}

/** Bytes in use after a collection. */
export function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}
