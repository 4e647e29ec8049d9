// Values for root variables, from the environment, files and the command line, in Terraform's order: what comes later wins.
import type { Diagnostic } from '../../../engine/diagnostic.ts';
import type { ModuleConfig, VariableBlock } from '../../../terraform/config/config.ts';
import { staticValue } from '../../../terraform/config/static.ts';
import type { Attribute, Expression } from '../../../terraform/hcl/ast.ts';
import { parseConfig, parseExpression, parseJsonConfig } from '../../../terraform/hcl/parse.ts';
import { stringOf, type Value } from '../../../terraform/lang/value.ts';
import type { VariableInput } from '../../../terraform/plan/variables.ts';
import type { GivenVariable } from './flags.ts';
import { pathOf, problem, readText, type Session } from './session.ts';

/** What was given, as texts and files, before the configuration says how to read it. */
export interface CollectedVariables {
  readonly inputs: { readonly [name: string]: VariableInput };
  /** Names of all variables that were given something, also what turned out not to be a value. */
  readonly given: readonly string[];
  /** Of the problems those that were met before any value was read: options and files that cannot be understood. */
  readonly unreadable: readonly Diagnostic[];
  readonly diagnostics: readonly Diagnostic[];
}

interface RawText {
  readonly text: string;
  readonly from: string;
}

type Raw = { readonly text: RawText } | { readonly expression: Expression };

/** Collects values for the variables of the root module. Answers to questions come in `answers`. */
export function collectVariables(session: Session, given: readonly GivenVariable[], module: ModuleConfig, answers: { readonly [name: string]: string } = {}): CollectedVariables {
  const diagnostics: Diagnostic[] = [];
  const unreadable: Diagnostic[] = [];
  const values: Record<string, Raw> = {};
  const undeclaredInFiles: { name: string; filename: string; diagnostic: Diagnostic }[] = [];
  for (const [key, text] of Object.entries(session.process.env)) {
    const name = /^TF_VAR_(.+)$/.exec(key)?.[1];
    if (name && Object.hasOwn(module.variables, name)) values[name] = { text: { text, from: `set using the ${key} environment variable` } };
  }
  const file = (path: string): void => {
    for (const { name, expression } of readFile(session, path, unreadable)) {
      if (Object.hasOwn(module.variables, name)) values[name] = { expression };
      else undeclaredInFiles.push({ name, filename: path, diagnostic: undeclared(name, path) });
    }
  };
  for (const name of ['terraform.tfvars', 'terraform.tfvars.json']) if (readText(session, name) !== null) file(name);
  const names = session.process.disk.stat(session.folder)?.type === 'folder' ? session.process.disk.list(session.folder) : [];
  for (const name of [...names].sort()) if (/\.auto\.tfvars(\.json)?$/.test(name)) file(name);
  for (const entry of given) {
    if (entry.flag === 'var-file') {
      if (readText(session, entry.value) === null) {
        const folder = session.process.disk.stat(pathOf(session, entry.value))?.type === 'folder';
        unreadable.push(
          problem(
            'Failed to read variables file',
            folder ? `Error while reading ${entry.value}: read ${entry.value}: is a directory.` : `Given variables file ${entry.value} does not exist.`,
          ),
        );
      } else file(entry.value);
      continue;
    }
    const cut = entry.value.indexOf('=');
    if (cut < 0) {
      unreadable.push(
        problem(
          'Invalid -var option',
          `The given -var option ${JSON.stringify(entry.value)} is not correctly specified. Must be a variable name and value separated by an equals sign, like -var="key=value".`,
        ),
      );
      continue;
    }
    const name = entry.value.slice(0, cut);
    if (name.endsWith(' ')) {
      const meant = `${name.trimEnd()}=${entry.value.slice(cut + 1).trimStart()}`;
      unreadable.push(problem('Invalid -var option', `Variable name ${JSON.stringify(name)} is invalid due to trailing space. Did you mean -var="${meant}"?`));
      continue;
    }
    if (!Object.hasOwn(module.variables, name)) {
      diagnostics.push(
        problem(
          'Value for undeclared variable',
          `A variable named ${JSON.stringify(name)} was assigned on the command line, but the root module does not declare a variable of that name. To use this value, add a "variable" block to the configuration.`,
        ),
      );
      continue;
    }
    values[name] = { text: { text: entry.value.slice(cut + 1), from: `set using -var="${name}=..."` } };
  }
  for (const [name, text] of Object.entries(answers)) values[name] = { text: { text, from: 'provided interactively' } };
  diagnostics.push(...summarised(undeclaredInFiles));
  const inputs: Record<string, VariableInput> = {};
  for (const name of Object.keys(values).sort()) {
    const raw = values[name] as Raw;
    const input = 'expression' in raw ? fileValue(raw.expression, diagnostics) : readValue(raw.text, module.variables[name] as VariableBlock, diagnostics);
    if (input) inputs[name] = input;
  }
  return { inputs, given: Object.keys(values), unreadable, diagnostics: [...unreadable, ...diagnostics] };
}

