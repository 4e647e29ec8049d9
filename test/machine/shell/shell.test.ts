// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are shell text.
import { expect, test } from 'vitest';
import { completions } from '../../../src/machine/terminal.ts';
import { bench, START } from '../bench.ts';

/** What bash 5.2 prints for these lines. */
const CASES: readonly (readonly [line: string, output: string, exit?: number])[] = [
  ['echo "a  b"   c', 'a  b c\n'],
  ['echo \'single $x\' "double $USER" back\\ slash', 'single $x double you back slash\n'],
  ['x=5; echo $x ${x}y ${x:-d} ${y:-d} ${y:+p} ${x:+p}', '5 5y 5 d p\n'],
  ['f=a.tar.gz; echo ${f%.*} ${f%%.*} ${f#*.} ${f##*.} ${f/a/b} ${#f} ${f:2:3} ${f^^}', 'a.tar a tar.gz gz b.tar.gz 8 tar A.TAR.GZ\n'],
  ['echo $((1 + 2 * 3)) $((7 / 2)) $((2 ** 10)) $((5 > 3)) $((0x1f))', '7 3 1024 1 31\n'],
  ['i=3; ((i++)); echo $i $((i--)) $i; let i=i+5; echo $i', '4 4 3\n8\n'],
  ['echo {a,b}{1..3} x{,y}', 'a1 a2 a3 b1 b2 b3 x xy\n'],
  ['echo *.txt; echo *.none; echo "*.txt"', 'a.txt b.txt\n*.none\n*.txt\n'],
  ['echo ~ ~/x "~"', '/home/you /home/you/x ~\n'],
  ['a=(x "y z" w); echo ${#a[@]} "${a[1]}" ${a[@]:1:1}; for e in "${a[@]}"; do echo "<$e>"; done', '3 y z y z\n<x>\n<y z>\n<w>\n'],
  ['v="a b  c"; for w in $v; do echo "[$w]"; done; for w in "$v"; do echo "[$w]"; done', '[a]\n[b]\n[c]\n[a b  c]\n'],
  ['IFS=:; v=a:b:c; set -- $v; echo $# $2', '3 b\n'],
  ['true && echo yes || echo no; false && echo yes || echo no', 'yes\nno\n'],
  ['! false; echo $?; ! true; echo $?', '0\n1\n'],
  ['if false; then echo 1; elif true; then echo 2; else echo 3; fi', '2\n'],
  ['n=0; while [ $n -lt 3 ]; do n=$((n+1)); [ $n = 2 ] && continue; echo $n; done', '1\n3\n'],
  ['until true; do echo never; done; for ((i=0;i<3;i++)); do [ $i = 1 ] && continue; echo $i; done', '0\n2\n'],
  ['for i in 1 2 3; do for j in a b; do [ $j = b ] && continue 2; [ $i = 3 ] && break 2; echo $i$j; done; done', '1a\n2a\n'],
  ['case main.tf in *.md) echo md;; *.tf|*.hcl) echo hcl;; *) echo other;; esac', 'hcl\n'],
  ['f() { local v=in; echo $1 $v $#; return 4; }; v=out; f a b; echo $? $v', 'a in 2\n4 out\n'],
  ['(cd /tmp; x=1; pwd); pwd; echo "[$x]"', '/tmp\n/home/you\n[]\n'],
  ['{ echo a; echo b; } > out; cat out; echo c >> out; wc -l < out', 'a\nb\n3\n'],
  ['ls nothing 2>/dev/null; echo $?; ls nothing 2>&1 | cat', "2\nls: cannot access 'nothing': No such file or directory\n"],
  ['echo $(echo $(echo deep)) "`echo old`"', 'deep old\n'],
  ['cat <<< "here $USER"', 'here you\n'],
  ['printf "b\\na\\nb\\n" | sort | uniq -c | sort -rn | head -1', '      2 b\n'],
  ['false | true; echo $? ${PIPESTATUS[0]}; set -o pipefail; false | true; echo $?', '0 1\n1\n'],
  ['[[ abc == a* && 3 -gt 2 ]] && echo ok; [[ abc =~ ^a(.)c$ ]] && echo ${BASH_REMATCH[1]}', 'ok\nb\n'],
  ['nosuch', 'bash: nosuch: command not found\n', 127],
  ['./a.txt', 'bash: ./a.txt: Permission denied\n', 126],
  ['./nosuch', 'bash: ./nosuch: No such file or directory\n', 127],
  ['/tmp', 'bash: /tmp: Is a directory\n', 126],
  ['echo a > /nowhere/x', 'bash: /nowhere/x: No such file or directory\n', 1],
  ['cat < nothing', 'bash: nothing: No such file or directory\n', 1],
  ['echo )', "bash: syntax error near unexpected token `)'\n", 2],
  ['echo $((1/0)); echo after', 'bash: 1/0: division by 0 (error token is "0")\n', 1],
  ['cd nowhere', 'bash: cd: nowhere: No such file or directory\n', 1],
  ['cd a.txt', 'bash: cd: a.txt: Not a directory\n', 1],
  ['readonly r=1; r=2', 'bash: r: readonly variable\n', 1],
  ['echo ${x?must be set}', 'bash: x: must be set\n', 1],
  ['[ 1 -eq x ]', 'bash: [: x: integer expression expected\n', 2],
  ['(exec echo in its place; echo never)', 'in its place\n'],
  ['type cd; type ls; type nosuch', "cd is a shell builtin\nls is aliased to `ls --color=auto'\nbash: type: nosuch: not found\n", 1],
  ['echo one two | while read a b; do echo "$b $a"; done', 'two one\n'],
  ['printf "1\\n2\\n" > l; while read x; do echo "<$x>"; done < l', '<1>\n<2>\n'],
  ["bash -c 'echo $0 $1; exit 3' name arg", 'bash arg\n', 3],
  ['export A=1; bash -c "echo $A"; B=2 env | grep ^B=; echo "[$B]"', '1\nB=2\n[]\n'],
  ['cd /tmp && cd - && echo $OLDPWD', '/home/you\n/tmp\n'],
  ['diff <(echo a) <(echo a) && echo same; ls /dev/fd | wc -l', 'same\n0\n'],
  ['set -x; echo "a b"', "+ echo 'a b'\na b\n"],
  ['echo a;; echo b', "bash: syntax error near unexpected token `;;'\n", 2],
  ['eval "echo x; echo y"; x=\'echo z\'; $x', 'x\ny\nz\n'],
  ['echo __proto__; __proto__=1; echo ok', "__proto__\nbash: `__proto__': not a valid identifier\nok\n"],
];

