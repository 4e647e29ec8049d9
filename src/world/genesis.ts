// How a world begins: an account, machines with their files, and a past that is really lived through, by the same rules as the evening.
import { addAccount, call, emptyCloud, rootOf } from '../aws/call.ts';
import { rows } from '../aws/cloud.ts';
import { setTable } from '../aws/rds/contents.ts';
import { INSTANCES } from '../aws/rds/tables.ts';
import { newChance } from '../engine/chance.ts';
import { HOUR, parseIso } from '../engine/clock.ts';
import { emptyLog } from '../engine/log.ts';
import { because, type Job, nextJob, note, type Timeline } from '../engine/moment.ts';
import { viewOf } from '../machine/disk/view.ts';
import { newMachine, noComputers } from '../machine/machine.ts';
import { openTerminal, statusOf } from '../machine/terminal.ts';
import { things } from './measure.ts';
import { newSiteHistory } from './site.ts';
import { rules } from './step.ts';
import type { Setting, World } from './world.ts';

/** What an author says of a world. Instants are ISO texts; `disk` holds the files by path. */
export interface WorldSpec {
  readonly built: string;
  readonly starts: string;
  readonly account: { readonly id: string; readonly alias: string; readonly region: string };
  readonly user: { readonly name: string; readonly policies: readonly string[]; readonly accessKeyId: string; readonly secret: string };
  readonly machines: readonly {
    readonly name: string;
    readonly user: string;
    readonly colour: 'green' | 'blue' | 'yellow' | 'magenta' | 'cyan';
    readonly disk: readonly { readonly from: string; readonly to: string }[];
    readonly ssh?: { readonly users: readonly string[] } | undefined;
    readonly instance?: string | undefined;
    readonly clones?: readonly { readonly machine: string; readonly path: string; readonly to: string }[] | undefined;
  }[];
  readonly terminals: readonly { readonly id: string; readonly machine: string; readonly cwd?: string | undefined }[];
  readonly images: readonly { readonly repository: string; readonly tag: string }[];
  readonly past: readonly { readonly terminal: string; readonly line: string }[];
  readonly site: Setting['site'];
  readonly database: { readonly instance: string; readonly database: string; readonly table: string; readonly rowsAtLastBackup: number; readonly perHour: number };
  readonly project: Setting['project'];
  readonly zone: Setting['zone'];
}

