// Find out why a plan wanted to create everything, and which things are the new ones.
import { addresses, plural } from '../read.ts';
import { finish, goal, run, say } from './steps.ts';

export const explainPlan = goal('explain-plan', 'looks for the state that the folder should have had', {
  start: () => ({ next: 'list', moves: [run('cd ~/infra && terraform state list | wc -l && ls -la', 'See what Terraform remembers here')] }),
  list: () => ({ next: 'backend', moves: [run('grep -n "state" README.md; grep -n -A 6 "backend" *.tf', 'See where the state is kept')] }),
  backend: ({ seen }) => {
    const commented = /#\s*backend/.test(seen.output);
    const readme = /S3/i.test(seen.output);
    return {
      moves: [
        say(
          `${readme ? 'The README says that the state is in S3. ' : ''}${commented ? 'It is not: the `backend "s3"` block is commented out. ' : ''}So the state is a local file on the machine where the platform was built. On this laptop Terraform started from nothing, and to it nothing existed.`,
        ),
        finish('explained', { asks: 'clean-up' }),
      ],
    };
  },
});

export const listNew = goal('list-new', 'lists what only the last minutes created', {
  start: () => ({ next: 'state', moves: [run('cd ~/infra && terraform state list', 'What this state created is what the last minutes created')] }),
  state: ({ seen }) => {
    const list = addresses(seen.output);
    return {
      next: 'vpcs',
      keep: { count: list.length },
      moves: [run("aws ec2 describe-vpcs --query 'Vpcs[].[VpcId,CidrBlock,IsDefault,Tags[?Key==`Name`]|[0].Value]' --output text", 'Tell the twins apart')],
    };
  },
  vpcs: ({ memory, seen }) => {
    const rows = seen.output.split('\n').filter((line) => line.startsWith('vpc-'));
    return {
      moves: [
        say(
          `This folder's state knows ${plural(Number(memory.count), 'resource instance')}, all created tonight. In the account there are ${plural(rows.length, 'VPC')}; names and ranges do not tell them apart, the ids in this state do. Only what this state lists is ours to remove.`,
        ),
        finish('listed', { asks: 'clean-up-how', data: { count: memory.count } }),
      ],
    };
  },
});
