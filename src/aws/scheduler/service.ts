// EventBridge Scheduler: schedules of the default group, in UTC.
import type { Service } from '../operation.ts';
import * as schedule from './schedule.ts';

export const scheduler: Service = {
  name: 'scheduler',
  eventSource: 'scheduler.amazonaws.com',
  iamPrefix: 'scheduler',
  dialect: 'json',
  operations: {
    ListScheduleGroups: schedule.listScheduleGroups,
    CreateSchedule: schedule.createSchedule,
    DeleteSchedule: schedule.deleteSchedule,
    GetSchedule: schedule.getSchedule,
    ListSchedules: schedule.listSchedules,
    UpdateSchedule: schedule.updateSchedule,
  },
  jobs: schedule.scheduleJobs,
};
