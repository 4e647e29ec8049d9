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
}

/** What a provisioner wants of the machine that Terraform runs on. Whoever runs Terraform does it between two `advance`s. */
export type Errand = LocalExec | RemoteExec | Upload;

export interface LocalExec {
  readonly kind: 'local-exec';
  readonly interpreter: readonly string[];
  readonly command: string;
  /** Relative to the working folder. */
  readonly directory: string;
  readonly environment: { readonly [name: string]: string };
}

export interface RemoteExec {
  readonly kind: 'remote-exec';
  readonly connection: Connection;
  /** Shell texts, one after the other until one fails; or the paths of files that hold them. */
  readonly scripts: readonly { readonly text: string }[] | readonly { readonly path: string }[];
}

export interface Upload {
  readonly kind: 'file';
  readonly connection: Connection;
  readonly from: { readonly text: string } | { readonly path: string };
  readonly destination: string;
}

/** A `connection` block with its defaults. */
export interface Connection {
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The key's text. */
  readonly privateKey: string;
  readonly agent: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly bastionHost: string;
}

/** What became of an errand: what it wrote, and what went wrong in the words that Terraform puts into the problem. */
export interface ErrandReply {
  readonly output: string;
  readonly error: string | null;
}
