// A session of shell lines with git in them, run on a bench and with the real git in a folder of its own. Both write to a file: what is compared is what git says to no terminal.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Bench, bench } from '../bench.ts';

/** When a session begins: seconds since the epoch. Each line is a minute later than the one before. */
const BEGIN = 1_772_000_000;

export const SETTINGS = '[user]\n\tname = Ada Example\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n';

export interface Spoken {
  readonly line: string;
  readonly output: string;
  readonly exit: number;
}

/** The version of the git on the PATH, or null. */
export function realGit(): string | null {
  const asked = spawnSync('git', ['--version'], { encoding: 'utf8' });
  return asked.error || asked.status !== 0 ? null : asked.stdout.trim();
}

/** A machine with the settings in place and the clock where sessions begin. */
export function gitBench(): Bench {
  const machine = bench({ files: { '.gitconfig': SETTINGS } });
  machine.time.now = BEGIN * 1000;
  machine.type('export TZ=UTC; cd ~');
  return machine;
}

/** Lines of standard error, told apart from those of standard output. */
const marked = (text: string): string => text.replace(/^(?=.)/gm, '! ').replace(/(?<=.)$(?![\s\S])/, '\n');

/** What is left to see when each line's carriage returns have done their work. */
const visible = (text: string): string => text.replace(/^[^\n]*\r(?=[^\n])/gm, '').replace(/\r/g, '');

/** Runs one line on a bench, at a minute of the session. */
export function speak(machine: Bench, line: string, minute: number): Spoken {
  machine.time.now = (BEGIN + 60 * minute) * 1000;
  machine.type(`{ ${line}\n} > /tmp/said 2> /tmp/complained`);
  const exit = machine.exit();
  return { line, output: machine.read('/tmp/said') + marked(machine.read('/tmp/complained')), exit };
}

/** The same with the real git, in a folder that stands for the whole disk; give it back with `remove`. */
export function realSession(): { readonly top: string; readonly home: string; speak(line: string, minute: number): Spoken; remove(): void } {
  const top = mkdtempSync(path.join(tmpdir(), 'git-session-'));
  const home = path.join(top, 'home/you');
  mkdirSync(home, { recursive: true });
  mkdirSync(path.join(top, 'empty'));
  writeFileSync(path.join(home, '.gitconfig'), SETTINGS);
  let cwd = home;
  return {
    top,
    home,
    speak(line, minute) {
      const date = `@${BEGIN + 60 * minute} +0000`;
      const file = path.join(top, 'pwd');
      const ran = spawnSync('bash', ['-c', `cd '${cwd}' || exit 99\n{ ${line}\n} > '${top}/said' 2> '${top}/complained'\nstatus=$?\npwd > '${file}'\nexit $status`], {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          HOME: home,
          TZ: 'UTC',
          LC_ALL: 'C.UTF-8',
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_DATE: date,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_TEMPLATE_DIR: path.join(top, 'empty'),
          GIT_MERGE_AUTOEDIT: 'no',
          GIT_EDITOR: 'true',
          USER: 'you',
        },
      });
      cwd = readFileSync(file, 'utf8').trim() || cwd;
      return {
        line,
        output: (readFileSync(path.join(top, 'said'), 'utf8') + marked(visible(readFileSync(path.join(top, 'complained'), 'utf8')))).replaceAll(top, ''),
        exit: ran.status ?? -1,
      };
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}
