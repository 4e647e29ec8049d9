// Random and mutated inputs to what reads text: the parser, the evaluator, the reader of states, the command line. Nothing may throw or hang,
// and what is refused is refused with a reason.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { evalVerb } from '../../src/headless/eval.ts';
import { runTranscript } from '../../src/headless/transcript.ts';
import { parseCase } from '../../src/headless/txtar.ts';
import { formatSource } from '../../src/terraform/hcl/format.ts';
import { parseConfig, parseJsonConfig } from '../../src/terraform/hcl/parse.ts';
import { readState } from '../../src/terraform/state/read.ts';
import { writeState } from '../../src/terraform/state/write.ts';
import { readExpressions } from '../recorded/tool/expressions.ts';
import { Chance } from '../recorded/tool/random/chance.ts';
import { randomLines } from '../recorded/tool/random/lines.ts';

/** What no input may do. */
export interface Fault {
  readonly what: string;
  readonly input: string;
  readonly problem: string;
}

export interface Round {
  readonly inputs: number;
  readonly faults: readonly Fault[];
  /** The longest that one input took, in milliseconds. */
  readonly slowest: number;
}

/** A single input that takes longer counts as a hang. */
const HANG = 5_000;

const recorded = path.resolve('test/recorded');

/** Pieces that texts of the language are made of, and some that are not. */
const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '"',
  '${',
  '%{',
  '}',
  '<<EOT\n',
  '<<-EOT\n',
  '\nEOT\n',
  '=',
  '=>',
  '==',
  '?',
  ':',
  ',',
  '.',
  '...',
  '*',
  '[*]',
  '+',
  '-',
  '!',
  '&&',
  '||',
  '\n',
  ' ',
  '#',
  '/*',
  '*/',
  '//',
  'resource',
  'variable',
  'locals',
  'for',
  'in',
  'if',
  'else',
  'endif',
  'endfor',
  'null',
  'true',
  'each.key',
  'var.x',
  '"a"',
  '1',
  '1e9',
  '0.',
  '1e99999',
  '\\',
  '\\u',
  '\\n',
  'ü',
  '👋',
  '\u0000',
  '\ufeff',
  '\r',
  '\t',
  '~',
  '$',
  '%',
  '@',
  '`',
  "'",
];

const soup = (chance: Chance): string => chance.many(1, 40, () => chance.one(PIECES)).join('');

/** Cuts, doubles, swaps and inserts at random places. */
export function mutated(text: string, chance: Chance): string {
  let result = text;
  for (let i = 0, count = 1 + chance.below(4); i < count; i++) {
    const from = chance.below(result.length + 1);
    const to = Math.min(result.length, from + chance.below(12));
    const part = result.slice(from, to);
    const other = chance.one(['', '', part + part, chance.one(PIECES), chance.one(PIECES) + part, [...part].reverse().join('')]);
    result = result.slice(0, from) + other + result.slice(to);
  }
  return result;
}

/** The configurations of the recorded sessions. */
function sources(): string[] {
  const folder = path.join(recorded, 'terraform');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txtar'))
    .flatMap((name) => parseCase(readFileSync(path.join(folder, name), 'utf8')).files)
    .filter((file) => file.name.endsWith('.tf') && file.text.length < 4_000)
    .map((file) => file.text);
}

interface Kind {
  readonly what: string;
  /** One input; says what is wrong with how it was taken, or null. */
  make(chance: Chance): { readonly input: string; check(): string | null };
}

const parsing = (texts: readonly string[]): Kind => ({
  what: 'parser',
  make: (chance) => {
    const input = chance.sometimes(20) ? soup(chance) : mutated(chance.one(texts), chance);
    return {
      input,
      check: () => {
        const { body, diagnostics } = parseConfig('main.tf', input);
        if (!body) return 'no body';
        if (diagnostics.some((found) => !found.summary || !found.subject)) return 'a problem without words or place';
        if (diagnostics.length) return null;
        const once = formatSource(input);
        return parseConfig('main.tf', once).diagnostics.length ? 'formatting breaks it' : null;
      },
    };
  },
});

const JSON_SEED =
  '{"resource":{"terraform_data":{"a":{"input":"${var.x}","lifecycle":{"ignore_changes":["input"]}}}},"variable":{"x":{"default":[1,2.5,null,true,"a\\u00e9"]}},"output":{"o":{"value":"%{ if true }x%{ endif }"}}}';

const json: Kind = {
  what: 'JSON parser',
  make: (chance) => {
    const input = mutated(JSON_SEED, chance);
    return {
      input,
      check: () => {
        const { diagnostics } = parseJsonConfig('main.tf.json', input);
        let correct = true;
        try {
          JSON.parse(input);
        } catch {
          correct = false;
        }
        return !correct && !diagnostics.length && input.trim() !== '' ? 'broken JSON is taken' : null;
      },
    };
  },
};

