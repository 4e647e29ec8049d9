// Provider configurations across the border of a module: passed by its caller, expected by the module, or made inside of it.
import type { Diagnostic, SourceRange } from '../../engine/diagnostic.ts';
import { formatModulePath } from './address.ts';
import { type Config, type ModuleCall, type ModuleConfig, type ProviderBlock, type ProviderReference, pathKey } from './config.ts';

const nameOf = ({ name, alias }: Pick<ProviderReference, 'name' | 'alias'>): string => (alias === null ? name : `${name}.${alias}`);
const titleOf = ({ path }: ModuleConfig): string => (path.length ? formatModulePath(path) : 'the root module');

/** A source as it is shown: `hashicorp/aws` where the registry is the usual one. */
const shown = (source: string): string => source.replace(/^registry\.terraform\.io\//, '');

/** What a local name stands for where nothing declares it: always something of hashicorp's. */
const undeclaredSource = (name: string): string => `registry.terraform.io/hashicorp/${name}`;
const declaredSource = (module: ModuleConfig, name: string): string => module.requiredProviders[name]?.source ?? undeclaredSource(name);

/** What is wrong, or old-fashioned, with the provider configurations of all module calls. */
export function checkPassing(config: Config): Diagnostic[] {
  return Object.values(config.modules).flatMap((caller) =>
    Object.values(caller.calls).flatMap((call) => {
      const callee = config.modules[pathKey([...caller.path, call.name])];
      return callee ? [...passedWrongly(caller, call, callee), ...missing(call, callee), ...legacy(call, callee), ...redundant(callee)] : [];
    }),
  );
}

const isProxy = (block: ProviderBlock): boolean => block.body.attributes.length === 0 && block.body.blocks.length === 0;

function passedWrongly(caller: ModuleConfig, call: ModuleCall, callee: ModuleConfig): Diagnostic[] {
  return (call.providers ?? []).flatMap(({ inner, outer }) => {
    const name = nameOf(inner);
    const own = callee.providers[name];
    const found: Diagnostic[] = [];
    const required = callee.requiredProviders[inner.name];
    const declared = (own && isProxy(own)) || (required && (inner.alias === null || required.aliases.some((alias) => alias.alias === inner.alias)));
    const source = caller.requiredProviders[outer.name]?.source ?? undeclaredSource(outer.name);
    if (!declared) {
      if (Object.keys(callee.requiredProviders).length) return [undeclared(name, source, inner.range)];
      found.push(assumed(name, inner, callee));
    }
    const wanted = declaredSource(callee, inner.name);
    if (source !== wanted) found.push(mismatch({ caller, callee, inner, outer, source, wanted }));
    else if (!caller.requiredProviders[outer.name] && !caller.providers[nameOf(outer)]) found.push(assumedOutside(outer, caller));
    if (own && !isProxy(own)) found.push(overriding(name, caller, callee, spanning(inner.range, outer.range)));
    return found;
  });
}

const overriding = (name: string, caller: ModuleConfig, callee: ModuleConfig, subject: SourceRange): Diagnostic => ({
  severity: 'error',
  summary: 'Cannot override provider configuration',
  detail: `The configuration of ${titleOf(callee)} has its own local configuration for ${name}, and so it cannot accept an overridden configuration provided by ${titleOf(caller)}.`,
  subject,
});

const spanning = (from: SourceRange, to: SourceRange): SourceRange => ({ ...from, end: to.end });

const undeclared = (name: string, source: string, subject: SourceRange): Diagnostic => ({
  severity: 'error',
  summary: 'Reference to undefined provider',
  detail: `The child module does not declare any provider requirement with the local name ${JSON.stringify(name)}.\n\nIf you also control the child module, you can add a required_providers entry named ${JSON.stringify(name)} with the source address ${JSON.stringify(shown(source))} to accept this provider configuration.`,
  subject,
});

function assumed(name: string, inner: ProviderReference, callee: ModuleConfig): Diagnostic {
  const source = JSON.stringify(shown(undeclaredSource(inner.name)));
  return {
    severity: 'warning',
    summary: 'Reference to undefined provider',
    detail: `There is no explicit declaration for local provider name ${JSON.stringify(name)} in ${titleOf(callee)}, so Terraform is assuming you mean to pass a configuration for ${source}.\n\nIf you also control the child module, add a required_providers entry named ${JSON.stringify(name)} with the source address ${source}.`,
    subject: inner.range,
  };
}

function assumedOutside(outer: ProviderReference, caller: ModuleConfig): Diagnostic {
  const source = JSON.stringify(shown(undeclaredSource(outer.name)));
  const name = JSON.stringify(nameOf(outer));
  return {
    severity: 'warning',
    summary: 'Reference to undefined provider',
    detail: `There is no explicit declaration for local provider name ${name} in ${titleOf(caller)}, so Terraform is assuming you mean to pass a configuration for provider ${source}.\n\nTo clarify your intent and silence this warning, add to ${titleOf(caller)} a required_providers entry named ${name} with source = ${source}, or a different source address if appropriate.`,
    subject: outer.range,
  };
}

interface Border {
  readonly caller: ModuleConfig;
  readonly callee: ModuleConfig;
  readonly inner: ProviderReference;
  readonly outer: ProviderReference;
  readonly source: string;
  readonly wanted: string;
}

const mismatch = ({ caller, callee, inner, outer, source, wanted }: Border): Diagnostic => ({
  severity: 'error',
  summary: 'Provider type mismatch',
  detail: `The local name ${JSON.stringify(nameOf(outer))} in ${titleOf(caller)} represents provider ${JSON.stringify(shown(source))}, but ${JSON.stringify(nameOf(inner))} in ${titleOf(callee)} represents ${JSON.stringify(shown(wanted))}.\n\nEach provider has its own distinct configuration schema and provider types, so this module's ${JSON.stringify(nameOf(inner))} can be assigned only a configuration for ${shown(wanted)}, which is ${callee.requiredProviders[inner.name] ? 'required by' : 'not required by'} ${titleOf(callee)}.`,
  subject: spanning(inner.range, outer.range),
});

/** Configurations that a module says it wants and that its caller does not give. */
function missing(call: ModuleCall, callee: ModuleConfig): Diagnostic[] {
  const given = new Set((call.providers ?? []).map(({ inner }) => nameOf(inner)));
  return Object.values(callee.requiredProviders).flatMap((required) =>
    required.aliases
      .filter((alias) => !given.has(nameOf(alias)))
      .map((alias) => ({
        severity: 'error' as const,
        summary: 'Missing required provider configuration',
        detail: `The child module requires an additional configuration for provider ${shown(required.source)}, with the local name ${JSON.stringify(nameOf(alias))}.\n\nRefer to the module's documentation to understand the intended purpose of this additional provider configuration, and then add an entry for ${nameOf(alias)} in the "providers" meta-argument in the module block to choose which provider configuration the module should use for that purpose.`,
        subject: call.range,
      })),
  );
}

/** A module that configures providers itself can be called only plainly. */
function legacy(call: ModuleCall, callee: ModuleConfig): Diagnostic[] {
  if (!Object.values(callee.providers).some((block) => !isProxy(block))) return [];
  const [first] = call.dependsOn;
  const subject = call.count?.range ?? call.forEach?.range ?? first?.[0]?.range;
  if (!subject) return [];
  return [
    {
      severity: 'error',
      summary: 'Module is incompatible with count, for_each, and depends_on',
      detail: `The module at ${formatModulePath(callee.path)} is a legacy module which contains its own local provider configurations, and so calls to it may not use the count, for_each, or depends_on arguments.\n\nIf you also control the module ${JSON.stringify(call.source)}, consider updating this module to instead expect provider configurations to be passed by its caller.`,
      subject,
    },
  ];
}

function redundant(callee: ModuleConfig): Diagnostic[] {
  return Object.values(callee.providers)
    .filter(isProxy)
    .map((block) => ({
      severity: 'warning',
      summary: 'Redundant empty provider block',
      detail: `Earlier versions of Terraform used empty provider blocks ("proxy provider configurations") for child modules to declare their need to be passed a provider configuration by their callers. That approach was ambiguous and is now deprecated.\n\nIf you control this module, you can migrate to the new declaration syntax by removing all of the empty provider ${JSON.stringify(block.name)} blocks and then adding or updating an entry like the following to the required_providers block of ${titleOf(callee)}:\n    ${block.name} = {\n      source = ${JSON.stringify(shown(declaredSource(callee, block.name)))}\n    }`,
      subject: block.range,
    }));
}
