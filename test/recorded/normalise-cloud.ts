// Takes out of a session with a cloud what a cloud makes up: ids, names of its hosts, addresses, and, in what Terraform shows of an object of
// `aws_*`, the lines of attributes that the configuration does not name and that the provider computes.
import { awsSchema } from '../../src/provider-aws/schema/schema.ts';
import type { BlockSchema } from '../../src/terraform/provider.ts';

const MADE_UP: readonly (readonly [RegExp, string])[] = [
  [/\br-rtb-[0-9a-f]{8,30}\b/g, 'route'],
  [/\b(?:i|vpc|subnet|sg|sgr|rtb|rtbassoc|igw|nat|eipalloc|eipassoc|eni|eni-attach|ami|vol|snap|key|acl|dopt|pl|vpce|lt|r|db|cluster|vpc-cidr-assoc)-[0-9a-f]{8,17}\b/g, 'id'],
  [/\bdb-[A-Z0-9]{26}\b/g, 'database'],
  [/\bA[A-Z]{3}[A-Z0-9]{16,17}\b/g, 'principal'],
  [/\bZ[A-Z0-9]{12,20}\b/g, 'zone'],
  [/\bterraform-\d{16,26}\b/g, 'generated'],
];

const HEAD = /^\s*(?:[-+~#<=/ ]+\s)?(resource|data) "(aws_\w+)" "[^"]*" \{$/;
const CLOSES = /^\s*(?:[-+~] )?(?:[\]})]|EOT\b)/;
const opens = (text: string): boolean => /(?:[[{(]|<<-?\w+)$/.test(text);
const ACTION = '(?:(?:[-+~]|-/\\+|\\+/-) )?';
const ATTRIBUTE = new RegExp(`^\\s*${ACTION}(\\w+)\\s+= (.*)$`);
const BLOCK = new RegExp(`^\\s*${ACTION}(\\w+) \\{(\\})?`);
const PADDED = new RegExp(`^(\\s*${ACTION}"?[\\w.-]+"?)\\s+= `);
const HIDDEN = /# \(\d+ unchanged (attribute|block)s? hidden\)/;
const UNKNOWN = / -> \(known after apply\)$/;

/** What becomes of a line of an object: kept (perhaps in another form), dropped, or dropped with all up to its closing bracket. */
type Verdict = { readonly line: string | null; readonly below?: 'dropped' | BlockSchema | 'plain'; readonly touched?: boolean };

function judge(line: string, plain: string, schema: BlockSchema, named: (word: string) => boolean): Verdict {
  const [, name = '', value = ''] = ATTRIBUTE.exec(plain) ?? [];
  const attribute = schema.attributes?.[name];
  if (attribute?.computed && name !== 'tags_all' && !(attribute.optional && named(name))) {
    if (!/\(known after apply\)|\(sensitive value\)/.test(value)) return { line: null, touched: true, ...(opens(value) ? { below: 'dropped' } : {}) };
    if (UNKNOWN.test(value) && !opens(value)) return { line: line.replace(/= .* -> \(known after apply\)/, '= <old> -> (known after apply)') };
  }
  const hidden = HIDDEN.exec(plain);
  if (hidden) return { line: hidden[1] === 'block' ? null : line.replace(/\(\d+ unchanged attributes? hidden\)/, '(<n> unchanged attributes hidden)'), touched: true };
  const [whole, block = '', closed] = BLOCK.exec(plain) ?? [];
  const nested = whole ? schema.block_types?.[block] : undefined;
  if (nested && !named(block)) return { line: null, touched: true, ...(closed ? {} : { below: 'dropped' }) };
  if (nested) return { line, ...(closed ? {} : { below: nested.block }) };
  return { line, ...(opens(plain) ? { below: 'plain' } : {}) };
}

/** An object that lost lines: its attributes are aligned no more, and empty lines stand only between things. */
function evened(lines: readonly string[]): string[] {
  const even = lines.map((line) => line.replace(PADDED, '$1 = '));
  return even.filter((line, i) => line.trim() !== '' || ((even[i - 1] ?? '').trim() !== '' && !/^\s*(?:[-+~] )?\}/.test(even[i + 1] ?? '}')));
}

/** In objects of `aws_*`: without what the provider computes and the configuration does not name. */
export function withoutComputed(lines: readonly string[], config: string): string[] {
  const named = (word: string) => new RegExp(`\\b${word}\\b`).test(config);
  const kept: string[] = [];
  let open: (BlockSchema | 'plain')[] = [];
  let start = 0;
  let touched = false;
  let dropping = 0;
  for (const line of lines) {
    const plain = line.replace(/ # forces replacement$/, '').trimEnd();
    if (!open.length) {
      const [, kind, type = ''] = HEAD.exec(plain) ?? [];
      const schema = kind && (kind === 'data' ? awsSchema.data_source_schemas : awsSchema.resource_schemas)[type];
      start = kept.push(line) - 1;
      touched = false;
      if (schema) open = [schema.block];
      continue;
    }
    if (dropping) {
      dropping += CLOSES.test(plain) ? -1 : opens(plain) ? 1 : 0;
      continue;
    }
    if (CLOSES.test(plain)) {
      kept.push(line);
      open.pop();
      if (!open.length && touched) kept.push(...evened(kept.splice(start)));
      continue;
    }
    const within = open.at(-1) as BlockSchema | 'plain';
    const verdict: Verdict = within === 'plain' ? { line, ...(opens(plain) ? { below: 'plain' as const } : {}) } : judge(line, plain, within, named);
    if (verdict.line !== null) kept.push(verdict.line);
    touched ||= verdict.touched ?? false;
    if (verdict.below === 'dropped') dropping = 1;
    else if (verdict.below) open.push(verdict.below);
  }
  return kept;
}

/** Replaces made-up names by numbered ones, the same name by the same number through the whole session; a name that the configuration holds stays. */
export function cloudNames(config: string): (text: string) => string {
  const seen = new Map<string, string>();
  const own = (found: string, instead: string) => (config.includes(found) ? found : instead);
  return (text) => {
    const plain = text
      .replace(/(RequestID: )[^,\s]+/g, '$1<request>')
      .replace(/(HostID: )[^,]+/g, '$1<host>')
      .replace(/\b(arn:aws:[\w-]*:[\w-]*:)\d{12}:/g, '$1<account>:')
      .replace(/\/[0-9a-f]{16}\b/g, '/<hex>')
      .replace(/-\d{16,30}\b/g, '-<n>')
      .replace(/(\bdata\.[^\n]*: Read complete after <t>) \[id=[^\]]*\]/g, '$1 [id=<id>]')
      .replace(/(:secret:[\w/]+)-\w{6}\b/g, '$1-<n>')
      .replace(/\.[a-z0-9]{12}\.([a-z0-9-]+)\.rds\./g, '.<hash>.$1.rds.')
      .replace(/-\d{6,12}\.([a-z0-9-]+)\.elb\./g, '-<n>.$1.elb.')
      .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b(?!\/)/g, (address) => own(address, '<ip>'));
    return MADE_UP.reduce(
      (result, [pattern, kind]) =>
        result.replace(pattern, (found) => {
          if (!seen.has(found)) seen.set(found, own(found, `<${kind}:${seen.size + 1}>`));
          return seen.get(found) as string;
        }),
      plain,
    );
  };
}