const STATE_SEED = JSON.stringify({
  version: 4,
  terraform_version: '1.11.4',
  serial: 3,
  lineage: 'a1b2',
  outputs: { o: { value: ['x', 1], type: ['tuple', ['string', 'number']] }, s: { value: 'x', type: 'string', sensitive: true } },
  resources: [
    {
      module: 'module.m["k"]',
      mode: 'managed',
      type: 'terraform_data',
      name: 'a',
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [
        {
          index_key: 0,
          status: 'tainted',
          schema_version: 0,
          attributes: { id: 'i', input: { value: 12345678901234567890n.toString(), type: 'string' } },
          sensitive_attributes: [],
          dependencies: ['terraform_data.b'],
        },
        { index_key: 'x', deposed: '0a1b2c3d', schema_version: 0, attributes: { id: 'j' }, sensitive_attributes: [[{ type: 'get_attr', value: 'input' }]] },
      ],
    },
  ],
  check_results: null,
});

const states: Kind = {
  what: 'state reader',
  make: (chance) => {
    const input = mutated(STATE_SEED, chance);
    return {
      input,
      check: () => {
        const reading = readState(input);
        if (reading.state) {
          writeState(reading.state);
          return null;
        }
        return reading.problems?.length && reading.problems.every((found) => found.summary) ? null : 'refused without a reason';
      },
    };
  },
};

/** Many at a time: each has its own line, so that one that throws is found by halves. */
function evaluating(lines: readonly string[]): Kind {
  const context = path.join(recorded, 'expressions', 'context.tf');
  return {
    what: 'evaluator',
    make: (chance) => {
      const input = chance.sometimes(15) ? soup(chance).replace(/\n/g, ' ') : mutated(chance.one(lines), chance).replace(/\n/g, ' ');
      return {
        input,
        check: () => {
          const answer = JSON.parse(evalVerb(['--context', context], JSON.stringify({ expr: input }))) as { out: string; ok: boolean };
          return answer.ok || answer.out.includes('Error:') ? null : 'fails without a reason';
        },
      };
    },
  };
}

const WORDS = [
  'plan',
  'apply',
  'destroy',
  'state',
  'list',
  'show',
  'rm',
  'mv',
  'output',
  'init',
  'import',
  'taint',
  'untaint',
  'workspace',
  'new',
  'select',
  'validate',
  'fmt',
  'graph',
  'console',
  'refresh',
  'get',
  'providers',
  'version',
  'force-unlock',
  '-json',
  '-raw',
  '-target=terraform_data.a',
  '-target',
  '-replace=x',
  '-var=x=1',
  '-var',
  '-var-file=main.tf',
  '-out=p',
  'p',
  '-state=none',
  '-auto-approve',
  '-input=false',
  '-destroy',
  '-refresh-only',
  '-lock=false',
  '-chdir=/',
  '-help',
  '-nope',
  '--',
  '-',
  'terraform_data.a',
  'terraform_data.b',
  'module.m',
  'terraform_data.a[0]',
  '\'terraform_data.a["x"]\'',
  'x',
  '""',
  "'a b'",
  'main.tf',
  'none',
  '..',
  '-parallelism=0',
  '-detailed-exitcode',
  '-compact-warnings',
  '-no-color',
  'ünï',
];

/** One session of `count` command lines on a small project. */
async function commandLines(chance: Chance, count: number, faults: Fault[]): Promise<void> {
  const steps = Array.from({ length: count }, () => ({
    cmd: `terraform ${chance.many(0, 5, () => chance.one(WORDS)).join(' ')}`,
    input: chance.sometimes(50) ? ['yes'] : [],
    out: '',
    exit: 0,
  }));
  const main =
    'resource "terraform_data" "a" {\n  input = var.x\n}\n\nresource "terraform_data" "b" {\n  input = terraform_data.a.id\n}\n\nvariable "x" {\n  default = 1\n}\n\noutput "o" {\n  value = terraform_data.b.output\n}\n';
  const given = { comments: [], steps, files: [{ name: 'main.tf', text: main }] };
  const input = steps.map((step) => step.cmd).join('\n');
  try {
    const got = parseCase(await runTranscript(given, 'terraform'));
    for (const step of got.steps) {
      if (step.exit === 1 && step.out.trim() === '') faults.push({ what: 'command line', input: step.cmd, problem: 'fails without a word' });
    }
  } catch (error) {
    faults.push({ what: 'command line', input, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** Runs about `count` inputs: the same ones for the same seed. */
export async function fuzz(seed: number, count: number): Promise<Round> {
  const chance = new Chance(seed);
  const lines = [...randomLines(seed, 300), ...readExpressions(path.join(recorded, 'expressions', 'learners.jsonl')).map(({ expr }) => expr)].filter((line) => line.length < 300);
  const kinds: readonly Kind[] = [parsing(sources()), json, states, evaluating(lines)];
  const faults: Fault[] = [];
  let slowest = 0;
  let inputs = 0;
  const timed = (from: number) => {
    slowest = Math.max(slowest, performance.now() - from);
  };
  const commands = Math.floor(count * 0.1);
  for (; inputs < count - commands; inputs++) {
    const kind = kinds[inputs % kinds.length] as Kind;
    const { input, check } = kind.make(chance);
    const from = performance.now();
    let problem: string | null;
    try {
      problem = check();
    } catch (error) {
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
    timed(from);
    if (performance.now() - from > HANG) problem = `took ${Math.round(performance.now() - from)} ms`;
    if (problem) faults.push({ what: kind.what, input, problem });
  }
  for (; inputs < count; inputs += 20) {
    const from = performance.now();
    await commandLines(chance, 20, faults);
    timed(from);
  }
  return { inputs, faults, slowest };
}
