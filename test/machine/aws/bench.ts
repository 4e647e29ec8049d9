// The aws program on a bench: a process with a disk, in front of a small real account.
import { addAccount, call, emptyCloud, replyTo, rootOf } from '../../../src/aws/call.ts';
import { cloudJobs } from '../../../src/aws/jobs.ts';
import { newChance } from '../../../src/engine/chance.ts';
import { emptyLog } from '../../../src/engine/log.ts';
import { because, nextJob, type Timeline } from '../../../src/engine/moment.ts';
import { splitWords } from '../../../src/headless/words.ts';
import { emptyDisk, viewOf } from '../../../src/machine/disk/view.ts';
import { LAPTOP } from '../../../src/machine/disk/volume.ts';
import type { LaunchingProcess } from '../../../src/machine/launch.ts';
import { type CloudReply, noServers, type Process } from '../../../src/machine/program.ts';
import { aws } from '../../../src/machine/programs/aws/program.ts';

export interface Bench {
  /** Runs a line to its end, waiting where it waits. Standard output and error together; `exit` has its status. Ctrl-C comes so many milliseconds after the beginning, if at all. */
  run(line: string, stdin?: readonly string[], interruptAfter?: number): string;
  exit: number;
  /** What Tab offers for a beginning of the last word of a line. */
  complete(line: string, prefix: string): readonly string[];
  /** What another program does that aws runs. */
  other: (argv: readonly string[]) => { output: string; exit: number };
  /** Variables besides HOME. */
  env: Record<string, string>;
  now(): number;
  /** Milliseconds since the bench began. */
  passed(): number;
  write(path: string, text: string): void;
  read(path: string): string;
  pass(by: number): void;
}

export function bench(): Bench {
  const cloud = emptyCloud();
  const began = Date.UTC(2026, 1, 26, 20);
  const time: Timeline = { now: began, chance: newChance(3), facts: emptyLog(), jobs: {}, nextJob: 1, cause: null };
  const id = '123456789012';
  const region = 'eu-west-1';
  addAccount(cloud, time, { id, alias: 'courses', region });
  const asRoot = (service: string, operation: string, params: object) => call(cloud, time, { service, operation, params: params as never, region, principal: rootOf(id) });
  asRoot('iam', 'CreateUser', { UserName: 'ann' });
  asRoot('iam', 'AttachUserPolicy', { UserName: 'ann', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' });
  const made = asRoot('iam', 'CreateAccessKey', { UserName: 'ann' });
  const key = (made.ok ? made.output.AccessKey : {}) as Record<string, string>;
  const disk = emptyDisk(began);
  for (const folder of ['/home', '/home/ann', '/home/ann/.aws', '/home/ann/work']) disk[folder] = { type: 'folder', mode: 0o755, mtime: began };
  const view = () => viewOf(disk, '/home/ann/work', time.now);
  view().write('/home/ann/.aws/credentials', `[default]\naws_access_key_id = ${key.AccessKeyId}\naws_secret_access_key = ${key.SecretAccessKey}\n`);
  view().write('/home/ann/.aws/config', `[default]\nregion = ${region}\n`);
  const pass = (by: number) => {
    const until = time.now + by;
    for (let job = nextJob(time); job && job.at <= until; job = nextJob(time)) {
      time.now = Math.max(time.now, job.at);
      delete time.jobs[job.id];
      const due = job;
      because(time, due.cause, () => cloudJobs[due.kind]?.(cloud, time, due));
    }
    time.now = until;
  };
  const self: Bench = {
    exit: 0,
    other: () => ({ output: '', exit: 127 }),
    env: {},
    complete(line, prefix) {
      const words = splitWords(line);
      if (!line.endsWith(' ')) words.pop();
      return aws.complete?.({ disk: view(), cwd: '/home/ann/work', env: { HOME: '/home/ann' } }, words, prefix) ?? [];
    },
    now: () => time.now,
    passed: () => time.now - began,
    write(path, text) {
      if (path.includes('/')) view().makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
      view().write(path, text);
    },
    read: (path) => view().read(path),
    pass,
    run(line, stdin = [], interruptAfter = Number.POSITIVE_INFINITY) {
      let out = '';
      const answers = [...stdin];
      const started = time.now;
      const process = (): LaunchingProcess =>
        ({
          time,
          env: { HOME: '/home/ann', ...self.env },
          cwd: '/home/ann/work',
          columns: 80,
          terminal: { in: true, out: false, err: false },
          stdin: null,
          host: { name: 'laptop', user: 'ann', home: '/home/ann' },
          disk: view(),
          volume: () => ({ volume: LAPTOP, used: 0 }),
          databases: noServers,
          out: (text) => {
            out += text;
          },
          err: (text) => {
            out += text;
          },
          cloud: ({ pending, ...request }) => (pending ? replyTo(cloud, time, pending) : call(cloud, time, request)) as CloudReply,
          reach: () => null,
          fetch: () => ({ ok: false, error: 'dns' }),
        }) as Process as LaunchingProcess;
      let progress = aws.start(process(), splitWords(line).slice(1));
      while (!('exit' in progress)) {
        if ('launch' in progress) {
          const { output, exit } = self.other('argv' in progress.launch ? progress.launch.argv : []);
          progress = aws.launched?.(process(), JSON.parse(JSON.stringify(progress.state)), exit, output, '') ?? { exit: -1 };
          continue;
        }
        if (!('wait' in progress)) throw new Error('aws attends to nothing else');
        const { wait } = progress;
        const state = JSON.parse(JSON.stringify(progress.state));
        if (wait.for === 'time' && wait.until - started > interruptAfter) progress = aws.resume?.(process(), state, { by: 'interrupt', count: 1 }) ?? { exit: -1 };
        else if (wait.for === 'time') {
          pass(wait.until - time.now);
          progress = aws.resume?.(process(), state, { by: 'time' }) ?? { exit: -1 };
        } else progress = aws.resume?.(process(), state, { by: 'line', text: answers.shift() ?? null }) ?? { exit: -1 };
      }
      self.exit = progress.exit;
      return out;
    },
  };
  return self;
}
