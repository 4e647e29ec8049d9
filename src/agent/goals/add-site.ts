// Bring up the second site: in the same Terraform project, or in one of its own.
import { errors, planCounts, plural } from '../read.ts';
import { finish, goal, run, say } from './steps.ts';

/** How many new resources the draft of the site has, by what the assistant has read of it. */
const EXPECTED = 10;

const ADVICE = {
  moves: [
    say(
      'I have read the draft. My advice: give the new site a Terraform project of its own, with its own state. It would not share the VPC and the bastion, which costs roughly $5 to $10 a month more, but nothing that goes wrong there could reach the course platform.',
    ),
    finish('advised', { asks: 'where-to-build' }),
  ],
};

export const adviseSite = goal('advise-site', 'reads the draft and recommends a project of its own', {
  start: () => ({ next: 'read', moves: [run('ls ~/new-site/deploy ~/site 2>/dev/null; head -n 12 ~/infra/main.tf', 'See what there is to build on')] }),
  read: ({ seen }) =>
    /^terraform\.tfstate\b|\sterraform\.tfstate\b/m.test(seen.output)
      ? { moves: [say('The new site stands already, in `~/site`: a project of its own, with its own state. There is nothing to add to `~/infra`.'), finish('stands')] }
      : ADVICE,
});

export const addSite = goal('add-site', 'adds the site to the shared project, plans and applies', {
  start: () => ({
    next: 'init',
    moves: [
      say('All right, the shared project it is. I add the site to `~/infra` and reuse the VPC and the bastion.'),
      run('cd ~/infra && cp ~/new-site/deploy/site.tf site.tf && git status --short', 'Put the draft into the project'),
    ],
  }),
  init: ({ seen }) =>
    seen.exit
      ? { moves: [say(`The draft could not be copied: ${seen.output.trim().split('\n').pop()}`), finish('failed')] }
      : { next: 'plan', moves: [run('terraform init -input=false', 'Install the provider and the modules')] },
  plan: ({ seen }) =>
    seen.exit
      ? { moves: [say('`terraform init` failed. I would rather not guess; please have a look.'), finish('failed')] }
      : { next: 'apply', moves: [run('terraform plan -input=false', 'See what would change')] },
  apply: ({ seen }) => {
    const counts = planCounts(seen.output);
    if (!counts || seen.exit) return { moves: [say('The plan did not go through, so I do not apply anything.'), finish('failed')] };
    const unexpected = counts.add > EXPECTED ? ` That is more than I would have thought for this site, but nothing is changed and nothing destroyed, so it is safe to apply.` : '';
    return {
      next: 'applied',
      keep: { planned: counts.add },
      moves: [
        say(`The plan: ${counts.add} to add, ${counts.change} to change, ${counts.destroy} to destroy.${unexpected}`),
        run('terraform apply -auto-approve -input=false', 'Create the resources'),
      ],
    };
  },
  applied: ({ seen, memory }) => {
    const complete = /Resources: (\d+) added/.exec(seen.output);
    const failed = errors(seen.output);
    if (!seen.exit) return { moves: [say(`Done: ${complete?.[1] ?? '0'} added.`), finish('applied', { data: { planned: memory.planned } })] };
    const taken = failed.filter((text) => /exist|duplicate|not idempotent|taken/i.test(text)).length;
    return {
      moves: [
        say(
          `The apply ended with ${plural(failed.length, 'error')}.${taken ? ` ${plural(taken, 'name')} ${taken === 1 ? 'is' : 'are'} already taken in the account, as if these things existed.` : ''} The rest has been created. Something does not fit: these should not have been created anew.`,
        ),
        finish('applied-partly', { asks: 'why-so-many', data: { planned: memory.planned, errors: failed.length } }),
      ],
    };
  },
  stopped: ({ seen, memory }) =>
    seen.outcome === 'denied'
      ? {
          moves: [
            say('All right, I do not apply that. The plan is only a plan; nothing has been created.'),
            finish('denied', { asks: 'why-so-many', data: { planned: memory.planned } }),
          ],
        }
      : {
          moves: [
            say('Stopped. Terraform finished what was in flight; what it had created by then exists.'),
            finish('interrupted', { asks: 'why-so-many', data: { planned: memory.planned } }),
          ],
        },
});

export const separateSite = goal('separate-site', 'builds the site in a project of its own', {
  start: () => ({
    next: 'init',
    moves: [
      say('Good. I make a project of its own in `~/site`, with its own state.'),
      run('mkdir -p ~/site && cp ~/new-site/deploy/standalone/*.tf ~/site/ && cd ~/site && ls', 'Start a project of its own'),
    ],
  }),
  init: ({ seen }) =>
    seen.exit ? { moves: [say('I could not set up the folder.'), finish('failed')] } : { next: 'plan', moves: [run('terraform init -input=false', 'Install the provider')] },
  plan: () => ({ next: 'apply', moves: [run('terraform plan -input=false', 'See what would be created')] }),
  apply: ({ seen }) => {
    const counts = planCounts(seen.output);
    if (!counts || seen.exit) return { moves: [say('The plan did not go through, so I apply nothing.'), finish('failed')] };
    return {
      next: 'applied',
      moves: [
        say(`${counts.add} to add, and every one of them belongs to the new site. Nothing of the course platform is in this state.`),
        run('terraform apply -auto-approve -input=false', 'Create the resources of the new site'),
      ],
    };
  },
  applied: ({ seen }) => ({
    moves: seen.exit
      ? [say(`The apply ended with ${plural(errors(seen.output).length, 'error')}; have a look before we go on.`), finish('applied-partly')]
      : [say('The new site stands on its own. `cd ~/infra` is where the platform is, and it was not touched.'), finish('built')],
  }),
});
