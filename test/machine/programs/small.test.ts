import { expect, test } from 'vitest';
import { sizeOf } from '../../../src/machine/disk/view.ts';
import { keyMark } from '../../../src/machine/machine.ts';
import { smallPrograms } from '../../../src/machine/programs/index.ts';
import { bench } from '../bench.ts';

const FILES = {
  'a.txt': 'one\ntwo\nthree\n',
  'n.txt': '10\n9\n100\n9\n',
  'infra/main.tf': 'resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\n',
  'infra/terraform.tfstate': '{"version": 4, "serial": 7, "resources": [{"type": "aws_vpc"}, {"type": "aws_db_instance"}]}\n',
};

/** What GNU coreutils, grep, sed, jq and Info-ZIP print for these lines, in the same folder. */
const CASES: readonly (readonly [line: string, output: string, exit?: number])[] = [
  ['ls', 'a.txt  infra  n.txt\n'],
  ['ls | cat', 'a.txt\ninfra\nn.txt\n'],
  ['ls -l a.txt', '-rw-r--r-- 1 you you 14 Feb 26 22:00 a.txt\n'],
  ['ls -z', "ls: invalid option -- 'z'\nTry 'ls --help' for more information.\n", 2],
  ['cat nothing infra', 'cat: nothing: No such file or directory\ncat: infra: Is a directory\n', 1],
  ['head -n 1 a.txt; tail -n1 a.txt; tail -n +2 a.txt; head -c 3 a.txt', 'one\nthree\ntwo\nthree\none'],
  ['wc a.txt; wc -l a.txt n.txt; cat a.txt | wc', ' 3  3 14 a.txt\n 3 a.txt\n 4 n.txt\n 7 total\n      3       3      14\n'],
  ['sort -n n.txt; sort -nu n.txt | wc -l; sort n.txt | head -2', '9\n9\n10\n100\n3\n10\n100\n'],
  ['echo a:b:c | cut -d: -f1,3; echo abcdef | cut -c2-4', 'a:c\nbcd\n'],
  ['cut a.txt', "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n", 1],
  ['echo Hello | tr a-z A-Z; echo aabbcc | tr -s b; echo a1b2 | tr -d 0-9', 'HELLO\naabcc\nab\n'],
  ['grep -n t a.txt; grep -c t a.txt; grep -v t a.txt; grep -o "t[a-z]" a.txt', '2:two\n3:three\n2\none\ntw\nth\n'],
  ['grep -q nothing a.txt; echo $?; grep x nothing; echo $?', '1\ngrep: nothing: No such file or directory\n2\n'],
  ['grep -rn aws_vpc infra/main.tf; grep -rl aws_vpc .', '1:resource "aws_vpc" "main" {\n./infra/main.tf\n./infra/terraform.tfstate\n'],
  ['grep -A1 one a.txt; grep -B1 -E "^th|x" a.txt', 'one\ntwo\ntwo\nthree\n'],
  ["sed -n '2,3p' a.txt; sed 's/o/0/g; /two/d' a.txt | head -1; sed -E 's/(t)(.)/\\2\\1/' a.txt | tail -1", 'two\nthree\n0ne\nhtree\n'],
  ["sed -i 's/one/1/' a.txt; head -1 a.txt; sed 's/x' a.txt", "1\nsed: -e expression #1, char 3: unterminated `s' command\n", 1],
  ['find . -type f -name "*.t*" | sort', './a.txt\n./infra/main.tf\n./infra/terraform.tfstate\n./n.txt\n'],
  ['find infra -type d; find nothing', 'infra\nfind: ‘nothing’: No such file or directory\n', 1],
  ['mkdir infra', 'mkdir: cannot create directory ‘infra’: File exists\n', 1],
  ['mkdir -p x/y/z && ls x/y; rmdir x', "z\nrmdir: failed to remove 'x': Directory not empty\n", 1],
  ['rm infra; rm nothing; rm -f nothing; echo $?', "rm: cannot remove 'infra': Is a directory\nrm: cannot remove 'nothing': No such file or directory\n0\n"],
  ['rm -rf /', "rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n", 1],
  [
    'cp infra x; cp -r infra x && ls x; cp a.txt; mv a.txt x && ls x',
    "cp: -r not specified; omitting directory 'infra'\nmain.tf  terraform.tfstate\ncp: missing destination file operand after 'a.txt'\nTry 'cp --help' for more information.\na.txt  main.tf  terraform.tfstate\n",
  ],
  [
    'chmod 600 a.txt; ls -l a.txt | cut -c1-10; chmod u+x,go+r a.txt; stat -c %a a.txt; chmod zz a.txt',
    "-rw-------\n744\nchmod: invalid mode: ‘zz’\nTry 'chmod --help' for more information.\n",
    1,
  ],
  ['printf "%s-%d|%5.2f|%-3s|\\n" a 3 2.345 x', 'a-3| 2.35|x  |\n'],
  ['seq 3 | xargs echo n; seq 2 2 6 | tr "\\n" " "; basename /a/b.txt .txt; dirname /a/b.txt', 'n 1 2 3\n2 4 6 b\n/a\n'],
  ['date +%F_%T_%Z; date -u +%H; TZ=UTC date +%Z; date -d "2026-07-01 12:00" +%Z; date -d yesterday +%d', '2026-02-26_22:00:00_CET\n21\nUTC\nCEST\n25\n'],
  ['date -d nonsense', 'date: invalid date ‘nonsense’\n', 1],
  ['echo hi | md5sum; echo hi | sha256sum | cut -c1-16; echo hi | base64; echo aGkK | base64 -d', '764efa883dda1e11db47671c4a3bbd9e  -\n98ea6e4f216f2fb4\naGkK\nhi\n'],
  ['jq -r ".resources[].type" infra/terraform.tfstate; jq -c "{serial, n: (.resources|length)}" infra/terraform.tfstate', 'aws_vpc\naws_db_instance\n{"serial":7,"n":2}\n'],
  ['jq .serial.x infra/terraform.tfstate', 'jq: error (at <stdin>:1): Cannot index number with "x"\n', 5],
  ['diff a.txt n.txt > d; head -1 d; diff -q a.txt n.txt; diff a.txt a.txt && echo same', '1,3c1,4\nFiles a.txt and n.txt differ\nsame\n'],
  ["awk '{s+=$1} END {print s, NR}' n.txt; echo a:b | awk -F: '{print $2}'; awk '/t/{n++} END{printf \"%d\\n\", n}' a.txt", '128 4\nb\n2\n'],
  ['awk "print(" a.txt', 'awk: syntax error at source line 1\n context is\n\t >>> end of program <<<\n', 2],
  ['which ls nosuch; whoami; hostname; uname', '/usr/bin/ls\nyou\nnew-laptop\nLinux\n'],
  ['git status', 'fatal: not a git repository (or any of the parent directories): .git\n', 128],
  ['curl -s http://nowhere.example; echo $?; curl http://nowhere.example', '6\ncurl: (6) Could not resolve host: nowhere.example\n', 6],
  ['file a.txt infra infra/terraform.tfstate', 'a.txt:                   ASCII text\ninfra:                   directory\ninfra/terraform.tfstate: JSON text data\n'],
];

