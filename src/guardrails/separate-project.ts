// The advice of the first act, taken: the new site in a project and a state of its own.
import { stateAt } from '../world/measure.ts';
import type { Guardrail } from './guardrail.ts';

const FOLDER = 'site';

export const separateProject: Guardrail = {
  id: 'separate-project',
  name: 'A project and a state of its own for the second site',
  monthly: 8,
  minutes: 5,
  price: 'Five to ten dollars a month for a network of its own, and two places to look.',
  hole: 'It keeps this site’s work out of the platform’s state. The platform’s own next change is as dangerous as before.',
  inPlace: (world) => {
    const { machine } = world.setting.project;
    const home = world.computers.machines[machine]?.home ?? '';
    const state = stateAt(world, machine, `${home}/${FOLDER}/terraform.tfstate`);
    return state !== null && state.instances > 0 && !state.knowsProduction;
  },
  putInPlace: (world) => {
    const terminal = world.setting.project.machine;
    return [
      { line: `mkdir -p ~/${FOLDER} && cp ~/new-site/deploy/standalone/*.tf ~/${FOLDER}/`, terminal },
      { line: `(cd ~/${FOLDER} && terraform init -input=false && terraform apply -auto-approve -input=false)`, terminal },
      { free: terminal },
    ];
  },
};
