// The provider configurations of one operation: started and configured when they are first needed.
import type { Diagnostic } from '../../engine/diagnostic.ts';
import { decodeBody } from '../config/body.ts';
import type { ProviderBlock } from '../config/config.ts';
import { parseProviderAddress, providerAddress, sourceOf } from '../config/providers.ts';
import { emptyObject } from '../config/schema.ts';
import { unmarkDeep } from '../lang/marks.ts';
import type { Provider } from '../provider.ts';
import { placed } from './diagnose.ts';
import type { Evaluation } from './evaluation.ts';

export interface ProviderPool {
  /** The configured provider of an address such as `provider["registry.terraform.io/hashicorp/aws"].west`; null after a complaint (made once). */
  get(address: string, diagnostics: Diagnostic[]): Provider | null;
  /** Whether the configuration still has it; a default one in the root needs no block. */
  has(address: string): boolean;
}

export function providerPool(evaluation: Evaluation): ProviderPool {
  const started = new Map<string, Provider | null>();
  const { config, host } = evaluation.input;
  const blocks = new Map<string, { block: ProviderBlock; path: readonly string[] }>();
  for (const module of Object.values(config.modules)) {
    for (const block of Object.values(module.providers)) blocks.set(providerAddress(module.path, sourceOf(module, block.name), block.alias), { block, path: module.path });
  }
  const start = (address: string, diagnostics: Diagnostic[]): Provider | null => {
    const source = parseProviderAddress(address)?.source ?? '';
    const make = host.providers[source];
    if (!make) {
      diagnostics.push({
        severity: 'error',
        summary: 'Missing required provider',
        detail: `This configuration requires provider ${source}, but that provider isn't available. You may be able to install it automatically by running:\n  terraform init`,
      });
      return null;
    }
    const provider = make();
    const found = blocks.get(address);
    const problems: Diagnostic[] = [];
    const module = found ? evaluation.instancesOf(found.path, problems)[0] : evaluation.root;
    const value =
      found && module ? decodeBody(found.block.body, provider.schema.provider.block, evaluation.scope(module, {}, problems)) : emptyObject(provider.schema.provider.block);
    if (!problems.some((d) => d.severity === 'error')) {
      problems.push(...placed(provider.configure(unmarkDeep(value)[0]), address, found?.block.body ?? null, found?.block.range ?? null));
    }
    diagnostics.push(...problems);
    return problems.some((d) => d.severity === 'error') ? null : provider;
  };
  return {
    has: (address) => blocks.has(address) || /^provider\["[^"]+"\]$/.test(address),
    get: (address, diagnostics) => {
      let provider = started.get(address);
      if (provider === undefined) {
        provider = start(address, diagnostics);
        started.set(address, provider);
      }
      return provider;
    },
  };
}
