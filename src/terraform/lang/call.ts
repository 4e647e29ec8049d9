// A call in an expression: finds the function, evaluates and converts the arguments, and turns failures into diagnostics.
import type { SourceRange } from '../../engine/diagnostic.ts';
import type { Expression } from '../hcl/ast.ts';
import { between, rangeText } from '../hcl/tokens.ts';
import { convert, isConversionError } from './convert.ts';
import { evaluateIn, report, templateIn } from './evaluate.ts';
import type { Frame } from './frame.ts';
import type { CallContext, FunctionSpec } from './functions/function.ts';
import { callFunction, FunctionError } from './functions/function.ts';
import { findFunction, functionNames } from './functions/table.ts';
import { mark, unmark } from './marks.ts';
import { quote } from './quote.ts';
import { closest } from './similar.ts';
import type { Value } from './value.ts';
import { boolOf, isWhollyKnown, UNKNOWN, unknownOf } from './value.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** An argument: an expression, or one value of an expanded list with the expression that it came from. */
interface Argument {
  readonly expression: Expression;
  readonly value?: Value;
}

export function evaluateCall(call: Call, frame: Frame): Value {
  const around = frame.scope.around ?? {};
  const bare = call.name.startsWith('core::') ? call.name.slice(6) : call.name;
  if (bare === 'try' || bare === 'can') return attempt(call, bare, frame);
  const spec = findFunction(call.name, around);
  if (!spec) return unknownFunction(call, frame);
  const args = expanded(call, frame);
  if (!args) return UNKNOWN;
  if (!rightCount(call, spec, args, frame)) return UNKNOWN;
  const misuse = bare === 'templatestring' ? templateMisuse(args[0]!) : null;
  if (misuse !== null) {
    callFailed(call, spec, args, new FunctionError(`invalid template expression: ${misuse}`, 0), frame);
    return UNKNOWN;
  }
  const before = frame.diagnostics.length;
  const errors = () => frame.diagnostics.slice(before).some((item) => item.severity === 'error');
  const values = args.map((arg, index) => {
    const parameter = spec.params[index] ?? spec.variadic!;
    const value = arg.value ?? evaluateIn(arg.expression, frame);
    const result = convert(value, parameter.type);
    if (!isConversionError(result)) return result;
    report(frame, {
      summary: 'Invalid function argument',
      detail: `Invalid value for ${quote(parameter.name)} parameter: ${where(result.path)}${result.error}.`,
      subject: startRange(arg.expression),
      context: call.range,
      expression: arg.expression,
      call: signature(call.name, spec),
    });
    return UNKNOWN;
  });
  if (errors()) return UNKNOWN;
  try {
    return callFunction(spec, values, contextOf(frame));
  } catch (problem) {
    if (!(problem instanceof FunctionError)) throw problem;
    callFailed(call, spec, args, problem, frame);
    return UNKNOWN;
  }
}

/** Why the first argument of `templatestring` is none: it has to be a reference, as templates at hand need no function. */
function templateMisuse({ expression }: Argument): string | null {
  if (expression.kind === 'traversal') return null;
  const from = 'templatestring is only for rendering templates retrieved dynamically from elsewhere';
  if (expression.kind === 'wrap')
    return `${from}; to treat the inner expression as template syntax, write the reference expression directly without any template interpolation syntax`;
  if (expression.kind === 'template') return `${from}, and so does not support providing a literal template; consider using a template string expression instead`;
  return 'must be a direct reference to a single string from elsewhere, containing valid Terraform template syntax';
}

/** Conversion errors inside an argument do not say where, in this version. */
const where = (_path: readonly (string | number)[]): string => '';

export const signature = (name: string, spec: FunctionSpec): string =>
  `while calling ${name}(${[...spec.params.map((item) => item.name), ...(spec.variadic ? [`${spec.variadic.name}...`] : [])].join(', ')})`;

function callFailed(call: Call, spec: FunctionSpec, args: readonly Argument[], problem: FunctionError, frame: Frame): void {
  const at = problem.argument;
  const guilty = at === undefined ? undefined : args[at];
  const common = { context: call.range, call: signature(call.name, spec) };
  if (at !== undefined && guilty) {
    const parameter = spec.params[at] ?? spec.variadic!;
    report(frame, {
      summary: 'Invalid function argument',
      detail: `Invalid value for ${quote(parameter.name)} parameter: ${problem.message}.`,
      subject: startRange(guilty.expression),
      expression: guilty.expression,
      ...common,
    });
  } else {
    report(frame, {
      summary: 'Error in function call',
      detail: `Call to function ${quote(call.name)} failed: ${problem.message}.`,
      subject: startRange(call),
      expression: call,
      ...common,
    });
  }
}

function rightCount(call: Call, spec: FunctionSpec, args: readonly Argument[], frame: Frame): boolean {
  const count = spec.params.length;
  if (args.length < count) {
    report(frame, {
      summary: 'Not enough function arguments',
      detail: `Function ${quote(call.name)} expects${spec.variadic ? ' at least' : ''} ${count} argument(s). Missing value for ${quote(spec.params[args.length]!.name)}.`,
      subject: call.closeRange,
      context: call.range,
      expression: call,
      call: signature(call.name, spec),
    });
    return false;
  }
  if (!spec.variadic && args.length > count) {
    report(frame, {
      summary: 'Too many function arguments',
      detail: `Function ${quote(call.name)} expects only ${count} argument(s).`,
      subject: startRange(args[count]!.expression),
      context: call.range,
      expression: call,
      call: signature(call.name, spec),
    });
    return false;
  }
  return true;
}

