// The world's rules: what each action does, what each job does, and what follows from both by itself.
import { call, userOf } from '../aws/call.ts';
import { rows, tidy, untidy } from '../aws/cloud.ts';
import { observe, stirring } from '../aws/cloudwatch/evaluate.ts';
import { recordMetrics, unrecorded } from '../aws/cloudwatch/history.ts';
import { cloudJobs } from '../aws/jobs.ts';
import { setGrowing } from '../aws/rds/contents.ts';
import { INSTANCES } from '../aws/rds/tables.ts';
import { because, type Job, note, schedule } from '../engine/moment.ts';
import type { Rules } from '../engine/step.ts';
import { viewOf } from '../machine/disk/view.ts';
import { answer, endOfInput, interrupt, openAnother, submit, WAKE, wake } from '../machine/terminal.ts';
import type { Action } from './actions.ts';
import { accrueBill, billUnread } from './bill.ts';
import { ADDRESS } from './hosted.ts';
import { accountOf } from './measure.ts';
import { outsideOf } from './outside.ts';
import { takeAnswer } from './postgres.ts';
import { logFailure, noteSite, siteMoved, siteStanding, siteStatus } from './site.ts';
import type { World } from './world.ts';

function act(world: World, action: Action): void {
  const { time, computers } = world;
  time.cause = null;
  switch (action.type) {
    case 'line':
      submit(computers, time, outsideOf(world), action.terminal, action.text, action.by);
      return;
    case 'interrupt':
      interrupt(computers, time, outsideOf(world), action.terminal, action.by);
      return;
    case 'end':
      endOfInput(computers, time, outsideOf(world), action.terminal, action.by);
      return;
    case 'open': {
      const terminal = openAnother(computers, action.machine, time.now);
      if (terminal) note(time, 'terminal.opened', { terminal: terminal.id, machine: action.machine, by: action.by });
      return;
    }
    case 'save': {
      const machine = computers.machines[action.machine];
      if (!machine) return;
      const path = action.path.startsWith('~/') ? `${machine.home}${action.path.slice(1)}` : action.path;
      viewOf(machine.disk, machine.home, time.now).write(path, action.text);
      note(time, 'file.saved', { machine: action.machine, path, by: action.by });
      return;
    }
    case 'console': {
      const principal = userOf(accountOf(world), world.setting.user, true);
      if (!principal) return;
      const cause = note(time, 'console.clicked', { service: action.service, operation: action.operation, params: action.params as never, by: action.by });
      because(time, cause, () => {
        const reply = call(world.cloud, time, {
          service: action.service,
          operation: action.operation,
          params: action.params as never,
          region: world.setting.region,
          principal,
          sourceIp: ADDRESS,
          userAgent: 'console.amazonaws.com',
        });
        note(
          time,
          'console.answered',
          reply.ok
            ? { service: action.service, operation: action.operation, ok: true }
            : { service: action.service, operation: action.operation, ok: false, code: reply.code, message: reply.message },
        );
      });
      return;
    }
    case 'answer':
      takeAnswer(world, action.terminal, action.answer);
      answer(computers, time, outsideOf(world), action.terminal, action.answer);
      return;
    case 'remark':
      note(time, action.kind, { by: action.by, ...action.data });
      return;
    case 'cue':
      schedule(time, action.at, 'cue', { name: action.name });
      return;
    default:
      // Choices, words, permissions, predictions and hints concern the lesson; waiting is the engine's.
      return;
  }
}

function work(world: World, job: Job): void {
  if (job.kind === WAKE) wake(world.computers, world.time, outsideOf(world), String(job.data.terminal));
  else if (job.kind === 'cue') note(world.time, 'cue', { name: job.data.name });
  else {
    const handler = cloudJobs[job.kind];
    if (!handler) throw new Error(`No handler for the job ${job.kind}. List it in the folder that schedules it.`);
    handler(world.cloud, world.time, job);
  }
}

/** After each action and job: the site is up or down by what is true now, answers come in while it is up, the bill runs. */
function settle(world: World): void {
  const { time, setting } = world;
  const status = siteStatus(world.cloud, setting.site.host, setting.site.path, time.now);
  if (noteSite(world.site, time, status)) {
    if (!status.up) logFailure(world.cloud, time, status);
    for (const instance of Object.values(rows(accountOf(world), setting.region, INSTANCES))) {
      if (!status.up || instance.resourceId === status.database?.resourceId) setGrowing(instance.contents, time.now, status.up);
    }
  }
  observe(world.cloud, time);
  recordMetrics(world.cloud, time);
  accrueBill(world);
  tidy(world.cloud);
}

/** Asked of the plain world after each step: mostly the site is as it was and costs what it did. */
function unsettled(world: World): boolean {
  const { cloud, setting, site, time } = world;
  return (
    siteMoved(site, siteStanding(cloud, setting.site.host, setting.site.path, time.now)) ||
    billUnread(world) ||
    stirring(cloud, time.now) ||
    unrecorded(cloud, time.now) ||
    untidy(cloud)
  );
}

export const rules: Rules<World, Action> = { act, work, settle, unsettled };
