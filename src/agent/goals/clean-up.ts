// Remove the duplicates: by the AWS CLI one by one, or with a destroy of what this folder's state knows.
import { addresses, attribute, awsError, destroyed, kindOf, plural } from '../read.ts';
import type { Memory } from '../state.ts';
import { type Answer, finish, goal, run, say } from './steps.ts';

/** Resource type -> the aws command that deletes one, given what `terraform state show` says of it. The order is the order of the attempts. */
const DELETE: readonly (readonly [string, (show: string) => string | null])[] = [
  ['aws_lb_listener_rule', (show) => command('aws elbv2 delete-rule --rule-arn', attribute(show, 'arn'))],
  ['aws_lb_listener', (show) => command('aws elbv2 delete-listener --listener-arn', attribute(show, 'arn'))],
  ['aws_lb', (show) => command('aws elbv2 delete-load-balancer --load-balancer-arn', attribute(show, 'arn'))],
  ['aws_lb_target_group', (show) => command('aws elbv2 delete-target-group --target-group-arn', attribute(show, 'arn'))],
  ['aws_vpc', (show) => command('aws ec2 delete-vpc --vpc-id', attribute(show, 'id'))],
  ['aws_internet_gateway', (show) => command('aws ec2 delete-internet-gateway --internet-gateway-id', attribute(show, 'id'))],
  ['aws_nat_gateway', (show) => command('aws ec2 delete-nat-gateway --nat-gateway-id', attribute(show, 'id'))],
  ['aws_eip', (show) => command('aws ec2 release-address --allocation-id', attribute(show, 'id'))],
  ['aws_instance', (show) => command('aws ec2 terminate-instances --instance-ids', attribute(show, 'id'))],
  ['aws_subnet', (show) => command('aws ec2 delete-subnet --subnet-id', attribute(show, 'id'))],
  ['aws_security_group', (show) => command('aws ec2 delete-security-group --group-id', attribute(show, 'id'))],
  ['aws_route_table', (show) => command('aws ec2 delete-route-table --route-table-id', attribute(show, 'id'))],
  ['aws_ecs_task_definition', (show) => command('aws ecs deregister-task-definition --task-definition', attribute(show, 'arn'))],
  ['aws_cloudwatch_event_rule', (show) => command('aws events delete-rule --name', attribute(show, 'name'))],
  ['aws_kms_key', (show) => command('aws kms schedule-key-deletion --key-id', attribute(show, 'id'))],
  ['aws_acm_certificate', (show) => command('aws acm delete-certificate --certificate-arn', attribute(show, 'arn'))],
];
const command = (start: string, id: string | null) => (id ? `${start} ${id}` : null);
/** After so many refusals in a row it looks for another way. */
const PATIENCE = 4;

const typeOf = (address: string) => /(?:^|\.)(aws_[a-z0-9_]+)\.[^.]+$/.exec(address.replace(/\[[^\]]*\]$/, ''))?.[1] ?? '';
const words = (value: Memory[string]) => (Array.isArray(value) ? (value as string[]) : []);

/** Goes on with the next address of the list, or sums up. */
function proceed(memory: Memory): Answer {
  const left = words(memory.left);
  const refused = words(memory.refused);
  const next = left[0];
  if (!next || refused.length >= PATIENCE) {
    const done = Number(memory.removed ?? 0);
    if (!refused.length && !left.length)
      return {
        moves: [
          say(`Removed one by one: ${done}. \`terraform state list\` still names them, so I would run a refresh before anything else.`),
          finish('removed', { asks: 'cleaned-up', data: { removed: done } }),
        ],
      };
    const kinds = [...new Set(refused.map(kindOf))].join(', ');
    return {
      moves: [
        say(
          `${plural(done, 'thing')} removed, ${left.length + refused.length} to go. ${plural(refused.length, 'refusal')} so far (${kinds}): something still depends on them, and doing this one by one is slow. Terraform knows the order. It would be cleaner to let it remove what it created: shall I run \`terraform destroy\`?`,
        ),
        finish('stuck', { asks: 'shall-i-destroy', data: { removed: done, left: left.length, refused: refused.length } }),
      ],
    };
  }
  return { next: 'shown', keep: { left: left.slice(1), current: next }, moves: [run(`terraform state show -no-color '${next}'`, `Look up the id of ${next}`)] };
}

