// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are Terraform.
// The simulated Terraform on the case's project, and at size beside the real one where it is installed: what a command takes in this process, and the real one as a process.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { step } from '../../src/engine/step.ts';
import { rules } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';
import { theCase, theWorld } from '../lesson/evening.ts';
import { heap, measure, print } from './measure.ts';
import { type } from './typing.ts';

const scenario = theCase();
const world = theWorld();
/** Where the state is that made production. */
const OWNER = scenario.world.past[0]?.terminal ?? 'old-laptop';
const there = type(world, OWNER, `cd ${scenario.world.project.path}`).world;

measure('plan without changes, of all the case builds', () => type(there, OWNER, 'terraform plan -input=false'));
const { result: gone } = measure('destroy of all the case builds', () => type(there, OWNER, 'terraform destroy -auto-approve'));
measure('plan of all the case builds, from nothing', () => type(gone.world, OWNER, 'terraform plan -input=false'));

const blocks = (count: number, input: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `resource "terraform_data" "n${index}" {\n  input = ${input(index)}\n}\n`).join('');

/** Configurations by the number of resources they come to. The real tool takes minutes for a long chain, in which each resource depends on all before it. */
const SHAPES: readonly { readonly name: string; readonly sizes: readonly number[]; readonly text: (count: number) => string }[] = [
  { name: 'of one block', sizes: [10, 100, 1000, 5000], text: (count) => `resource "terraform_data" "many" {\n  count = ${count}\n  input = "number \${count.index}"\n}\n` },
  { name: 'of as many blocks', sizes: [100, 5000], text: (count) => blocks(count, (index) => `"number ${index}"`) },
  {
    name: 'half of which refer to the others',
    sizes: [100, 5000],
    text: (count) =>
      `resource "terraform_data" "one" {\n  count = ${count / 2}\n  input = "number \${count.index}"\n}\nresource "terraform_data" "two" {\n  count = ${count / 2}\n  input = terraform_data.one[count.index].output\n}\n`,
  },
  { name: 'in chains of ten', sizes: [100, 1000], text: (count) => blocks(count, (index) => (index % 10 ? `terraform_data.n${index - 1}.output` : '"first"')) },
  { name: 'in one chain', sizes: [100], text: (count) => blocks(count, (index) => (index ? `terraform_data.n${index - 1}.output` : '"first"')) },
];

const COMMANDS = [
  ['plan from nothing', 'plan -input=false'],
  ['apply', 'apply -auto-approve'],
  ['plan without changes', 'plan -input=false'],
] as const;

const started = type(world, OWNER, 'mkdir -p ~/many && cd ~/many').world;
const machine = scenario.world.terminals.find((terminal) => terminal.id === OWNER)?.machine ?? OWNER;
const save = (before: World, text: string) => step(rules, before, { type: 'save', machine, path: '~/many/main.tf', text, by: 'you' });

const stateIn = (after: World): string =>
  Object.entries(after.computers.machines[machine]?.disk ?? {}).flatMap(([path, file]) =>
    path.endsWith('/many/terraform.tfstate') && file.type === 'file' ? [file.text ?? ''] : [],
  )[0] ?? '';

/** How often: once is enough for what takes long. */
const rounds = (count: number) => (count >= 1000 ? 1 : 5);

/** Above this the real apply takes minutes; its plan then goes by the state that the simulated one wrote. */
const MOST_APPLIED = 1000;

/** Shortest durations of the commands; null where the real tool is not installed. */
function real(text: string, count: number, state: string): readonly (number | null)[] | null {
  const folder = mkdtempSync(join(tmpdir(), 'undestroy-bench-'));
  const env = { ...process.env, TF_CLI_CONFIG_FILE: '', CHECKPOINT_DISABLE: '1' };
  const terraform = (...args: string[]) => spawnSync('terraform', [...args, '-no-color'], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  writeFileSync(join(folder, 'main.tf'), text);
  try {
    if (terraform('init').status !== 0) return null;
    return COMMANDS.map(([name, command]) => {
      const applies = command.startsWith('apply');
      if (applies && count > MOST_APPLIED) {
        writeFileSync(join(folder, 'terraform.tfstate'), state);
        return null;
      }
      const run = () => {
        const done = terraform(...command.split(' '));
        if (done.status !== 0) throw new Error(done.stderr);
        return done.stdout;
      };
      const { result, least } = measure(`    the real terraform: ${name}`, run, applies ? 1 : rounds(count));
      if (name === 'plan without changes' && !result.includes('No changes.')) throw new Error(`the real terraform sees changes: ${result.slice(-300)}`);
      return least;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const least = heap();
for (const { name, sizes, text } of SHAPES) {
  for (const count of sizes) {
    print(`${count} resources ${name}`, '');
    let now = type(save(started, text(count)), OWNER, 'terraform init').world;
    const own = COMMANDS.map(([what, command]) => {
      const done = measure(`    ${what}`, () => type(now, OWNER, `terraform ${command}`), rounds(count));
      if (command.startsWith('apply')) now = done.result.world;
      return done.least;
    });
    print('    kept by the world and its caches', `${((heap() - least) / 1024 / 1024).toFixed(0)} MB`);
    const theirs = real(text(count), count, stateIn(now));
    const times = (mine: number, index: number) => (theirs?.[index] ? (theirs[index] / mine).toFixed(0) : '-');
    if (theirs) print('    times as fast as the real one: plan, apply, plan', own.map(times).join(', '));
    else print('    the real terraform is not installed', 'no comparison');
  }
}
print('most memory of this process at any time', `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
