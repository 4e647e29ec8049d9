// The three-way map: each object with its mark in the configuration, in the state of the project's folder, and in reality.

import { recordOf } from '../aws/cloud.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock } from '../lesson/words.ts';
import { accountOf, duplicatesOf, type StateFile, stateAt } from '../world/measure.ts';
import type { World } from '../world/world.ts';
import type { DeskView, MapGroup, MapRow, Marks } from './desk.ts';

/** Resource type -> group and the short word on the map. Types without one stand for an attachment and are counted with "Rest". */
const KINDS: readonly (readonly [RegExp, string, string])[] = [
  [/^aws_db_instance$/, 'data', 'db'],
  [/^aws_s3_bucket$/, 'data', 's3'],
  [/^aws_dynamodb_table$/, 'data', 'table'],
  [/^aws_(db_snapshot|backup_vault)$/, 'data', 'backup'],
  [/^aws_route53_record$/, 'serves', 'dns'],
  [/^aws_route53_zone$/, 'serves', 'zone'],
  [/^aws_lb$/, 'serves', 'lb'],
  [/^aws_lb_/, 'serves', 'lb'],
  [/^aws_ecs_/, 'serves', 'ecs'],
  [/^aws_ecr_/, 'serves', 'ecr'],
  [/^aws_acm_/, 'serves', 'cert'],
  [/^aws_vpc$/, 'network', 'vpc'],
  [/^aws_subnet$/, 'network', 'subnet'],
  [/^aws_(internet|nat)_gateway$/, 'network', 'gateway'],
  [/^aws_eip$/, 'network', 'ip'],
  [/^aws_(route|route_table)/, 'network', 'route'],
  [/^aws_(vpc_)?security_group/, 'network', 'sg'],
  [/^aws_(instance|key_pair)$/, 'network', 'ec2'],
  [/^aws_db_/, 'network', 'db'],
  [/^aws_iam_/, 'rights', 'iam'],
  [/^aws_(secretsmanager|kms)/, 'rights', 'secret'],
  [/./, 'watching', 'other'],
];

const TITLES: Readonly<Record<string, string>> = {
  data: 'Holds data',
  serves: 'Serves learners',
  network: 'Network and database access',
  rights: 'Rights and secrets',
  watching: 'Logs, alarms, the rest',
  tonight: 'Made tonight',
  nobody: 'In nobody’s state',
};
const ORDER = ['data', 'serves', 'network', 'rights', 'watching', 'tonight', 'nobody'];

const kindOf = (type: string) => KINDS.find(([pattern]) => pattern.test(type)) as (typeof KINDS)[number];

/** `module.network.aws_subnet.public["a"]` -> type, name without index. */
const partsOf = (address: string) => {
  const bare = address.replace(/\[[^\]]*\]$/, '');
  const match = /(?:^|\.)([a-z][a-z0-9_]*)\.([^.[\]]+)$/.exec(bare);
  return { type: match?.[1] ?? '', name: match?.[2] ?? bare, bare: bare.replace(/\[[^\]]*\]/g, '') };
};

/** Every text in a table's rows: an object exists when its id or its ARN is one of them. Cached by the table, which a step replaces when it changes. */
const textsOf = new WeakMap<object, ReadonlySet<string>>();
const SKIPPED = /\/(cloudtrail|rds\.(events|hidden|snapshot)|logs\.events|sts|support|cost)/;

function textsIn(table: object): ReadonlySet<string> {
  const known = textsOf.get(table);
  if (known) return known;
  const found = new Set<string>();
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === 'string') found.add(value);
    else if (value && typeof value === 'object' && depth < 5) for (const inner of Object.values(value)) visit(inner, depth + 1);
  };
  for (const [key, row] of Object.entries(table)) {
    const state = (row as { state?: unknown; status?: unknown }).state;
    if (state === 'terminated' || state === 'deleted') continue;
    found.add(key);
    visit(row, 0);
  }
  textsOf.set(table, found);
  return found;
}

/** Looks for an object by its Terraform id. */
function existence(world: World): (object: { readonly type: string; readonly id: string; readonly keys: readonly string[] }) => Marks['reality'] {
  const tables = Object.entries(accountOf(world).tables)
    .filter(([name]) => !SKIPPED.test(`/${name}`))
    .map(([name, shard]) => [name, recordOf(shard)] as const);
  const sets = tables.map(([, table]) => textsIn(table));
  const has = (text: string) => text !== '' && sets.some((set) => set.has(text));
  const busy = new Map<string, Marks['reality']>();
  for (const [, table] of tables) {
    for (const [key, row] of Object.entries(table)) {
      const at = row as { status?: unknown; state?: unknown; resourceId?: unknown; arn?: unknown };
      const state = String(at.status ?? at.state ?? '').toLowerCase();
      const mark = /delet|shutting|draining/.test(state) ? 'going' : /creat|pending|provision|modify|backing/.test(state) ? 'changing' : null;
      if (mark) for (const name of [key, at.resourceId, at.arn]) if (typeof name === 'string') busy.set(name, mark);
    }
  }
  return ({ id, keys }) => {
    const known = [id, ...keys].find((name) => busy.has(name));
    if (known) return busy.get(known) as Marks['reality'];
    return has(id) || keys.some(has) ? 'there' : 'gone';
  };
}

