// A simulated account behind recorded cases: what exists before the first command, and the `cloud` program that changes it behind Terraform's back,
// as a person in the web console would. For the headless runner only.

import { CERTIFICATES } from '../aws/acm/certificate.ts';
import { POINTS } from '../aws/backup/vault.ts';
import { addAccount, call, emptyCloud, rootOf } from '../aws/call.ts';
import { type Account, rows } from '../aws/cloud.ts';
import { runCloudJob } from '../aws/jobs.ts';
import { DAY, MINUTE } from '../engine/clock.ts';
import type { Json } from '../engine/json.ts';
import type { Timeline } from '../engine/moment.ts';
import type { Process, Program } from '../machine/program.ts';
import { WAKE } from '../machine/terminal.ts';
import { type Api, apiOf, Complaint, Refusal } from '../provider-aws/core/api.ts';
import { type Attrs, isRecord, map, records, text } from '../provider-aws/core/members.ts';
import type { ResourceType } from '../provider-aws/core/resource.ts';
import { retag } from '../provider-aws/core/tagging.ts';
import { RESOURCE_TYPES } from '../provider-aws/index.ts';
import { resourceTraits } from '../provider-aws/schema/schema.ts';
import { keyOf, LISTINGS, nameOf, selected, thingsOf } from './cloud-things.ts';
import { foreignIn } from './foreign.ts';
import { furnishForeign, rename, trust } from './furnish.ts';
import type { TranscriptCloud } from './transcript.ts';
import type { CaseFile } from './txtar.ts';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';

const assignments = (words: readonly string[]): Record<string, Json> =>
  Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      const value = word.slice(at + 1);
      try {
        return [word.slice(0, at), JSON.parse(value) as Json];
      } catch {
        return [word.slice(0, at), value];
      }
    }),
  );

/** `cloud delete|set|add|list ...`: see the README of the recordings. */
function cloudProgram(api: Api, account: Account, before: ReadonlySet<string>, settle: () => void): Program {
  const usage = 'usage: cloud delete TYPE ATTR=VALUE | set TYPE ATTR=VALUE NAME=JSON ... | add TYPE NAME=JSON ... | list [TYPE]\n';
  const run = (process: Process, argv: readonly string[]): number => {
    const [verb, type = '', ...rest] = argv;
    if (verb === 'list') {
      process.out(
        listed(type)
          .map((line) => `${line}\n`)
          .join(''),
      );
      return 0;
    }
    if (verb === 'add' && type === 'aws_s3_object') {
      const given = assignments(rest);
      api.call('s3', 'PutObject', { Bucket: given.bucket, Key: given.key, Body: text(given.content) || 'x' });
      return 0;
    }
    if (verb === 'add' && type === 'recovery_point') {
      addRecoveryPoint(api, account, text(assignments(rest).backup_vault_name));
      return 0;
    }
    const resource = RESOURCE_TYPES[type];
    const found = resource ? thingsOf(api, type).find(({ attrs }) => selected(attrs, rest[0] ?? '')) : undefined;
    if (!resource || !found || (verb !== 'delete' && verb !== 'set')) {
      process.err(resource && rest[0] ? `cloud: no ${type} with ${rest[0]}\n` : usage);
      return 1;
    }
    if (verb === 'delete') resource.delete(api, found.attrs);
    else change(resource, found.attrs, assignments(rest.slice(1)));
    settle();
    return 0;
  };
  /** Sets attributes of what there is; what Terraform would leave for a maintenance window is done at once. */
  const change = (resource: ResourceType, attrs: Attrs, given: Attrs): void => {
    const tags = given.tags ?? given.tags_all;
    if (tags !== undefined && resource.tags) retag(api, resource.tags, attrs, map(attrs.tags_all), map(tags));
    const wanted = { ...attrs, apply_immediately: true, ...given, ...(tags === undefined ? {} : { tags, tags_all: tags }) };
    resource.update?.(api, attrs, wanted);
    for (const step of resource.steps?.(attrs, wanted) ?? []) {
      step.run(api, attrs, wanted);
      settle();
    }
  };
  const listed = (type: string): string[] => {
    if (type === 'automated_backup') {
      // Those that stand alone: while its instance lives, an automated backup is a part of the instance.
      return records(api.call('rds', 'DescribeDBInstanceAutomatedBackups', {}).DBInstanceAutomatedBackups)
        .filter((backup) => backup.Status === 'retained')
        .map((backup) => `automated_backup ${text(backup.DBInstanceIdentifier)}`)
        .sort();
    }
    const types = type ? [type] : [...Object.keys(LISTINGS), 'aws_ecs_service'];
    return types
      .flatMap((one) => thingsOf(api, one))
      .filter((one) => !before.has(keyOf(one)))
      .map((one) => `${one.type} ${nameOf(one)}`)
      .sort();
  };
  return {
    name: 'cloud',
    summary: 'changes what exists in the cloud, past Terraform',
    start(process, argv) {
      try {
        return { exit: run(process, argv) };
      } catch (error) {
        if (!(error instanceof Refusal) && !(error instanceof Complaint)) throw error;
        process.err(`cloud: ${error.message}\n`);
        return { exit: 1 };
      }
    },
  };
}

