// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are Terraform.
// The simulated Terraform on the case's project, and at size beside the real one where it is installed: what a command takes in this process, which is warm, and
// what it takes as a process (`sim transcript`), which begins cold as the real one does. Each size is measured in a process of its own, so that its memory is its own.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { step } from '../../src/engine/step.ts';
import { formatCase } from '../../src/headless/txtar.ts';
import { rules } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';
import { theCase, theWorld } from '../lesson/evening.ts';
import { heap, measure, print } from './measure.ts';
import { type } from './typing.ts';

const scenario = theCase();
const world = theWorld();
/** Where the state is that made production. */
const OWNER = scenario.world.past[0]?.terminal ?? 'old-laptop';
const blocks = (count: number, input: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `resource "terraform_data" "n${index}" {\n  input = ${input(index)}\n}\n`).join('');

interface Shape {
  readonly name: string;
  readonly sizes: readonly number[];
  /** Up to how many resources the real tool does not take minutes. */
  readonly most: { readonly plan: number; readonly apply: number };
  readonly text: (count: number) => string;
}

/** Configurations by the number of resources they come to. In a long chain each resource depends on all before it, and the state says so. */
const SHAPES: readonly Shape[] = [
  {
    name: 'of one block',
    sizes: [10, 100, 1000, 5000],
    most: { plan: 5000, apply: 1000 },
    text: (count) => `resource "terraform_data" "many" {\n  count = ${count}\n  input = "number \${count.index}"\n}\n`,
  },
  { name: 'of as many blocks', sizes: [10, 100, 1000, 5000], most: { plan: 5000, apply: 1000 }, text: (count) => blocks(count, (index) => `"number ${index}"`) },
  {
    name: 'half of which refer to the others',
    sizes: [10, 100, 1000, 5000],
    most: { plan: 1000, apply: 1000 },
    text: (count) =>
      `resource "terraform_data" "one" {\n  count = ${count / 2}\n  input = "number \${count.index}"\n}\nresource "terraform_data" "two" {\n  count = ${count / 2}\n  input = terraform_data.one[count.index].output\n}\n`,
  },
  {
    name: 'in chains of ten',
    sizes: [10, 100, 1000, 5000],
    most: { plan: 5000, apply: 1000 },
    text: (count) => blocks(count, (index) => (index % 10 ? `terraform_data.n${index - 1}.output` : '"first"')),
  },
  {
    name: 'in one chain',
    sizes: [100, 1000, 5000],
    most: { plan: 100, apply: 100 },
    text: (count) => blocks(count, (index) => (index ? `terraform_data.n${index - 1}.output` : '"first"')),
  },
];

const COMMANDS = [
  ['plan from nothing', 'plan -input=false'],
  ['apply', 'apply -auto-approve'],
  ['plan without changes', 'plan -input=false'],
] as const;

const machine = scenario.world.terminals.find((terminal) => terminal.id === OWNER)?.machine ?? OWNER;

const stateIn = (after: World): string =>
  Object.entries(after.computers.machines[machine]?.disk ?? {}).flatMap(([path, file]) =>
    path.endsWith('/many/terraform.tfstate') && file.type === 'file' ? [file.text ?? ''] : [],
  )[0] ?? '';

/** What every size needs at least is measured once; what takes long, and of which little is lost in the noise, seldom. */
const rounds = (count: number) => (count >= 5000 ? 1 : count >= 1000 ? 5 : 15);

/** Durations of the commands in milliseconds, the shortest of each: other work on the machine disturbs it least. */
type Durations = readonly (number | null)[];

/** The commands in this process. Each round has a text of its own, so that nothing read before serves again. */
function inProcess(text: (count: number) => string, count: number): { readonly durations: Durations; readonly state: string } {
  const started = type(world, OWNER, 'mkdir -p ~/many && cd ~/many').world;
  const save = (before: World, size: number, round: string) => step(rules, before, { type: 'save', machine, path: '~/many/main.tf', text: `# ${round}\n${text(size)}`, by: 'you' });
  const run = (before: World, command: string) => type(before, OWNER, `terraform ${command}`);
  const initialised = new Map<number, World>();
  /** A folder that was made ready for the configuration, and then got a text that nobody has read yet. */
  const from = (size: number, round: string) => {
    const ready = initialised.get(size) ?? run(save(started, size, 'ready'), 'init').world;
    initialised.set(size, ready);
    return save(ready, size, round);
  };
  const small = Math.min(count, 100);
  for (let round = 0; round < 20; round++) {
    const before = from(small, `warm ${round}`);
    run(before, COMMANDS[0][1]);
    const { world: applied } = run(before, COMMANDS[1][1]);
    run(save(applied, small, `warmer ${round}`), COMMANDS[2][1]);
  }
  let applied = started;
  const durations = COMMANDS.map(([what, command], index) => {
    const worlds = Array.from({ length: rounds(count) }, (_, round) => (index < 2 ? from(count, `${what} ${round}`) : save(applied, count, `again ${round}`)));
    let done = applied;
    const { least } = measure(`    ${what}`, () => (done = run(worlds.pop() as World, command).world), rounds(count));
    if (command.startsWith('apply')) applied = done;
    return least;
  });
  return { durations, state: count > 1000 && text(2).includes('n0.output') ? '' : stateIn(applied) };
}

