// An evening made up as a function of time, for looking at the screen and testing it without the world. Never part of a build.
import type { Action, Opened, Place, Prologue, RunRecord, Session, Target } from '../../src/app/session.ts';
import type { DebriefView } from '../../src/views/debrief-view.ts';
import type { ChatItem, Decision, DeskView, MapGroup, MapRow } from '../../src/views/desk.ts';

const MIN = 60_000;
export const START = Date.UTC(2026, 1, 26, 21, 0, 0);
const at = (minutes: number, seconds = 0) => START + minutes * MIN + seconds * 1000;
const local = (time: number) => new Date(time + 3_600_000).toISOString().slice(11, 19);
const DESTROY = at(62, 2);
const END = at(73);

interface Scripted {
  readonly at: number;
  readonly chat?: ChatItem extends infer Item ? (Item extends unknown ? Omit<Item, 'id' | 'at' | 'clock'> : never) : never;
  readonly out?: string;
}

const P = '\x1b[32myou@new-laptop\x1b[0m:\x1b[1m~/infra\x1b[0m$ ';
const typedLine = (time: number, line: string): Scripted => ({ at: time, out: `${P}${line}\r\n` });

const RESOURCES: readonly [string, string, string, number][] = [
  ['Holds data', 'db', 'dev-courses-db', 1],
  ['Holds data', 's3', 'courses-media', 1],
  ['Holds data', 's3', 'courses-static', 1],
  ['Serves learners', 'dns', 'courses.example', 3],
  ['Serves learners', 'lb', 'platform-alb', 1],
  ['Serves learners', 'tg', 'courses-prod', 1],
  ['Serves learners', 'tg', 'courses-dev', 1],
  ['Serves learners', 'ecs', 'courses-prod', 1],
  ['Serves learners', 'ecs', 'courses-dev', 1],
  ['Serves learners', 'ecs', 'platform', 1],
  ['Network', 'vpc', 'main', 1],
  ['Network', 'subnet', 'public', 2],
  ['Network', 'subnet', 'private', 2],
  ['Network', 'nat', 'main', 1],
  ['Network', 'eip', 'nat', 1],
  ['Network', 'igw', 'main', 1],
  ['Network', 'rt', 'public', 1],
  ['Network', 'rt', 'private', 1],
  ['Network', 'sg', 'alb', 1],
  ['Network', 'sg', 'service', 1],
  ['Network', 'sg', 'database', 1],
  ['Network', 'ec2', 'bastion', 1],
  ['Identity and logs', 'iam', 'task-execution', 4],
  ['Identity and logs', 'log', '/ecs/courses-prod', 2],
  ['Identity and logs', 'alarm', 'courses-5xx', 6],
];

/** When each row starts to go and is gone, in seconds of the destroy. */
const goes = (index: number): [number, number] => (index === 0 ? [38, 290] : index === 10 ? [600, 610] : [3 + ((index * 7) % 40), 12 + ((index * 13) % 90)]);

function rowsAt(time: number): MapGroup[] {
  const groups = new Map<string, MapRow[]>();
  const second = (time - DESTROY) / 1000;
  RESOURCES.forEach(([group, service, name, count], index) => {
    const [from, to] = goes(index);
    const reality = second < from ? 'there' : second < to ? 'going' : 'gone';
    const list = groups.get(group) ?? [];
    list.push({
      id: `${service}.${name}`,
      service,
      name,
      address: `module.platform.aws_${service}.${name}`,
      count,
      marks: { config: true, state: time >= at(45) ? reality !== 'gone' : false, reality },
      note: reality === 'going' && index === 0 ? 'deleting' : null,
      lost: reality === 'gone',
    });
    groups.set(group, list);
  });
  if (time > at(33)) {
    groups.set(
      'In nobody’s state',
      ['vpc main', 'subnet public', 'subnet private', 'sg service'].map((text, index) => ({
        id: `dup.${index}`,
        service: text.split(' ')[0] as string,
        name: text.split(' ')[1] as string,
        address: `vpc-0d${index}c4`,
        count: index === 1 ? 2 : 1,
        marks: { config: false, state: false, reality: 'there' as const },
        note: 'created 22:31 today',
        lost: false,
      })),
    );
  }
  return [...groups].map(([title, rows]) => ({ id: title, title, rows, total: rows.reduce((sum, row) => sum + row.count, 0) }));
}

