// What the options of a transfer ask for, as parameters of the calls that write an object.
import type { ServiceModel } from '../model.ts';
import { CliError } from '../output/print.ts';
import { isMap, str, typeName } from '../output/python.ts';
import type { Dict } from '../pages.ts';
import { validate } from '../validate.ts';
import { type Around, mapValue } from '../values.ts';
import type { S3Line } from './options.ts';
import { TransferError } from './refused.ts';

/** Option -> parameter, for those that are taken as they are. */
const PLAIN: Readonly<Record<string, string>> = {
  '--acl': 'ACL',
  '--storage-class': 'StorageClass',
  '--website-redirect': 'WebsiteRedirectLocation',
  '--content-type': 'ContentType',
  '--cache-control': 'CacheControl',
  '--content-disposition': 'ContentDisposition',
  '--content-encoding': 'ContentEncoding',
  '--content-language': 'ContentLanguage',
  '--expires': 'Expires',
  '--sse-kms-key-id': 'SSEKMSKeyId',
};

const GRANTS: Readonly<Record<string, string>> = { read: 'GrantRead', full: 'GrantFullControl', readacl: 'GrantReadACP', writeacl: 'GrantWriteACP' };

/** Types that Python knows by the end of a name. */
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  ico: 'image/vnd.microsoft.icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'application/javascript',
  json: 'application/json',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/x-python',
  sh: 'application/x-sh',
  svg: 'image/svg+xml',
  tar: 'application/x-tar',
  txt: 'text/plain',
  wasm: 'application/wasm',
  xml: 'text/xml',
  zip: 'application/zip',
};

function granted(line: S3Line): Dict {
  const made: Dict = {};
  for (const grant of line.options['--grants'] ?? []) {
    const equals = grant.indexOf('=');
    if (equals < 0) throw new TransferError('grants should be of the form permission=principal', null);
    const parameter = GRANTS[grant.slice(0, equals)];
    if (parameter === undefined) throw new TransferError('permission must be one of: read|readacl|writeacl|full', null);
    made[parameter] = grant.slice(equals + 1);
  }
  return made;
}

/** The user's own fields of an object. Throws for what is no map of texts. */
export function metadataOf(line: S3Line, around: Around): Dict | null {
  const word = line.options['--metadata']?.[0];
  if (word === undefined) return null;
  const value = mapValue('--metadata', word, around);
  if (!isMap(value)) return null;
  for (const [name, item] of Object.entries(value))
    if (typeof item !== 'string')
      throw new CliError(
        `\nParameter validation failed:\nInvalid type for parameter ${name}, value: ${str(item)}, type: <class '${typeName(item)}'>, valid types: <class 'str'>\n`,
        252,
      );
  return value;
}

/** The word of an option, or what it stands for alone; null where it is not given or empty. */
const wordOf = (line: S3Line, option: string, alone = ''): string | null => {
  const given = line.options[option];
  return (given && (given[0] ?? alone)) || null;
};

/** Who pays for a request, where the line says it. */
export const payer = (line: S3Line): Dict => {
  const word = wordOf(line, '--request-payer', 'requester');
  return word === null ? {} : { RequestPayer: word };
};

/** A key of the customer's own: for the object itself, or for reading the source of a copy. */
export function secretOf(line: S3Line, whose: 'own' | 'source'): Dict {
  const option = whose === 'source' && line.options['--sse-c-copy-source'] ? '--sse-c-copy-source' : '--sse-c';
  const algorithm = wordOf(line, option, 'AES256');
  return algorithm === null ? {} : { SSECustomerAlgorithm: algorithm, SSECustomerKey: wordOf(line, `${option}-key`) };
}

/** What PutObject and CopyObject have in common. Throws what ends the whole command. */
function generalParams(line: S3Line, around: Around): Dict {
  const made: Dict = {};
  for (const [option, parameter] of Object.entries(PLAIN)) {
    const word = wordOf(line, option);
    if (word !== null) made[parameter] = word;
  }
  Object.assign(made, granted(line));
  const metadata = metadataOf(line, around);
  if (metadata && Object.keys(metadata).length) made.Metadata = metadata;
  const sse = wordOf(line, '--sse', 'AES256');
  if (sse !== null) made.ServerSideEncryption = sse;
  return { ...made, ...secretOf(line, 'own'), ...payer(line) };
}

/** Parameters of PutObject by the options; the name of the file that is sent says its type. */
export function uploadParams(line: S3Line, around: Around, path: string): Dict {
  const type = line.options['--no-guess-mime-type'] || wordOf(line, '--content-type') !== null ? undefined : TYPES[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
  return { ...generalParams(line, around), ...(type === undefined ? {} : { ContentType: type }) };
}

/** Parameters of an object that have to be said again when one of them is. */
const PROPERTIES = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'Expires', 'Metadata'];

/** Parameters of CopyObject by the options. `head` asks for the head of the source, whose properties go along when one of them is set anew. */
export function copyParams(line: S3Line, around: Around, head: () => Dict): Dict {
  const made = generalParams(line, around);
  const directive = wordOf(line, '--metadata-directive');
  if (directive !== null) return { ...made, MetadataDirective: directive };
  if (made.Metadata) made.MetadataDirective = 'REPLACE';
  const copied = secretOf(line, 'source');
  if (line.options['--sse-c-copy-source']) Object.assign(made, { CopySourceSSECustomerAlgorithm: copied.SSECustomerAlgorithm, CopySourceSSECustomerKey: copied.SSECustomerKey });
  const props = wordOf(line, '--copy-props') ?? 'default';
  if (props === 'none') return { ...made, MetadataDirective: 'REPLACE', TaggingDirective: 'REPLACE' };
  if (PROPERTIES.some((name) => made[name] !== undefined)) {
    made.MetadataDirective = 'REPLACE';
    const source = head();
    for (const name of PROPERTIES) if (made[name] === undefined && source[name] !== undefined) made[name] = source[name];
  }
  return props === 'metadata-directive' ? { ...made, TaggingDirective: 'REPLACE' } : made;
}

/** The client's checks of one call. Throws `TransferError`, which ends this transfer alone. */
export function checkObject(params: Dict, operation: 'PutObject' | 'CopyObject', service: ServiceModel): void {
  const { Body: _, ...rest } = params;
  const problems = validate(rest, `${operation}Request`, service);
  if (problems.length) throw new TransferError(`Parameter validation failed:\n${problems.join('\n')}`, null);
}