/** The arguments, a final `...` spread out; null when the result is not known yet or an error was reported. */
function expanded(call: Call, frame: Frame): Argument[] | null {
  const args: Argument[] = call.args.map((expression) => ({ expression }));
  if (!call.expand) return args;
  const last = args.pop()!.expression;
  const before = frame.diagnostics.length;
  const value = evaluateIn(last, frame);
  if (frame.diagnostics.length > before) return null;
  const [plain, marks] = unmark(value);
  const refuse = (detail: string): null => {
    report(frame, { summary: 'Invalid expanding argument value', detail, subject: last.range, context: call.range, expression: last });
    return null;
  };
  if (plain.k === 'null') return refuse('The expanding argument (indicated by ...) must not be null.');
  if (plain.k === 'unknown' && (plain.type === 'dynamic' || (typeof plain.type === 'object' && ('list' in plain.type || 'set' in plain.type || 'tuple' in plain.type))))
    return null;
  if (plain.k !== 'list' && plain.k !== 'set' && plain.k !== 'tuple') return refuse('The expanding argument (indicated by ...) must be of a tuple, list, or set type.');
  for (const item of plain.v) args.push({ expression: last, value: mark(item, marks) });
  return args;
}

/** Whether a provider of that local name offers any functions here. */
const offered = (provider: string, frame: Frame): boolean => Object.keys(frame.scope.around?.providerFunctions ?? {}).some((name) => name.startsWith(`provider::${provider}::`));

function unknownFunction(call: Call, frame: Frame): Value {
  const parts = call.name.split('::');
  const common = { subject: call.nameRange, context: call.range, expression: call };
  if (parts.length > 1 && parts[0] !== 'provider') {
    report(frame, {
      summary: 'Unknown provider function',
      detail: `The function namespace ${quote(parts[0]!)} is not valid. Provider function calls must use the "provider::" namespace prefix.`,
      ...common,
    });
  } else if (parts.length > 1 && parts.length < 3) {
    report(frame, {
      summary: 'Unknown provider function',
      detail: 'The function call must include the provider name after the "provider::" prefix.',
      ...common,
    });
  } else if (parts.length > 1) {
    report(frame, {
      summary: 'Unknown provider function',
      detail: offered(parts[1]!, frame)
        ? `The function ${quote(parts[2]!)} is not available from the provider ${quote(parts[1]!)}.`
        : `There is no function named ${quote(call.name)}. Ensure that provider name ${quote(parts[1]!)} is declared in this module's required_providers block, and that this provider offers a function named ${quote(parts[2]!)}.`,
      ...common,
    });
  } else {
    const meant = closest(call.name, functionNames(frame.scope.around ?? {}));
    report(frame, { summary: 'Call to unknown function', detail: `There is no function named ${quote(call.name)}.${meant ? ` Did you mean ${quote(meant)}?` : ''}`, ...common });
  }
  return UNKNOWN;
}

const ATTEMPTS: { readonly [name: string]: FunctionSpec } = {
  try: { params: [], variadic: { name: 'expressions', type: 'dynamic' }, returns: 'dynamic', run: () => UNKNOWN },
  can: { params: [{ name: 'expression', type: 'dynamic' }], returns: 'bool', run: () => UNKNOWN },
};

/** `try` and `can`: evaluate expressions with their errors kept aside. */
function attempt(call: Call, name: 'try' | 'can', frame: Frame): Value {
  const args = expanded(call, frame);
  if (!args) return UNKNOWN;
  if (!rightCount(call, ATTEMPTS[name]!, args, frame)) return UNKNOWN;
  const failures: string[] = [];
  if (args.length === 0) callFailed(call, ATTEMPTS[name]!, args, new FunctionError('at least one argument is required'), frame);
  for (const arg of args) {
    const inner: Frame = { ...frame, diagnostics: [] };
    const value = arg.value ?? evaluateIn(arg.expression, inner);
    const errors = inner.diagnostics.filter((item) => item.severity === 'error');
    if (name === 'can') return errors.length === 0 && !isWhollyKnown(value) ? unknownOf('bool') : boolOf(errors.length === 0);
    if (errors.length === 0) return isWhollyKnown(value) ? value : UNKNOWN;
    for (const item of errors) failures.push(`- ${item.summary}${item.subject ? ` (at ${rangeText(item.subject)})` : ''}\n  ${item.detail}\n`);
  }
  if (args.length > 0) {
    const message = `no expression succeeded:\n${failures.join('')}\nAt least one expression must produce a successful result`;
    callFailed(call, ATTEMPTS[name]!, args, new FunctionError(message), frame);
  }
  return UNKNOWN;
}

/** What functions may use, in this scope. */
export function contextOf(frame: Frame): CallContext {
  const around = frame.scope.around ?? {};
  return { around, impure: around.impure, template: (name, source, names) => templateIn(name, source, names, frame) };
}

/** The part of an expression that a message about it points to. */
export function startRange(node: Expression): SourceRange {
  switch (node.kind) {
    case 'call':
      return between(node.nameRange, { ...node.nameRange, end: { ...node.nameRange.end, column: node.nameRange.end.column + 1, byte: node.nameRange.end.byte + 1 } });
    case 'template': {
      const [first] = node.parts;
      return !first ? node.range : first.kind === 'interpolation' ? startRange(first.expression) : first.range;
    }
    case 'binary':
      return startRange(node.left);
    case 'conditional':
      return startRange(node.condition);
    case 'tuple':
    case 'object':
      return opening(node.range);
    case 'for':
      return node.openRange;
    case 'splat':
      return node.markerRange;
    case 'index':
      return opening(node.bracketRange);
    case 'unary':
      return node.operatorRange;
    default:
      return node.range;
  }
}

/** The first character of a range. */
function opening(range: SourceRange): SourceRange {
  const { start } = range;
  return { ...range, end: { line: start.line, column: start.column + 1, byte: start.byte + 1 } };
}
