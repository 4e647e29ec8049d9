// Random lines for the console: expressions of every kind, with mistakes in some.
import { Chance } from './chance.ts';
import { expression, KINDS, type Names } from './expression.ts';

/** What `expressions/context.tf` declares, by kind. */
const NAMES: Names = {
  string: [
    'var.name',
    'local.s',
    'local.uni',
    'local.here',
    'local.json_doc',
    'local.csv_doc',
    'local.tpl',
    'var.no_value',
    'var.secret',
    'terraform_data.r.id',
    'path.module',
    'terraform.workspace',
  ],
  number: ['local.n', 'local.f', 'var.settings.size', 'local.objs[1].size', 'length(var.users)'],
  bool: ['local.t', 'var.settings.enabled', 'var.users[0].admin'],
  strings: ['local.list', 'local.tlist', 'var.empty_list', 'var.zones[*]', 'local.objs[*].name', 'var.users[0].groups', 'var.users[*].name'],
  numbers: ['local.nums', 'var.ports', 'local.objs[*].size', 'local.empty'],
  map: ['local.tmap', 'var.empty_map', 'var.settings.tags', 'var.secret_map', 'local.map'],
  object: ['var.settings', 'local.objs[0]', 'local.deep.level.items[0]', 'var.users[1]', 'var.anything'],
  objects: ['local.objs', 'var.users', 'local.deep.level.items'],
  set: ['var.zones', 'local.tset'],
};

/** `count` different lines of one line each, the same for the same seed. */
export function randomLines(seed: number, count: number): string[] {
  const chance = new Chance(seed);
  const lines = new Set<string>();
  while (lines.size < count) {
    const mistakes = chance.one([0, 0, 3, 10, 25]);
    const line = expression(chance.one(KINDS), 1 + chance.below(3), { chance, names: NAMES, mistakes });
    if (!line.includes('\n') && line.length > 15 && line.length < 240) lines.add(line);
  }
  return [...lines];
}
