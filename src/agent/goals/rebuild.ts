// After the loss: the rest is built up again, so that everything but the data stands.
import { attribute, errors, plural } from '../read.ts';
import { finish, goal, run, say } from './steps.ts';

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
