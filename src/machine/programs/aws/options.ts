// The options of an operation: from its input, with what the program adds to some, and back to the parameters of a call.
import { type Option, type Positional, takeApart } from './arguments.ts';
import { hyphenated, membersOf, type OperationModel, type ServiceModel, shapeOf } from './model.ts';
import { CliError } from './output/print.ts';
import { isMap, repr, typeName } from './output/python.ts';
import { JsonProblem, parseJson } from './output/read-json.ts';
import { parseYaml } from './output/read-yaml.ts';
import type { Dict, PageOptions } from './pages.ts';
import { addSpecial, isSpecial, needFile } from './special.ts';
import { invalidChoice, unknownOptions } from './usage.ts';
import { type Around, optionValue, textOrFile } from './values.ts';

export interface Given {
  readonly params: Dict;
  readonly pages: PageOptions;
  /** The pages are not put together: the line says so, or says itself which one it wants. */
  readonly manual: boolean;
  /** The program puts the pages together. A token in --cli-input-json keeps it from that too, only later. */
  readonly paged: boolean;
  readonly skeleton: string | null;
  /** Where the body of an object goes. */
  readonly outfile: string | null;
  /** Where the seed of a second factor goes: `--outfile` and `--bootstrap-method` of create-virtual-mfa-device. */
  readonly seed: { readonly path: string; readonly member: string } | null;
  readonly help: boolean;
}

interface OperationOption extends Option {
  readonly member: string;
  /** Reference to the member's shape; empty for what is no member. */
  readonly shape: string;
  readonly kind: string;
  readonly negative?: true;
}

/** The options that stand for parameters, in the program's order. */
export function optionsOf(service: ServiceModel, operation: OperationModel): OperationOption[] {
  const { members, required } = membersOf(service, operation);
  const listed = operation.a ?? Object.keys(members).map((member) => [hyphenated(member), member, '', ...(required.includes(member) ? [1] : [])] as const);
  return listed.flatMap(([name, member, kind, needed]): OperationOption[] => {
    const shape = Object.hasOwn(members, member) ? (members[member] as string) : kind === '' ? 'string' : '';
    const base = { name: `--${name}`, member, shape, kind, ...(needed ? { required: true } : {}) };
    if (kind === 'StreamingOutput') return [];
    if (kind === 'Off') return [{ ...base, takes: 'none', required: false, negative: true }];
    if (kind === 'Stateful') return [{ ...base, takes: 'one', choices: ['QRCodePNG', 'Base32StringSeed'] }];
    if (kind !== '')
      return [
        { ...base, takes: /^(PositiveBoolean)$/.test(kind) ? 'maybe' : /^(NegativeBoolean|AssociatePublicIpAddress|NoAssociatePublicIpAddress)$/.test(kind) ? 'none' : 'one' },
      ];
    const type = shapeOf(service, shape);
    if (type.type === 'scalar' && type.of === 'boolean')
      return [
        { ...base, takes: 'none' },
        { ...base, takes: 'none', required: false, name: `--no-${name}`, negative: true },
      ];
    // Longs and floats are read at once, integers only later: their complaints differ.
    const number = type.type !== 'scalar' ? undefined : type.of === 'long' ? 'int' : type.of === 'float' || type.of === 'double' ? 'float' : undefined;
    return [{ ...base, takes: type.type === 'list' ? 'any' : 'one', ...(number ? { number } : {}) }];
  });
}

/** Options that every operation has. `any` of them drops the demand for required options. */
const OWN: readonly Option[] = [
  { name: '--cli-input-json', takes: 'one' },
  { name: '--cli-input-yaml', takes: 'one' },
];
/** What stands beside the parameters of every operation. */
const SKELETON: Option = { name: '--generate-cli-skeleton', takes: 'maybe', choices: ['input', 'output', 'yaml-input'] };

export const commonOptions: readonly Option[] = [...OWN, SKELETON];

export function pageOptions(service: ServiceModel, operation: OperationModel): Option[] {
  if (!operation.p) return [];
  // Where the service takes the size as a text, the program does too, and reads it later.
  const limit = operation.p.l ? membersOf(service, operation).members[operation.p.l] : undefined;
  const number = limit?.startsWith('string') ? {} : { number: 'int' as const };
  const size: Option[] = operation.p.l ? [{ name: '--page-size', takes: 'one', ...number }] : [];
  return [{ name: '--starting-token', takes: 'one' }, ...size, { name: '--max-items', takes: 'one', ...number }];
}