function script(): Scripted[] {
  const list: Scripted[] = [
    { at: at(0), chat: { kind: 'act', number: 1, title: 'Save a few dollars' } },
    { at: at(0), chat: { kind: 'story', markdown: 'Thursday, ten at night. A second project wants a home, and the platform you built already has one.' } },
    {
      at: at(1),
      chat: {
        kind: 'agent',
        markdown:
          'I’d keep the new site in a project of its own, with its own state. Sharing the VPC and the bastion saves about **$8 a month**; it also puts both into one blast radius.',
      },
    },
    typedLine(at(2), 'git clone git@example.com:infra.git && cd infra'),
    { at: at(2), out: "Cloning into 'infra'...\r\nremote: Enumerating objects: 214, done.\r\nReceiving objects: 100% (214/214), 61.40 KiB | 2.05 MiB/s, done.\r\n" },
    { at: at(12), chat: { kind: 'you', text: 'Put it into the same project.' } },
    { at: at(13), chat: { kind: 'tool', command: 'terraform plan', terminal: 'new-laptop', status: 'done', seconds: 34, exit: 0 } },
    typedLine(at(13), 'terraform plan'),
    {
      at: at(13, 34),
      out: '\r\n\x1b[1mTerraform will perform the following actions:\x1b[0m\r\n\r\n  \x1b[1m# module.network.aws_vpc.main\x1b[0m will be created\r\n  \x1b[32m+\x1b[0m resource "aws_vpc" "main" {\r\n      \x1b[32m+\x1b[0m cidr_block = "10.20.0.0/16"\r\n      \x1b[32m+\x1b[0m id         = (known after apply)\r\n    }\r\n\r\n\x1b[1mPlan:\x1b[0m 101 to add, 0 to change, 0 to destroy.\r\n',
    },
    { at: at(14), chat: { kind: 'act', number: 2, title: 'A hundred resources' } },
    { at: at(14), chat: { kind: 'story', markdown: 'Five or six were expected. The number on the screen is **101**.' } },
    { at: at(45), chat: { kind: 'act', number: 4, title: 'The archive' } },
    { at: at(45), chat: { kind: 'tool', command: 'unzip -o infra.zip', terminal: 'new-laptop', status: 'done', seconds: 1, exit: 0 } },
    typedLine(at(45), 'unzip -o infra.zip'),
    { at: at(45, 1), out: 'Archive:  infra.zip\r\n  inflating: infra/main.tf\r\n  inflating: infra/terraform.tfstate\r\n  inflating: infra/variables.tf\r\n' },
    { at: at(60), chat: { kind: 'act', number: 5, title: 'Shall I just run destroy?' } },
    {
      at: at(60),
      chat: { kind: 'agent', markdown: 'The archive is unpacked. Deleting the leftovers one by one is slow, and three of them refuse because something still depends on them.' },
    },
    { at: at(61), chat: { kind: 'agent', markdown: 'Terraform knows the order. It would be cleaner to let it remove what it created.' } },
    { at: DESTROY, chat: { kind: 'tool', command: 'terraform destroy -auto-approve', terminal: 'new-laptop', status: 'running', seconds: 39, exit: null } },
    typedLine(DESTROY, 'terraform destroy -auto-approve'),
    { at: DESTROY + 9000, out: '\r\n\x1b[1mPlan:\x1b[0m 0 to add, 0 to change, \x1b[31m95 to destroy\x1b[0m.\r\n' },
    { at: DESTROY + 30_000, chat: { kind: 'story', markdown: 'You have the site open in the other window. You refresh it, *out of habit*.' } },
    {
      at: DESTROY + 300_000,
      chat: {
        kind: 'card',
        title: 'The database is gone, and its backups with it',
        markdown: 'The call was `DeleteDBInstance` with `SkipFinalSnapshot=true` and `DeleteAutomatedBackups` at its default. Nobody set either on this evening.',
        tone: 'loss',
        facts: [
          { id: 3, clock: '23:02:40', text: 'rds: DeleteDBInstance dev-courses-db, by terraform' },
          { id: 4, clock: '23:06:52', text: '7 automated snapshots deleted' },
        ],
      },
    },
    {
      at: at(70),
      chat: { kind: 'mail', from: 'a learner', subject: 'Cannot submit homework 4', markdown: 'The page does not load since eleven. The deadline is Sunday, will it be moved?' },
    },
  ];
  RESOURCES.forEach(([, service, name], index) => {
    const [from, to] = goes(index);
    list.push({ at: DESTROY + from * 1000, out: `\x1b[1mmodule.platform.aws_${service}.${name}: Destroying...\x1b[0m [id=${service}-0c1f9a4be${index}]\r\n` });
    for (let tick = from + 10; tick < Math.min(to, from + 60); tick += 10)
      list.push({
        at: DESTROY + tick * 1000,
        out: `\x1b[1mmodule.platform.aws_${service}.${name}: Still destroying...\x1b[0m [id=${service}-0c1f9a4be${index}, ${tick - from}s elapsed]\r\n`,
      });
    list.push({ at: DESTROY + to * 1000, out: `\x1b[1mmodule.platform.aws_${service}.${name}: Destruction complete after ${to - from}s\x1b[0m\r\n` });
  });
  list.push({ at: DESTROY + 290_500, out: '\r\n\x1b[32m\x1b[1mDestroy complete! Resources: 95 destroyed.\x1b[0m\r\n' });
  return list.sort((one, other) => one.at - other.at);
}

