// Looking, without a change: for the database and any copy of it, and at whatever else a command shows.
import { plural } from '../read.ts';
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

export const lookAround = goal('look-around', 'looks at what a command shows and reports it', {
  start: ({ memory }) => ({ next: 'seen', moves: [run(String(memory.command), String(memory.why ?? 'You asked for it'))] }),
  seen: ({ seen, memory }) => ({
    moves: [
      say(seen.exit ? `That ended with exit code ${seen.exit}.` : String(memory.after ?? 'There it is.')),
      finish('looked', memory.asks ? { asks: String(memory.asks) } : {}),
    ],
  }),
});
