// Records the sessions of this folder with the bash and the tools of this computer: `tsx test/recorded/shell/record.ts [FILE...]`. Each file is one interactive shell of a user
// made for it, in a home folder made for it; both are taken away again. It needs to be root, and a Linux.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FILES, LAST_CHANGED } from './furniture.ts';
import { exitLine, readSession, type Spoken, settled, shellFiles, writeSession } from './sessions.ts';

const [USER, HOME] = ['you', '/home/you'];

function must(command: string, ...args: string[]): void {
  const said = spawnSync(command, args, { encoding: 'utf8' });
  if (said.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${said.stderr || said.error?.message}`);
}

function furnish(): void {
  must('useradd', '--create-home', '--skel', '/nonexistent', '--home-dir', HOME, '--shell', '/bin/bash', USER);
  const at = new Date(LAST_CHANGED);
  for (const [name, [text, mode]] of Object.entries(FILES)) {
    const file = path.join(HOME, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode ?? 0o644);
  }
  must('chown', '-R', `${USER}:${USER}`, HOME);
  for (const name of Object.keys(FILES)) utimesSync(path.join(HOME, name), at, at);
  for (const name of ['infra/modules/db', 'infra/modules', 'infra', 'logs', '.']) {
    chmodSync(path.join(HOME, name), 0o755);
    utimesSync(path.join(HOME, name), at, at);
  }
}

const PROMPT = /@@@(\d+)@ $/;
const START = [
  'bind "set enable-bracketed-paste off" 2>/dev/null; stty cols 80 rows 24',
  "alias ls='ls --color=auto' ll='ls -alF' la='ls -A' grep='grep --color=auto'",
  "unset HISTFILE PROMPT_COMMAND MAILCHECK; PS2='> '; PS1='@@@$?@ '",
  'HISTCONTROL=ignoreboth; history -c',
];

/** An interactive shell: `say` writes a line and waits for the prompt, for the next line to be asked for, or for a while. */
function openShell(): { say(line: string, last: boolean): Promise<string>; close(): void } {
  const env = [
    'TERM=xterm-256color',
    'LANG=C.UTF-8',
    'LC_ALL=C.UTF-8',
    'TZ=UTC',
    'PATH=/usr/local/bin:/usr/bin:/bin',
    `HOME=${HOME}`,
    `USER=${USER}`,
    `LOGNAME=${USER}`,
    'SHELL=/bin/bash',
  ];
  const child = spawn(
    'script',
    ['-qfc', `cd ${HOME}; exec setpriv --reuid ${USER} --regid ${USER} --init-groups env -i ${env.join(' ')} bash --norc --noprofile --noediting -i`, '/dev/null'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let seen = '';
  child.stdout.on('data', (data: Buffer) => {
    seen += data.toString('utf8');
  });
  const quiet = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));
  return {
    async say(line, last) {
      const from = seen.length;
      child.stdin.write(`${line}\n`);
      for (let waited = 0; waited < (last ? 8_000 : 400); waited += 10) {
        await quiet(10);
        const now = seen.slice(from);
        if (PROMPT.test(now) || (!last && /> $/.test(now))) {
          await quiet(30);
          break;
        }
      }
      if (last && !PROMPT.test(seen.slice(from))) {
        console.error(`no end: ${line}`);
        child.stdin.write('\x03');
        await quiet(300);
      }
      return seen.slice(from);
    },
    close() {
      child.stdin.end();
      child.kill();
    },
  };
}

async function recorded(file: string): Promise<Spoken[]> {
  furnish();
  const shell = openShell();
  try {
    for (const line of START) await shell.say(line, line === START.at(-1));
    const spoken: Spoken[] = [];
    for (const { typed } of readSession(file)) {
      let text = '';
      for (const [index, line] of typed.entries()) text += await shell.say(line, index === typed.length - 1);
      const exit = Number(PROMPT.exec(text)?.[1] ?? 999);
      const shown = settled(text.replace(PROMPT, '')).split('\n').slice(1).join('\n');
      spoken.push({ typed, output: `${shown}${shown !== '' && !shown.endsWith('\n') ? '\n' : ''}${exitLine(exit)}` });
    }
    return spoken;
  } finally {
    shell.close();
    spawnSync('userdel', ['--remove', '--force', USER]);
  }
}

for (const file of process.argv.length > 2 ? process.argv.slice(2) : shellFiles()) writeFileSync(file, writeSession(await recorded(file)));
