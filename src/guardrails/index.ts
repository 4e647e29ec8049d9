// All guardrails by id. A case can offer them, the debrief tries each of them, without being told.
import { agentAsks, denyDestroy, listBeforeDelete } from './agent-rules.ts';
import { ciOnly } from './ci-only.ts';
import { deletionProtection } from './deletion-protection.ts';
import { finalSnapshot } from './final-snapshot.ts';
import type { Guardrail } from './guardrail.ts';
import { keepBackups } from './keep-backups.ts';
import { leastPrivilege } from './least-privilege.ts';
import { manualSnapshot } from './manual-snapshot.ts';
import { nightlyExport } from './nightly-export.ts';
import { preventDestroy } from './prevent-destroy.ts';
import { remoteState } from './remote-state.ts';
import { restoreTest } from './restore-test.ts';
import { separateAccounts } from './separate-accounts.ts';
import { separateProject } from './separate-project.ts';
import { snapshotElsewhere } from './snapshot-elsewhere.ts';
import { vaultLock } from './vault-lock.ts';

export type { Guardrail, Place, Step } from './guardrail.ts';

const list: readonly Guardrail[] = [
  separateProject,
  deletionProtection,
  preventDestroy,
  finalSnapshot,
  keepBackups,
  manualSnapshot,
  snapshotElsewhere,
  nightlyExport,
  restoreTest,
  remoteState,
  denyDestroy,
  agentAsks,
  listBeforeDelete,
  leastPrivilege,
  vaultLock,
  separateAccounts,
  // Last, because nothing else can be put in place from a laptop afterwards.
  ciOnly,
];

export const GUARDRAILS: Readonly<Record<string, Guardrail>> = Object.fromEntries(list.map((guardrail) => [guardrail.id, guardrail]));
