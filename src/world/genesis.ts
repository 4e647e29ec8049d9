// How a world begins: an account, machines with their files, and a past that is really lived through, by the same rules as the evening.
import { current, produce } from 'immer';
import { addAccount, call, emptyCloud, rootOf } from '../aws/call.ts';
import { type Cloud, rows } from '../aws/cloud.ts';
import { rowsAt, setTable } from '../aws/rds/contents.ts';
import { INSTANCES, SNAPSHOTS } from '../aws/rds/tables.ts';
import { newChance } from '../engine/chance.ts';
import { HOUR, parseIso } from '../engine/clock.ts';
import { emptyLog, since } from '../engine/log.ts';
import { nextJob, note, type Timeline } from '../engine/moment.ts';
import { advance, step } from '../engine/step.ts';
import { viewOf } from '../machine/disk/view.ts';
import { newMachine, noComputers } from '../machine/machine.ts';
import { openTerminal, statusOf } from '../machine/terminal.ts';
import { newBill, startBill } from './bill.ts';
import { accountOf, things } from './measure.ts';
import { newSiteHistory } from './site.ts';
import { rules } from './step.ts';
import type { Setting, World } from './world.ts';

/** What an author says of a world. Instants are ISO texts; `disk` holds the files by path. */
export interface WorldSpec {
  readonly built: string;
  readonly starts: string;
  readonly account: { readonly id: string; readonly alias: string; readonly region: string };
  readonly others?: readonly { readonly id: string; readonly alias: string; readonly profile: string }[] | undefined;
  readonly user: { readonly name: string; readonly policies: readonly string[] };
  readonly machines: readonly {
    readonly name: string;
    readonly user: string;
    readonly colour: 'green' | 'blue' | 'yellow' | 'magenta' | 'cyan';
    readonly disk: readonly { readonly from: string; readonly to: string }[];
    readonly ssh?: { readonly users: readonly string[] } | undefined;
    readonly instance?: string | undefined;
  }[];
  readonly terminals: readonly { readonly id: string; readonly machine: string; readonly cwd?: string | undefined }[];
  readonly images: readonly { readonly repository: string; readonly tag: string }[];
  /** Lines typed when everything was built, and in the hours before the evening. */
  readonly past: readonly { readonly terminal: string; readonly line: string }[];
  readonly eve: readonly { readonly terminal: string; readonly line: string }[];
  readonly site: Setting['site'];
  readonly database: { readonly instance: string; readonly database: string; readonly table: string; readonly rowsAtLastBackup: number; readonly perHour: number };
  /** What is in each database of the server at first: files below the disk's folder, run in order, and the statement by which a table grows. */
  readonly datasets: Readonly<Record<string, { readonly since: string; readonly schema: readonly string[]; readonly grow: Readonly<Record<string, string>> }>>;
  readonly project: Setting['project'];
  readonly zone: Setting['zone'];
}

/** Hours before the evening at which the past is complete and something can still be changed in it. */
const EVE = 3 * HOUR;

/** A step of preparation: a line typed by hand, or a wait until a terminal is free. */
export type Preparation = { readonly line: string; readonly terminal: string } | { readonly free: string };

