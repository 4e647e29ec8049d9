// The checks that the client makes before it calls: required members, types, unknown members, least lengths.
import { beyondClock, instantOf } from './instant.ts';
import { type ServiceModel, type Shape, shapeOf } from './model.ts';
import { CliError } from './output/print.ts';
import { className, Float, isList, isMap, str, typeName } from './output/python.ts';

const VALID: Readonly<Record<string, string>> = {
  string: "<class 'str'>",
  character: "<class 'str'>",
  integer: "<class 'int'>",
  long: "<class 'int'>",
  float: "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
  double: "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>",
  boolean: "<class 'bool'>",
  timestamp: "<class 'datetime.datetime'>, timestamp-string",
  blob: "<class 'bytes'>, <class 'bytearray'>, file-like object",
  stream: "<class 'bytes'>, <class 'bytearray'>, file-like object",
  structure: "<class 'dict'>",
  map: "<class 'dict'>",
  list: "<class 'list'>, <class 'tuple'>",
};

function fits(value: unknown, shape: Shape): boolean {
  const type = typeName(value);
  if (shape.type === 'structure' || shape.type === 'map') return type === 'dict';
  if (shape.type === 'list') return type === 'list';
  switch (shape.of) {
    case 'string':
    case 'character':
      return type === 'str';
    case 'integer':
    case 'long':
      return type === 'int' || type === 'bool';
    case 'float':
    case 'double':
      return type === 'int' || type === 'float' || type === 'bool';
    case 'boolean':
      return type === 'bool';
    case 'timestamp':
      if (beyondClock(String(value))) throw new CliError('\ntimestamp out of range for platform time_t\n', 255);
      return type === 'int' || type === 'float' || (type === 'str' && instantOf(value as string) !== null);
    case 'blob':
      return type === 'str';
    case 'stream':
      return type === 'str' || type === 'dict';
  }
}

/** All problems at once, in the order in which the client finds them. */
export function validate(value: unknown, reference: string, service: ServiceModel): string[] {
  const problems: string[] = [];
  const visit = (at: unknown, of: string, path: string): void => {
    const shape = shapeOf(service, of);
    const name = path || 'input';
    if (!fits(at, shape)) {
      problems.push(
        `Invalid type for parameter ${name}, value: ${str(at)}, type: <class '${className(at)}'>, valid types: ${VALID[shape.type === 'scalar' ? shape.of : shape.type]}`,
      );
      return;
    }
    if (shape.type === 'scalar') {
      if (shape.least === null) return;
      if (typeof at === 'string' && shape.of === 'string' && [...at].length < shape.least) problems.push(tooShort(name, [...at].length, shape.least));
      const number = at instanceof Float ? at.value : at;
      if (typeof number === 'number' && number < shape.least) problems.push(`Invalid value for parameter ${name}, value: ${str(at)}, valid min value: ${shape.least}`);
    } else if (shape.type === 'list' && isList(at)) {
      if (at.length < shape.least) problems.push(tooShort(name, at.length, shape.least));
      at.forEach((item, index) => {
        visit(item, shape.of, `${path}[${index}]`);
      });
    } else if (shape.type === 'map' && isMap(at)) {
      for (const [key, item] of Object.entries(at)) {
        visit(key, shape.key, `${path} (key: ${key})`);
        visit(item, shape.of, `${path}.${key}`);
      }
    } else if (shape.type === 'structure' && isMap(at)) {
      for (const member of shape.required) if (at[member] === undefined) problems.push(`Missing required parameter in ${name}: "${member}"`);
      const known: string[] = [];
      for (const member of Object.keys(at)) {
        if (Object.hasOwn(shape.members, member)) known.push(member);
        else problems.push(`Unknown parameter in ${name}: "${member}", must be one of: ${Object.keys(shape.members).join(', ')}`);
      }
      for (const member of known) visit(at[member], shape.members[member] as string, path ? `${path}.${member}` : member);
    }
  };
  visit(value, reference, '');
  return problems;
}

const tooShort = (name: string, length: number, least: number) => `Invalid length for parameter ${name}, value: ${length}, valid min length: ${least}`;

const BUCKET = '^[a-zA-Z0-9.\\-_]{1,255}$';
const BUCKET_ARN =
  '^arn:(aws).*:(s3|s3-object-lambda):[a-z\\-0-9]*:[0-9]{12}:accesspoint[/:][a-zA-Z0-9\\-.]{1,63}$|^arn:(aws).*:s3-outposts:[a-z\\-0-9]+:[0-9]{12}:outpost[/:][a-zA-Z0-9\\-]{1,63}[/:]accesspoint[/:][a-zA-Z0-9\\-]{1,63}$';

/** What the client has against the name of a bucket; null when it would send it. */
export const bucketProblem = (name: string): string | null =>
  // Python's end of a text may have a line break behind it.
  [BUCKET, BUCKET_ARN].some((form) => new RegExp(form).test(name.replace(/\n$/, '')))
    ? null
    : `Invalid bucket name "${name}": Bucket name must match the regex "${BUCKET}" or be an ARN matching the regex "${BUCKET_ARN}"`;
