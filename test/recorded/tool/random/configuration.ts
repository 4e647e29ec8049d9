// Random configurations of terraform_data, and what is done with them: a session without outputs.
import type { Case, CaseFile, CaseStep } from '../../../../src/headless/txtar.ts';
import { Chance } from './chance.ts';
import { expression, KINDS, type Kind, literal, type Names, type Wild } from './expression.ts';

const TYPES: Readonly<Record<Kind, string>> = {
  string: 'string',
  number: 'number',
  bool: 'bool',
  strings: 'list(string)',
  numbers: 'list(number)',
  map: 'map(string)',
  object: 'object({ name = string, size = optional(number, 5), on = optional(bool) })',
  objects: 'list(object({ name = string, size = number }))',
  set: 'set(string)',
};

interface Draft {
  readonly wild: Wild;
  readonly names: Partial<Record<Kind, string[]>>;
  /** Resources so far, and how each repeats. */
  readonly resources: { readonly name: string; readonly repeats: 'once' | 'count' | 'each' }[];
}

const note = (draft: Draft, kind: Kind, name: string): void => {
  draft.names[kind] = [...(draft.names[kind] ?? []), name];
};

function variable(draft: Draft, index: number): string {
  const { chance } = draft.wild;
  const kind = chance.one(KINDS);
  // Names unlike each other: which of several similar ones is suggested is not fixed in the real program.
  const name = ['region', 'flavour', 'count_of', 'many_names'][index] as string;
  note(draft, kind, `var.${name}`);
  const lines = chance.sometimes(85) ? [`  type    = ${TYPES[kind]}`] : [];
  const given = literal(kind, draft.wild).replace(/^toset\((.*)\)$/, '$1');
  lines.push(`  default = ${chance.sometimes(draft.wild.mistakes) ? literal(chance.one(KINDS), draft.wild).replace(/^toset\((.*)\)$/, '$1') : given}`);
  if (chance.sometimes(12)) lines.push('  sensitive = true');
  if (chance.sometimes(8)) lines.push('  nullable = false');
  if (chance.sometimes(8)) lines.push('  description = "What it is for."');
  if (chance.sometimes(12))
    lines.push(
      `  validation {\n    condition     = ${kind === 'number' ? `var.${name} < 400` : kind === 'bool' ? `var.${name}` : `length(var.${name}) > 0`}\n    error_message = "The value does not do."\n  }`,
    );
  return `variable "${name}" {\n${lines.join('\n')}\n}`;
}

function resource(draft: Draft, index: number): string {
  const { chance } = draft.wild;
  const name = `r${index}`;
  const lines: string[] = [];
  const repeats = chance.one(['once', 'once', 'once', 'count', 'each'] as const);
  const own: Partial<Record<Kind, string[]>> = { ...draft.names };
  if (repeats === 'count') {
    lines.push(`  count = ${chance.one(['0', '1', '2', '2', '3', `length(${expression('strings', 1, draft.wild)})`, `${expression('bool', 1, draft.wild)} ? 1 : 0`])}`);
    own.number = [...(own.number ?? []), 'count.index'];
  }
  if (repeats === 'each') {
    lines.push(`  for_each = ${chance.sometimes(50) ? expression('set', 1, draft.wild) : expression('map', 1, draft.wild)}`);
    own.string = [...(own.string ?? []), 'each.key', 'each.value'];
  }
  const wild: Wild = { ...draft.wild, names: own };
  if (chance.sometimes(90)) lines.push(`  input = ${expression(chance.one(KINDS), 2, wild)}`);
  if (chance.sometimes(25)) lines.push(`  triggers_replace = ${expression(chance.one(KINDS), 1, wild)}`);
  const earlier = draft.resources.length ? chance.one(draft.resources) : null;
  if (earlier && chance.sometimes(20)) lines.push(`  depends_on = [terraform_data.${earlier.name}]`);
  const life: string[] = [];
  if (chance.sometimes(8)) life.push('    create_before_destroy = true');
  if (chance.sometimes(5)) life.push('    prevent_destroy = true');
  if (chance.sometimes(8)) life.push(`    ignore_changes = [${chance.one(['input', 'triggers_replace', 'input, triggers_replace'])}]`);
  if (earlier && chance.sometimes(8)) life.push(`    replace_triggered_by = [terraform_data.${earlier.name}]`);
  if (chance.sometimes(8))
    life.push(
      `    precondition {\n      condition     = ${expression('bool', 1, wild)}${earlier ? ` || terraform_data.${earlier.name} != null` : ''}\n      error_message = "Not so: ${'$'}{${expression('string', 0, wild)}}."\n    }`,
    );
  if (chance.sometimes(5)) life.push('    postcondition {\n      condition     = self.output != null\n      error_message = "Nothing came of it."\n    }');
  if (life.length) lines.push(`  lifecycle {\n${life.join('\n')}\n  }`);
  draft.resources.push({ name, repeats });
  const address = `terraform_data.${name}`;
  if (repeats === 'once') {
    note(draft, 'string', `${address}.id`);
    if (chance.sometimes(40)) note(draft, chance.one(KINDS), `${address}.output`);
    if (chance.sometimes(10)) note(draft, 'object', address);
  } else if (repeats === 'count') note(draft, 'strings', `${address}[*].id`);
  else if (chance.sometimes(60)) note(draft, 'strings', `[for r in ${address} : r.id]`);
  return `resource "terraform_data" "${name}" {\n${lines.join('\n')}\n}`;
}