/** The world some hours before the evening. Deterministic: the same spec, files and seed give the same world. */
export function foundation(spec: WorldSpec, files: Readonly<Record<string, string>>, seed: number): World {
  const built = parseIso(spec.built) ?? 0;
  const starts = parseIso(spec.starts) ?? 0;
  const time: Timeline = { now: built, chance: newChance(seed), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const setting: Setting = {
    account: spec.account.id,
    region: spec.account.region,
    others: (spec.others ?? []).map(({ id, profile }) => ({ account: id, profile })),
    user: spec.user.name,
    zone: spec.zone,
    startedAt: starts,
    firstFact: 0,
    site: spec.site,
    database: { instance: spec.database.instance, database: spec.database.database, table: spec.database.table, resourceId: '' },
    datasets: datasetsOf(spec, files),
    project: spec.project,
    inventory: {},
    hosted: Object.fromEntries(spec.machines.filter((machine) => machine.instance).map((machine) => [machine.name, machine.instance as string])),
  };
  const empty: World = { time, cloud: emptyCloud(), computers: noComputers(), site: newSiteHistory(built), bill: newBill(built), setting };
  let world = produce(empty, (draft) => {
    note(draft.time, 'world.begins', { scenario: spec.site.host });
    const keys = { default: openAccount(draft.cloud, draft.time, spec.account, spec), ...otherKeys(draft, spec, seed) };
    for (const machine of spec.machines) furnish(draft, spec, machine, files, keys, built);
    for (const terminal of spec.terminals) openTerminal(draft.computers, terminal.id, terminal.machine, { ...(terminal.cwd ? { cwd: terminal.cwd } : {}), at: built });
  });
  for (const { terminal, line } of spec.past) world = typeInThePast(world, terminal, line);
  world = produce(world, (draft) => {
    pushImages(draft, spec);
    loadRows(draft, spec, starts);
  });
  world = produce(pass(world, starts - EVE), (draft) => setRows(draft, spec));
  for (const { terminal, line } of spec.eve) world = typeInThePast(world, terminal, line);
  return world;
}

/** From the foundation to the evening's first instant, with whatever was put in place in between. */
export function evening(foundation: World, prepare: readonly ((world: World) => readonly Preparation[])[] = []): World {
  let world = foundation;
  for (const one of prepare) {
    for (const step of one(world)) if ('line' in step) world = succeed(typeInThePast(world, step.terminal, step.line), step.line);
  }
  if (world.time.now > world.setting.startedAt) throw new Error('What was to be put in place before the evening took longer than there was time.');
  return produce(pass(world, world.setting.startedAt), (draft) => {
    for (const terminal of Object.values(draft.computers.terminals)) {
      terminal.output = emptyLog();
      terminal.history = [];
    }
    startBill(draft);
    const { setting } = draft;
    const instance = Object.values(rows(accountOf(draft), setting.region, INSTANCES)).find((one) => one.identifier === setting.database.instance);
    draft.setting = {
      ...(current(setting) as Setting),
      firstFact: draft.time.facts.length,
      database: { ...(current(setting.database) as Setting['database']), resourceId: instance?.resourceId ?? '' },
      inventory: Object.fromEntries(things(draft).map((thing) => [`${thing.table}/${thing.key}`, true as const])),
    };
  });
}

/** The world as it is when the evening begins. */
export const genesis = (spec: WorldSpec, files: Readonly<Record<string, string>>, seed: number): World => evening(foundation(spec, files, seed));

/** A preparation that fails would leave an evening that is not what it says. */
function succeed(world: World, line: string): World {
  const last = since(world.time.facts, Math.max(0, world.time.facts.length - 400))
    .filter((fact) => fact.kind === 'shell.exit' && fact.data.text === line)
    .pop();
  if (last && last.data.exit !== 0) throw new Error(`"${line}" ended with exit code ${String(last.data.exit)}.`);
  return world;
}

function typeInThePast(before: World, terminal: string, line: string): World {
  let world = step(rules, before, { type: 'line', terminal, text: line, by: 'cast' });
  for (let count = 0; count < 100_000; count++) {
    const at = world.computers.terminals[terminal];
    if (!at || statusOf(at, world.computers) === 'prompt') return world;
    const job = nextJob(world.time);
    if (!job || statusOf(at, world.computers) === 'question') throw new Error(`The past does not come to its end: "${line}" waits for something that nobody brings.`);
    world = advance(rules, world, job.at).world;
  }
  return world;
}

interface Key {
  readonly id: string;
  readonly secret: string;
}

/** An account, its one user and that user's access key. */
function openAccount(cloud: Cloud, time: Timeline, account: { readonly id: string; readonly alias: string }, spec: WorldSpec): Key {
  addAccount(cloud, time, { ...account, region: spec.account.region });
  const root = rootOf(account.id);
  const ask = (operation: string, params: Record<string, string>) => {
    const reply = call(cloud, time, { service: 'iam', operation, params, region: spec.account.region, principal: root });
    if (!reply.ok) throw new Error(`${operation}: ${reply.code} ${reply.message}`);
    return reply.output;
  };
  ask('CreateUser', { UserName: spec.user.name });
  for (const policy of spec.user.policies) ask('AttachUserPolicy', { UserName: spec.user.name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` });
  const made = ask('CreateAccessKey', { UserName: spec.user.name }).AccessKey as { readonly AccessKeyId?: string; readonly SecretAccessKey?: string } | undefined;
  return { id: made?.AccessKeyId ?? '', secret: made?.SecretAccessKey ?? '' };
}

/** The other accounts with a key each. Their past is their own: it draws on other chance, and leaves no facts in this story. */
function otherKeys(world: World, spec: WorldSpec, seed: number): Record<string, Key> {
  return Object.fromEntries(
    (spec.others ?? []).map(({ profile, ...account }) => {
      const aside: Timeline = { now: world.time.now, chance: newChance((seed ^ Number(account.id.slice(0, 9))) >>> 0), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
      return [profile, openAccount(world.cloud, aside, account, spec)];
    }),
  );
}

function furnish(
  world: World,
  spec: WorldSpec,
  given: WorldSpec['machines'][number],
  files: Readonly<Record<string, string>>,
  keys: Readonly<Record<string, Key>>,
  at: number,
): void {
  const machine = newMachine(given.name, at, {
    user: given.user,
    colour: given.colour,
    ssh: given.ssh ? { users: [...given.ssh.users], keys: null } : null,
    env: { TZ: 'Europe/Berlin' },
  });
  world.computers.machines[given.name] = machine;
  const disk = viewOf(machine.disk, machine.home, at);
  const put = (path: string, text: string, mode = 0o644) => {
    disk.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
    disk.write(path, text, { mode });
  };
  for (const { from, to } of given.disk) {
    for (const [path, text] of Object.entries(files)) if (path.startsWith(`${from}/`)) put(`${to}${path.slice(from.length)}`, text);
  }
  if (given.instance) return;
  const names = Object.keys(keys);
  const section = (name: string) => (name === 'default' ? '[default]' : `[profile ${name}]`);
  put(`${machine.home}/.aws/config`, names.map((name) => `${section(name)}\nregion = ${spec.account.region}\noutput = json\n`).join('\n'), 0o600);
  put(
    `${machine.home}/.aws/credentials`,
    names.map((name) => `[${name}]\naws_access_key_id = ${keys[name]?.id}\naws_secret_access_key = ${keys[name]?.secret}\n`).join('\n'),
    0o600,
  );
}

/** Lets time pass with every job at its instant. */
function pass(before: World, until: number): World {
  let world = before;
  for (;;) {
    const next = advance(rules, world, until);
    world = next.world;
    if (next.done) return world;
  }
}

/** The containers that run in the past are images somebody pushed. */
function pushImages(world: World, spec: WorldSpec): void {
  for (const { repository, tag } of spec.images) {
    call(world.cloud, world.time, {
      service: 'ecr',
      operation: 'PutImage',
      params: {
        repositoryName: repository,
        imageTag: tag,
        imageManifest: JSON.stringify({
          schemaVersion: 2,
          mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
          config: { size: 7023 },
          layers: [{ size: 48_731_204 }],
        }),
      },
      region: spec.account.region,
      principal: rootOf(spec.account.id),
    });
  }
}

const databaseIn = (world: World, spec: WorldSpec) => {
  const instance = Object.values(rows(accountOf(world), spec.account.region, INSTANCES)).find((one) => one.identifier === spec.database.instance);
  if (!instance) throw new Error(`The past has made no database called ${spec.database.instance}.`);
  return instance;
};

const datasetsOf = (spec: WorldSpec, files: Readonly<Record<string, string>>): Setting['datasets'] => {
  const text = (path: string) => {
    const found = files[path];
    if (found === undefined) throw new Error(`The data of a database are to come from ${path}, which is not there.`);
    return found;
  };
  return Object.fromEntries(
    Object.entries(spec.datasets).map(([name, { schema, grow }]) => [
      name,
      { schema: schema.map(text).join('\n'), grow: Object.fromEntries(Object.entries(grow).map(([table, path]) => [table, text(path)])) },
    ]),
  );
};

/** Fills the table with about what it must have held at first, for its known rate to lead to the known number. */
function loadRows(world: World, spec: WorldSpec, starts: number): void {
  const { contents } = databaseIn(world, spec);
  const hours = (starts - world.time.now) / HOUR;
  const { now } = world.time;
  for (const name of [spec.database.database, 'dev', ...Object.keys(spec.datasets)]) contents.databases[name] ??= {};
  for (const name of Object.keys(spec.datasets)) contents.origins[name] = { dataset: name, at: 0 };
  const count = Math.round(spec.database.rowsAtLastBackup - spec.database.perHour * hours);
  setTable(contents, now, spec.database.database, spec.database.table, { count, perHour: spec.database.perHour });
  const table = contents.databases[spec.database.database]?.[spec.database.table];
  const since = parseIso(spec.datasets[spec.database.database]?.since ?? '');
  if (table && since !== null) table.spells.unshift({ first: 1, at: since, perHour: (count * HOUR) / (now - since) });
}

/** Shifts all counts so that the last nightly backup holds the number that the record names, to the row. */
function setRows(world: World, spec: WorldSpec): void {
  const { database, table, rowsAtLastBackup } = spec.database;
  const snapshots = Object.values(rows(accountOf(world), spec.account.region, SNAPSHOTS));
  const last = snapshots.filter((snapshot) => snapshot.kind === 'automated').sort((a, b) => b.dataAt - a.dataAt)[0];
  const held = last ? rowsAt(last.contents, database, table, last.dataAt) : null;
  if (held === null) throw new Error('The past has made no nightly backup of the table.');
  for (const contents of [databaseIn(world, spec).contents, ...snapshots.map((snapshot) => snapshot.contents)]) {
    const found = contents.databases[database]?.[table];
    if (!found) continue;
    found.count += rowsAtLastBackup - held;
    found.spells = found.spells.map((spell) => (spell.first === 1 ? spell : { ...spell, first: spell.first + rowsAtLastBackup - held }));
    found.past = found.past.map((stretch) => ({ ...stretch, count: stretch.count + rowsAtLastBackup - held }));
  }
}
