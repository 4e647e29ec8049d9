// workspace list, show, new, select, delete: several states for one configuration.

import { readState } from '../../../../terraform/state/read.ts';
import { emptyState, entries, entryAddress } from '../../../../terraform/state/state.ts';
import type { Progress } from '../../../program.ts';
import { help as groupHelp } from '../help/workspace.ts';
import { help as deleteHelp } from '../help/workspace-delete.ts';
import { help as listHelp } from '../help/workspace-list.ts';
import { help as newHelp } from '../help/workspace-new.ts';
import { help as selectHelp } from '../help/workspace-select.ts';
import { help as showHelp } from '../help/workspace-show.ts';
import { openBackend } from '../open-backend.ts';
import { report } from '../report.ts';
import { type Command, DONE, FAILED, problem, readText, type Session } from '../session.ts';
import { loadState, lockState, storedOf, storeState, unlockState } from '../state-access.ts';
import { readOld, wrongCount } from '../usage.ts';
import { currentWorkspace, isWorkspaceName, selectWorkspace } from '../workdir.ts';

const OVERRIDDEN =
  '\nThe selected workspace is currently overridden using the TF_WORKSPACE\nenvironment variable.\n\nTo select a new workspace, either update this environment variable or unset\nit and then run this command again.\n';

const NOT_NEW =
  '\nThe workspace is currently overridden using the TF_WORKSPACE environment\nvariable. You cannot create a new workspace when using this setting.\n\nTo create a new workspace, either unset this environment variable or update it\nto match the workspace name you are trying to create, and then run this command\nagain.\n';

const invalidName = (name: string): string =>
  `\nThe workspace name ${JSON.stringify(name)} is not allowed. The name must contain only URL safe\ncharacters, and no path separators.\n\n`;

const complain = (session: Session, text: string): Progress => {
  session.process.err(`${session.ink.red(text.replace(/\n$/, ''))}\n`);
  return FAILED;
};

export const workspaceGroup: Command = {
  name: 'workspace',
  help: groupHelp,
  start: (session) => {
    session.process.out(`${groupHelp}\n`);
    return FAILED;
  },
};