/** The world as it is when the evening begins. Deterministic: the same spec, files and seed give the same world. Mutable until its first step. */
export function genesis(spec: WorldSpec, files: Readonly<Record<string, string>>, seed: number): World {
  const built = parseIso(spec.built) ?? 0;
  const starts = parseIso(spec.starts) ?? 0;
  const time: Timeline = { now: built, chance: newChance(seed), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const setting: Setting = {
    account: spec.account.id,
    region: spec.account.region,
    user: spec.user.name,
    zone: spec.zone,
    startedAt: starts,
    firstFact: 0,
    site: spec.site,
    database: { instance: spec.database.instance, database: spec.database.database, table: spec.database.table, resourceId: '' },
    project: spec.project,
    inventory: {},
    hosted: Object.fromEntries(spec.machines.filter((machine) => machine.instance).map((machine) => [machine.name, machine.instance as string])),
  };
  const cloud = emptyCloud();
  const world: World = { time, cloud, computers: noComputers(), site: newSiteHistory(built), setting };
  note(time, 'world.begins', { scenario: spec.site.host });
  openAccount(world, spec);
  for (const machine of spec.machines) furnish(world, spec, machine, files, built);
  for (const terminal of spec.terminals) openTerminal(world.computers, terminal.id, terminal.machine, { ...(terminal.cwd ? { cwd: terminal.cwd } : {}), at: built });
  for (const { terminal, line } of spec.past) {
    rules.act(world, { type: 'line', terminal, text: line, by: 'cast' });
    untilQuiet(world, terminal);
  }
  pushImages(world, spec);
  loadRows(world, spec, starts);
  pass(world, starts);
  const database = Object.values(rows(cloud.accounts[spec.account.id] as never, spec.account.region, INSTANCES)).find((instance) => instance.identifier === spec.database.instance);
  for (const terminal of Object.values(world.computers.terminals)) {
    terminal.output = emptyLog();
    terminal.history = [];
  }
  return {
    ...world,
    setting: {
      ...setting,
      firstFact: time.facts.length,
      database: { ...setting.database, resourceId: database?.resourceId ?? '' },
      inventory: Object.fromEntries(things(world).map((thing) => [`${thing.table}/${thing.key}`, true as const])),
    },
  };
}

function openAccount(world: World, spec: WorldSpec): void {
  const { cloud, time } = world;
  addAccount(cloud, time, spec.account);
  const root = rootOf(spec.account.id);
  const ask = (service: string, operation: string, params: Record<string, unknown>) => {
    const reply = call(cloud, time, { service, operation, params: params as never, region: spec.account.region, principal: root });
    if (!reply.ok) throw new Error(`${service} ${operation}: ${reply.code} ${reply.message}`);
    return reply.output;
  };
  ask('iam', 'CreateUser', { UserName: spec.user.name });
  for (const policy of spec.user.policies) ask('iam', 'AttachUserPolicy', { UserName: spec.user.name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` });
  giveKey(world, spec);
}

/** An access key with a known id, so that the credentials file of a case can name it. */
function giveKey(world: World, spec: WorldSpec): void {
  const account = world.cloud.accounts[spec.account.id];
  if (!account) return;
  const reply = call(world.cloud, world.time, { service: 'iam', operation: 'CreateAccessKey', params: { UserName: spec.user.name }, region: spec.account.region, principal: rootOf(spec.account.id) });
  if (!reply.ok) throw new Error(reply.message);
  const made = (reply.output.AccessKey ?? {}) as { AccessKeyId?: string; SecretAccessKey?: string };
  credentials.set(world.cloud, { id: made.AccessKeyId ?? spec.user.accessKeyId, secret: made.SecretAccessKey ?? spec.user.secret });
}
const credentials = new WeakMap<object, { id: string; secret: string }>();

function furnish(world: World, spec: WorldSpec, given: WorldSpec['machines'][number], files: Readonly<Record<string, string>>, at: number): void {
  const machine = newMachine(given.name, at, { user: given.user, colour: given.colour, ssh: given.ssh ? { users: [...given.ssh.users], keys: null } : null, env: { TZ: 'Europe/Berlin' } });
  world.computers.machines[given.name] = machine;
  const disk = viewOf(machine.disk, machine.home, at);
  const put = (path: string, text: string, mode = 0o644) => {
    disk.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
    disk.write(path, text, { mode });
  };
  for (const { from, to } of given.disk) {
    for (const [path, text] of Object.entries(files)) if (path.startsWith(`${from}/`)) put(`${to}${path.slice(from.length)}`, text);
  }
  for (const { machine: other, path, to } of given.clones ?? []) {
    for (const [name, entry] of Object.entries(world.computers.machines[other]?.disk ?? {})) {
      if (name.startsWith(`${path}/`) && entry.type === 'file' && entry.text !== undefined) put(`${to}${name.slice(path.length)}`, entry.text);
    }
  }
  if (given.instance) return;
  const key = credentials.get(world.cloud);
  put(`${machine.home}/.aws/config`, `[default]\nregion = ${spec.account.region}\noutput = json\n`, 0o600);
  put(`${machine.home}/.aws/credentials`, `[default]\naws_access_key_id = ${key?.id}\naws_secret_access_key = ${key?.secret}\n`, 0o600);
}

/** Runs due jobs until a terminal is back at its prompt. */
function untilQuiet(world: World, terminal: string): void {
  for (let count = 0; count < 100_000; count++) {
    const at = world.computers.terminals[terminal];
    if (!at || statusOf(at, world.computers) === 'prompt') return;
    const job = nextJob(world.time);
    if (!job) throw new Error(`The past does not come to its end: ${terminal} waits for something that nobody brings.`);
    doJob(world, job);
  }
}

/** Lets time pass with every job at its instant. */
function pass(world: World, until: number): void {
  for (let job = nextJob(world.time); job && job.at <= until; job = nextJob(world.time)) doJob(world, job);
  world.time.now = Math.max(world.time.now, until);
  rules.settle(world);
}

function doJob(world: World, job: Job): void {
  delete world.time.jobs[job.id];
  world.time.now = Math.max(world.time.now, job.at);
  because(world.time, job.cause, () => rules.work(world, job));
}

/** The containers that run in the past are images somebody pushed. */
function pushImages(world: World, spec: WorldSpec): void {
  for (const { repository, tag } of spec.images) {
    call(world.cloud, world.time, {
      service: 'ecr',
      operation: 'PutImage',
      params: { repositoryName: repository, imageTag: tag, imageManifest: JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.v2+json', config: { size: 7023 }, layers: [{ size: 48_731_204 }] }) },
      region: spec.account.region,
      principal: rootOf(spec.account.id),
    });
  }
}

/** Fills the table so that at the last nightly backup before the evening it holds the number that the record names. */
function loadRows(world: World, spec: WorldSpec, starts: number): void {
  const instances = rows(world.cloud.accounts[spec.account.id] as never, spec.account.region, INSTANCES);
  const instance = Object.values(instances).find((one) => one.identifier === spec.database.instance);
  if (!instance) throw new Error(`The past has made no database called ${spec.database.instance}.`);
  const [hour, minute] = (instance.backupWindow.split('-')[0] ?? '01:00').split(':').map(Number);
  const midnight = starts - (starts % (24 * HOUR));
  const window = midnight + (hour ?? 0) * HOUR + (minute ?? 0) * 60_000;
  const lastBackup = window <= starts ? window : window - 24 * HOUR;
  const hours = (lastBackup - world.time.now) / HOUR;
  setTable(instance.contents, world.time.now, spec.database.database, spec.database.table, { count: Math.round(spec.database.rowsAtLastBackup - spec.database.perHour * hours), perHour: spec.database.perHour });
  for (const name of ['prod', 'dev']) instance.contents.databases[name] ??= {};
}