const POINTS: DeskView['strip']['points'] = [
  { at: at(12), label: 'advice declined', kind: 'decision', frame: 2 },
  { at: at(13, 34), label: 'plan: 101 to add', kind: 'decision', frame: 3 },
  { at: at(31), label: 'stopped at 41 s', kind: 'decision', frame: 4 },
  { at: at(45), label: 'state replaced by unzip', kind: 'state', frame: 5 },
  { at: DESTROY, label: 'destroy', kind: 'decision', frame: 6 },
  { at: DESTROY + 290_000, label: 'database gone', kind: 'loss', frame: 7 },
  { at: at(70), label: 'first mail', kind: 'plain', frame: 8 },
];

function decisionAt(time: number, answered: ReadonlySet<string>): Decision | null {
  const open = (id: string) => !answered.has(id);
  if (time < at(12)) {
    return open('permit')
      ? {
          kind: 'permission',
          id: 'permit',
          command: 'git clone git@example.com:infra.git && cd infra',
          reason: 'To work on the new laptop I need the configuration.',
          terminal: 'new-laptop',
        }
      : open('advice')
        ? {
            kind: 'choice',
            id: 'advice',
            title: 'One project or two?',
            markdown: null,
            pressing: false,
            choices: [
              { id: 'same', label: 'Same project, share the VPC', detail: 'Saves about $8 a month', does: null, tone: 'plain' },
              { id: 'own', label: 'Take the advice: a project of its own', detail: null, does: null, tone: 'plain' },
            ],
          }
        : null;
  }
  if (time >= at(61) && time < DESTROY && open('predict'))
    return {
      kind: 'prediction',
      id: 'predict',
      title: 'What will destroy remove?',
      markdown: 'The state in this folder came out of the archive.',
      choices: [
        { id: 'dup', label: 'The twelve duplicates', detail: null, does: null, tone: 'plain' },
        { id: 'prod', label: 'Everything that serves learners', detail: null, does: null, tone: 'plain' },
        { id: 'none', label: 'Nothing: the state is empty', detail: null, does: null, tone: 'plain' },
      ],
    };
  if (time >= DESTROY + 25_000 && time < DESTROY + 290_000)
    return {
      kind: 'choice',
      id: 'stop',
      title: 'The site does not load.',
      pressing: true,
      markdown: '58 of 95 are gone. The database is *deleting*.',
      choices: [
        { id: 'stop', label: 'Stop it, now', detail: null, does: 'Ctrl-C', tone: 'plain' },
        { id: 'ask', label: '“What exactly are you deleting?”', detail: null, does: null, tone: 'plain' },
        { id: 'let', label: 'Let it finish; the backups are there', detail: null, does: null, tone: 'destructive' },
      ],
    };
  return null;
}