for (const [line, output, exit = 0] of CASES) {
  test(line, () => {
    const machine = bench({ files: FILES });
    machine.type(line);
    expect(machine.screen()).toBe(`you@new-laptop:~$ ${line}\n${output}`);
    expect(machine.exit()).toBe(exit);
  });
}

test('a program for every name, and each knows what to say of an option that is none', () => {
  for (const [name, program] of Object.entries(smallPrograms)) {
    expect(program.name).toBe(name);
    expect(program.summary).not.toBe('');
  }
  expect(Object.keys(smallPrograms).length).toBeGreaterThan(70);
});

test('the archive: zipped on one laptop, carried over, unpacked over what is there', () => {
  const machine = bench({ files: FILES });
  machine.type('zip -r infra.zip infra');
  machine.type('scp infra.zip old-laptop:');
  expect(machine.status()).toBe('running');
  machine.pass();
  expect(machine.screen()).toMatch(/infra\.zip +100% +\d+ +\d/);
  machine.type('echo changed > infra/main.tf');
  machine.type('unzip infra.zip');
  expect(machine.status()).toBe('question');
  expect(machine.screen()).toContain('replace infra/main.tf? [y]es, [n]o, [A]ll, [N]one, [r]ename: ');
  machine.type('n');
  machine.type('N');
  expect(machine.read('infra/main.tf')).toBe('changed\n');
  machine.type('unzip -o infra.zip');
  expect(machine.read('infra/main.tf')).toBe(FILES['infra/main.tf']);
  expect(machine.facts('disk.written').some((fact) => fact.data.path === '/home/you/infra/terraform.tfstate' && fact.data.program === 'unzip')).toBe(true);
  expect(sizeOf(machine.computers.machines.old!.disk['/home/you/infra.zip']!)).toBeGreaterThan(300);
});

