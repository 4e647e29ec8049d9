// What services do later by themselves: deletions that settle, nightly backups, tasks that start. One handler for each kind of job.
import type { Job, Timeline } from '../engine/moment.ts';
import { call, replyTo } from './call.ts';
import type { Cloud } from './cloud.ts';
import { AwsError, type CloudJob, type JobContext } from './operation.ts';
import { SERVICES } from './services.ts';

const HANDLERS: { readonly [kind: string]: CloudJob } = Object.assign({}, ...Object.values(SERVICES).map((service) => service.jobs)) as { readonly [kind: string]: CloudJob };

/** Runs a job of the cloud. Jobs of an account that is gone do nothing. The caller has set the cause. */
export function runCloudJob(cloud: Cloud, time: Timeline, job: Pick<Job, 'kind' | 'data'>): void {
  const account = cloud.accounts[String(job.data.account)];
  const handler = HANDLERS[job.kind];
  if (!handler) throw new Error(`No handler for the job ${job.kind}`);
  if (!account) return;
  const region = String(job.data.region);
  const ask: JobContext['ask'] = (service, operation, params, as) =>
    call(cloud, time, { service, operation, params, region, principal: as, sourceIp: as.name, userAgent: as.name });
  handler(
    {
      cloud,
      time,
      account,
      region,
      ask,
      answerTo: (pending) => replyTo(cloud, time, pending),
      call(service, operation, params, as) {
        const answer = ask(service, operation, params, as);
        if (answer.ok) return answer.output;
        throw new AwsError(answer.code, answer.message, answer.status, answer.modelled, answer.fields);
      },
    },
    job.data,
  );
}

/** Kind -> handler, for the world's own table of jobs. */
export const cloudJobs: { readonly [kind: string]: (cloud: Cloud, time: Timeline, job: Pick<Job, 'kind' | 'data'>) => void } = Object.fromEntries(
  Object.keys(HANDLERS).map((kind) => [kind, runCloudJob]),
);