export function deskAt(
  time: number,
  extra: { last: number; answered: ReadonlySet<string>; typed: readonly Scripted[]; guided: boolean; branches: DeskView['strip']['branches'] },
): DeskView {
  const all = [...script(), ...extra.typed].filter((item) => item.at <= time).sort((one, other) => one.at - other.at);
  const out = all.flatMap((item) => (item.out ? [item.out] : []));
  const running = time >= DESTROY && time < DESTROY + 290_500;
  const up = time < DESTROY + 21_000;
  const dbGone = time >= DESTROY + 290_000;
  const minutesDown = up ? 0 : (time - DESTROY - 21_000) / MIN;
  const stored = dbGone ? null : 194_320 + Math.floor((time - START) / 13_000);
  const act = time < at(14) ? 1 : time < at(33) ? 2 : time < at(45) ? 3 : time < at(60) ? 4 : dbGone ? 6 : 5;
  const chunk = (list: string[]) => Array.from({ length: Math.ceil(list.length / 128) }, (_, index) => list.slice(index * 128, index * 128 + 128));
  const prompt = P;
  return {
    scenario: { slug: 'wheres-my-database', title: 'Where’s my database?' },
    act: { number: act, of: 9, title: '' },
    clock: { at: time, day: 'Thu 26 Feb', time: local(time), zone: 'CET' },
    answers: { stored, lost: dbGone ? 194_611 : 0 },
    chat: all.flatMap((item, index) => (item.chat ? [{ id: `c${index}${item.at}`, at: item.at, clock: local(item.at), ...item.chat } as ChatItem] : [])),
    decision: decisionAt(time, extra.answered),
    hint:
      time > at(60)
        ? { given: extra.answered.has('hint') ? ['What does `terraform state list` say now, and what did it say an hour ago?'] : [], left: extra.answered.has('hint') ? 2 : 3 }
        : null,
    agent: { mode: 'skip permissions', busy: running },
    terminals: [
      {
        id: 'new',
        label: 'new-laptop ~/infra',
        machine: 'new-laptop',
        opens: null,
        status: running ? 'running' : 'prompt',
        secret: false,
        prompt: running ? '' : prompt,
        output: { length: out.length, chunks: chunk(out) },
        history: [
          'terraform state list',
          'terraform plan',
          'aws rds describe-db-instances',
          ...extra.typed.flatMap((item) => (item.out?.startsWith(P) ? [item.out.slice(P.length).split('\r')[0] ?? ''] : [])),
        ],
        by: running ? 'agent' : null,
      },
      {
        id: 'old',
        label: 'old-laptop ~',
        machine: 'old-laptop',
        opens: null,
        status: 'prompt',
        secret: false,
        prompt: '\x1b[32myou@old-laptop\x1b[0m:\x1b[1m~\x1b[0m$ ',
        output: { length: 0, chunks: [] },
        history: [],
        by: null,
      },
      {
        id: 'bastion',
        label: 'bastion',
        machine: 'bastion',
        opens: null,
        status: time > DESTROY + 60_000 ? 'closed' : 'question',
        secret: true,
        prompt: '',
        output: { length: 1, chunks: [['Password for user courses: ']] },
        history: [],
        by: null,
      },
    ],
    files: ['main.tf', 'variables.tf', 'modules/network/main.tf', 'site.tf'].map((path) => ({ machine: 'new-laptop', path: `~/infra/${path}` })),
    site: {
      url: 'https://courses.example/homework',
      up,
      status: up ? 200 : time < DESTROY + 60_000 ? 503 : null,
      error: up
        ? null
        : time < DESTROY + 60_000
          ? { title: '503 Service Temporarily Unavailable', detail: 'The load balancer answers, and has no healthy target to send you to.' }
          : { title: 'This site can’t be reached', detail: 'courses.example’s server IP address could not be found. DNS_PROBE_FINISHED_NXDOMAIN' },
      page: up
        ? {
            title: 'Data Engineering, spring term',
            homework: 'Homework 4: batch processing',
            due: 'Due Sunday 23:00, in three days',
            answers: stored,
            board: [
              { name: 'm.okafor', points: 412 },
              { name: 'lin', points: 398 },
              { name: 'petra_s', points: 391 },
            ],
          }
        : null,
      chain: ['record', 'load balancer', 'listener rule', 'healthy target', 'ECS task', 'security group', 'database'].map((name, index) => ({
        name,
        ok: up || index > 6 || (index < 3 && time < DESTROY + 60_000),
        detail:
          [
            'courses.example A alias',
            'platform-alb',
            'host courses.example, priority 10',
            'courses-prod, 2 of 2',
            'courses-prod:42, running',
            'service to database 5432',
            'dev-courses-db, prod',
          ][index] ?? '',
      })),
      minutesDown,
    },
    map: { groups: rowsAt(time), counts: { config: 101, state: time >= at(45) ? 37 : 0, reality: dbGone ? 14 : 107 } },
    backups: {
      copies: [
        {
          id: 'live',
          kind: 'live',
          name: 'dev-courses-db',
          account: 'this account',
          asOf: 'now',
          rows: stored,
          there: !dbGone,
          diesWith: 'rds:DeleteDBInstance',
          killedBy: dbGone ? 'rds:DeleteDBInstance at 23:02:40' : null,
        },
        ...[26, 25, 24].map((day) => ({
          id: `auto${day}`,
          kind: 'automated' as const,
          name: `rds:dev-courses-db-2026-02-${day}-02-00`,
          account: 'this account',
          asOf: `Feb ${day} 02:00`,
          rows: 194_320 - (26 - day) * 5_400,
          there: !dbGone,
          diesWith: 'DeleteDBInstance, DeleteAutomatedBackups',
          killedBy: dbGone ? 'DeleteAutomatedBackups, which nobody set' : null,
        })),
        {
          id: 'log',
          kind: 'log',
          name: 'transaction log',
          account: 'this account',
          asOf: 'five minutes ago',
          rows: stored,
          there: !dbGone,
          diesWith: 'rds:DeleteDBInstance',
          killedBy: dbGone ? 'rds:DeleteDBInstance at 23:02:40' : null,
        },
      ],
      warning: running || dbGone ? 'Everything that could bring the data back hangs on the instance being deleted.' : null,
    },
    console: { services: [{ name: 'RDS', pages: [{ id: 'rds.instances', title: 'Databases' }] }], answer: null },
    guards: null,
    bill: {
      today: 4.18,
      monthly: 148.3,
      lines: [
        { id: 'nat', label: 'NAT gateway', perHour: 0.048, perMonth: 35.04, soFar: 1.1, note: null },
        { id: 'rds', label: 'RDS db.t4g.small', perHour: 0.034, perMonth: 24.82, soFar: 0.8, note: 'single zone' },
        { id: 'alb', label: 'Load balancer', perHour: 0.0252, perMonth: 18.4, soFar: 0.58, note: null },
        { id: 'ecs', label: 'Fargate, 4 tasks', perHour: 0.049, perMonth: 36.04, soFar: 1.16, note: null },
      ],
    },
    strip: {
      from: START,
      to: Math.max(extra.last, time),
      lived: Math.max(extra.last, time),
      now: time,
      points: POINTS.filter((point) => point.at <= extra.last),
      spans: [
        ...(extra.last > DESTROY ? [{ from: DESTROY, to: Math.min(extra.last, DESTROY + 290_500), kind: 'destroy' as const }] : []),
        ...(extra.last > DESTROY + 21_000 ? [{ from: DESTROY + 21_000, to: extra.last, kind: 'down' as const }] : []),
      ],
      branches: extra.branches,
    },
    attention: extra.guided && running ? { panel: 'map', detail: 'Watch what goes, and in which order.' } : null,
    nextEventAt: running ? (script().find((item) => item.at > time)?.at ?? null) : (script().find((item) => item.at > time)?.at ?? null),
    waitingUntil: null,
    finished: time >= END,
  };
}

