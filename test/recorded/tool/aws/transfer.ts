// Random lines of `aws s3` with the answers of the store: listings, transfers and what goes wrong with them.
import type { Chance } from '../random/chance.ts';
import type { Dict } from './reply.ts';
import { type AwsCase, lineOf } from './spot.ts';

const BUCKETS = ['courses-assets', 'courses-assets', 'courses-tf-state', 'b', 'my.dotted.bucket', 'Bad_Name', 'has space'];
const KEYS = ['', 'a.txt', 'docs/', 'docs/b.txt', 'docs', 'x/y/z.log', 'é.txt', 'a b.txt', 'prod/terraform.tfstate', '/lead', 'docs//c.txt', 'new'];
const FILES = ['note.txt', 'dir/a.txt', 'dir/b/c.txt', 'dir/z.log', 'dir/.hidden', 'dir/ü.txt', 'dir/b/page.html', 'x y.txt'];
const PATHS = [
  'note.txt',
  './note.txt',
  'dir',
  'dir/',
  '.',
  './dir',
  'gone.txt',
  'back',
  'back/',
  'dir/b',
  'sub/dir/',
  'dir/a.txt',
  'x y.txt',
  '-',

  '../work/dir',
];
const INSTANTS = ['2024-02-26T22:31:04+00:00', '2024-01-01T00:00:00+00:00', '2024-03-01T10:00:00+00:00', '2024-02-27T00:00:00+00:00'];
const CLASSES = [undefined, 'STANDARD', 'STANDARD', 'STANDARD_IA', 'GLACIER', 'DEEP_ARCHIVE', 'GLACIER_IR'];
const REFUSALS = [
  { code: 'NoSuchBucket', message: 'The specified bucket does not exist', status: 404 },
  { code: 'AccessDenied', message: 'Access Denied', status: 403 },
  { code: 'BucketNotEmpty', message: 'The bucket you tried to delete is not empty', status: 409 },
  { code: 'BucketAlreadyOwnedByYou', message: 'Your previous request to create the named bucket succeeded and you already own it.', status: 409 },
  { code: 'InvalidBucketName', message: 'The specified bucket is not valid.', status: 400 },
  { code: 'SlowDown', message: 'Please reduce your request rate.', status: 503 },
  { code: 'InternalError', message: 'We encountered an internal error. Please try again.', status: 500 },
];
const GLOBS = ['*', '*.txt', '*.log', 'b/*', 'docs/*', '?.txt', 'dir/*', '[az].txt', '[!a]*', '*/c.txt', ''];

const uri = (chance: Chance) => {
  const key = chance.one(KEYS);
  const bucket = chance.one(BUCKETS);
  return key === '' && chance.sometimes(50) ? `s3://${bucket}` : `s3://${bucket}/${key}`;
};

