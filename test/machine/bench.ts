// A machine on a bench: types lines, lets simulated time pass, reads what the terminal shows.
import { newChance } from '../../src/engine/chance.ts';
import { instant } from '../../src/engine/clock.ts';
import { emptyLog, since } from '../../src/engine/log.ts';
import { cancel, type Fact, nextJob, type Timeline } from '../../src/engine/moment.ts';
import { viewOf } from '../../src/machine/disk/view.ts';
import type { AnyProgram } from '../../src/machine/launch.ts';
import { type Computers, newMachine, noComputers } from '../../src/machine/machine.ts';
import { smallPrograms } from '../../src/machine/programs/index.ts';
import { plain } from '../../src/machine/shell/sanitise.ts';
import { type By, endOfInput, interrupt, type Outside, openTerminal, promptOf, secretOf, statusOf, submit, wake } from '../../src/machine/terminal.ts';

export const START = instant(2026, 2, 26, 21, 0, 0);

export interface Bench {
  computers: Computers;
  time: Timeline;
  outside: Outside;
  type(text: string, by?: By): string;
  /** Lets time pass until nothing is scheduled or `seconds` are over. */
  pass(seconds?: number): void;
  stop(): void;
  end(): void;
  screen(): string;
  status(): string;
  exit(): number;
  prompt(): string;
  secret(): boolean;
  facts(kind?: string): Fact[];
  read(path: string, machine?: string): string;
  /** Puts the whole world through JSON. */
  freeze(): void;
}

/** `files` are put into the home folder of `laptop`, where terminal `t` is. */
export function bench(
  given: {
    readonly files?: Readonly<Record<string, string>>;
    readonly programs?: Readonly<Record<string, AnyProgram>>;
    readonly outside?: Partial<Outside>;
    readonly columns?: number;
  } = {},
): Bench {
  let computers = noComputers();
  computers.machines.laptop = newMachine('laptop', START, { user: 'you', hostname: 'new-laptop', ssh: { users: ['you'], keys: null } });
  computers.machines.old = newMachine('old', START, { user: 'you', hostname: 'old-laptop', colour: 'blue', ssh: { users: ['you'], keys: null } });
  const disk = viewOf(computers.machines.laptop.disk, '/home/you', START);
  for (const [path, text] of Object.entries(given.files ?? {})) {
    if (path.includes('/')) disk.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
    disk.write(path, text);
  }
  let time: Timeline = { now: START, chance: newChance(1), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const outside: Outside = {
    programs: { ...smallPrograms, ...given.programs },
    cloud: () => ({ ok: false, code: 'NoCloud', message: 'no cloud on the bench', status: 500, modelled: false, fields: {}, requestId: '1' }),
    fetch: () => ({ ok: false, error: 'dns' }),
    reachable: (from, host) => {
      const found = Object.values(computers.machines).find((machine) => machine.hostname === host || machine.name === host);
      return found && found.name !== from ? { machine: found.name, open: true } : null;
    },
    ...given.outside,
  };
  openTerminal(computers, 't', 'laptop', { columns: given.columns ?? 80, at: START });
  const terminal = () => computers.terminals.t!;
  const screen = () => plain(since(terminal().output).join(''));
  return {
    get computers() {
      return computers;
    },
    get time() {
      return time;
    },
    outside,
    type(text, by = 'you') {
      const before = terminal().output.length;
      submit(computers, time, outside, 't', text, by);
      return plain(since(terminal().output, Math.min(before, terminal().output.length)).slice(1).join(''));
    },
    pass(seconds = Number.POSITIVE_INFINITY) {
      const until = time.now + seconds * 1000;
      for (let count = 0; count < 10_000; count++) {
        const job = nextJob(time);
        if (!job || job.at > until) break;
        time.now = job.at;
        cancel(time, job.id);
        wake(computers, time, outside, String(job.data.terminal));
      }
      if (Number.isFinite(until)) time.now = until;
    },
    stop: () => interrupt(computers, time, outside, 't', 'you'),
    end: () => endOfInput(computers, time, outside, 't', 'you'),
    screen,
    status: () => statusOf(terminal(), computers),
    exit: () => terminal().sessions.at(-1)?.shell.status ?? -1,
    prompt: () => plain(promptOf(terminal(), computers)),
    secret: () => secretOf(terminal()),
    facts: (kind) => since(time.facts).filter((fact) => !kind || fact.kind === kind),
    read: (path, machine = 'laptop') => viewOf(computers.machines[machine]!.disk, '/home/you', START).read(path),
    freeze() {
      computers = JSON.parse(JSON.stringify(computers)) as Computers;
      time = JSON.parse(JSON.stringify(time)) as Timeline;
    },
  };
}
