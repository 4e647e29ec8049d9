// All builtins by name. The name is looked up after functions and before programs.
import type { Builtin } from './builtin.ts';
import { CONTROL } from './control.ts';
import { FOLDERS } from './folders.ts';
import { JOBS } from './jobs.ts';
import { NAMES } from './names.ts';
import { VARIABLES } from './variables.ts';

export const BUILTINS: Readonly<Record<string, Builtin>> = { ...CONTROL, ...FOLDERS, ...JOBS, ...NAMES, ...VARIABLES };
