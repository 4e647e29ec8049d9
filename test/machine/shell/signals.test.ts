// Processes in several terminals of one machine, and the signals between them.
import { expect, test } from 'vitest';
import { since } from '../../../src/engine/log.ts';
import { plain } from '../../../src/machine/shell/sanitise.ts';
import { openAnother, promptOf, statusOf, submit, TERMINALS } from '../../../src/machine/terminal.ts';
import { bench, START } from '../bench.ts';

/** Types into a second terminal of the same machine; gives what the line has written there. */
function second(machine: ReturnType<typeof bench>) {
  const { id } = openAnother(machine.computers, 'laptop', machine.time.now) ?? { id: '' };
  const text = () => plain(machine.computers.terminals[id]?.output ? since(machine.computers.terminals[id].output).join('') : '');
  return (line: string) => {
    const before = text().length;
    submit(machine.computers, machine.time, machine.outside, id, line, 'you');
    return text().slice(before).split('\n').slice(1).join('\n');
  };
}

test('every process has one number, and ps shows the programs of all terminals', () => {
  const machine = bench();
  const other = second(machine);
  machine.type('sleep 500');
  expect(other('ps')).toMatch(/^ {4}PID TTY {10}TIME CMD\n +\d+ pts\/1 {4}00:00:00 bash\n +\d+ pts\/1 {4}00:00:00 ps\n$/);
  const all = other('ps aux');
  expect(all).toMatch(/^USER +PID %CPU %MEM +VSZ +RSS TTY {6}STAT START +TIME COMMAND\n/);
  expect(all).toMatch(/you +\d+ +0\.0 +0\.0 +8448 +3584 pts\/0 +S\+ +\d\d:\d\d +0:00 sleep 500\n/);
  const pids = [...all.matchAll(/^\w+ +(\d+)/gm)].slice(1).map((match) => match[1]);
  expect(new Set(pids).size).toBe(pids.length);
  expect(other('echo $$')).toBe(`${other('pgrep -f nothing; echo $$').trim()}\n`);
  // It says of the machine what uptime says.
  expect(other('top').split('\n')[0]).toBe(`top -${other('uptime').trimEnd()}`);
  expect(machine.status()).toBe('running');
});

test('a signal from another terminal ends what runs here, and the shell says so', () => {
  const machine = bench();
  const other = second(machine);
  machine.type('sleep 500');
  expect(other('pkill sleep; echo $?')).toBe('0\n');
  expect(machine.status()).toBe('prompt');
  expect(machine.screen()).toContain('sleep 500\nTerminated\n');
  expect(machine.type('echo $?')).toContain('143');
  machine.type('sleep 500');
  other('kill -9 $(pgrep sleep)');
  expect(machine.screen()).toContain('Killed\n');
  expect(machine.type('echo $?')).toContain('137');
  expect(machine.facts('process.signal').map((fact) => fact.data.signal)).toEqual(['TERM', 'KILL']);
  expect(other('pkill sleep; echo $?; killall sleep; kill 77; kill -FOO 1; kill 1; pkill')).toBe(
    "1\nsleep: no process found\nbash: kill: (77) - No such process\nbash: kill: FOO: invalid signal specification\nbash: kill: (1) - Operation not permitted\npkill: no matching criteria specified\nTry `pkill --help' for more information.\n",
  );
});

test('a job in the background, a pipeline, and a script with what it started', () => {
  const machine = bench({ files: { 'wait.sh': 'sleep 300\necho after\n' } });
  machine.type('sleep 400 &');
  machine.type('kill %1');
  expect(machine.screen()).toMatch(/\[1\]\+ {2}Terminated +sleep 400\n/);
  machine.type('sleep 400 | cat &');
  machine.type('kill %1; jobs');
  expect(machine.type('pgrep sleep; echo $?')).toBe('1\n');
  const other = second(machine);
  machine.type('bash wait.sh');
  other('pkill -f wait.sh');
  expect(machine.status()).toBe('prompt');
  expect(machine.screen()).not.toContain('after\n');
  machine.type('bash wait.sh');
  other('pkill sleep');
  expect(machine.screen()).toContain('after\n');
});

test('a shell ends by SIGKILL and takes its program along; a shell reached by ssh falls back', () => {
  const machine = bench();
  const other = second(machine);
  const pid = machine.type('echo $$').match(/\d{4,}/)?.[0];
  machine.type('sleep 500');
  other(`kill ${pid}`);
  expect(machine.status()).toBe('running');
  other(`kill -9 ${pid}`);
  expect(machine.status()).toBe('closed');
  expect(other('pgrep sleep; echo $?')).toBe('1\n');
});

test('there are enough terminals some time, and none on a machine that is not the user’s', () => {
  const machine = bench();
  while (openAnother(machine.computers, 'laptop', START)) expect(statusOf(Object.values(machine.computers.terminals).at(-1) as never)).toBe('prompt');
  expect(Object.keys(machine.computers.terminals)).toHaveLength(TERMINALS);
  expect(promptOf(machine.computers.terminals['laptop-2'] as never, machine.computers)).toContain('new-laptop');
  expect(openAnother(machine.computers, 'old', START)).toBeNull();
});