export function fixtureSession(from = START, withPrologue = true): Session {
  let last = from;
  let now = from;
  let answered: ReadonlySet<string> = new Set();
  let typed: readonly Scripted[] = [];
  let guided = true;
  let branches: DeskView['strip']['branches'] = [];
  let cached: DeskView | null = null;
  const touch = () => {
    cached = null;
  };
  const view = () => (cached ??= deskAt(now, { last, answered, typed, guided, branches }));
  const place = (): Place => ({ frame: Math.round((now - START) / 1000), last: Math.round((last - START) / 1000), branch: 'a' });
  const fork = () => {
    if (now >= last) return;
    branches = [...branches, { id: `b${branches.length}`, at: now, to: last, label: `as it went from ${local(now).slice(0, 5)}` }];
    last = now;
    touch();
  };
  const go = (time: number) => {
    now = Math.min(END, time);
    last = Math.max(last, now);
  };
  return {
    slug: 'wheres-my-database',
    title: 'Where’s my database?',
    view,
    debrief: () => (now >= END ? DEBRIEF : null),
    place,
    expects: () => null,
    forgetQuestion: () => {},
    fork,
    dispatch(action: Action) {
      fork();
      if (action.type === 'wait') go(action.until);
      else if (action.type === 'choose' || action.type === 'predict') {
        answered = new Set([...answered, action.type === 'choose' ? action.beat : action.prediction]);
        const next = { advice: at(12), predict: DESTROY, stop: DESTROY + 291_000 }[action.type === 'choose' ? action.beat : action.prediction];
        if (next) go(next);
      } else if (action.type === 'permit') answered = new Set([...answered, 'permit']);
      else if (action.type === 'hint') answered = new Set([...answered, 'hint']);
      else if (action.type === 'say') typed = [...typed, { at: now, chat: { kind: 'you', text: action.text } }];
      else if (action.type === 'line' && action.terminal === 'new') {
        const answer = /describe-db-snapshots/.test(action.text) ? '[]\r\n' : action.text.trim() === '' ? '' : `\x1b[2m(fixture) ${action.text}\x1b[0m\r\n`;
        typed = [...typed, { at: now, out: `${P}${action.text}\r\n` }, ...(answer ? [{ at: now, out: answer }] : [])];
        if (/describe-db-snapshots/.test(action.text))
          typed = [...typed, { at: now, chat: { kind: 'agent', markdown: 'No snapshots. The automated ones went with the instance. The database is gone.' } }];
      }
      touch();
    },
    rewindTo(target: Target) {
      now = 'at' in target ? Math.max(START, Math.min(last, target.at)) : 'frame' in target ? Math.min(last, START + target.frame * 1000) : DESTROY;
      const point = 'frame' in target ? POINTS.find((one) => one.frame === target.frame) : undefined;
      if (point && 'frame' in target && target.frame < 20) now = Math.min(last, point.at);
      touch();
    },
    switchBranch(id) {
      const branch = branches.find((one) => one.id === id);
      if (branch) last = now = branch.to;
      touch();
    },
    complete(_terminal, line, cursor) {
      const word = /\S*$/.exec(line.slice(0, cursor))?.[0] ?? '';
      return {
        from: cursor - word.length,
        options: ['terraform', 'tree', 'plan', 'apply', 'destroy', 'describe-db-instances', 'describe-db-snapshots', 'describe-db-clusters'].filter((option) =>
          option.startsWith(word),
        ),
      };
    },
    editorFile: (machine, path) => ({
      machine,
      path,
      text: 'module "network" {\n  source = "./modules/network"\n  cidr   = "10.20.0.0/16"\n}\n\nresource "aws_db_instance" "courses" {\n  identifier          = "dev-courses-db"\n  skip_final_snapshot = true\n\n  lifecycle {\n    # prevent_destroy = true\n  }\n}\n',
    }),
    evenings: () => [{ id: 'a', label: 'Your evening', current: true, leftAt: null, figures: null }],
    reckon: () => undefined,
    consolePage: (id) => (id === 'rds.instances' ? { id, service: 'RDS', title: 'Databases', columns: [], rows: [], empty: 'No DB instances.', refused: null, actions: [] } : null),
    mapHighlight: (line) => (/destroy/.test(line) ? RESOURCES.map(([, service, name]) => `${service}.${name}`) : /rds/.test(line) ? ['db.dev-courses-db'] : []),
    setGuided(next) {
      guided = next;
      touch();
    },
    record: () => ({
      scenario: 'wheres-my-database',
      version: 'fixture',
      seed: 1,
      current: 'a',
      settings: { guided },
      branches: [{ id: 'a', parent: null, label: '', actions: [{ at: START, action: { type: 'wait', until: last } }] }],
    }),
    trial: () => null,
    newest: () => null,
    earlier: () => 'there',
    prologue(): Prologue | null {
      if (!withPrologue) return null;
      const session = fixtureSession(END, false);
      return { session, terminal: 'new', line: "aws rds describe-db-snapshots --query 'DBSnapshots[].DBSnapshotIdentifier'" };
    },
  };
}