for (const [line, output, exit = 0] of CASES) {
  test(line, () => {
    const machine = bench({ files: { 'a.txt': 'A\n', 'b.txt': 'B\n' } });
    expect(machine.type(line)).toBe(output);
    expect(machine.exit()).toBe(exit);
  });
}

test('open quotes, blocks and here-documents ask for more lines', () => {
  const machine = bench();
  machine.type('cat <<EOF');
  expect(machine.prompt()).toBe('> ');
  machine.type('a $USER');
  expect(machine.type('EOF')).toBe('a you\n');
  machine.type('for i in 1 2; do');
  machine.type('echo $i');
  expect(machine.type('done')).toBe('1\n2\n');
  machine.type('echo "open');
  machine.stop();
  expect(machine.prompt()).toBe('you@new-laptop:~$ ');
  expect(machine.exit()).toBe(130);
  machine.type('echo a \\');
  expect(machine.type('b')).toBe('a b\n');
});

test('facts: a line, its end, and the cause that lasts over a wait', () => {
  const machine = bench();
  machine.type('sleep 5; touch x.tf');
  expect(machine.status()).toBe('running');
  machine.freeze();
  machine.pass();
  const [line] = machine.facts('shell.line');
  expect(line?.data).toMatchObject({ terminal: 't', machine: 'laptop', cwd: '/home/you', text: 'sleep 5; touch x.tf', by: 'you' });
  expect(machine.facts('disk.written')[0]).toMatchObject({ cause: line?.id, data: { machine: 'laptop', path: '/home/you/x.tf', program: 'touch' } });
  expect(machine.facts('shell.exit')[0]).toMatchObject({ cause: line?.id, data: { exit: 0 } });
  expect(Object.keys(machine.time.jobs)).toEqual([]);
});