/** Reads the words behind an operation. Throws usage errors. */
export function readOptions(words: readonly string[], operation: OperationModel, service: ServiceModel, process: Around, paginate = true): Given {
  const own = optionsOf(service, operation);
  const paginating = pageOptions(service, operation);
  const paging = new Set(paginating.map((option) => option.name));
  const form = words.indexOf('--generate-cli-skeleton');
  // The made-up output is given for a line that could be sent.
  const free = words.some((word) => word === '--cli-input-json' || word === '--cli-input-yaml') || (form >= 0 && words[form + 1] !== 'output');
  const listed = [...own.filter((option) => !paging.has(option.name)), ...OWN, ...paginating, SKELETON];
  const options = free ? listed.map((option) => ({ ...option, required: false })) : listed;
  const outfile: Positional[] = operation.a?.some(([, , kind]) => kind === 'StreamingOutput') ? [{ name: 'outfile', ...(free ? { optional: true } : {}) }] : [];
  if (words.length === 1 && words[0] === 'help')
    return { params: {}, pages: { maxItems: null, startingToken: null, pageSize: null }, manual: false, paged: false, skeleton: null, outfile: null, seed: null, help: true };
  const taken = takeApart(words, options, [...outfile, { name: 'help', optional: true }], invalidChoice);
  const help = taken.positionals.help === 'help';
  // An empty word in that place is not missed.
  const rest = taken.positionals.help && !help ? [...taken.rest, taken.positionals.help as string] : taken.rest;
  if (!help && rest.length) throw unknownOptions(rest);
  const params: Dict = {};
  const special: [string, readonly string[]][] = [];
  for (const option of own) {
    const given = taken.options[option.name];
    if (given === undefined) {
      if (option.kind === 'Count' && !free) special.push([option.kind, ['1']]);
      continue;
    }
    if (option.kind === 'File' || option.kind === 'Stateful') continue;
    if (isSpecial(option.kind)) special.push([option.kind, given]);
    else if (option.kind === 'PositiveBoolean' || option.kind === 'NegativeBoolean')
      params[option.member] = { Value: option.kind === 'PositiveBoolean' && (given[0] ?? 'true').replace('Value=', '').toLowerCase() !== 'false' };
    else if (option.takes === 'none') params[option.member] = lastOf(taken.options, option.name) ? !option.negative : params[option.member];
    else if (paging.has(option.name)) continue;
    else {
      if (option.name === '--zip-file') needFile(given[0] ?? '');
      params[option.member] = optionValue(option.name, given, option.shape, service, process);
    }
  }
  for (const [kind, given] of special) addSpecial(params, kind, given, process);
  const one = (name: string) => taken.options[name]?.[0] ?? null;
  const integer = (name: string) => {
    const word = one(name);
    if (word !== null && !/^\s*[-+]?\d+(_\d+)*\s*$/.test(word)) throw new CliError(`\ninvalid literal for int() with base 10: ${repr(word)}\n`, 255);
    return word === null ? null : Number(word.replaceAll('_', ''));
  };
  // A token or a size of the service's own in the line puts an end to the program's pages; two of its names are the program's too.
  const given = (name: string) => taken.options[`--${hyphenated(name)}`] !== undefined && hyphenated(name) !== 'max-items';
  const tokens = operation.p ? [operation.p.i, operation.p.l ?? []].flat() : [];
  const manual = !paginate || tokens.some(given);
  // Without pages, an option of that name is the service's own.
  const shadowed = new Set<string>();
  for (const [member, shape] of Object.entries(membersOf(service, operation).members)) {
    const name = `--${hyphenated(member)}`;
    if (!manual || !paging.has(name)) continue;
    shadowed.add(name);
    if (taken.options[name]) params[member] = optionValue(name, taken.options[name], shape, service, process);
  }
  const page = (name: string) => (shadowed.has(name) || !operation.p ? null : integer(name));
  const [asJson, asYaml] = [one('--cli-input-json'), one('--cli-input-yaml')];
  if (asJson !== null && asYaml !== null) throw new CliError('\nOnly one --cli-input- parameter may be specified.\n', 252);
  if (asJson !== null) fill(params, '--cli-input-json', 'JSON', asJson, process);
  if (asYaml !== null) fill(params, '--cli-input-yaml', 'YAML', asYaml, process);
  const size = page('--page-size');
  const asText = operation.p?.l !== undefined && membersOf(service, operation).members[operation.p.l]?.startsWith('string');
  const pages = { maxItems: page('--max-items'), startingToken: one('--starting-token'), pageSize: size !== null && asText ? String(size) : size };
  const seeded = operation.a?.some(([, , kind]) => kind === 'File') ?? false;
  return {
    params,
    pages,
    manual,
    paged: operation.p !== undefined && !manual && !tokens.some((name) => params[name] !== undefined),
    skeleton: taken.options['--generate-cli-skeleton'] ? (one('--generate-cli-skeleton') ?? 'input') : null,
    outfile: (taken.positionals.outfile as string | undefined) ?? null,
    seed: seeded ? { path: one('--outfile') ?? '', member: one('--bootstrap-method') ?? '' } : null,
    help,
  };
}

/** Whether a flag stands behind its opposite, if that is there. */
function lastOf(options: Readonly<Record<string, readonly string[]>>, name: string): boolean {
  const opposite = /^--(?:no|disable)-/.test(name)
    ? [name.replace(/^--(?:no|disable)-/, '--'), name.replace('--disable-', '--enable-')]
    : [name.replace('--', '--no-'), name.replace('--enable-', '--disable-')];
  const order = Object.keys(options);
  return opposite.every((one) => one === name || order.indexOf(one) < order.indexOf(name));
}

/** Parameters from --cli-input-json or --cli-input-yaml, where the line has not given them itself. */
function fill(params: Dict, option: string, language: 'JSON' | 'YAML', input: string, process: Around): void {
  let read: unknown;
  try {
    read = (language === 'JSON' ? parseJson : parseYaml)(textOrFile(option, input, process));
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
  }
  if (read === undefined) throw new CliError(`\nError parsing parameter '${option.slice(2)}': Invalid ${language} received.\n`, 252);
  if (!isMap(read)) throw new CliError(`\nError parsing parameter '${option}': Invalid type: expecting map, received <class '${typeName(read)}'>\n`, 252);
  for (const [name, value] of Object.entries(read)) if (params[name] === undefined) params[name] = value;
}
