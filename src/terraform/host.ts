// What Terraform needs from whoever runs it: providers, files, the present instant, chance. Handed in for one call, never kept.
import type { Files } from './lang/scope.ts';
import type { VariableInputs } from './plan/variables.ts';
import type { Provider } from './provider.ts';

export interface Host {
  /** Provider makers by source address, such as `registry.terraform.io/hashicorp/aws`. What is not here is not installed. */
  readonly providers: { readonly [source: string]: () => Provider };
  /** Milliseconds since the epoch, simulated. */
  readonly now: number;
  /** `length` random lower-case hexadecimal digits. */
  hex(length: number): string;
  /** Files for `file()` and its like, relative to the working folder. */
  readonly files?: Files;
  /** Absolute path of the working folder: `path.cwd`. */
  readonly cwd: string;
  readonly workspace: string;
  /** Values of ephemeral variables while applying: they are in no plan. */
  readonly ephemeralVariables?: VariableInputs;
  /** Runs a `local-exec` command to its end. Absent: provisioners fail honestly. */
  localExec?(command: LocalExec): { readonly output: string; readonly exit: number };
}

export interface LocalExec {
  readonly interpreter: readonly string[];
  readonly command: string;
  /** Relative to the working folder. */
  readonly directory: string;
  readonly environment: { readonly [name: string]: string };
}
