// After the loss: look for the database, build the rest up again, bring the data back from a copy.
import { attribute, errors, planCounts, plural } from '../read.ts';
import { finish, goal, run, say } from './steps.ts';

export const findDatabase = goal('find-database', 'looks for the database and for any copy of it', {
  start: () => ({
    next: 'instances',
    moves: [run("aws rds describe-db-instances --query 'DBInstances[].[DBInstanceIdentifier,DBInstanceStatus]' --output text", 'Look for the database')],
  }),
  instances: ({ seen }) => ({
    next: 'snapshots',
    keep: { instances: seen.output.trim() },
    moves: [run("aws rds describe-db-snapshots --query 'DBSnapshots[].DBSnapshotIdentifier'", 'Look for its backups')],
  }),
  snapshots: ({ seen, memory }) => {
    const instances = String(memory.instances ?? '').trim();
    const found = [...seen.output.matchAll(/"([^"]+)"/g)].map((match) => match[1] as string);
    if (found.length) {
      return {
        moves: [
          say(
            `${instances ? `There is an instance: ${instances.replaceAll('\n', ', ')}. ` : 'The database is gone. '}But there ${found.length === 1 ? 'is' : 'are'} ${plural(found.length, 'snapshot')}: ${found.map((name) => `\`${name}\``).join(', ')}.`,
          ),
          finish('found', { data: { snapshots: found.length, instances: instances ? 1 : 0 } }),
        ],
      };
    }
    if (instances)
      return {
        moves: [
          say(`I see this: ${instances.replaceAll('\n', ', ').replaceAll('\t', ' ')}. There are no snapshots beside it.`),
          finish('found', { data: { snapshots: 0, instances: 1 } }),
        ],
      };
    return {
      next: 'again',
      moves: [
        run(
          'aws rds describe-db-snapshots --snapshot-type automated --output text; aws rds describe-db-instance-automated-backups --output text',
          'Look once more, for automated backups',
        ),
      ],
    };
  },
  again: ({ seen }) => ({
    moves: [
      say(
        seen.output.trim()
          ? 'There are automated backups left; look at the list above.'
          : 'I am sorry: your database is gone. There is no instance, no snapshot and no automated backup. The state in the folder was the one from the archive, so the destroy removed production and not the duplicates; the automated backups went with the instance.',
      ),
      finish(seen.output.trim() ? 'found' : 'gone'),
    ],
  }),
});

const apply = (why: string) => run('cd ~/infra && terraform apply -auto-approve -input=false', why);

/** How often it applies again after having cleared something out of the way. */
const TRIES = 4;

export const rebuild = goal('rebuild', 'applies the project again, so that everything but the data stands', {
  start: () => ({
    next: 'found',
    moves: [
      say('I build the rest up again. The database it makes, if it has to make one, will be empty.'),
      run('cd ~/infra && terraform state list | grep -c . ; grep -rn \'resource "aws_route53_zone"\' --include=*.tf .', 'What is left, and where the domain is'),
    ],
  }),
  found: ({ seen }) => {
    const zone = /resource "(aws_route53_zone)" "([^"]+)"/.exec(seen.output);
    return zone
      ? {
          next: 'zoned',
          keep: { zone: `${zone[1]}.${zone[2]}` },
          moves: [run(`terraform apply -auto-approve -input=false -target=${zone[1]}.${zone[2]}`, 'The domain first: a new zone has new name servers')],
        }
      : { next: 'applied', moves: [apply('Create the infrastructure again')] };
  },
  zoned: ({ seen, memory }) =>
    seen.exit
      ? { next: 'applied', moves: [apply('Create the infrastructure again')] }
      : { next: 'servers', moves: [run(`terraform state show -no-color ${memory.zone}`, 'Its name servers')] },
  servers: ({ seen }) => {
    const name = attribute(seen.output, 'name');
    const list = /name_servers\s+= \[([^\]]*)\]/.exec(seen.output)?.[1];
    const servers = [...(list ?? '').matchAll(/"([^"]+)"/g)].map((match) => match[1]);
    return name && servers.length
      ? {
          next: 'compared',
          keep: { name, servers: servers.join(' ') },
          moves: [
            run(
              `aws route53domains get-domain-detail --region us-east-1 --domain-name ${name} --query 'Nameservers[].Name' --output text`,
              'Which name servers the registrar knows',
            ),
          ],
        }
      : { next: 'applied', moves: [apply('Create the infrastructure again')] };
  },
  compared: ({ seen, memory }) => {
    const servers = String(memory.servers).split(' ');
    if (seen.exit || servers.every((server) => seen.output.includes(server))) return { next: 'applied', moves: [apply('Create the infrastructure again')] };
    return {
      next: 'delegated',
      moves: [
        say(
          'The zone was made anew, so it has other name servers. The registrar still points to the old ones; without this change no name of ours would be found, and no certificate issued.',
        ),
        run(
          `aws route53domains update-domain-nameservers --region us-east-1 --domain-name ${memory.name} --nameservers ${servers.map((server) => `Name=${server}`).join(' ')}`,
          'Point the domain to the new zone',
        ),
      ],
    };
  },
  delegated: () => ({ next: 'applied', moves: [apply('Create the infrastructure again')] }),
  applied: ({ seen, memory }) => {
    const added = /Resources: (\d+) added/.exec(seen.output)?.[1];
    if (!seen.exit)
      return {
        next: 'images',
        keep: { added: Number(added ?? 0) },
        moves: [
          run(
            "for name in $(aws ecr describe-repositories --query 'repositories[].repositoryName' --output text); do echo $name $(aws ecr list-images --repository-name $name --query 'imageIds[].imageDigest' --output text | wc -w); done; ls bin",
            'Are the images there?',
          ),
        ],
      };
    const tries = Number(memory.tries ?? 0) + 1;
    const orphan = orphans(seen.output)[0];
    if (orphan && tries <= TRIES) {
      return {
        next: 'imported',
        keep: { tries },
        moves: [
          say(`\`${orphan.id}\` exists already, in nobody's state: it is from tonight's first apply. I import it instead of creating it.`),
          run(`terraform import -input=false '${orphan.address}' '${orphan.id}'`, 'Take it into the state'),
        ],
      };
    }
    if (tries <= 2)
      return {
        next: 'applied',
        keep: { tries },
        moves: [
          say(`${plural(errors(seen.output).length, 'error')}; some names take a while to be free again. Once more.`),
          { do: 'pause', seconds: 60 },
          apply('Try the rest again'),
        ],
      };
    return { moves: [say(`Still ${plural(errors(seen.output).length, 'error')}: ${errors(seen.output).slice(0, 2).join('; ')}. I stop here, have a look.`), finish('failed')] };
  },
  imported: () => ({ next: 'applied', moves: [apply('Create the rest')] }),
  images: ({ seen, memory }) => {
    const empty = [...seen.output.matchAll(/^(\S+) 0$/gm)].map((match) => match[1] as string);
    const done = `${memory.added} added. Everything that the configuration asks for stands again.`;
    return empty.length && /^release$|\brelease\b/m.test(seen.output)
      ? {
          next: 'released',
          moves: [
            say(`${done} The image ${empty.length === 1 ? 'repository is' : 'repositories are'} new and empty, so nothing can start. The release script puts the image back.`),
            run(empty.map((name) => `bash bin/release ${name}`).join(' && '), 'Put the image back'),
          ],
        }
      : { moves: [say(done), finish('rebuilt')] };
  },
  released: ({ seen }) => ({
    moves: seen.exit
      ? [say('The image could not be put back; have a look.'), finish('failed')]
      : [say('The image is back. The services start their tasks by themselves, within minutes.'), finish('rebuilt')],
  }),
});

/** Objects that Terraform could not create because they exist: the address it wanted to give them, and what AWS calls them. */
function orphans(output: string): { readonly address: string; readonly id: string }[] {
  return output
    .split(/Error: /)
    .slice(1)
    .flatMap((block) => {
      const text = block.replaceAll(/[│╷╵]/g, ' ');
      const id = /^creating [^(]*\(([^)]+)\)/.exec(text)?.[1];
      const address = /with ([^\s,]+(?:\["[^"]+"\])?),/.exec(text)?.[1];
      return id && address && /already|AlreadyOwnedByYou|Exists|Duplicate/.test(text) ? [{ address, id }] : [];
    });
}

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

export const lookAround = goal('look-around', 'looks at what a command shows and reports it', {
  start: ({ memory }) => ({ next: 'seen', moves: [run(String(memory.command), String(memory.why ?? 'You asked for it'))] }),
  seen: ({ seen, memory }) => ({
    moves: [
      say(seen.exit ? `That ended with exit code ${seen.exit}.` : String(memory.after ?? 'There it is.')),
      finish('looked', memory.asks ? { asks: String(memory.asks) } : {}),
    ],
  }),
});
