// The real Terraform: where it is, and how one line of a session is run with it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import type { CaseFile } from '../../../src/headless/txtar.ts';

/** The version whose words the recordings hold. */
export const VERSION = '1.11.4';

/** The version of `terraform` on the PATH, or null where there is none. */
export function installed(): string | null {
  const asked = spawnSync('terraform', ['version', '-json'], { encoding: 'utf8', env: environment('/tmp') });
  if (asked.error || asked.status !== 0) return null;
  return (JSON.parse(asked.stdout) as { terraform_version: string }).terraform_version;
}

/** Ends with a plain sentence where the real Terraform is missing or is another version. */
export function needTerraform(): void {
  const found = installed();
  if (found === VERSION) return;
  throw new Error(
    found === null ? `There is no terraform on the PATH: recording needs Terraform ${VERSION}.` : `Recording needs Terraform ${VERSION}; the one on the PATH is ${found}.`,
  );
}

/** Nothing of the person's own settings reaches the program; a parallelism of one makes the order of progress lines repeatable. */
function environment(home: string): NodeJS.ProcessEnv {
  const one = '-parallelism=1';
  return {
    PATH: process.env.PATH,
    HOME: home,
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    CHECKPOINT_DISABLE: '1',
    TF_CLI_ARGS_plan: one,
    TF_CLI_ARGS_apply: one,
    TF_CLI_ARGS_destroy: one,
    TF_CLI_ARGS_refresh: one,
  };
}

export interface Printed {
  /** Standard output and error as they came through one pipe, with escape codes, paths shown as in a session. */
  readonly out: string;
  readonly exit: number;
}

/** A folder with the real program in it. Its path is as long as `/project`, so that lines of text break at the same words. */
export class Bench {
  readonly folder: string;
  private readonly home: string;
  private readonly background: { readonly process: ReturnType<typeof spawn>; ended: boolean }[] = [];

  constructor(files: readonly CaseFile[]) {
    let number = 100 + (process.pid % 800);
    for (; number < 1000; number++) {
      if (!existsSync(`/tmp/${number}`)) break;
    }
    this.folder = `/tmp/${number}`;
    this.home = `/tmp/home${number % 10}`;
    mkdirSync(this.folder);
    mkdirSync(this.home, { recursive: true });
    for (const file of files) {
      const full = path.join(this.folder, file.name);
      mkdirSync(path.dirname(full), { recursive: true });
      writeFileSync(full, file.text);
    }
  }

  /** Runs one line as a person would type it, with `input` on standard input. */
  async run(line: string, input: readonly string[]): Promise<Printed> {
    const kill = /^kill %(\d+)$/.exec(line);
    if (kill) {
      await this.end(Number(kill[1]) - 1);
      return { out: '', exit: 0 };
    }
    if (line.endsWith(' &')) {
      await this.start(line.slice(0, -2));
      return { out: '', exit: 0 };
    }
    const done = spawnSync('sh', ['-c', `exec 2>&1; ${line}`], {
      cwd: this.folder,
      env: environment(this.home),
      input: input.map((answer) => `${answer}\n`).join(''),
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 1 << 26,
    });
    if (done.error) throw done.error;
    return { out: this.shown(done.stdout), exit: done.status ?? 1 };
  }

  /** Starts a command in a second terminal and waits until it asks its question. */
  private async start(line: string): Promise<void> {
    const child = spawn('sh', ['-c', `exec ${line}`], { cwd: this.folder, env: environment(this.home), stdio: ['pipe', 'pipe', 'pipe'] });
    const entry = { process: child, ended: false };
    this.background.push(entry);
    child.on('exit', () => {
      entry.ended = true;
    });
    let text = '';
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, 20_000);
      const done = () => {
        clearTimeout(limit);
        resolve();
      };
      child.on('exit', done);
      child.stdout?.on('data', (part: Buffer) => {
        text += part.toString();
        if (text.includes('Enter a value:')) done();
      });
    });
  }

  private async end(index: number): Promise<void> {
    const entry = this.background[index];
    if (!entry || entry.ended) return;
    const over = new Promise<void>((resolve) => entry.process.on('exit', () => resolve()));
    entry.process.kill('SIGINT');
    entry.process.stdin?.end();
    await over;
  }

  private shown(text: string): string {
    return text.replaceAll(this.folder, '/project').replaceAll(this.home, '/home/user').replaceAll(`${userInfo().username}@${hostname()}`, 'ann@laptop');
  }

  async close(): Promise<void> {
    for (let index = 0; index < this.background.length; index++) await this.end(index);
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.home, { recursive: true, force: true });
  }
}