/** A recovery point of something that is not there any more: it is only to be in the vault. */
function addRecoveryPoint(api: Api, account: Account, vault: string): void {
  const arn = `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:awsbackup:job-00000000-0000-0000-0000-000000000000`;
  rows(account, REGION, POINTS)[`${vault}/${arn}`] = {
    arn,
    vault,
    resourceArn: `arn:aws:rds:${REGION}:${ACCOUNT}:db:old`,
    jobId: '00000000-0000-0000-0000-000000000000',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/backup`,
    snapshot: 'awsbackup:job-00000000-0000-0000-0000-000000000000',
    createdAt: api.now,
    completedAt: api.now,
    status: 'COMPLETED',
    deleteAt: null,
    keepDays: null,
    plan: null,
  };
}

/** Makes what `cloud.json` lists: `[{ type, id, attributes }]`. */
function seed(account: Account, api: Api, { type, id, attributes }: Given): void {
  const resource = RESOURCE_TYPES[type];
  if (!resource) throw new Error(`cloud.json: no type ${type}`);
  const role = type === 'aws_iam_role' && !text(attributes.assume_role_policy).includes('Statement') ? { assume_role_policy: trust('ec2.amazonaws.com') } : {};
  const usual = Object.fromEntries(resourceTraits[type]?.defaults ?? []);
  const attrs = { ...usual, ...UNSAID[type], ...attributes, ...role, tags_all: attributes.tags_all ?? attributes.tags ?? {} };
  const made = text(resource.create(api, attrs).id);
  if (made !== id && made) rename(account, api.time, made, id);
}

interface Given {
  readonly type: string;
  readonly id: string;
  readonly attributes: Attrs;
}

/** What nobody says of an object that only is to be there, and AWS wants to know. */
const UNSAID: { readonly [type: string]: Attrs } = {
  aws_vpc: { cidr_block: '10.0.0.0/16' },
  aws_db_instance: { engine: 'postgres', instance_class: 'db.t4g.micro', allocated_storage: 20, username: 'app', password: 'not-known-to-anybody' },
  aws_instance: { ami: 'ami-0c1bc246476a5572b', instance_type: 't3.micro' },
  aws_lambda_function: { runtime: 'python3.12', handler: 'index.handler', role: `arn:aws:iam::${ACCOUNT}:role/lambda`, filename: 'function.zip' },
  aws_cloudwatch_event_rule: { schedule_expression: 'rate(1 day)' },
  aws_iam_policy: { policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }) },
};

/** A zip without files. */
const EMPTY_ZIP = 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==';

type Params = Parameters<Process['cloud']>[0]['params'];

/** The recordings are about Terraform: their cloud took any file for a function's zip, and a password of any length, where AWS wants eight characters. */
function lenient(params: Params): Params {
  const { Code: code, MasterUserPassword: password } = params;
  if (isRecord(code) && typeof code.ZipFile === 'string' && !code.ZipFile.startsWith('UEs')) return { ...params, Code: { ...code, ZipFile: EMPTY_ZIP } };
  return typeof password === 'string' && password ? { ...params, MasterUserPassword: password.padEnd(8, '-') } : params;
}

/** The cloud of a case with these files, the `cloud.json` among them if it has one. */
export function transcriptCloud(files: readonly CaseFile[], time: Timeline): TranscriptCloud {
  const given = files.find((entry) => entry.name === 'cloud.json')?.text;
  const cloud = emptyCloud();
  const account = addAccount(cloud, time, { id: ACCOUNT, alias: 'example', region: REGION });
  const door = (request: Parameters<Process['cloud']>[0]) => {
    const reply = call(cloud, time, { ...request, params: lenient(request.params), principal: rootOf(ACCOUNT) });
    // In the recordings somebody answers the validation mail at once.
    if (reply.ok && request.operation === 'RequestCertificate') {
      const certificate = rows(account, REGION, CERTIFICATES)[text(reply.output.CertificateArn)];
      if (certificate) Object.assign(certificate, { status: 'ISSUED', issuedAt: time.now });
    }
    return reply;
  };
  const machine = { time, env: {}, home: '/', readFile: () => null, readBase64: () => EMPTY_ZIP, cloud: door };
  const api = apiOf(machine, { region: REGION, accessKeyId: 'AKIAEXAMPLE' });
  furnishForeign({ context: () => ({ cloud, account, time, region: REGION }), account, api }, foreignIn(files));
  const before = new Set([...Object.keys(LISTINGS), 'aws_ecs_service'].flatMap((type) => thingsOf(api, type)).map(keyOf));
  const nextCloudJob = () =>
    Object.values(time.jobs)
      .filter((job) => job.kind !== WAKE)
      .sort((one, other) => one.at - other.at || one.id - other.id)[0];
  // What is changed past Terraform is there at once, as in the recordings: nobody waits for it.
  const settle = () => {
    const until = time.now + 90 * MINUTE;
    for (let job = nextCloudJob(); job && job.at <= until; job = nextCloudJob()) {
      time.now = Math.max(time.now, job.at);
      delete time.jobs[job.id];
      runCloudJob(cloud, time, job);
    }
  };
  if (given) {
    const began = time.now;
    time.now -= DAY;
    for (const thing of JSON.parse(given) as readonly Given[]) {
      seed(account, api, thing);
      settle();
    }
    time.now = Math.max(time.now, began);
  }
  return {
    env: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_REGION: REGION },
    outside: { cloud: door as never, programs: { cloud: cloudProgram(api, account, before, settle) } },
    work: (job) => runCloudJob(cloud, time, job),
  };
}
