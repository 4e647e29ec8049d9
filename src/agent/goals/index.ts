// All goals by name: what a case can ask of the assistant.
import type { Goal } from '../state.ts';
import { addSite, adviseSite, separateSite } from './add-site.ts';
import { compareArchive, unpack } from './archive.ts';
import { cleanUpByCli, destroyAll, listDestroy, offerDestroy } from './clean-up.ts';
import { explainPlan, listNew } from './diagnose.ts';
import { findDatabase, lookAround } from './look.ts';
import { rebuild } from './rebuild.ts';
import { deleteStandIn, restore } from './restore.ts';

const list = [
  adviseSite,
  addSite,
  separateSite,
  explainPlan,
  listNew,
  cleanUpByCli,
  listDestroy,
  offerDestroy,
  destroyAll,
  unpack,
  compareArchive,
  findDatabase,
  rebuild,
  restore,
  deleteStandIn,
  lookAround,
] as const;

export const GOALS: Readonly<Record<string, Goal>> = Object.fromEntries(list.map((goal) => [goal.name, goal]));