function local(draft: Draft, index: number): string {
  const kind = draft.wild.chance.one(KINDS);
  const text = `locals {\n  l${index} = ${expression(kind, 3, draft.wild)}\n}`;
  note(draft, kind, `local.l${index}`);
  return text;
}

function output(draft: Draft, index: number): string {
  const { chance } = draft.wild;
  const lines = [`  value = ${expression(chance.one(KINDS), 2, draft.wild)}`];
  if (chance.sometimes(15)) lines.push('  sensitive = true');
  return `output "o${index}" {\n${lines.join('\n')}\n}`;
}

function moduleCall(draft: Draft, files: CaseFile[], index: number): string {
  const { chance } = draft.wild;
  const inner = fresh(chance, draft.wild.mistakes);
  const blocks = [`variable "given" {\n  type = string\n${chance.sometimes(50) ? '  default = "d"\n' : ''}}`];
  note(inner, 'string', 'var.given');
  blocks.push(resource(inner, 0));
  if (chance.sometimes(40)) blocks.push(resource(inner, 1));
  const kind = chance.one(KINDS);
  blocks.push(`output "made" {\n  value = ${expression(kind, 1, inner.wild)}\n}`);
  files.push({ name: `m${index}/main.tf`, text: `${blocks.join('\n\n')}\n` });
  const lines = [`  source = "./m${index}"`];
  const repeats = chance.one(['once', 'once', 'count', 'each'] as const);
  if (repeats === 'count') lines.push(`  count = ${chance.below(3)}`);
  if (repeats === 'each') lines.push(`  for_each = ${literal('set', draft.wild)}`);
  if (chance.sometimes(85)) lines.push(`  given = ${expression('string', 1, draft.wild)}`);
  if (repeats === 'once') note(draft, kind, `module.m${index}.made`);
  return `module "m${index}" {\n${lines.join('\n')}\n}`;
}

function fresh(chance: Chance, mistakes: number): Draft {
  const names: Partial<Record<Kind, string[]>> = {};
  return { wild: { chance, names: names as Names, mistakes }, names, resources: [] };
}

/** The next version of a configuration: blocks go, come and change. */
function changed(blocks: readonly string[], draft: Draft): string[] {
  const { chance } = draft.wild;
  const next: string[] = [];
  let number = 20;
  for (const block of blocks) {
    if (chance.sometimes(12)) continue;
    const renamed = /^resource "terraform_data" "(r\d+)"/.exec(block);
    if (renamed && chance.sometimes(8)) {
      next.push(block.replace(`"${renamed[1]}"`, `"${renamed[1]}x"`), `moved {\n  from = terraform_data.${renamed[1]}\n  to   = terraform_data.${renamed[1]}x\n}`);
      continue;
    }
    if (chance.sometimes(30)) {
      const lines = block.split('\n');
      const at = lines.findIndex((line) => /^ {2}(input|triggers_replace|count|value|default|l\d+)\b.*=/.test(line) && !line.includes('<<'));
      if (at >= 0) {
        const name = /^ {2}(\w+)/.exec(lines[at] as string)?.[1] as string;
        lines[at] =
          `  ${name} = ${name === 'count' ? chance.below(4) : name === 'default' ? literal(chance.one(KINDS), draft.wild).replace(/^toset\((.*)\)$/, '$1') : expression(chance.one(KINDS), 1, draft.wild)}`;
      }
      next.push(lines.join('\n'));
      continue;
    }
    next.push(block);
  }
  if (chance.sometimes(60)) next.push(resource(draft, number++));
  if (chance.sometimes(30)) next.push(output(draft, number++));
  return next;
}

