// What is installed with the terraform binary on a machine: its providers and backends, handed in by whoever assembles the world.
import type { Provider } from '../../../terraform/provider.ts';
import type { LaunchingProcess } from '../../launch.ts';
import type { BackendKind } from './backend.ts';

/** A provider plugin that `terraform init` can install: its newest version, and how to start it. */
export interface ProviderPackage {
  /** Versions that the registry offers, newest first: `5.99.0`. Empty for a provider built in to Terraform. */
  readonly versions: readonly string[];
  /** `self-signed`, or who signed it: `signed by HashiCorp`. */
  readonly signature?: string;
  /** `resumed`: an apply that waited goes on, so what was checked when it began need not be checked again. */
  start(process: LaunchingProcess, resumed: boolean): Provider;
}

export interface Installation {
  /** By source address: `registry.terraform.io/hashicorp/aws`, `terraform.io/builtin/terraform`. */
  readonly providers: { readonly [source: string]: ProviderPackage };
  /** By type: `s3`. The local backend is always there. */
  readonly backends: { readonly [type: string]: BackendKind };
}
