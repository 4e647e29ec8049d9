// What must hold across blocks and modules before anything is evaluated.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { formatModulePath } from './address.ts';
import { type Config, type ModuleConfig, pathKey } from './config.ts';
import { checkImports } from './import-target.ts';
import { meets } from './version.ts';

/** The version of Terraform that this is. */
export const TERRAFORM_VERSION = '1.11.4';

export function checkShape(config: Config): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const module of Object.values(config.modules)) {
    checkVersions(module, config.modules[pathKey(module.path.slice(0, -1))]?.calls[module.path.at(-1) ?? '']?.source ?? module.directory, diagnostics);
    if (module.path.length && module.backend) {
      diagnostics.push({
        severity: 'warning',
        summary: 'Backend configuration ignored',
        detail:
          "Any selected backend applies to the entire configuration, so Terraform expects provider configurations only in the root module.\n\nThis is a warning rather than an error because it's sometimes convenient to temporarily call a root module as a child module for testing purposes, but this backend configuration block will have no effect.",
        subject: module.backend.range,
      });
    }
  }
  return [...diagnostics, ...checkImports(config)];
}

/** What a root module says of the version of Terraform: `init` tells it before anything else that is wrong. */
export function rootVersionProblems(root: ModuleConfig): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  checkVersions(root, root.directory, diagnostics);
  return diagnostics;
}

function checkVersions(module: ModuleConfig, source: string, diagnostics: Diagnostic[]): void {
  for (const { constraint, range } of module.requiredVersions) {
    if (meets(TERRAFORM_VERSION, constraint)) continue;
    const who = module.path.length ? `Module ${formatModulePath(module.path)} (from ${source})` : 'This configuration';
    diagnostics.push({
      severity: 'error',
      summary: 'Unsupported Terraform Core version',
      detail: `${who} does not support Terraform version ${TERRAFORM_VERSION}. To proceed, either choose another supported Terraform version or update this version constraint. Version constraints are normally set for good reason, so updating the constraint may lead to other errors or unexpected behavior.`,
      subject: range,
    });
  }
}