test('a loop without an end is stopped', () => {
  const machine = bench();
  expect(machine.type('while true; do :; done')).toContain('stopped after 20000 steps');
  expect(machine.status()).toBe('prompt');
  expect(machine.type('f() { f; }; f')).toContain('maximum function nesting level exceeded');
});

test('control characters of a file do not reach the terminal, colours do', () => {
  const machine = bench({ files: { evil: '\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m\x07\x9b' } });
  machine.type('cat evil');
  const raw = machine.computers.terminals.t!.output.chunks.flat().join('');
  expect(raw).toContain('\x1b[31mred\x1b[0m');
  expect(raw).not.toMatch(/\x07|\x1b\[2J|\x1b\]|\x9b/);
});

test('background jobs run on while the prompt is there', () => {
  const machine = bench();
  expect(machine.type('sleep 10 &')).toMatch(/^\[1\] \d+\n$/);
  expect(machine.status()).toBe('prompt');
  expect(machine.type('jobs')).toBe('[1]+  Running                 sleep 10 &\n');
  machine.pass(11);
  expect(machine.screen()).toContain('[1]+  Done                    sleep 10\n');
  machine.type('sleep 20 & sleep 30 &');
  machine.type('fg %1');
  expect(machine.status()).toBe('running');
  machine.stop();
  expect(machine.type('kill %2; jobs')).not.toContain('Running');
});

test('lines typed ahead wait their turn', () => {
  const machine = bench();
  machine.type('sleep 3');
  machine.type('echo later');
  machine.freeze();
  machine.pass();
  expect(machine.screen().endsWith('you@new-laptop:~$ echo later\nlater\n')).toBe(true);
});

test('history expands, and secrets are not echoed', () => {
  const machine = bench();
  machine.type('echo one');
  expect(machine.type('!!')).toBe('echo one\none\n');
  machine.type('read -s -p "Password: " p');
  expect(machine.secret()).toBe(true);
  machine.type('hunter2');
  expect(machine.screen()).not.toContain('hunter2');
  expect(machine.type('echo ${#p}')).toBe('7\n');
});

test('completion: programs, files, variables, and what a program knows of itself', () => {
  const machine = bench({ files: { 'infra/main.tf': '', 'infra.zip': '', 'with space.txt': '' } });
  const offer = (line: string) => completions(machine.computers, START, machine.outside, 't', line);
  expect(offer('his').candidates).toEqual(['history ']);
  expect(offer('cat inf')).toEqual({ from: 4, candidates: ['infra/', 'infra.zip '] });
  expect(offer('cd inf').candidates).toEqual(['infra/']);
  expect(offer('ls infra/ma').candidates).toEqual(['infra/main.tf ']);
  expect(offer('cat wi').candidates).toEqual(['with\\ space.txt ']);
  expect(offer('echo $HOM').candidates).toEqual(['$HOME']);
  expect(offer('true && git stat').candidates).toEqual(['status ']);
  expect(offer('').candidates).toEqual([]);
});

test('an editor is asked for by a fact', () => {
  const machine = bench({ files: { 'main.tf': '' } });
  machine.type('nano main.tf');
  expect(machine.facts('editor.open')[0]?.data).toMatchObject({ machine: 'laptop', path: '/home/you/main.tf' });
});
