// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are shell text.
// What holds for every program on the case's machines, whatever is typed: no exception, no escape sequence that moves a cursor or rings a bell, a world that is still plain data.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../src/engine/json.ts';
import { since } from '../../src/engine/log.ts';
import { advance, step } from '../../src/engine/step.ts';
import { statusOf } from '../../src/machine/terminal.ts';
import { PROGRAMS } from '../../src/world/programs.ts';
import { rules } from '../../src/world/step.ts';
import type { World } from '../../src/world/world.ts';
import { theCase, theWorld } from '../lesson/evening.ts';

const LONG = 120_000;
const TERMINAL = theCase().agent.terminal;
const names = Object.keys(PROGRAMS).sort();

interface Typed {
  readonly world: World;
  /** What the terminal was sent, as it was sent. */
  readonly raw: string;
  readonly exit: unknown;
  readonly status: string;
}

/** Types a line, answers nothing, and lets at most some seconds pass; then Ctrl-C until the prompt is back. */
function type(before: World, text: string, seconds = 30): Typed {
  const from = before.computers.terminals[TERMINAL]?.output.length ?? 0;
  const facts = before.time.facts.length;
  const status = () => statusOf(world.computers.terminals[TERMINAL]!, world.computers);
  let world = step(rules, before, { type: 'line', terminal: TERMINAL, text, by: 'you' });
  const until = world.time.now + seconds * 1000;
  while (status() === 'running') {
    const next = advance(rules, world, until);
    world = next.world;
    if (next.done) break;
  }
  for (let count = 0; count < 3 && ['running', 'question'].includes(status()); count++) world = step(rules, world, { type: 'interrupt', terminal: TERMINAL, by: 'you' });
  const exits = since(world.time.facts, facts).filter((fact) => fact.kind === 'shell.exit' && fact.data.terminal === TERMINAL);
  return { world, raw: since(world.computers.terminals[TERMINAL]?.output ?? { length: 0, chunks: [] }, from).join(''), exit: exits.at(-1)?.data.exit, status: status() };
}

/** Control characters that are neither line breaks, tabs nor colours. */
const forbidden = (text: string): string[] => text.match(/\u001b(?!\[[0-9;]*m)[^\n]{0,12}|[\u0000-\u0007\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f\u0080-\u009f]/g) ?? [];

test('the search for forbidden sequences finds them, and lets colours pass', () => {
  for (const text of ['a\u001b[2Jb', '\u001b]0;title\u0007', '\u001b[1A', '\u0007', '\u009b31m', '\u001b']) expect(forbidden(text), JSON.stringify(text)).not.toEqual([]);
  expect(forbidden('\u001b[1;32mgreen\u001b[0m\tand\r\nplain\u001b[m')).toEqual([]);
});

test('terraform, aws and the small programs are installed', () => {
  expect(names).toEqual(expect.arrayContaining(['terraform', 'aws', 'git', 'ls', 'unzip', 'ssh', 'jq']));
  expect(names.length).toBeGreaterThan(50);
});

test.each(names)(
  '%s answers --help and an option that it does not have',
  (name) => {
    for (const words of ['--help', '--no-such-option-anywhere', '-', '']) {
      const { raw, status, world } = type(theWorld(), `${name} ${words}`.trim());
      expect(forbidden(raw)).toEqual([]);
      expect(['prompt', 'closed']).toContain(status);
      expect(raw).not.toMatch(/\bundefined\b|\[object Object\]|TypeError|RangeError|Maximum call stack|is not a function/);
      expect(world.time.facts.length).toBeGreaterThan(theWorld().time.facts.length);
    }
  },
  LONG,
);

test(
  'what a file or an argument contains cannot steer the terminal',
  () => {
    const planted = type(theWorld(), "printf '\\033[2J\\033]0;gone\\007\\a\\x9b1A' > evil.txt");
    for (const line of [
      'cat evil.txt',
      'head -1 evil.txt',
      'grep -a . evil.txt',
      "echo -e '\\e[2J\\a'",
      "printf '\\033[1A'",
      'jq -r . <<< \'"\\u001b[2J"\'',
      'terraform console <<< \'"\\u001b[2J"\'',
      'ls $(printf "\\033[2J")',
      'awk \'BEGIN { print "\\033[2J" }\'',
    ]) {
      expect(forbidden(type(planted.world, line).raw), line).toEqual([]);
    }
  },
  LONG,
);

test('a program that is not there is not found', () => {
  const { raw, exit } = type(theWorld(), 'no-such-program --now');
  expect(raw).toContain('no-such-program: command not found');
  expect(exit).toBe(127);
});

const pieces = fc.constantFrom(
  ...names,
  'cd',
  'export',
  'echo',
  'for',
  'do',
  'done',
  'if',
  'then',
  'fi',
  'while',
  'init',
  'plan',
  'apply',
  'state list',
  'state rm',
  'destroy',
  'output',
  'show',
  'workspace',
  'import',
  'fmt',
  'console',
  'validate',
  '-json',
  '-auto-approve',
  '-target=x',
  '-var',
  'a=1',
  '-chdir=..',
  '-out=p',
  '-no-color',
  's3 ls',
  's3api',
  'rds describe-db-instances',
  'ec2 describe-vpcs',
  'ec2 delete-vpc --vpc-id',
  'sts get-caller-identity',
  'iam',
  '--query',
  '--output text',
  '--output table',
  '--region',
  'eu-west-1',
  '[].a',
  '"*"',
  '--cli-input-json',
  '{}',
  '|',
  '||',
  '&&',
  ';',
  '>',
  '>>',
  '<',
  '<<<',
  '2>&1',
  '&',
  '(',
  ')',
  '{',
  '}',
  '$(',
  '`',
  '"',
  "'",
  '\\',
  '$?',
  '$HOME',
  '${x:-y}',
  '$((1/0))',
  '*',
  '?',
  '[a',
  '~',
  '!',
  '#',
  '\u001b[2J',
  '\u0000',
  'é',
  '🙂',
  '-',
  '--',
  '-h',
  '/',
  '..',
  'main.tf',
  'terraform.tfstate',
  '/etc/passwd',
  '999999999999',
);
const line = fc.array(pieces, { minLength: 1, maxLength: 7 }).map((words) => words.join(' '));

test(
  'any line: no exception, nothing forbidden on the screen, and the world is plain data',
  () => {
    fc.assert(
      fc.property(line, (text) => {
        const { world, raw } = type(theWorld(), text, 5);
        expect(forbidden(raw)).toEqual([]);
        expect(raw).not.toMatch(/TypeError|RangeError|is not a function|Cannot read prop/);
        const { time, computers } = world;
        const own = { time, computers: { terminals: computers.terminals, machine: computers.machines[theCase().world.project.machine] } };
        expect(canonical(JSON.parse(JSON.stringify(own)))).toBe(canonical(own));
      }),
      { seed: 19, numRuns: 60 },
    );
  },
  LONG,
);

test(
  'lines one after another, with interrupts, and the whole world is plain data in the end',
  () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 3, maxLength: 5 }), (lines) => {
        let world = theWorld();
        for (const text of lines) world = type(world, text, 3).world;
        expect(canonical(JSON.parse(JSON.stringify(world)))).toBe(canonical(world));
      }),
      { seed: 20, numRuns: 3 },
    );
  },
  LONG,
);