export const openFixture = async (_slug: string, record: RunRecord | null): Promise<Opened> => {
  const wait = record?.branches[0]?.actions[0]?.action;
  return { session: fixtureSession(wait?.type === 'wait' ? wait.until : START), refused: null };
};

export const DEBRIEF: DebriefView = {
  ending: 'lost',
  title: 'The database and all seven backups are gone',
  markdown:
    'The words `terraform destroy` were right an hour earlier, when the folder’s state held twelve duplicates. The archive changed what they meant, and nothing on the screen said so.\n\nWhat saved the real evening was not in your hands: support found a copy.',
  score: { points: 41, outOf: 100 },
  rowsLost: 194_611,
  minutesDown: 1_571,
  stillDown: false,
  money: { once: 29, monthly: 15 },
  timeline: [
    { fact: 0, day: null, clock: '22:14:08', text: 'terraform plan: 101 to add', kind: 'agent', cause: null },
    { fact: 1, day: null, clock: '22:45:01', text: 'unzip -o replaced terraform.tfstate (serial 4 by serial 212)', kind: 'agent', cause: null },
    { fact: 2, day: null, clock: '23:02:02', text: 'terraform destroy -auto-approve', kind: 'agent', cause: null },
    { fact: 3, day: null, clock: '23:02:40', text: 'rds: DeleteDBInstance dev-courses-db', kind: 'cloud', cause: 2 },
    { fact: 5, day: null, clock: '23:02:23', text: 'The site stopped answering', kind: 'site', cause: 2 },
    { fact: 4, day: null, clock: '23:06:52', text: '7 automated snapshots and the transaction log deleted', kind: 'loss', cause: 3 },
    { fact: 6, day: null, clock: '23:13:00', text: 'describe-db-snapshots printed []', kind: 'you', cause: 4 },
  ],
  decisions: [
    { act: 1, question: 'One project or two?', chosen: 'Same project, share the VPC', changed: 'Production and the new site came to share a state.', real: 'The same.', frame: 2 },
    {
      act: 5,
      question: 'The site does not load.',
      chosen: 'Let it finish; the backups are there',
      changed: '37 more resources were deleted, the database among them.',
      real: 'It ran to the end.',
      frame: 6,
    },
  ],
  guardrails: [
    {
      id: 'prevent',
      name: 'prevent_destroy on the database',
      inPlace: false,
      stops: true,
      at: 'terraform destroy: Instance cannot be destroyed',
      price: 'free',
      hole: 'gone when the block is deleted; knows nothing of the console or CLI',
      rowsLost: 0,
      minutesDown: 0,
      tried: 'yes',
      left: null,
    },
    {
      id: 'protection',
      name: 'RDS deletion protection',
      inPlace: false,
      stops: true,
      at: 'rds:DeleteDBInstance',
      price: 'free',
      hole: 'one ModifyDBInstance away',
      rowsLost: 0,
      minutesDown: 94,
      tried: 'yes',
      left: null,
    },
    {
      id: 'restore',
      name: 'A restore test every night',
      inPlace: false,
      stops: false,
      at: null,
      price: '$1.20 a month',
      hole: 'costs an instance for an hour; stops nothing by itself',
      rowsLost: 194_611,
      minutesDown: 1_571,
      tried: 'yes',
      left: null,
    },
  ],
  findings: [
    {
      objective: 'Listed before deleting',
      verdict: 'missed',
      evidence: [{ id: 2, clock: '23:02:02', text: 'terraform destroy -auto-approve' }],
      comment: 'The plan named 95 things; twelve were meant.',
    },
    { objective: 'Noticed whose state it was', verdict: 'not reached', evidence: [], comment: 'The archive was never opened before it was unpacked.' },
    { objective: 'Stopped what should not run', verdict: 'met', evidence: [{ id: 0, clock: '22:31:41', text: 'Ctrl-C after 41 s' }], comment: 'The first apply was stopped.' },
  ],
  real: [
    { clock: '22:00', text: 'The advice for a project of its own is declined.', yours: 'You declined it too, at 22:12.' },
    { clock: '23:00', text: 'terraform destroy runs to its end.', yours: 'It ran to its end.' },
    { clock: 'next day', text: 'Support restores a copy nobody could see.', yours: null },
  ],
  contradictions: [{ topic: 'How many rows', text: 'Published as 1,943,200; a screenshot reads 194,320. The case uses the second.' }],
  sources: [{ title: 'The founder’s own account', url: 'https://example.org/account' }],
};