/** Strikes out or doubles something somewhere, as a slip of the hand does. */
function slip(text: string, chance: Chance): string {
  const places = [...text.matchAll(/["{}()[\]=,.]|\b\w+\b/g)];
  const place = places.length ? chance.one(places) : null;
  if (!place) return text;
  const [word] = place;
  const other = chance.one(['', '', word + word, `${word} `, chance.one(['}', '{', '"', ')', ']', '=', ',', ':', '?', '!', '${', '%', '#', '.'])]);
  return text.slice(0, place.index) + other + text.slice(place.index + word.length);
}

const step = (cmd: string): CaseStep => ({ cmd, input: [], out: '', exit: 0 });

/** The session that belongs to a seed. */
export function randomCase(seed: number): Case {
  const chance = new Chance(seed);
  const mistakes = chance.one([0, 0, 0, 2, 10]);
  const draft = fresh(chance, mistakes);
  const files: CaseFile[] = [];
  const blocks = [
    ...chance.many(0, 3, (index) => variable(draft, index)),
    ...chance.many(0, 3, (index) => local(draft, index)),
    ...chance.many(0, 1, (index) => moduleCall(draft, files, index)),
    ...chance.many(1, 4, (index) => resource(draft, index)),
    ...chance.many(0, 3, (index) => output(draft, index)),
  ];
  const text = (list: readonly string[]) => `${list.join('\n\n')}\n`;
  const main = text(blocks);
  const slips = chance.sometimes(12);
  const steps: CaseStep[] = [];
  if (files.length) steps.push(step('terraform init'));
  steps.push(step('terraform validate'), step('terraform plan'));
  const all: CaseFile[] = [{ name: 'main.tf', text: slips ? slip(main, chance) : main }, ...files];
  if (!slips) {
    steps.push(step('terraform apply -auto-approve'));
    if (chance.sometimes(40)) steps.push(step('terraform output'), step('terraform output -json'));
    if (chance.sometimes(40)) steps.push(step('terraform show'));
    if (chance.sometimes(25)) steps.push(step('terraform show -json'));
    if (chance.sometimes(30)) steps.push(step('terraform state list'), step('terraform plan'));
    const first = draft.resources[0];
    const address = `terraform_data.${first?.name}${first?.repeats === 'count' ? '[0]' : ''}`;
    if (chance.sometimes(15))
      steps.push(
        step(
          chance.one([
            `terraform taint '${address}'`,
            `terraform state rm '${address}'`,
            `terraform state mv '${address}' terraform_data.other`,
            `terraform state show '${address}'`,
          ]),
        ),
      );
    if (chance.sometimes(15))
      steps.push(
        step(
          `terraform plan ${chance.one([`-target='${address}'`, `-replace='${address}'`, '-refresh-only', '-destroy', '-refresh=false', '-var=region=x', '-detailed-exitcode'])}`,
        ),
      );
    if (chance.sometimes(75)) {
      all.push({ name: 'v2/main.tf', text: text(changed(blocks, draft)) });
      steps.push(step('cp v2/main.tf main.tf'), step('terraform plan'), step('terraform apply -auto-approve'));
      if (chance.sometimes(40)) steps.push(step('terraform state pull'));
      if (chance.sometimes(30)) steps.push(step('terraform plan'));
    }
    if (chance.sometimes(25)) steps.push(step('terraform graph'));
    if (chance.sometimes(25)) steps.push(step('terraform fmt -diff'));
    if (chance.sometimes(40)) steps.push(step('terraform destroy -auto-approve'));
  } else steps.push(step('terraform fmt'));
  return { comments: [`# Made from seed ${seed}`], steps, files: all };
}