export const workspaceList: Command = {
  name: 'workspace list',
  help: listHelp,
  start: (session, argv) => {
    const reading = readOld(session, listHelp, {}, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    if (reading.flags.rest.length) return wrongCount(session, 'Too many command line arguments. Did you mean to use -chdir?', listHelp, null);
    const opened = openBackend(reading.session);
    if (!opened.ok) return FAILED;
    const listed = opened.backend.workspaces();
    if (!listed.ok) return complain(session, `${listed.message}\n`);
    const lines = listed.names.map((name) => `${name === opened.workspace ? '* ' : '  '}${name}\n`);
    session.process.out(`${lines.join('')}\n`);
    if (session.process.env.TF_WORKSPACE) {
      session.process.out('\n\nThe active workspace is being overridden using the TF_WORKSPACE environment\nvariable.\n\n');
    }
    return DONE;
  },
};

export const workspaceShow: Command = {
  name: 'workspace show',
  help: showHelp,
  start: (session, argv) => {
    const reading = readOld(session, showHelp, {}, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    session.process.out(`${currentWorkspace(session)}\n`);
    return DONE;
  },
};

export const workspaceNew: Command = {
  name: 'workspace new',
  help: newHelp,
  start: (given, argv) => {
    const reading = readOld(given, newHelp, { lock: 'bool', 'lock-timeout': 'duration', state: 'text' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 1) return wrongCount(session, 'Expected a single argument: NAME.\n', newHelp, 'out');
    const name = flags.rest[0] as string;
    // The empty name passes the real tool's check, and stands for `default` from then on.
    if (name !== '' && !isWorkspaceName(name)) return complain(session, invalidName(name));
    if (session.process.env.TF_WORKSPACE) return complain(session, NOT_NEW);
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    const listed = opened.backend.workspaces();
    if (!listed.ok) return complain(session, `Failed to get configured named states: ${listed.message}\n`);
    if (listed.names.includes(name)) return complain(session, `Workspace ${JSON.stringify(name)} already exists\n`);
    const store = opened.backend.store(name);
    const source = flags.text('state');
    const first = source === null ? null : readText(session, source);
    if (source !== null && first === null) return complain(session, `open ${source}: no such file or directory\n`);
    if (opened.backend.type !== 'local' || source !== null) {
      const parsed = readState(first ?? '');
      if (!parsed.state) return complain(session, 'Failed to read the given state.\n');
      const written = storeState(session, store, storedOf(null), parsed.state ?? emptyState(), true);
      if (written.problem) return complain(session, `${written.problem}\n`);
    } else if (name !== '') session.process.disk.makeFolder(`${session.folder}/terraform.tfstate.d/${name}`, { parents: true });
    selectWorkspace(session, name);
    session.process.out(
      `${session.ink.green(session.ink.bold(`Created and switched to workspace ${JSON.stringify(name)}!`))}${session.ink.green('\n\nYou\'re now on a new, empty workspace. Workspaces isolate their state,\nso if you run "terraform plan" Terraform will not see any existing state\nfor this configuration.')}\n`,
    );
    return DONE;
  },
};

export const workspaceSelect: Command = {
  name: 'workspace select',
  help: selectHelp,
  start: (given, argv) => {
    const reading = readOld(given, selectHelp, { 'or-create': 'bool' }, argv, 'help-first', false);
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 1) return wrongCount(session, 'Expected a single argument: NAME.\n', selectHelp, 'out');
    const name = flags.rest[0] as string;
    if (!isWorkspaceName(name)) return complain(session, invalidName(name));
    if (session.process.env.TF_WORKSPACE) return complain(session, OVERRIDDEN);
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    const listed = opened.backend.workspaces();
    if (!listed.ok) return complain(session, `${listed.message}\n`);
    if (name === opened.workspace) return DONE;
    if (!listed.names.includes(name)) {
      if (flags.on('or-create')) return workspaceNew.start(session, [name]);
      return complain(
        session,
        `\nWorkspace ${JSON.stringify(name)} doesn't exist.\n\nYou can create this workspace with the "new" subcommand \nor include the "-or-create" flag with the "select" subcommand.\n`,
      );
    }
    selectWorkspace(session, name);
    session.process.out(`${session.ink.green(`Switched to workspace ${JSON.stringify(name)}.`)}\n`);
    return DONE;
  },
};

export const workspaceDelete: Command = {
  name: 'workspace delete',
  help: deleteHelp,
  start: (given, argv) => {
    const reading = readOld(given, deleteHelp, { force: 'bool', lock: 'bool', 'lock-timeout': 'duration' }, argv, 'help-first');
    if (!reading.ok) return reading.progress;
    const { session, flags } = reading;
    if (flags.rest.length !== 1) return wrongCount(session, 'Expected a single argument: NAME.\n', deleteHelp, 'out');
    const name = flags.rest[0] as string;
    if (!isWorkspaceName(name)) return complain(session, invalidName(name));
    const opened = openBackend(session);
    if (!opened.ok) return FAILED;
    const listed = opened.backend.workspaces();
    if (!listed.ok) return complain(session, `${listed.message}\n`);
    if (!listed.names.includes(name)) {
      return complain(
        session,
        `Workspace ${JSON.stringify(name)} doesn't exist.\n\nYou can create this workspace with the "new" subcommand \nor include the "-or-create" flag with the "select" subcommand.\n`,
      );
    }
    if (name === opened.workspace) {
      return complain(
        session,
        `Workspace ${JSON.stringify(name)} is your active workspace.\n\nYou cannot delete the currently active workspace. Please switch\nto another workspace and try again.\n`,
      );
    }
    const store = opened.backend.store(name);
    const locked = lockState(session, store, 'workspace-delete', flags.on('lock', true));
    if (!locked.ok) {
      report(session, [locked.diagnostic]);
      return FAILED;
    }
    const loaded = loadState(store);
    const release = () => unlockState(store, locked.id);
    if (!loaded.ok) {
      release();
      return complain(session, `${loaded.message}\n`);
    }
    const tracked = loaded.state ? entries(loaded.state).filter((entry) => entry.address.mode === 'managed') : [];
    if (tracked.length && !flags.on('force')) {
      release();
      const list = tracked.map((entry) => `\n  - ${entryAddress(entry)}`).join('');
      report(session, [
        problem(
          'Workspace is not empty',
          `Workspace ${JSON.stringify(name)} is currently tracking the following resource instances:${list}\n\nDeleting this workspace would cause Terraform to lose track of any associated remote objects, which would then require you to delete them manually outside of Terraform. You should destroy these objects with Terraform before deleting the workspace.\n\nIf you want to delete this workspace anyway, and have Terraform forget about these managed objects, use the -force option to disable this safety check.`,
        ),
      ]);
      return FAILED;
    }
    release();
    const removed = opened.backend.deleteWorkspace(name);
    if (!removed.ok) return complain(session, `${removed.message}\n`);
    session.process.out(`${session.ink.green(`Deleted workspace ${JSON.stringify(name)}!`)}\n`);
    if (tracked.length) {
      session.process.out(
        `${session.ink.yellow(`WARNING: ${JSON.stringify(name)} was non-empty.\nThe resources managed by the deleted workspace may still exist,\nbut are no longer manageable by Terraform since the state has\nbeen deleted.`)}\n`,
      );
    }
    return DONE;
  },
};

const DEPRECATED = `Warning: the "terraform env" family of commands is deprecated.

"Workspace" is now the preferred term for what earlier Terraform versions
called "environment", to reduce ambiguity caused by the latter term colliding
with other concepts.

The "terraform workspace" commands should be used instead. "terraform env"
will be removed in a future Terraform version.
`;

/** The old name of the workspace commands: the same, after a warning. */
const asEnv = (command: Command): Command => ({
  ...command,
  name: command.name.replace('workspace', 'env'),
  start: (session, argv) => {
    session.process.err(`${session.ink.yellow(DEPRECATED)}\n`);
    return command.start(session, argv);
  },
});

export const ENV: readonly Command[] = [workspaceGroup, workspaceList, workspaceNew, workspaceSelect, workspaceDelete].map(asEnv);
