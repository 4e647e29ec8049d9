// Random expressions of the Terraform language: mostly of the type that is asked for, now and then not.
import type { Chance } from './chance.ts';

export type Kind = 'string' | 'number' | 'bool' | 'strings' | 'numbers' | 'map' | 'object' | 'objects' | 'set';
export const KINDS: readonly Kind[] = ['string', 'number', 'bool', 'strings', 'numbers', 'map', 'object', 'objects', 'set'];

/** Names that may be referred to, by what they hold. */
export type Names = Readonly<Partial<Record<Kind, readonly string[]>>>;

export interface Wild {
  readonly chance: Chance;
  readonly names: Names;
  /** How often, of a hundred expressions, one is of another type than asked for. */
  readonly mistakes: number;
}

const WORDS = ['web', 'db', 'a', '', 'Prod', 'eu-west-1', 'x_y', 'ünï', 'two words', '10', 'true', '10.0.0.0/16', 'a,b,c', 'line\\nbreak', 'q\\"q', '$${x}', '100%', '{\\"a\\":1}'];
const KEYS = ['a', 'b', 'name', 'size', 'Env', 'x-y', '"k 1"'];

export function literal(kind: Kind, { chance }: Wild): string {
  const word = () => `"${chance.one(WORDS)}"`;
  const number = () => chance.one(['0', '1', '2', '3', '-1', '10', '1.5', '0.1', '443', '1e3', '-2.25']);
  const bool = () => chance.one(['true', 'false']);
  const members = (make: () => string) => chance.many(0, 3, make).join(', ');
  switch (kind) {
    case 'string':
      return word();
    case 'number':
      return number();
    case 'bool':
      return bool();
    case 'strings':
      return `[${members(word)}]`;
    case 'numbers':
      return `[${members(number)}]`;
    case 'set':
      return `toset([${members(word)}])`;
    case 'map':
      return `{ ${[...new Set(chance.many(0, 3, () => chance.one(KEYS)))].map((key) => `${key} = ${word()}`).join(', ')} }`;
    case 'object':
      return `{ name = ${word()}, size = ${number()}, on = ${bool()} }`;
    case 'objects':
      return `[${chance.many(0, 2, () => `{ name = ${word()}, size = ${number()} }`).join(', ')}]`;
  }
}

