// All builtins by name. The name is looked up after functions and before programs.
import type { Builtin } from './builtin.ts';
import { CONTROL } from './control.ts';
import { FOLDERS } from './folders.ts';
import { INPUT } from './input.ts';
import { JOBS } from './jobs.ts';
import { NAMES } from './names.ts';
import { PRINTING } from './printing.ts';
import { SETTINGS } from './settings.ts';
import { VARIABLES } from './variables.ts';

export const BUILTINS: Readonly<Record<string, Builtin>> = { ...CONTROL, ...FOLDERS, ...INPUT, ...JOBS, ...NAMES, ...PRINTING, ...SETTINGS, ...VARIABLES };