/** Variables without a default that are not among the names, in order. */
export const missingVariables = (module: ModuleConfig, names: readonly string[]): readonly VariableBlock[] =>
  Object.keys(module.variables)
    .sort()
    .map((name) => module.variables[name] as VariableBlock)
    .filter((block) => block.default === null && !names.includes(block.name));

function readValue({ text, from }: RawText, block: VariableBlock, diagnostics: Diagnostic[]): VariableInput | null {
  if (block.parsing === 'literal') return { value: stringOf(text), from };
  const parsed = parseExpression(`<value for var.${block.name}>`, text);
  if (parsed.diagnostics.some((d) => d.severity === 'error')) {
    diagnostics.push(...parsed.diagnostics);
    return null;
  }
  const value = staticValue(parsed.expression, diagnostics);
  return value ? { value, from } : null;
}

function fileValue(expression: Expression, diagnostics: Diagnostic[]): VariableInput | null {
  const value: Value | null = staticValue(expression, diagnostics);
  return value ? { value, from: '', range: expression.range } : null;
}

function readFile(session: Session, path: string, diagnostics: Diagnostic[]): readonly Attribute[] {
  const text = readText(session, path) ?? '';
  const json = path.endsWith('.json');
  const { body, diagnostics: found } = json ? parseJsonConfig(path, text) : parseConfig(path, text);
  if (found.some((d) => d.severity === 'error')) {
    diagnostics.push(...found);
    return [];
  }
  const declared = body.blocks.find((block) => block.type === 'variable' && block.labels.length > 0);
  if (declared) {
    const name = declared.labels[0] as string;
    const detail = `A .tfvars file is used to assign values to variables that have already been declared in .tf files, not to declare new variables. To declare variable ${JSON.stringify(name)}, place this block in one of your .tf files, such as variables.tf.\n\nTo set a value for this variable in ${path}, use the definition syntax instead:\n    ${name} = <value>`;
    diagnostics.push({ ...problem('Variable declaration in .tfvars file', detail), subject: declared.typeRange });
    return [];
  }
  for (const block of body.blocks) diagnostics.push({ ...problem(`Unexpected "${block.type}" block`, 'Blocks are not allowed here.'), subject: block.typeRange });
  return body.attributes;
}

const undeclared = (name: string, path: string): Diagnostic =>
  problem(
    'Value for undeclared variable',
    `The root module does not declare a variable named ${JSON.stringify(name)} but a value was found in file ${JSON.stringify(path)}. If you meant to use this value, add a "variable" block to the configuration.\n\nTo silence these warnings, use TF_VAR_... environment variables to provide certain "global" settings to all configurations in your organization. To reduce the verbosity of these warnings, use the -compact-warnings option.`,
    'warning',
  );

/** The first two in full, the others counted. */
function summarised(list: readonly { readonly diagnostic: Diagnostic }[]): Diagnostic[] {
  const shown = list.slice(0, 2).map((entry) => entry.diagnostic);
  const rest = list.length - shown.length;
  if (rest <= 0) return shown;
  return [
    ...shown,
    problem('Values for undeclared variables', `In addition to the other similar warnings shown, ${rest} other variable(s) defined without being declared.`, 'warning'),
  ];
}