/** The commands as processes of the headless program: started, configuration read, `init`, the command, what it printed written out. */
function asProcess(text: string, state: string, count: number): Durations {
  const folder = mkdtempSync(join(tmpdir(), 'undestroy-bench-'));
  try {
    return COMMANDS.map(([what, command], index) => {
      if (index === 2 && !state) return null;
      const file = join(folder, `${index}.txtar`);
      const files = [{ name: 'main.tf', text }, ...(index === 2 ? [{ name: 'terraform.tfstate', text: state }] : [])];
      writeFileSync(file, formatCase({ comments: [], steps: ['terraform init', `terraform ${command}`].map((cmd) => ({ cmd, input: [], out: '', exit: 0 })), files }));
      const start = () => {
        const done = spawnSync(process.execPath, ['.cache/sim/main.mjs', 'transcript', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
        if (done.status !== 0 || !/No changes|Plan:|Apply complete/.test(done.stdout)) throw new Error(done.stderr || done.stdout.slice(-300));
      };
      return measure(`    as a process: ${what}`, start, count >= 1000 ? 2 : 5).least;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commands of the real tool, where that does not take minutes; null where it is not installed. */
function real(text: string, count: number, state: string, most: Shape['most']): Durations | null {
  const folder = mkdtempSync(join(tmpdir(), 'undestroy-bench-'));
  const env = { ...process.env, TF_CLI_CONFIG_FILE: '', CHECKPOINT_DISABLE: '1' };
  const terraform = (...args: string[]) => spawnSync('terraform', [...args, '-no-color'], { cwd: folder, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  writeFileSync(join(folder, 'main.tf'), text);
  try {
    if (terraform('init').status !== 0) return null;
    return COMMANDS.map(([name, command]) => {
      const applies = command.startsWith('apply');
      if (count > (applies ? most.apply : most.plan)) {
        // The next plan goes by the state that the simulated one wrote.
        if (applies) writeFileSync(join(folder, 'terraform.tfstate'), state);
        return null;
      }
      const run = () => {
        const done = terraform(...command.split(' '));
        if (done.status !== 0) throw new Error(done.stderr);
        return done.stdout;
      };
      const { result, least } = measure(`    the real terraform: ${name}`, run, applies || count >= 1000 ? 1 : 5);
      if (name === 'plan without changes' && !result.includes('No changes.')) throw new Error(`the real terraform sees changes: ${result.slice(-300)}`);
      return least;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureSize({ text, most }: Shape, count: number): void {
  const least = heap();
  const { durations, state } = inProcess(text, count);
  print('    most memory of the process at any time', `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB, of which ${(least / 1024 / 1024).toFixed(0)} MB are the case`);
  const process_ = asProcess(text(count), state, count);
  const theirs = real(text(count), count, state, most);
  if (!theirs) {
    print('    the real terraform is not installed', 'no comparison');
    return;
  }
  const times = (mine: Durations) => mine.map((duration, index) => (theirs[index] && duration ? (theirs[index] / duration).toFixed(0) : '-')).join(', ');
  print('    times as fast as the real one: plan, apply, plan', times(durations));
  print('    the same as processes', times(process_));
}

const [shape, size] = process.argv.slice(2).map(Number);
if (shape !== undefined && size !== undefined) measureSize(SHAPES[shape] as Shape, size);
else {
  const there = type(world, OWNER, `cd ${scenario.world.project.path}`).world;
  measure('plan without changes, of all the case builds', () => type(there, OWNER, 'terraform plan -input=false'));
  const { result: gone } = measure('destroy of all the case builds', () => type(there, OWNER, 'terraform destroy -auto-approve'));
  measure('plan of all the case builds, from nothing', () => type(gone.world, OWNER, 'terraform plan -input=false'));
  // Builds the headless program where it is not of today.
  spawnSync(process.execPath, ['scripts/sim.mjs']);
  for (const [index, { name, sizes }] of SHAPES.entries()) {
    for (const count of sizes) {
      print(`${count} resources ${name}`, '');
      const done = spawnSync(process.execPath, ['--expose-gc', process.argv[1] as string, String(index), String(count)], { stdio: 'inherit' });
      if (done.status !== 0) throw new Error(`the measurement of ${count} resources ${name} ended with ${done.status ?? done.signal}`);
    }
  }
}
