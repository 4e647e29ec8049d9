// The data comes back from a snapshot, under the old name, and what stood in for the database goes.
import { errors, planCounts } from '../read.ts';
import { finish, goal, run, say } from './steps.ts';

const findGroups = (vpc: string) =>
  run(
    `aws ec2 describe-security-groups --filters Name=vpc-id,Values=${vpc} --query "SecurityGroups[?contains(GroupName, 'db') || contains(GroupName, 'database')].GroupId" --output text`,
    'The security group of the database, in that network',
  );

const DATABASE = /^module\.\S*aws_db_instance\.\S+|^aws_db_instance\.\S+/m;

export const restore = goal('restore', 'restores a snapshot under the old name, and brings it into the state by import', {
  start: ({ memory }) => ({
    next: 'standing',
    moves: [
      say(
        `I restore \`${memory.snapshot}\` as a new instance; a restore never goes into an existing one. Then it has to be wired back: network, security group, and the state, by import.`,
      ),
      run(
        `aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus]' --output text; aws rds describe-db-subnet-groups --query 'DBSubnetGroups[].[DBSubnetGroupName,VpcId]' --output text`,
        'What stands at this moment',
      ),
    ],
  }),
  standing: ({ seen, memory }) => {
    const name = String(memory.database);
    const occupied = new RegExp(`^${name}\\s`, 'm').test(seen.output);
    const groups = seen.output.trim().split('\n').pop() ?? '';
    if (/^\S+\s+(available|creating|backing-up|deleting)/.test(groups) || !groups)
      return {
        moves: [
          say('The network of the database does not exist yet, so there is nowhere to restore to. First the rest has to be built up again.'),
          finish('no-network', { asks: 'rebuild-first' }),
        ],
      };
    const [group = '', vpc = ''] = groups.split(/\s+/);
    if (!occupied) return { next: 'groups', keep: { group, vpc }, moves: [findGroups(vpc)] };
    return {
      next: 'renamed',
      keep: { group, vpc },
      moves: [
        say(`The name \`${name}\` is taken by the empty stand-in. I rename it, I do not delete it: until the rows are counted nothing is deleted.`),
        run(
          `aws rds modify-db-instance --db-instance-identifier ${name} --new-db-instance-identifier ${name}-empty --apply-immediately --query 'DBInstance.DBInstanceStatus'`,
          'Make room for the restored one',
        ),
      ],
    };
  },
  renamed: ({ seen, memory }) =>
    seen.exit
      ? { moves: [say('The stand-in could not be renamed; I stop here.'), finish('failed')] }
      : {
          next: 'freed',
          keep: { renamed: 1 },
          moves: [
            { do: 'pause', seconds: 120 },
            run(`aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus]' --output text # ${memory.database}`, 'Is the name free?'),
          ],
        },
  freed: ({ seen, memory }) =>
    new RegExp(`^${memory.database}\\s`, 'm').test(seen.output) && Number(memory.waits ?? 0) < 10
      ? {
          next: 'freed',
          keep: { waits: Number(memory.waits ?? 0) + 1 },
          moves: [
            { do: 'pause', seconds: 60 },
            run("aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus]' --output text", 'Is the name free?'),
          ],
        }
      : { next: 'groups', moves: [findGroups(String(memory.vpc))] },
  groups: ({ seen, memory }) => ({
    next: 'restoring',
    moves: [
      run(
        `aws rds restore-db-instance-from-db-snapshot --db-instance-identifier ${memory.database} --db-snapshot-identifier ${memory.snapshot} --db-subnet-group-name ${memory.group} --vpc-security-group-ids ${seen.output.trim().split(/\s+/)[0]} --query 'DBInstance.DBInstanceStatus'`,
        'Restore into a new instance, in our network',
      ),
    ],
  }),
  restoring: ({ seen, memory }) =>
    seen.exit
      ? { moves: [say(`The restore was refused: ${seen.output.trim().split('\n').pop()}`), finish('failed')] }
      : { next: 'available', moves: [run(`aws rds wait db-instance-available --db-instance-identifier ${memory.database}`, 'Wait until it is available')] },
  available: ({ seen }) =>
    seen.exit
      ? { moves: [say('It did not become available in time.'), finish('failed')] }
      : { next: 'listed', moves: [run('cd ~/infra && terraform state list | grep aws_db_instance', 'What the state thinks of the database')] },
  listed: ({ seen, memory }) => {
    const address = DATABASE.exec(seen.output)?.[0];
    return address
      ? { next: 'forgotten', keep: { address }, moves: [run(`terraform state rm '${address}'`, 'The state must forget the stand-in; this deletes nothing')] }
      : {
          next: 'addressed',
          moves: [
            run('grep -rn "resource \\"aws_db_instance\\"" --include=*.tf .', 'Where the configuration has it'),
            say(`The state knows no database; the import of \`${memory.database}\` comes next.`),
          ],
        };
  },
  addressed: ({ seen, memory }) => {
    const found = /^\.?\/?(?:modules\/([^/]+)\/)?[^:]*:\d+:\s*resource "aws_db_instance" "([^"]+)"/m.exec(seen.output);
    const address = found ? `${found[1] ? `module.${found[1]}.` : ''}aws_db_instance.${found[2]}` : String(memory.fallback ?? 'aws_db_instance.courses');
    return { next: 'imported', keep: { address }, moves: [run(`terraform import -input=false '${address}' ${memory.database}`, 'Bring the restored instance into the state')] };
  },
  forgotten: ({ memory }) => ({
    next: 'imported',
    moves: [run(`terraform import -input=false '${memory.address}' ${memory.database}`, 'Bring the restored instance into the state')],
  }),
  imported: ({ seen }) =>
    seen.exit
      ? { moves: [say('The import failed; the instance exists, the state does not know it. Careful from here on.'), finish('not-imported')] }
      : { next: 'planned', moves: [run('terraform plan -input=false -no-color | tail -n 12', 'Does the plan want to touch it?')] },
  planned: ({ seen, memory }) => {
    const counts = planCounts(seen.output);
    const safe = counts && counts.destroy === 0;
    return {
      next: 'applied',
      moves: safe
        ? [
            say(`The plan now: ${counts.add} to add, ${counts.change} to change, nothing destroyed. I apply it: the password and the groups are set again by it.`),
            run('terraform apply -auto-approve -input=false', 'Wire it back'),
          ]
        : [
            say(`The plan wants to destroy something (${counts?.destroy ?? '?'}). I do not apply that.`),
            finish('unsafe-plan', { asks: 'unsafe-plan', data: { address: memory.address } }),
          ],
    };
  },
  applied: ({ seen, memory }) => ({
    moves: [
      say(
        seen.exit
          ? `The apply ended with: ${errors(seen.output).slice(0, 2).join('; ')}.`
          : 'The restored database stands where the old one stood, and the state knows it. Please count the rows before anything is deleted.',
      ),
      finish(seen.exit ? 'failed' : 'restored', { asks: memory.renamed ? 'delete-stand-in' : 'count-rows' }),
    ],
  }),
});

export const deleteStandIn = goal('delete-stand-in', 'deletes the empty stand-in, after looking twice', {
  start: ({ memory }) => ({
    next: 'looked',
    moves: [
      run(
        `aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus,InstanceCreateTime]' --output text # ${memory.database}-empty`,
        'Which is which',
      ),
    ],
  }),
  looked: ({ seen, memory }) =>
    new RegExp(`^${memory.database}-empty\\s`, 'm').test(seen.output)
      ? {
          next: 'deleted',
          moves: [
            run(
              `aws rds delete-db-instance --db-instance-identifier ${memory.database}-empty --skip-final-snapshot --query 'DBInstance.[DBInstanceIdentifier,DBInstanceStatus]' --output text`,
              'Delete the empty one, by its full name',
            ),
          ],
        }
      : { moves: [say('There is no stand-in to delete. I touch nothing.'), finish('nothing')] },
  deleted: ({ seen }) => ({
    moves: [say(seen.exit ? 'AWS refused that; nothing is deleted.' : 'The empty one is being deleted. The restored one is untouched.'), finish(seen.exit ? 'failed' : 'deleted')],
  }),
});
