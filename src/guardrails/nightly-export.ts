// Every night a function copies the production rows into a versioned bucket that no state knows; another one can load them.
import { peek, rowAt } from '../aws/cloud.ts';
import { RULES } from '../aws/events/rule-table.ts';
import { isRecord } from '../aws/input.ts';
import { handlerOf } from '../aws/lambda/code.ts';
import { FUNCTIONS, type LambdaFunction } from '../aws/lambda/function.ts';
import { letsIn } from '../aws/lambda/permission.ts';
import { BUCKETS } from '../aws/s3/bucket.ts';
import { accountOf, stateAt } from '../world/measure.ts';
import type { World } from '../world/world.ts';
import type { Guardrail, Step } from './guardrail.ts';

const NAME = 'nightly-export';
const LOADER = 'nightly-import';

/** The project by which everything of the platform is named: `dev-courses-db` is of `courses`. */
const projectOf = (world: World): string => world.setting.database.instance.split('-')[1] ?? '';
const bucketOf = (world: World): string => `${projectOf(world)}-exports-${world.setting.account}`;

/** Words that find the network of the database, and the group that it lets in. */
export const NETWORK = (world: World): string =>
  [
    `subnets=$(aws rds describe-db-instances --db-instance-identifier ${world.setting.database.instance} --query 'DBInstances[0].DBSubnetGroup.Subnets[].SubnetIdentifier' --output text | tr '\\t' ',')`,
    `vpc=$(aws rds describe-db-instances --db-instance-identifier ${world.setting.database.instance} --query 'DBInstances[0].DBSubnetGroup.VpcId' --output text)`,
    `group=$(aws ec2 describe-security-groups --filters Name=vpc-id,Values=$vpc Name=group-name,Values=${projectOf(world)}-app --query 'SecurityGroups[0].GroupId' --output text)`,
  ].join(' && ');

/** `aws iam` lines for a role that a service wears. */
export const roleFor = (name: string, service: string, policies: readonly string[], inline: unknown): string =>
  [
    `aws iam create-role --role-name ${name} --assume-role-policy-document '${JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] })}' --query Role.Arn --output text`,
    ...policies.map((policy) => `aws iam attach-role-policy --role-name ${name} --policy-arn arn:aws:iam::aws:policy/service-role/${policy}`),
    `aws iam put-role-policy --role-name ${name} --policy-name work --policy-document '${JSON.stringify({ Version: '2012-10-17', Statement: inline })}'`,
  ].join(' && ');

/** Makes a function out of one file, in the network that `NETWORK` found, and waits until it can run. */
export const functionOf = (name: string, role: string, job: string, world: World, environment: Readonly<Record<string, string>>): string =>
  [
    `mkdir -p ~/${name}`,
    `printf 'from dbjobs import ${job} as handler\\n' > ~/${name}/job.py`,
    `(cd ~/${name} && rm -f job.zip && zip -q job.zip job.py)`,
    `aws lambda create-function --function-name ${name} --runtime python3.12 --handler job.handler --timeout 120 --role arn:aws:iam::${world.setting.account}:role/${role} --zip-file fileb://~/${name}/job.zip --vpc-config SubnetIds=$subnets,SecurityGroupIds=$group --environment '${JSON.stringify({ Variables: environment })}' --query FunctionArn --output text`,
    `aws lambda wait function-active-v2 --function-name ${name}`,
  ].join(' && ');

/** The secret in which the application finds its database. */
export const secretOf = (world: World): string => `${projectOf(world)}-${world.setting.database.database}/database-url`;

/** What a role needs to read that secret. */
export const mayReadSecret = (world: World) => ({
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: `arn:aws:secretsmanager:${world.setting.region}:${world.setting.account}:secret:${secretOf(world)}-*`,
});

function variable(found: Readonly<LambdaFunction>, name: string): string | null {
  const { Environment } = found.settings;
  const value = isRecord(Environment) && isRecord(Environment.Variables) ? Environment.Variables[name] : null;
  return typeof value === 'string' ? value : null;
}

/** Whether any machine's state file knows an object by this name. */
const inSomeState = (world: World, name: string): boolean =>
  Object.keys(world.computers.machines).some((machine) => stateAt(world, machine, `${world.setting.project.path}/terraform.tfstate`)?.ids.some((one) => one.id === name) ?? false);

/** Functions that export the rows, are started by a schedule, and put them where no state reaches. */
function exporters(world: World): Readonly<LambdaFunction>[] {
  const [account, { region }] = [accountOf(world), world.setting];
  const functions = peek(account, region, FUNCTIONS);
  return Object.values(peek(account, region, RULES)).flatMap((rule) => {
    if (rule.schedule === null || rule.state !== 'ENABLED') return [];
    return Object.values(rule.targets).flatMap((target) => {
      const found = functions[String(target.Arn).split(':function:')[1] ?? ''];
      const handler = found && handlerOf(found.sources, String(found.settings.Runtime), String(found.settings.Handler));
      const bucket = found ? variable(found, 'BUCKET') : null;
      const there = bucket !== null && rowAt(account, region, BUCKETS, bucket) !== undefined && !inSomeState(world, bucket);
      return found && handler && 'job' in handler && handler.job === 'dump_to_s3' && there && letsIn(found, 'events.amazonaws.com', rule.arn) ? [found] : [];
    });
  });
}

export const nightlyExport: Guardrail = {
  id: 'nightly-export',
  name: 'A nightly export to a bucket outside the state',
  monthly: 0.05,
  minutes: 5,
  price: 'Cents a month, an hour to set up, and a look at the log now and then.',
  hole: 'As old as last night. It lies in the same account, a load takes work, and an export that was never loaded is a hope.',
  inPlace: (world) => exporters(world).length > 0,
  putInPlace(world, place): readonly Step[] {
    const { account, region, database } = world.setting;
    const bucket = bucketOf(world);
    const rule = `arn:aws:events:${region}:${account}:rule/${NAME}`;
    const environment = { DATABASE_SECRET: secretOf(world), BUCKET: bucket, PREFIX: 'nightly', TABLE: database.table };
    const rights = [
      { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: `arn:aws:s3:::${bucket}/*` },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
      mayReadSecret(world),
    ];
    const type = (line: string): Step => ({ line, terminal: place.terminal });
    return [
      type(
        `aws s3api create-bucket --bucket ${bucket} --create-bucket-configuration LocationConstraint=${region} && aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
      ),
      type(roleFor(NAME, 'lambda.amazonaws.com', ['AWSLambdaVPCAccessExecutionRole'], rights)),
      type(`${NETWORK(world)} && ${functionOf(NAME, NAME, 'dump_to_s3', world, environment)} && ${functionOf(LOADER, NAME, 'load_from_s3', world, environment)}`),
      { free: place.terminal },
      type(
        [
          `aws events put-rule --name ${NAME} --schedule-expression 'cron(0 2 * * ? *)' --query RuleArn --output text`,
          `aws lambda add-permission --function-name ${NAME} --statement-id nightly --action lambda:InvokeFunction --principal events.amazonaws.com --source-arn ${rule} --query Statement --output text`,
          `aws events put-targets --rule ${NAME} --targets Id=export,Arn=arn:aws:lambda:${region}:${account}:function:${NAME} --query FailedEntryCount --output text`,
        ].join(' && '),
      ),
      type(`aws lambda invoke --function-name ${NAME} /tmp/export.json --query StatusCode --output text && cat /tmp/export.json && aws s3 ls --recursive s3://${bucket}/`),
    ];
  },
};
