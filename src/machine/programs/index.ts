// All small programs by name. Terraform and aws are added by the world.
import type { AnyProgram } from '../launch.ts';
import { echo } from './echo.ts';
import { sleep } from './sleep.ts';

const ALL: readonly AnyProgram[] = [echo, sleep];

export const smallPrograms: Readonly<Record<string, AnyProgram>> = Object.fromEntries(ALL.map((program) => [program.name, program]));