test('ssh: a shell elsewhere, one command, a key that is wanted, a host that is gone', () => {
  const machine = bench({
    files: { 'key.pem': '-----BEGIN RSA PRIVATE KEY-----\nabc\n' },
    outside: { resolve: (name) => (name === 'bastion.example' ? { addresses: ['203.0.113.9'] } : null) },
  });
  machine.type('ssh old-laptop');
  machine.pass();
  expect(machine.prompt()).toBe('you@old-laptop:~$ ');
  machine.type('touch here; exit');
  expect(machine.screen()).toContain('logout\nConnection to old-laptop closed.\n');
  expect(machine.prompt()).toBe('you@new-laptop:~$ ');
  machine.type('ssh old-laptop ls');
  machine.pass();
  expect(machine.screen().endsWith('ls\nhere\n')).toBe(true);
  machine.computers.machines.old!.ssh = { users: ['ubuntu'], keys: [keyMark('-----BEGIN RSA PRIVATE KEY-----\nabc')] };
  machine.type('ssh ubuntu@old-laptop');
  machine.pass();
  expect(machine.screen()).toContain('ubuntu@old-laptop: Permission denied (publickey).\n');
  machine.type('ssh -i key.pem ubuntu@old-laptop id');
  machine.pass();
  expect(machine.screen()).toContain('UNPROTECTED PRIVATE KEY FILE');
  machine.type('chmod 400 key.pem; ssh -i key.pem ubuntu@old-laptop hostname');
  machine.pass();
  expect(machine.screen().endsWith('old-laptop\n')).toBe(true);
  machine.type('ssh -i key.pem ubuntu@old-laptop');
  machine.pass();
  delete machine.computers.machines.old;
  machine.type('ls');
  expect(machine.screen()).toContain('client_loop: send disconnect: Broken pipe\n');
  expect(machine.prompt()).toBe('you@new-laptop:~$ ');
  machine.type('ssh bastion.example');
  machine.pass(120);
  expect(machine.status()).toBe('running');
  machine.pass(10);
  expect(machine.screen()).toContain('ssh: connect to host bastion.example port 22: Connection timed out\n');
});

test('ssh by an address or an alias of the config stays connected', () => {
  const reachable = (from: string, host: string) => (from !== 'old' && host === '203.0.113.7' ? { machine: 'old', open: true } : null);
  const machine = bench({ files: { '.ssh/config': 'Host b\n  HostName 203.0.113.7\n' }, outside: { reachable } });
  for (const line of ['ssh you@203.0.113.7', 'ssh b']) {
    machine.type(line);
    machine.pass();
    expect(machine.type('hostname')).toBe('old-laptop\n');
    machine.type('exit');
    expect(machine.prompt()).toBe('you@new-laptop:~$ ');
  }
});

test('git: what is ignored stays out, what is cloned comes along', () => {
  const machine = bench({ files: { ...FILES, 'infra/.gitignore': '*.tfstate\n.terraform/\n' } });
  machine.type('cd infra; git init; git add .; git commit -m "Networks" | tail -2');
  expect(machine.screen()).toContain(' create mode 100644 .gitignore\n create mode 100644 main.tf\n');
  machine.type('cd ..; git clone infra copy; ls -A copy; cd copy; git log --oneline | cut -c9-; git pull');
  expect(machine.screen()).toMatch(/\.git {2}\.gitignore {2}main\.tf\n.*Networks\nAlready up to date\.\n/s);
  machine.type('echo "# more" >> main.tf; git diff | tail -1; git status -s; git checkout -- main.tf; git status | tail -1');
  expect(machine.screen()).toContain('+# more\n M main.tf\nnothing to commit, working tree clean\n');
});

test('a long program streams through filters as it writes', () => {
  const machine = bench();
  machine.type('(echo first; sleep 5; echo second) | tee log | grep -n s');
  expect(machine.screen()).toContain('1:first\n');
  expect(machine.screen()).not.toContain('2:second');
  expect(machine.read('log')).toBe('first\n');
  machine.pass();
  expect(machine.screen()).toContain('2:second\n');
});