/** What a listing answers. The store gives keys in the order of their bytes; folders only where it was asked for a delimiter. */
function listing(chance: Chance, prefix: string, folders: boolean): Dict {
  if (chance.sometimes(15)) return { IsTruncated: false, Prefix: prefix, KeyCount: 0 };
  const names = chance.many(1, 4, () => chance.one(['a.txt', 'b/c.txt', 'b.txt', 'z.log', 'deep/er/x', 'é.txt', 'b/', 'page.html', '']));
  const keys = [...new Set(names.map((name) => `${prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`}${name}`))].filter(Boolean).sort();
  return {
    IsTruncated: false,
    Contents: keys.map((Key) => {
      const StorageClass = chance.one(CLASSES);
      return {
        Key,
        LastModified: chance.one(INSTANTS),
        ETag: '"x"',
        Size: Key.endsWith('/') ? 0 : chance.one([0, 1, 5, 12, 1023, 1024, 4096, 123456]),
        ...(StorageClass ? { StorageClass } : {}),
      };
    }),
    ...(folders && chance.sometimes(50) ? { CommonPrefixes: chance.many(1, 2, (index) => ({ Prefix: `${prefix}${['dumps', 'prod'][index]}/` })) } : {}),
    Prefix: prefix,
  };
}

const TRANSFER: readonly (readonly string[])[] = [
  ['--dryrun'],
  ['--dryrun'],
  ['--quiet'],
  ['--only-show-errors'],
  ['--acl', 'public-read'],
  ['--acl', 'public'],
  ['--follow-symlinks'],
  ['--no-follow-symlinks'],
  ['--no-guess-mime-type'],
  ['--sse'],
  ['--sse', 'aws:kms'],
  ['--sse', 'AES'],
  ['--sse-kms-key-id', 'k'],
  ['--storage-class', 'GLACIER'],
  ['--storage-class', 'COLD'],
  ['--grants', 'read=uri=http://acs.amazonaws.com/groups/global/AllUsers'],
  ['--grants', 'nonsense'],
  ['--grants', 'look=id=1'],
  ['--website-redirect', '/x'],
  ['--content-type', 'text/x'],
  ['--cache-control', 'no-cache'],
  ['--expires', '2024-03-01T00:00:00Z'],
  ['--expires', 'soon'],
  ['--source-region', 'us-east-1'],
  ['--page-size', '2'],
  ['--page-size', 'two'],
  ['--ignore-glacier-warnings'],
  ['--force-glacier-transfer'],
  ['--request-payer'],
  ['--request-payer', 'me'],
  ['--metadata', 'a=b,c=d'],
  ['--metadata', '{"a":"b"}'],
  ['--metadata', '{"a":1}'],
  ['--metadata', 'nonsense'],
  ['--metadata-directive', 'COPY'],
  ['--metadata-directive', 'MOVE'],
  ['--copy-props', 'none'],
  ['--copy-props', 'all'],
  ['--size-only'],
  ['--exact-timestamps'],
  ['--delete'],
  ['--delete'],
  ['--expected-size', '5'],
  ['--expected-size', 'x'],
  ['--nope'],
  ['--recursiv'],
  ['--include'],
];

/** A refusal without a body has no words but those of its status. */
function headless(call: { operation: string; error?: { status: number }; response?: Dict }) {
  const { error } = call;
  const words: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    403: 'Forbidden',
    404: 'Not Found',
    409: 'Conflict',
    500: 'Internal Server Error',
    503: 'Service Unavailable',
  };
  if (error?.status === 400) return { operation: call.operation, response: { ContentLength: 5 } };
  return error ? { ...call, error: { code: String(error.status), message: words[error.status], status: error.status } } : call;
}

/** A line of `aws s3`, without progress, whose speed is never the same twice. */
export function stored(chance: Chance): AwsCase {
  const name = chance.one(['ls', 'ls', 'cp', 'cp', 'cp', 'cp', 'mv', 'mv', 'rm', 'rm', 'sync', 'sync', 'sync', 'mb', 'rb', 'website', 'presign']);
  const one = () => chance.one<readonly string[]>([...TRANSFER]);
  const local = () => chance.one(PATHS);
  const transfers = ['cp', 'mv', 'rm', 'sync'].includes(name);
  const recursive = transfers && name !== 'sync' && chance.sometimes(45);
  let paths: string[];
  if (name === 'cp' || name === 'mv' || name === 'sync')
    paths = chance.one([
      [local(), uri(chance)],
      [local(), uri(chance)],
      [uri(chance), local()],
      [uri(chance), local()],
      [uri(chance), uri(chance)],
      [local(), local()],
      [uri(chance)],
    ]);
  else if (name === 'ls') paths = chance.one([[], [uri(chance)], [uri(chance)], [uri(chance)], ['courses-assets'], ['courses-assets/docs/'], ['s3:/x'], ['s3://']]);
  else paths = chance.one([[uri(chance)], [uri(chance)], [uri(chance)], [uri(chance)], ['courses-assets'], ['s3://courses-assets'], []]);
  const words: (readonly string[])[] = [];
  if (recursive) words.push(['--recursive']);
  if (transfers && chance.sometimes(35)) words.push(...chance.many(1, 3, () => [chance.one(['--exclude', '--include']), chance.one(GLOBS)]));
  if (transfers) words.push(...chance.many(0, 2, one));
  if (transfers && name !== 'rm') words.push(['--no-progress']);
  if (name === 'ls')
    words.push(...chance.many(0, 2, () => chance.one([['--recursive'], ['--human-readable'], ['--summarize'], ['--page-size', '5'], ['--page-size', '-1'], ['--request-payer']])));
  if (name === 'rb' && chance.sometimes(50)) words.push(['--force']);
  if (name === 'website')
    words.push(
      ...chance.many(0, 2, () =>
        chance.one([
          ['--index-document', 'index.html'],
          ['--error-document', 'error.html'],
        ]),
      ),
    );
  if (name === 'presign')
    words.push(
      ...chance.many(0, 1, () =>
        chance.one([
          ['--expires-in', '60'],
          ['--expires-in', 'x'],
          ['--expires-in', '-5'],
        ]),
      ),
    );
  const given = chance.sometimes(70) ? [...paths, ...words.flat()] : [...words.flat(), ...paths];
  const files: Record<string, { size: number }> = {};
  for (const file of FILES) if (chance.sometimes(60)) files[file] = { size: chance.one([0, 5, 12, 1024, 2048]) };
  // A listing is of the place that is listed: of the source, and for sync of the target too.
  const remote = paths.filter((path) => path.startsWith('s3://')).map((path) => path.slice(5).split('/').slice(1).join('/'));
  const folder = (prefix: string) => (name === 'ls' || prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);
  const refuse = (operation: string, response: Dict) => (chance.sometimes(10) ? { operation, error: chance.one(REFUSALS) } : { operation, response });
  const lists = (name === 'sync' ? remote : remote.slice(0, 1)).map((prefix) =>
    refuse('ListObjectsV2', listing(chance, folder(prefix), name === 'ls' && !words.some(([word]) => word === '--recursive'))),
  );
  const StorageClass = chance.one(CLASSES);
  const calls = [
    ...(lists.length ? lists : [{ operation: 'ListObjectsV2', response: {} }]),
    refuse('ListBuckets', { Buckets: chance.many(0, 3, () => ({ Name: chance.one(BUCKETS), CreationDate: chance.one(INSTANTS) })) }),
    headless(refuse('HeadObject', { ContentLength: 5, LastModified: chance.one(INSTANTS), ETag: '"x"', ...(StorageClass ? { StorageClass } : {}) })),
    refuse('GetObject', { Body: 'hello', ContentLength: 5, LastModified: chance.one(INSTANTS), ETag: '"x"' }),
    refuse('PutObject', { ETag: '"x"' }),
    refuse('CopyObject', { CopyObjectResult: { ETag: '"x"' } }),
    refuse('DeleteObject', {}),
    refuse('CreateBucket', { Location: '/x' }),
    refuse('DeleteBucket', {}),
    refuse('PutBucketWebsite', {}),
    { operation: 'GetObjectTagging', response: { TagSet: [] } },
  ];
  return {
    command: lineOf(['s3', name, ...given]),
    service: 's3',
    operation: name,
    kind: `s3 ${name}`,
    response: { calls, files },
  };
}
