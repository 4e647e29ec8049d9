// An account to try services on: through the door, as its root user.

import { addAccount, call, emptyCloud, replyTo, rootOf } from '../../src/aws/call.ts';
import type { Cloud } from '../../src/aws/cloud.ts';
import { cloudJobs } from '../../src/aws/jobs.ts';
import type { CloudAnswer, Params } from '../../src/aws/operation.ts';
import { newChance } from '../../src/engine/chance.ts';
import { MINUTE } from '../../src/engine/clock.ts';
import { emptyLog } from '../../src/engine/log.ts';
import { because, nextJob, type Timeline } from '../../src/engine/moment.ts';

export interface Bench {
  readonly cloud: Cloud;
  readonly time: Timeline;
  readonly region: string;
  readonly id: string;
  /** The whole answer; time passes where a call takes some. */
  ask(service: string, operation: string, params?: Params): CloudAnswer;
  /** The output; throws what AWS refused with. Typed loosely: tests read what they know to be there. */
  // biome-ignore lint/suspicious/noExplicitAny: outputs are read by tests that know their shape
  ok(service: string, operation: string, params?: Params): any;
  /** `Code: message` of the refusal; throws when there was none. */
  no(service: string, operation: string, params?: Params): string;
  /** Lets time pass, running due jobs. Milliseconds. */
  pass(by: number): void;
}

export function bench(seed = 7, region = 'eu-west-1'): Bench {
  const cloud = emptyCloud();
  const time: Timeline = { now: Date.UTC(2025, 10, 3, 9), chance: newChance(seed), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const id = '123456789012';
  addAccount(cloud, time, { id, alias: 'courses', region });
  const pass = (by: number) => {
    const until = time.now + by;
    for (let job = nextJob(time); job && job.at <= until; job = nextJob(time)) {
      time.now = Math.max(time.now, job.at);
      delete time.jobs[job.id];
      const due = job;
      because(time, due.cause, () => cloudJobs[due.kind]?.(cloud, time, due));
    }
    time.now = until;
  };
  const ask = (service: string, operation: string, params: Params = {}) => {
    let answer = call(cloud, time, { service, operation, params, region, principal: rootOf(id) });
    while (answer.ok && answer.pending) {
      pass(Math.max(1, answer.pending.at - time.now));
      answer = replyTo(cloud, time, answer.pending, answer.requestId);
    }
    return answer;
  };
  return {
    cloud,
    time,
    region,
    id,
    ask,
    ok(service, operation, params) {
      const answer = ask(service, operation, params);
      if (!answer.ok) throw new Error(`${service} ${operation}: ${answer.code}: ${answer.message} ${JSON.stringify(answer.fields)}`);
      return answer.output;
    },
    no(service, operation, params) {
      const answer = ask(service, operation, params);
      if (answer.ok) throw new Error(`${service} ${operation} was not refused: ${JSON.stringify(answer.output)}`);
      return `${answer.code}: ${answer.message}`;
    },
    pass,
  };
}

export const MIN = MINUTE;