/** Addresses without indices that the .tf files of a project declare, by module folder. */
export function declaredIn(world: World, machine: string, path: string): ReadonlySet<string> {
  const disk = world.computers.machines[machine]?.disk ?? {};
  const found = new Set<string>();
  const texts = (folder: string) =>
    Object.entries(disk).flatMap(([name, entry]) =>
      name.startsWith(`${folder}/`) && !name.slice(folder.length + 1).includes('/') && name.endsWith('.tf') && entry.type === 'file' ? [entry.text ?? ''] : [],
    );
  const visit = (folder: string, prefix: string, depth: number): void => {
    for (const source of texts(folder)) {
      for (const match of source.matchAll(/^resource\s+"([^"]+)"\s+"([^"]+)"/gm)) found.add(`${prefix}${match[1]}.${match[2]}`);
      for (const match of source.matchAll(/^module\s+"([^"]+)"\s*\{[^}]*?source\s*=\s*"(\.[^"]*)"/gm)) {
        const parts = `${folder}/${match[2]}`.split('/');
        const folded: string[] = [];
        for (const part of parts)
          if (part === '..') folded.pop();
          else if (part !== '.' && part !== '') folded.push(part);
        if (depth < 6) visit(`/${folded.join('/')}`, `${prefix}module.${match[1]}.`, depth + 1);
      }
    }
  };
  visit(path, '', 0);
  return found;
}

type Known = StateFile['ids'][number];

export function mapOf(scenario: Scenario, play: Play, production: readonly Known[]): DeskView['map'] {
  const { world } = play;
  const { machine, path } = world.setting.project;
  const state = stateAt(world, machine, `${path}/terraform.tfstate`);
  const inState = new Map((state?.ids ?? []).map((one) => [one.id + one.type, one]));
  const declared = declaredIn(world, machine, path);
  const exists = existence(world);
  const rows = new Map<string, { group: string; row: MapRow; instances: number }>();
  const counts = { config: 0, state: state?.instances ?? 0, reality: 0 };
  const seen = new Set<string>();
  const add = (one: Known, group: string | null, note: string | null) => {
    if (seen.has(one.id + one.type + one.address)) return;
    seen.add(one.id + one.type + one.address);
    const { type, name, bare } = partsOf(one.address);
    const [, own, service] = kindOf(type);
    const reality = exists(one);
    const marks: Marks = { config: declared.has(bare), state: inState.has(one.id + one.type), reality };
    if (marks.config && group !== 'tonight') counts.config++;
    if (reality !== 'gone') counts.reality++;
    const into = group ?? own;
    const key = `${into} ${bare} ${marks.config} ${marks.state} ${marks.reality}`;
    const label = type === 'aws_db_instance' ? world.setting.database.instance : (one.label ?? name);
    const known = rows.get(key);
    if (known) known.row = { ...known.row, count: known.row.count + 1, name: known.row.count === 1 && known.row.name !== name ? name : known.row.name };
    else
      rows.set(key, {
        group: into,
        instances: 1,
        row: { id: key, service, name: label, address: one.address, count: 1, marks, note, lost: reality === 'gone' || reality === 'going' },
      });
  };
  const current = new Map((state?.ids ?? []).map((one) => [one.address, one]));
  const originals = new Set(production.map((one) => one.id + one.type));
  for (const one of production) {
    const now = current.get(one.address);
    const replaced = now !== undefined && now.id !== one.id && exists(one) === 'gone';
    if (!replaced) add(one, null, null);
  }
  const originalThere = new Map(production.map((one) => [one.address, exists(one) !== 'gone']));
  for (const one of state?.ids ?? []) {
    if (originals.has(one.id + one.type)) continue;
    add(one, originalThere.get(one.address) ? 'tonight' : null, originalThere.get(one.address) ? 'a second one' : null);
  }
  for (const thing of duplicatesOf(world)) {
    const id = String((thing.row as { id?: unknown }).id ?? thing.key);
    if ([...inState.values()].some((one) => one.id === id || one.keys.includes(id)) || [...seen].some((key) => key.startsWith(id))) continue;
    const tags = (thing.row as { tags?: Record<string, string> }).tags;
    const made = (thing.row as { createdAt?: unknown; launchedAt?: unknown }).createdAt;
    const type = `aws_${thing.table.slice(thing.table.indexOf('.') + 1).replaceAll('-', '_')}`;
    const [, , service] = kindOf(type === 'aws_load_balancer' ? 'aws_lb' : type === 'aws_address' ? 'aws_eip' : type);
    counts.reality++;
    rows.set(`nobody ${id}`, {
      group: 'nobody',
      instances: 1,
      row: {
        id: `nobody ${id}`,
        service,
        name: tags?.Name ?? id,
        address: id,
        count: 1,
        marks: { config: false, state: false, reality: 'there' },
        note: typeof made === 'number' ? `made ${clock(made, scenario.zone.offset)}` : null,
        lost: false,
      },
    });
  }
  const groups: MapGroup[] = ORDER.flatMap((id) => {
    const own = [...rows.values()].filter((one) => one.group === id).map((one) => one.row);
    return own.length ? [{ id, title: TITLES[id] ?? id, rows: own, total: own.reduce((sum, row) => sum + row.count, 0) }] : [];
  });
  return { groups, counts };
}

/** The objects that the state knew which made production, before the evening: the map's rows. */
export function productionObjects(world: World, machine: string, path: string): readonly Known[] {
  return stateAt(world, machine, `${path}/terraform.tfstate`)?.ids ?? [];
}
