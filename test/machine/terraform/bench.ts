// A machine with a terminal on which terraform is installed with a provider whose objects take a minute to make and to remove.
import { instant } from '../../../src/engine/clock.ts';
import { emptyLog, since } from '../../../src/engine/log.ts';
import { nextJob, type Timeline } from '../../../src/engine/moment.ts';
import { type Computers, keyMark, newMachine } from '../../../src/machine/machine.ts';
import { smallPrograms } from '../../../src/machine/programs/index.ts';
import { terraformProgram } from '../../../src/machine/programs/terraform/program.ts';
import { interrupt, type Outside, openTerminal, statusOf, submit, wake } from '../../../src/machine/terminal.ts';
import { builtinProvider } from '../../../src/terraform/builtin.ts';
import { nullOf, objectOf, stringOf, type Value } from '../../../src/terraform/lang/value.ts';
import type { Provider } from '../../../src/terraform/provider.ts';

const MINUTE = 60_000;

/** Opens the machine at 10.0.0.5 to ubuntu. */
export const KEY = '-----BEGIN PRIVATE KEY-----\nserver\n-----END PRIVATE KEY-----\n';

const SCHEMA = { version: 0, block: { attributes: { id: { type: 'string', computed: true }, name: { type: 'string', required: true } } } } as const;

/** Objects of type `slow_thing`: a minute to create, a minute to destroy. */
export function slowProvider(now: () => number): Provider {
  const text = (value: Value, name: string): string => (value.k === 'object' && value.v[name]?.k === 'string' ? value.v[name].v : '');
  return {
    schema: { provider: { version: 0, block: {} }, resource_schemas: { slow_thing: SCHEMA }, data_source_schemas: {} },
    configure: () => [],
    validateResource: () => [],
    validateData: () => [],
    plan: (_type, prior, proposed) => ({
      planned: proposed.k === 'object' && prior.k === 'null' ? objectOf({ ...proposed.v, id: { k: 'unknown', type: 'string' } }) : proposed,
      requiresReplace: [],
      diagnostics: [],
    }),
    read: (_type, state) => ({ state, diagnostics: [] }),
    readData: () => ({ state: nullOf('dynamic'), diagnostics: [] }),
    apply: (_type, _prior, planned) => ({ done: false, wakeAt: now() + MINUTE, data: { name: planned.k === 'null' ? null : text(planned, 'name'), due: now() + MINUTE } }),
    resume: (_type, data) => {
      const { name, due } = data as { name: string | null; due: number };
      if (now() < due) return { done: false, wakeAt: due, data };
      return { done: true, state: name === null ? nullOf('dynamic') : objectOf({ id: stringOf(`thing-${name}`), name: stringOf(name) }), diagnostics: [] };
    },
    importState: () => ({ imported: [], diagnostics: [] }),
    upgradeState: (_type, _version, attributes) => ({ attributes, diagnostics: [] }),
  };
}

export interface Bench {
  readonly time: Timeline;
  readonly computers: Computers;
  type(text: string, terminal?: string): string;
  interrupt(): string;
  /** Lets this many milliseconds pass; gives what was printed. */
  pass(milliseconds: number): string;
  status(terminal?: string): string;
  file(path: string): string | null;
  open(terminal: string): void;
}

export function bench(files: Readonly<Record<string, string>>): Bench {
  const time: Timeline = { now: instant(2026, 2, 26, 22), chance: { seed: 1, drawn: {} }, facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const machine = newMachine('laptop', time.now, { user: 'ann', home: '/home/ann', owned: ['/'] });
  machine.disk['/home/ann/infra'] = { type: 'folder', mode: 0o755, mtime: time.now };
  for (const [name, text] of Object.entries(files)) machine.disk[`/home/ann/infra/${name}`] = { type: 'file', text, mode: 0o644, mtime: time.now };
  const server = newMachine('server', time.now, { user: 'ubuntu', home: '/home/ubuntu', owned: ['/'], ssh: { users: ['ubuntu'], keys: [keyMark(KEY)] } });
  const computers: Computers = { machines: { laptop: machine, server }, terminals: {} };
  const terraform = terraformProgram({
    providers: {
      'terraform.io/builtin/terraform': { versions: [], start: () => builtinProvider({ uuid: () => '00000000-0000-4000-8000-000000000000' }) },
      'registry.terraform.io/hashicorp/slow': { versions: ['1.0.0'], start: (process) => slowProvider(() => process.time.now) },
    },
    backends: {},
  });
  const outside: Outside = {
    programs: { ...smallPrograms, terraform },
    cloud: () => ({ ok: false, code: 'None', message: '', status: 0, modelled: false, fields: {}, requestId: '' }),
    fetch: () => ({ ok: false, error: 'dns' }),
    reachable: (_from, host) => (host === '10.0.0.5' ? { machine: 'server', open: true } : null),
  };
  const open = (id: string) => void openTerminal(computers, id, 'laptop', { cwd: '/home/ann/infra', columns: 100, at: time.now });
  open('one');
  const printed = (id: string, work: () => void): string => {
    const log = computers.terminals[id]?.output ?? emptyLog<string>();
    const before = log.length;
    work();
    return since(computers.terminals[id]?.output ?? emptyLog<string>(), before).join('');
  };
  return {
    time,
    computers,
    open,
    type: (text, id = 'one') => printed(id, () => submit(computers, time, outside, id, text, 'you')),
    interrupt: () => printed('one', () => interrupt(computers, time, outside, 'one', 'you')),
    pass: (milliseconds) =>
      printed('one', () => {
        const until = time.now + milliseconds;
        for (let job = nextJob(time); job && job.at <= until; job = nextJob(time)) {
          delete time.jobs[job.id];
          time.now = job.at;
          // What a save does: everything that waits survives being written and read.
          computers.terminals = JSON.parse(JSON.stringify(computers.terminals)) as Computers['terminals'];
          wake(computers, time, outside, String(job.data.terminal));
        }
        time.now = until;
      }),
    status: (id = 'one') => statusOf(computers.terminals[id]!),
    file: (path) => {
      const entry = machine.disk[path.startsWith('/') ? path : `/home/ann/infra/${path}`];
      return entry?.type === 'file' ? (entry.text ?? '') : null;
    },
  };
}