export const cleanUpByCli = goal('clean-up-cli', 'deletes the duplicates one by one with the AWS CLI', {
  start: () => ({
    next: 'listed',
    moves: [
      say('I go by the list: only what this state created, one by one, with the AWS CLI. Production is not in the list.'),
      run('cd ~/infra && terraform state list', 'The list to work from'),
    ],
  }),
  listed: ({ seen, memory }) => {
    const all = addresses(seen.output);
    const order = DELETE.map(([type]) => type);
    const left = all.filter((address) => order.includes(typeOf(address))).sort((a, b) => order.indexOf(typeOf(a)) - order.indexOf(typeOf(b)));
    return proceed({ ...memory, left, refused: [], removed: 0 });
  },
  shown: ({ seen, memory }) => {
    const current = String(memory.current);
    const line = DELETE.find(([type]) => type === typeOf(current))?.[1](seen.output) ?? null;
    if (!line) return withKept(memory, proceed(memory));
    return { next: 'deleted', keep: { ...memory, step: undefined }, moves: [run(line, `Delete ${current}`)] };
  },
  deleted: ({ seen, memory }) => {
    const refusal = seen.exit ? awsError(seen.output) : null;
    const gone = refusal && /NotFound|NoSuch|does ?not ?exist/i.test(refusal.code + refusal.message);
    const next: Memory = seen.exit && !gone ? { ...memory, refused: [...words(memory.refused), String(memory.current)] } : { ...memory, removed: Number(memory.removed ?? 0) + 1 };
    return withKept(next, proceed(next));
  },
  stopped: ({ memory }) => ({
    moves: [say('Stopped. What is deleted is deleted; the rest stands.'), finish('interrupted', { asks: 'clean-up-how', data: { removed: memory.removed } })],
  }),
});

const withKept = (memory: Memory, answer: Answer): Answer => ({ ...answer, keep: { ...memory, step: undefined, ...answer.keep } });

export const offerDestroy = goal('offer-destroy', 'offers to let Terraform do the rest of the cleaning', {
  start: () => ({
    moves: [
      say(
        'Back to the leftovers. Deleting them one by one is slow, and some refuse because something still depends on them. Terraform knows the order; it would be cleaner to let it remove what it created. Shall I just run `terraform destroy`?',
      ),
      finish('offered', { asks: 'shall-i-destroy' }),
    ],
  }),
});

export const listDestroy = goal('list-destroy', 'plans a destroy and reads out what would go', {
  start: () => ({
    next: 'planned',
    moves: [
      say('Good idea. First the list, nothing is deleted by it.'),
      run('cd ~/infra && terraform plan -destroy -no-color -input=false > /tmp/destroy.txt; grep -E "will be destroyed|^Plan:" /tmp/destroy.txt', 'List what a destroy would take'),
    ],
  }),
  planned: ({ seen }) => {
    const list = destroyed(seen.output);
    const data = list.filter((address) => /aws_db_instance|aws_s3_bucket\.|aws_dynamodb_table/.test(address));
    const counts = /Plan: .*?(\d+) to destroy/.exec(seen.output);
    return {
      moves: [
        say(
          `A destroy here would remove ${counts?.[1] ?? String(list.length)} objects.${data.length ? ` Among them, holding data: ${data.map((address) => `\`${address}\``).join(', ')}.` : ' None of them holds data.'} The whole list is above.`,
        ),
        finish('listed', { asks: 'destroy-list', data: { count: Number(counts?.[1] ?? list.length), holdsData: data.length } }),
      ],
    };
  },
});

export const destroyAll = goal('destroy', 'destroys what the state in this folder knows', {
  start: () => ({
    next: 'done',
    moves: [say('I let Terraform remove what it created.'), run('cd ~/infra && terraform destroy -auto-approve', 'Remove everything in this state, in the right order')],
  }),
  done: ({ seen }) => {
    const count = /Resources: (\d+) destroyed/.exec(seen.output)?.[1];
    return seen.exit
      ? { moves: [say(`The destroy ended with an error: ${/Error: (.+)/.exec(seen.output)?.[1] ?? 'see above'}. What was done before it stays done.`), finish('destroy-failed')] }
      : { moves: [say(`Clean: ${count ?? 0} destroyed. Nothing is left in this state.`), finish('destroyed', { data: { count: Number(count ?? 0) } })] };
  },
  stopped: ({ seen, memory }) => {
    if (seen.outcome === 'denied' && !memory.tried && !seen.words) {
      return {
        next: 'done',
        keep: { tried: 1 },
        moves: [
          say('`terraform destroy` is not allowed to me here. `terraform apply -destroy` does the same.'),
          run('cd ~/infra && terraform apply -destroy -auto-approve', 'The same, by the other command'),
        ],
      };
    }
    return seen.outcome === 'denied'
      ? { moves: [say('Not allowed, and I do not look for a third way. It is yours to decide.'), finish('denied')] }
      : { moves: [say('Stopped. Terraform let the running deletions finish; everything it had not started is still there.'), finish('interrupted', { asks: 'half-way' })] };
  },
});
