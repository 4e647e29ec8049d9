// What the options of a transfer ask for, as parameters of the calls that write an object.
import type { ServiceModel } from '../model.ts';
import { CliError } from '../output/print.ts';
import { isMap, str, typeName } from '../output/python.ts';
import type { Dict } from '../pages.ts';
import { validate } from '../validate.ts';
import { type Around, mapValue } from '../values.ts';
import { TransferError } from './client.ts';
import type { S3Line } from './options.ts';

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

/** Parameters of PutObject and CopyObject by the options; `path` is the file that is sent, whose name says its type. Throws what ends the whole command. */
export function objectParams(line: S3Line, around: Around, path: string | null): Dict {
  const made: Dict = {};
  if (path !== null && !line.options['--no-guess-mime-type']) {
    const type = TYPES[/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''];
    if (type !== undefined) made.ContentType = type;
  }
  for (const [option, parameter] of Object.entries(PLAIN)) {
    const word = line.options[option]?.[0];
    if (word !== undefined) made[parameter] = word;
  }
  const sse = line.options['--sse'];
  if (sse) made.ServerSideEncryption = sse[0] ?? 'AES256';
  const metadata = metadataOf(line, around);
  if (metadata) made.Metadata = metadata;
  if (path === null && line.options['--metadata-directive']) made.MetadataDirective = line.options['--metadata-directive'][0];
  return { ...made, ...granted(line) };
}

/** The client's checks of one call. Throws `TransferError`, which ends this transfer alone. */
export function checkObject(params: Dict, operation: 'PutObject' | 'CopyObject', service: ServiceModel): void {
  const { Body: _, ...rest } = params;
  const problems = validate(rest, `${operation}Request`, service);
  if (problems.length) throw new TransferError(`Parameter validation failed:\n${problems.join('\n')}`, null);
}
