// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are shell text.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bench } from '../bench.ts';

const FILES = { 'a.txt': 'one\ntwo\nthree\n', 'd/main.tf': 'resource "x" "y" {}\n', 'j.json': '{"a":[1,2]}' };

/** Pieces from which lines are made, sensible and not. */
const word = fc.oneof(
  fc.constantFrom(
    'echo',
    'cat',
    'ls',
    'grep',
    'sed',
    'find',
    'zip',
    'unzip',
    'tar',
    'git',
    'jq',
    'ssh',
    'scp',
    'curl',
    'rm',
    'cp',
    'mv',
    'cd',
    'export',
    'set',
    'read',
    'test',
    '[',
    '[[',
    'printf',
    'awk',
    'sort',
    'head',
    'tr',
    'cut',
    'xargs',
    'bash',
    'env',
    'date',
    'seq',
    'tee',
    'diff',
    'man',
    'help',
    'kill',
    'jobs',
    'local',
    'declare',
    'let',
    'trap',
  ),
  fc.constantFrom(
    '-a',
    '-n',
    '-r',
    '-l',
    '--help',
    '-c',
    '-e',
    '-x',
    '-i',
    '-1',
    '--zz',
    '-',
    '--',
    '.',
    '..',
    '/',
    '~',
    '*',
    'a.txt',
    'd',
    'j.json',
    'nothing',
    's/a/b/',
    '.a[]',
    '1',
    '0',
    '%1',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom(
    '|',
    '||',
    '&&',
    ';',
    '&',
    '>',
    '>>',
    '<',
    '2>&1',
    '<<<',
    '<<EOF',
    '(',
    ')',
    '{',
    '}',
    '$(',
    '`',
    '"',
    "'",
    '\\',
    '$x',
    '${x',
    '${x:-y}',
    '$((',
    '))',
    '!',
    '!!',
    '#',
    '\n',
    'if',
    'then',
    'fi',
    'while',
    'do',
    'done',
    'for',
    'in',
    'case',
    'esac',
    'f()',
    'x=1',
    'a[1]=2',
    'a=(1 2)',
    '{1..3}',
    '[^',
    ']]',
  ),
  fc.string({ maxLength: 6 }),
);

test('no line throws, and the shell always comes back', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 9 }), fc.boolean(), (words, spaced) => {
      const machine = bench({ files: FILES });
      machine.type(words.join(spaced ? ' ' : ''));
      machine.freeze();
      machine.pass(200);
      for (let count = 0; count < 3 && machine.status() !== 'prompt' && machine.status() !== 'closed'; count++) machine.stop();
      machine.stop();
      if (machine.status() === 'closed') return;
      machine.type('unset -f echo; set +x +e; cd /home/you');
      expect(machine.status()).toBe('prompt');
    }),
    { seed: Number(process.env.SEED ?? 20260226), numRuns: Number(process.env.RUNS ?? 300) },
  );
}, 120_000);

/** Lines that wait, with what is typed into them. */
const WAITING: readonly (readonly [line: string, answers: readonly string[]])[] = [
  ['sleep 3; echo done', []],
  ['for i in 1 2 3; do sleep $i; echo "round $i"; done | tee log | grep -n round; cat log', []],
  ['x=$(sleep 2; echo inner); echo "[$x]" && (sleep 1; exit 3); echo $?', []],
  ['f() { local v=$1; sleep 2; echo "$v $(sleep 1; echo sub)"; }; f a; f b', []],
  ['while read -p "name: " n; do echo "hi $n"; [ $n = end ] && break; done; echo over', ['ann', 'end']],
  ['if sleep 1; then case $(sleep 1; echo b) in a) echo A;; b) echo B;; esac; fi > out; cat out', []],
  ['zip -qr z.zip d; unzip z.zip; sleep 1; echo ok', ['r', 'copy.tf']],
  ['scp a.txt old-laptop:/tmp/ && ssh old-laptop "cat /tmp/a.txt; sleep 2; hostname"', []],
  ['cat > typed', ['one', 'two', '^D']],
  ['find . -name "*.t*" -exec sleep 1 \\; -print | sort; echo 1 2 | xargs -n1 sleep', []],
  ['sleep 2 & sleep 1; wait; echo both', []],
  ['printf "sleep 1\\necho script $1\\n" > s.sh; bash -x s.sh arg; time sleep 2', []],
  ['rm -i a.txt; ls', ['n']],
];

/** Plays a line; `frozen` puts the world through JSON at every wait. */
function play(line: string, answers: readonly string[], frozen: boolean): { screen: string; facts: string; waits: number } {
  const machine = bench({ files: FILES });
  machine.type(line);
  const left = [...answers];
  let waits = 0;
  for (; waits < 100 && machine.status() !== 'prompt'; waits++) {
    if (frozen) machine.freeze();
    if (machine.status() === 'question') {
      const answer = left.shift();
      if (answer === undefined || answer === '^D') machine.end();
      else machine.type(answer);
    } else machine.pass(1);
  }
  return { screen: machine.screen(), facts: JSON.stringify(machine.facts()), waits };
}

test.each(WAITING)('goes on after JSON as if nothing had been: %s', (line, answers) => {
  const straight = play(line, answers, false);
  const frozen = play(line, answers, true);
  expect(straight.waits).toBeGreaterThan(0);
  expect(straight.waits).toBeLessThan(100);
  expect(frozen).toEqual(straight);
});

test.each(WAITING)('Ctrl-C at any wait gives the prompt back with 130: %s', (line, answers) => {
  const { waits } = play(line, answers, false);
  for (let stopAt = 0; stopAt < waits; stopAt++) {
    const machine = bench({ files: FILES });
    machine.type(line);
    const left = [...answers];
    for (let count = 0; count < stopAt && machine.status() !== 'prompt'; count++) {
      if (machine.status() === 'question') {
        const answer = left.shift();
        if (answer === undefined || answer === '^D') machine.end();
        else machine.type(answer);
      } else machine.pass(1);
    }
    if (machine.status() === 'prompt') continue;
    machine.freeze();
    machine.stop();
    expect(machine.status()).toBe('prompt');
    expect(machine.exit()).toBe(130);
    expect(machine.screen()).toContain('^C\n');
    expect(machine.facts('shell.exit').at(-1)?.data.exit).toBe(130);
    expect(machine.type('echo alive')).toBe('alive\n');
  }
});