/** What makes a value of each kind out of others: `%kind%` stands for an expression. */
const FORMS: Readonly<Record<Kind, readonly string[]>> = {
  string: [
    '"%inside%"',
    'upper(%string%)',
    'lower(%string%)',
    'title(%string%)',
    'trimspace(%string%)',
    'replace(%string%, "a", "b")',
    'replace(%string%, "/[a-m]+/", "<$0>")',
    'substr(%string%, %small%, %small%)',
    'join("-", %strings%)',
    'join(",", %set%)',
    'format("%%s=%%v", %string%, %any%)',
    'format("%%05d|%%-6s|%%q", %small%, %string%, %string%)',
    'jsonencode(%any%)',
    'lookup(%map%, "a", "none")',
    'try(%map%["a"], "none")',
    'try(%object%.name, "none")',
    'coalesce(%string%, "z")',
    'element(%strings%, %small%)',
    'tostring(%number%)',
    'tostring(%bool%)',
    'base64encode(%string%)',
    'sha256(%string%)',
    'md5(jsonencode(%any%))',
    'strrev(%string%)',
    'trim(%string%, "ax")',
    'trimprefix(%string%, "e")',
    'trimsuffix(%string%, "b")',
    'indent(2, %string%)',
    'chomp(%string%)',
    'urlencode(%string%)',
    'cidrhost("10.1.0.0/16", %small%)',
    'cidrsubnet("10.1.0.0/16", 8, %small%)',
    '%bool% ? %string% : %string%',
    'one(%strings%)',
    'keys(%map%)[0]',
    'yamlencode(%any%)',
    'formatdate("YYYY-MM-DD hh:mm", "2025-03-0%digit%T10:20:30Z")',
    'timeadd("2025-03-0%digit%T10:20:30Z", "90m")',
    'regex("[a-z]+", %string%)',
    'templatestring(%name%, { a = 1 })',
    '<<-EOT\n    %inside%\n      more\n  EOT\n',
    '"%{ if %bool% }yes%{ else }no%{ endif }"',
    '"%{ for item in %strings% }${item};%{ endfor }"',
  ],
  number: [
    '%number% + %number%',
    '%number% - %number%',
    '%number% * %number%',
    '%number% / 3',
    '%number% % 3',
    '-%number%',
    'length(%strings%)',
    'length(%string%)',
    'length(%map%)',
    'max(%number%, %number%)',
    'min(%numbers%...)',
    'sum(%numbers%)',
    'ceil(%number%)',
    'floor(%number%)',
    'abs(%number%)',
    'pow(2, %small%)',
    'signum(%number%)',
    'parseint("1%digit%", 16)',
    'tonumber("%digit%.5")',
    'try(%object%.size, 0)',
    'index(%strings%, "a")',
    '%bool% ? %number% : %number%',
    'log(8, 2)',
    'try(%numbers%[0], -1)',
  ],
  bool: [
    '%number% > %number%',
    '%number% <= %number%',
    '%string% == %string%',
    '%any% == %any%',
    '%any% != %any%',
    '%bool% && %bool%',
    '%bool% || %bool%',
    '!%bool%',
    'contains(%strings%, %string%)',
    'startswith(%string%, "a")',
    'endswith(%string%, "b")',
    'strcontains(%string%, "e")',
    'can(%string%)',
    'can(regex("^a", %string%))',
    'alltrue([%bool%, %bool%])',
    'anytrue([%bool%])',
    'tobool("true")',
    'try(%object%.on, false)',
    '%any% == null',
  ],
  strings: [
    'split(",", %string%)',
    'keys(%map%)',
    'values(%map%)',
    'concat(%strings%, %strings%)',
    'compact(%strings%)',
    'distinct(%strings%)',
    'sort(%strings%)',
    'reverse(%strings%)',
    'slice(%strings%, 0, 1)',
    'tolist(%set%)',
    'flatten([%strings%, [%strings%]])',
    '[for s in %strings% : upper(s)]',
    '[for s in %strings% : s if s != ""]',
    '[for k, v in %map% : "${k}=${v}"]',
    '[for i, s in %strings% : "${i}:${s}"]',
    '%objects%[*].name',
    'formatlist("%%s!", %strings%)',
    'chunklist(%strings%, 2)[0]',
    'coalescelist(%strings%, ["z"])',
    'regexall("[a-z]", %string%)',
    'matchkeys(%strings%, %strings%, ["a"])',
    '[%string%, %string%]',
    'setproduct(%strings%, ["x"])[*][0]',
    'cidrsubnets("10.0.0.0/16", 4, 4)',
  ],
  numbers: [
    'range(%small%)',
    'range(1, 4)',
    '[for n in %numbers% : n * 2]',
    '[for n in %numbers% : n if n > 1]',
    '[%number%, %number%]',
    '%objects%[*].size',
    'reverse(%numbers%)',
    'concat(%numbers%, [1])',
  ],
  map: [
    'merge(%map%, %map%)',
    'zipmap(["a", "b"], [%string%, %string%])',
    '{ for s in %strings% : s => upper(s) }',
    '{ for k, v in %map% : upper(k) => v }',
    '{ for k, v in %map% : k => v if v != "" }',
    '{ for i, s in %strings% : s => tostring(i)... }',
    'tomap(%map%)',
    'tomap({ x = %string% })',
    '{ (%string%) = %string% }',
    '{ a = %string%, "b" : %string% }',
    'jsondecode("{\\"a\\":\\"b\\"}")',
    'transpose({ a = %strings% })',
    'yamldecode("a: b")',
  ],
  object: [
    'merge(%object%, { extra = %any% })',
    '{ name = %string%, size = %number%, on = %bool%, tags = %map% }',
    'try(%objects%[0], %object%)',
    '{ name = %string%, inner = %object% }',
    'jsondecode(jsonencode(%object%))',
  ],
  objects: ['[for s in %strings% : { name = s, size = length(s) }]', '[%object%, %object%]', 'concat(%objects%, %objects%)', '[for o in %objects% : o if o.size > 1]'],
  set: [
    'toset(%strings%)',
    'setunion(%set%, %set%)',
    'setintersection(%set%, %set%)',
    'setsubtract(%set%, toset(["a"]))',
    'toset([for s in %set% : upper(s)])',
    'toset(keys(%map%))',
  ],
};

/** An expression of about this kind. */
export function expression(kind: Kind, depth: number, wild: Wild): string {
  const { chance, names } = wild;
  const wanted = chance.below(1000) < wild.mistakes * 10 ? chance.one(KINDS) : kind;
  const known = names[wanted] ?? [];
  if (known.length && chance.sometimes(depth > 0 ? 25 : 50)) return chance.one(known);
  if (depth <= 0 || chance.sometimes(25)) return literal(wanted, wild);
  return fill(chance.one(FORMS[wanted]), depth, wild);
}

const BINARY = /^(%\w+%) (?:[-+*/%<>=!&|?]|&&)/;

function fill(form: string, depth: number, wild: Wild): string {
  const { chance, names } = wild;
  const operator = BINARY.test(form) || form.startsWith('-%') || form.startsWith('!%') || /^%\w+%[[.]/.test(form);
  const text = form
    .replaceAll('%%', '\u0000')
    .replace(/%(string|number|bool|strings|numbers|map|object|objects|set|any|small|digit|inside|name)%/g, (_, what: string) => {
      if (what === 'small') return String(chance.below(4));
      if (what === 'digit') return String(1 + chance.below(9));
      if (what === 'name') return chance.one(names.string ?? ['local.none']);
      if (what === 'inside') {
        const kind = chance.one(['string', 'number', 'bool'] as const);
        return `v-\${${expression(kind, depth - 1, wild)}}`;
      }
      const inner = expression(what === 'any' ? chance.one(KINDS) : (what as Kind), depth - 1, wild);
      const needs = operator && /[ ?<>=]/.test(inner) && !/^["[{(\w.]*\(/.test(inner);
      return (needs || inner.includes('<<-')) && !inner.endsWith('\n') ? `(${inner})` : inner.endsWith('\n') ? `"heredoc"` : inner;
    })
    .replaceAll('\u0000', '%');
  return text;
}
