// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are Terraform.
// The simulated Terraform on the case's project, and beside the real one where it is installed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { theCase, theWorld } from '../lesson/evening.ts';
import { measure, print } from './measure.ts';
import { type } from './typing.ts';

const scenario = theCase();
const world = theWorld();
/** Where the state is that made production. */
const OWNER = scenario.world.past[0]?.terminal ?? 'old-laptop';
const there = type(world, OWNER, `cd ${scenario.world.project.path}`).world;

measure('plan without changes, of all the case builds', () => type(there, OWNER, 'terraform plan -input=false'));
const { result: gone } = measure('destroy of all the case builds', () => type(there, OWNER, 'terraform destroy -auto-approve'));
measure('plan of all the case builds, from nothing', () => type(gone.world, OWNER, 'terraform plan -input=false'));

const CONFIGURATION = 'resource "terraform_data" "many" {\n  count = 100\n  input = "number ${count.index}"\n}\n';
const bare = type(world, OWNER, `mkdir -p ~/hundred && cd ~/hundred && printf '%s' '${CONFIGURATION}' > main.tf && terraform init`).world;
const plan = measure('plan of 100 terraform_data', () => type(bare, OWNER, 'terraform plan -input=false'), 5);
const apply = measure('apply of 100 terraform_data', () => type(bare, OWNER, 'terraform apply -auto-approve'), 5);

const folder = mkdtempSync(join(tmpdir(), 'undestroy-bench-'));
const env = { ...process.env, TF_CLI_CONFIG_FILE: '', CHECKPOINT_DISABLE: '1' };
const terraform = (...args: string[]) => spawnSync('terraform', args, { cwd: folder, env, encoding: 'utf8' });
writeFileSync(join(folder, 'main.tf'), CONFIGURATION);
if (terraform('init', '-no-color').status === 0) {
  const real =
    (...args: string[]) =>
    () => {
      const done = terraform(...args, '-no-color');
      if (done.status !== 0) throw new Error(done.stderr);
    };
  const realPlan = measure('the real terraform: the same plan', real('plan', '-input=false'), 5);
  const realApply = measure('the real terraform: the same apply', real('apply', '-auto-approve'), 1);
  print('  simulated / real: plan', (plan.milliseconds / realPlan.milliseconds).toFixed(2));
  print('  simulated / real: apply', (apply.milliseconds / realApply.milliseconds).toFixed(2));
} else print('the real terraform is not installed', 'no comparison');
rmSync(folder, { recursive: true, force: true });
