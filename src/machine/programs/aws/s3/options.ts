// The commands of `aws s3` and their options, as the real program lists them.
import type { Option, Positional } from '../arguments.ts';

const flag = (name: string): Option => ({ name: `--${name}`, takes: 'none' });
const value = (name: string, choices?: readonly string[]): Option => ({ name: `--${name}`, takes: 'one', ...(choices ? { choices } : {}) });

const RECURSIVE = flag('recursive');
const PAGE_SIZE = value('page-size');
const REQUEST_PAYER: Option = { name: '--request-payer', takes: 'maybe', choices: ['requester'] };

const TRANSFER: readonly Option[] = [
  flag('dryrun'),
  flag('quiet'),
  { ...value('include'), exactly: true },
  { ...value('exclude'), exactly: true },
  value('acl', ['private', 'public-read', 'public-read-write', 'authenticated-read', 'aws-exec-read', 'bucket-owner-read', 'bucket-owner-full-control', 'log-delivery-write']),
  flag('follow-symlinks'),
  flag('no-follow-symlinks'),
  flag('no-guess-mime-type'),
  { name: '--sse', takes: 'maybe', choices: ['AES256', 'aws:kms'] },
  { name: '--sse-c', takes: 'maybe', choices: ['AES256'] },
  value('sse-c-key'),
  value('sse-kms-key-id'),
  { name: '--sse-c-copy-source', takes: 'maybe', choices: ['AES256'] },
  value('sse-c-copy-source-key'),
  value('storage-class', ['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER', 'DEEP_ARCHIVE', 'GLACIER_IR']),
  { name: '--grants', takes: 'some' },
  value('website-redirect'),
  value('content-type'),
  value('cache-control'),
  value('content-disposition'),
  value('content-encoding'),
  value('content-language'),
  value('expires'),
  value('source-region'),
  flag('only-show-errors'),
  flag('no-progress'),
  PAGE_SIZE,
  flag('ignore-glacier-warnings'),
  flag('force-glacier-transfer'),
  REQUEST_PAYER,
];
const COPY: readonly Option[] = [value('metadata'), value('copy-props', ['none', 'metadata-directive', 'default']), value('metadata-directive', ['COPY', 'REPLACE'])];

export interface S3Command {
  readonly options: readonly Option[];
  readonly positional: Positional;
  /** How paths are written, for the complaint about wrong ones. */
  readonly usage: string;
}

const TWO = '<LocalPath> <S3Uri> or <S3Uri> <LocalPath> or <S3Uri> <S3Uri>';

/** In the order in which the real program lists them. */
export const S3_COMMANDS: Readonly<Record<string, S3Command>> = {
  ls: { options: [RECURSIVE, PAGE_SIZE, flag('human-readable'), flag('summarize'), REQUEST_PAYER], positional: { name: 'paths', optional: true }, usage: '<S3Uri> or NONE' },
  website: { options: [value('index-document'), value('error-document')], positional: { name: 'paths' }, usage: '<S3Uri>' },
  cp: { options: [...TRANSFER, ...COPY, value('expected-size'), RECURSIVE], positional: { name: 'paths', count: 2 }, usage: TWO },
  mv: { options: [...TRANSFER, ...COPY, RECURSIVE], positional: { name: 'paths', count: 2 }, usage: TWO },
  rm: {
    options: [
      flag('dryrun'),
      flag('quiet'),
      RECURSIVE,
      REQUEST_PAYER,
      { ...value('include'), exactly: true },
      { ...value('exclude'), exactly: true },
      flag('only-show-errors'),
      PAGE_SIZE,
    ],
    positional: { name: 'paths' },
    usage: '<S3Uri>',
  },
  sync: { options: [...TRANSFER, ...COPY, flag('size-only'), flag('exact-timestamps'), flag('delete')], positional: { name: 'paths', count: 2 }, usage: TWO },
  mb: { options: [], positional: { name: 'path' }, usage: '<S3Uri>' },
  rb: { options: [flag('force')], positional: { name: 'path' }, usage: '<S3Uri>' },
  presign: { options: [value('expires-in')], positional: { name: 'path' }, usage: '<S3Uri>' },
};

/** A line of `aws s3`: its words, and the filters in the order in which they were given (later ones win). */
export interface S3Line {
  readonly paths: readonly string[];
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly filters: readonly { readonly include: boolean; readonly glob: string }[];
}

/** Filters keep their order on the line, which options by name would lose. */
export function filtersOf(words: readonly string[]): S3Line['filters'] {
  return words.flatMap((word, index) => {
    const [name, inline] = word.split(/=(.*)/s);
    if (name !== '--include' && name !== '--exclude') return [];
    const glob = inline ?? words[index + 1];
    return glob === undefined ? [] : [{ include: name === '--include', glob }];
  });
}
