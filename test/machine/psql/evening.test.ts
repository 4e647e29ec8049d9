// psql in the main case, with the real Postgres behind it: who reaches it, what it says, and what becomes of the world.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { isBeginning } from '../../../src/app/postgres/server.ts';
import { contentsAt, rowsAt } from '../../../src/aws/rds/contents.ts';
import { forgetAnswers, Unanswered } from '../../../src/engine/device.ts';
import { canonical } from '../../../src/engine/json.ts';
import { since } from '../../../src/engine/log.ts';
import { answered } from '../../../src/headless/postgres.ts';
import { begin, dispatch } from '../../../src/lesson/play.ts';
import { type Played, parseScript, playingScript, playScript } from '../../../src/lesson/script.ts';
import { cut } from '../../../src/machine/programs/psql/lexer.ts';
import { replay } from '../../../src/whatif/replay.ts';
import { productionOf } from '../../../src/world/measure.ts';
import { siteUp } from '../../../src/world/site-now.ts';
import type { World } from '../../../src/world/world.ts';
import { sealed } from '../../laws/seal.ts';
import { theCase, theWorld } from '../../lesson/evening.ts';

const LONG = 120_000;
const HOST = () => productionOf(theWorld()).instance?.address ?? '';
const url = (database: string) => `postgres://courses:Lighthouse-Harbour-71@${HOST()}:5432/${database}`;

const screen = (world: World) =>
  since(world.computers.terminals['old-laptop']?.output ?? { length: 0, chunks: [] }, 0)
    .join('')
    .replace(/\u001b\[[0-9;]*m/g, '');
const script = (...lines: string[]) => parseScript(['> skip', '% old-laptop', ...lines].join('\n'));
const play = (...lines: string[]): Promise<Played> => answered(playingScript(theCase(), begin(theCase(), theWorld(), false), script(...lines)));

let session: Played;
const LINES = () => [
  '$ ssh ec2-user@bastion',
  `$ psql ${url('dev')}`,
  '? \\dt courses_a*',
  '? select count(*)',
  '? from courses_answer;',
  '? selec 1;',
  '? begin;',
  '? delete from courses_answer where id > 40;',
  '? select count(*) from courses_answer;',
  '? rollback;',
  '? select count(*) as still from courses_answer;',
  "? insert into courses_course (slug, title) values ('x-2026', 'X') returning id, slug;",
  '? copy courses_course (slug, title) from stdin;',
  '? y-2026\tY',
  '? \\.',
  '? select now() as now, current_user, current_database();',
  '? drop table courses_answer cascade;',
  '? select * from courses_answer;',
  '? \\q',
];

beforeAll(async () => {
  session = await play(...LINES());
}, LONG);

test('a session shows what psql shows', () => {
  const text = screen(session.play.world);
  expect(text).toContain('psql (16.4, server 16.3)\nSSL connection');
  expect(text).toContain(
    '             List of relations\n Schema |      Name      | Type  |  Owner  \n--------+----------------+-------+---------\n public | courses_answer | table | courses\n(1 row)\n\n',
  );
  expect(text).toContain('dev=> select count(*)\ndev-> from courses_answer;\n count \n-------\n   240\n(1 row)\n\n');
  expect(text).toContain('ERROR:  syntax error at or near "selec"\nLINE 1: selec 1;\n        ^\n');
  expect(text).toContain('dev=*> delete from courses_answer where id > 40;\nDELETE 200\ndev=*> select count(*) from courses_answer;\n count \n-------\n    40\n');
  expect(text).toContain('ROLLBACK\ndev=> select count(*) as still from courses_answer;\n still \n-------\n   240\n');
  expect(text).toContain(' id |  slug  \n----+--------\n 13 | x-2026\n(1 row)\n\nINSERT 0 1\n');
  expect(text).toContain('>> \\.\nCOPY 1\n');
  // The clock of the server is the world's.
  expect(text).toMatch(/ 2026-02-26 21:\d\d:\d\d.*\+00 \| courses {6}\| dev\n/);
  expect(text).toContain('DROP TABLE\n');
  expect(text).toContain('ERROR:  relation "courses_answer" does not exist\nLINE 1: select * from courses_answer;\n                      ^\n');
});

test('what was executed is part of the database, and of nothing else', () => {
  const contents = productionOf(session.play.world).instance?.contents;
  const now = session.play.world.time.now;
  expect(contents?.statements.map((statement) => statement.database)).toEqual(['dev', 'dev', 'dev', 'dev', 'dev']);
  expect(contents && rowsAt(contents, 'dev', 'courses_course', now)).toBe(14);
  expect(contents && rowsAt(contents, 'dev', 'courses_answer', now)).toBeNull();
  expect(contents && rowsAt(contents, 'prod', 'courses_answer', now)).toBeGreaterThan(194_500);
  expect(siteUp(session.play.world)).toBe(true);
});

test(
  'a run with psql in it plays again under the seal to the same world, once its questions are answered; without answers it stops and says so',
  () => {
    const again = sealed(() => replay(theCase(), theWorld(), false, session.actions, session.play.world.time.now));
    expect(canonical(again.world)).toBe(canonical(session.play.world));
    forgetAnswers();
    expect(() => replay(theCase(), theWorld(), false, session.actions)).toThrow(Unanswered);
  },
  LONG,
);

test('an answer that comes from outside is nobody’s', () => {
  const { play: before } = playScript(theCase(), begin(theCase(), theWorld(), false), script('$ true'));
  const forged = dispatch(theCase(), before, { type: 'answer', terminal: 'old-laptop', answer: { replies: [], transaction: 'I', counts: {}, roles: null } });
  expect(forged.world).toBe(before.world);
});

test('a dropped database is gone for the site, and there again in a restore to the minute before', async () => {
  const { play: later } = await play(
    `$ ssh ec2-user@bastion psql ${url('dev')} -c "'drop database prod'" -c "'drop database dev'" -c "'drop database nope'" -c "'create database prod'"`,
    '$ true',
  );
  const text = screen(later.world);
  expect(text).toContain('DROP DATABASE\nERROR:  cannot drop the currently open database\n');
  expect(siteUp(later.world)).toBe(false);
  expect(productionOf(later.world).rows).toBeNull();
  const contents = productionOf(later.world).instance?.contents;
  const before = theWorld().time.now;
  expect(contents && rowsAt(contentsAt(contents, before), 'prod', 'courses_answer', before)).toBe(productionOf(theWorld()).rows);
});

test('the network decides: not from a laptop, not without a name, not with a wrong password; through a tunnel, yes', async () => {
  const played = await play(
    `$ PGCONNECT_TIMEOUT=5 psql ${url('prod')} -c 'select 1'; echo "exit $?"`,
    '$ psql -h nowhere.example.net -U courses -c "select 1" prod',
    '$ psql; psql -h localhost -U courses prod',
    `$ ssh ec2-user@bastion psql postgres://courses:wrong@${HOST()}/prod`,
    `$ ssh ec2-user@bastion psql ${url('nope')}`,
    `$ ssh -N -L 5433:${HOST()}:5432 ec2-user@bastion &`,
    '~ 3s',
    '$ PGPASSWORD=Lighthouse-Harbour-71 psql -h localhost -p 5433 -U courses -l | head -4',
    '~ 2s',
  );
  const text = screen(played.play.world);
  expect(text).toMatch(/psql: error: connection to server at "dev-courses-db\..*" \(10\.20\.\d+\.\d+\), port 5432 failed: timeout expired\nexit 2\n/);
  expect(text).toContain('psql: error: could not translate host name "nowhere.example.net" to address: Name or service not known\n');
  expect(text).toContain('psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n\tIs the server running locally');
  expect(text).toContain('psql: error: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused\n\tIs the server running on that host');
  expect(text).toContain('FATAL:  password authentication failed for user "courses"\n');
  expect(text).toContain('FATAL:  database "nope" does not exist\n');
  expect(text).toMatch(/List of databases\n +Name +\|/);
});

test('statements are cut where they end', () => {
  const none = () => undefined;
  const pieces = (text: string) => {
    const found: string[] = [];
    for (let at = 0; at < text.length; ) {
      const piece = cut(text, at, none);
      found.push(`${piece.is} ${piece.text.trim()}`);
      at = Math.max(piece.next, at + 1);
      if (piece.is !== 'statement') break;
    }
    return found;
  };
  expect(pieces('select \';\', "a;b", $x$ ; $x$ /* ; */ -- ;\n; select 2;')).toEqual(['statement select \';\', "a;b", $x$ ; $x$ /* ; */ -- ;\n;', 'statement select 2;']);
  expect(pieces("-- nothing\nselect E'\\';' ;")).toEqual(["statement select E'\\';' ;"]);
  expect(pieces('select (1; 2)')).toEqual(['more select (1; 2)']);
  expect(cut("select 'it", 0, none).inside).toBe("'");
  expect(cut("select :'who', :n, x::int", 0, (name) => ({ who: "o'x", n: '3' })[name]).text).toBe("select 'o''x', 3, x::int");
});

test('a server is only gone on with where its past is the beginning of what is wanted', () => {
  const start = { kind: 'begin', sql: '', owner: 'c', database: 'd' } as const;
  const grown = (to: number) => ({ kind: 'grow', table: 't', template: 'x', to, spells: [{ first: 1, at: 0, perHour: 1 }] }) as const;
  const done = { kind: 'sql', user: 'c', run: [{ at: 0, sql: 'delete', input: null }] } as const;
  expect(isBeginning([], [start])).toBe(true);
  expect(isBeginning([start, grown(5)], [start, grown(9), done])).toBe(true);
  expect(isBeginning([start, grown(9)], [start, grown(5), done])).toBe(false);
  expect(isBeginning([start, grown(5), done], [start, grown(9), done])).toBe(false);
  expect(isBeginning([start, done], [start])).toBe(false);
});

test('roles: who may log in, what they may do, in each database of the server, and in the words of Postgres', async () => {
  const as = (user: string, password: string, database: string, sql: string) => `$ PGPASSWORD=${password} psql -h ${HOST()} -U ${user} -d ${database} -Atc "${sql}"`;
  const master = (database: string, sql: string) => as('courses', 'Lighthouse-Harbour-71', database, sql);
  const { play: later } = await play(
    '$ ssh ec2-user@bastion',
    as('reader', 'guess', 'dev', 'select 1'),
    master('dev', "create role reader login password 'let me read'; create role nobody password 'x'; grant select on courses_answer to reader"),
    as('reader', "'let me read'", 'dev', 'select count(*), current_user from courses_answer').replace('count(*), current_user', "count(*) || ' for ' || current_user"),
    as('reader', "'let me read'", 'dev', 'delete from courses_answer'),
    as('reader', "'let me read'", 'dev', 'select * from auth_user'),
    as('reader', "'let me Read'", 'dev', 'select 1'),
    as('nobody', 'x', 'dev', 'select 1'),
    `$ PGPASSWORD=Lighthouse-Harbour-71 createdb -h ${HOST()} -U courses other`,
    as('reader', "'let me read'", 'other', 'select current_user, current_database()'),
    master('other', "alter role reader password 'changed'"),
    as('reader', 'changed', 'dev', 'select count(*) from courses_course'),
    as('reader', 'changed', 'dev', 'select count(*) from courses_answer'),
    master('dev', 'drop owned by reader'),
    master('dev', 'revoke all on courses_answer from reader; drop role reader'),
    as('reader', 'changed', 'dev', 'select 1'),
    master('dev', "alter user courses password 'Another-Harbour-1'"),
    master('dev', 'select 1'),
    as('courses', 'Another-Harbour-1', 'dev', 'select 42'),
    '$ true',
  );
  const text = screen(later.world);
  expect(text.match(/FATAL: {2}password authentication failed for user "(\w+)"/g)?.map((one) => one.split('"')[1])).toEqual(['reader', 'reader', 'reader', 'courses']);
  expect(text).toContain('\n240 for reader\n');
  expect(text).toContain('ERROR:  permission denied for table courses_answer\n');
  expect(text).toContain('ERROR:  permission denied for table auth_user\n');
  expect(text).toContain('FATAL:  role "nobody" is not permitted to log in\n');
  expect(text).toContain('\nreader|other\n');
  // As of version 16: who has made a role administers it, but has none of its rights.
  expect(text).toContain('ERROR:  permission denied to drop objects\nDETAIL:  Only roles with privileges of role "reader" may drop objects owned by it.\n');
  expect(text).toContain('ERROR:  permission denied for table courses_course\n');
  expect(text).toMatch(/select count\(\*\) from courses_answer"\n240\n/);
  expect(text).toContain('\n42\n');
  // The platform's password is the old one.
  expect(siteUp(later.world)).toBe(false);
});

test('nobody becomes a superuser, whichever way they try it', async () => {
  const tried: readonly (readonly [string, string])[] = [
    ['set session authorization rdsadmin;', 'ERROR:  permission denied to set session authorization "rdsadmin"'],
    ["select set_config('session_authorization', 'rdsadmin', true);", 'ERROR:  permission denied to set session authorization "rdsadmin"'],
    ["do $$ begin execute 'set session authorization rdsadmin'; end $$;", 'ERROR:  permission denied to set session authorization "rdsadmin"'],
    ['set role rdsadmin;', 'ERROR:  permission denied to set role "rdsadmin"'],
    ['reset session authorization;', 'RESET'],
    ['discard all;', 'DISCARD ALL'],
    ['reset role;', 'RESET'],
    ['grant rdsadmin to courses;', 'ERROR:  permission denied to grant role "rdsadmin"'],
    ['grant pg_execute_server_program to courses;', 'ERROR:  permission denied to grant role "pg_execute_server_program"'],
    ['alter role courses superuser;', 'ERROR:  permission denied to alter role'],
    ['create role boss superuser;', 'ERROR:  permission denied to create role'],
    ["alter role rdsadmin password 'mine';", 'ERROR:  permission denied to alter role'],
    ['update pg_authid set rolsuper = true;', 'ERROR:  permission denied for table pg_authid'],
    ["copy pg_class to program 'cat';", 'ERROR:  permission denied to COPY to or from an external program'],
    ["copy pg_class to '/tmp/there';", 'ERROR:  permission denied to COPY to a file'],
    ["select pg_read_file('/etc/passwd');", 'ERROR:  permission denied for function pg_read_file'],
    ['set session_replication_role = replica;', 'ERROR:  permission denied to set parameter "session_replication_role"'],
  ];
  const { play: later } = await play(
    '$ ssh ec2-user@bastion',
    `$ psql ${url('postgres')}`,
    ...tried.map(([line]) => `? ${line}`),
    // A session that has changed hands within a transaction, and one that begins anew.
    '? create role guest; begin; set local role courses; set local session authorization rdsadmin;',
    '? rollback;',
    "? select session_user || ' and ' || current_user as who, rolsuper from pg_roles where rolname = current_user;",
    '? \\c - rdsadmin',
    '? \\c rdsadmin',
    '? \\q',
    '$ true',
  );
  const text = screen(later.world);
  for (const [line, answer] of tried) expect(text, line).toContain(`> ${line}\n${answer}\n`);
  expect(text).toContain('ERROR:  permission denied to set session authorization "rdsadmin"\npostgres=!> rollback;\n');
  expect(text).toContain('\n courses and courses | f\n');
});

test('a statement that sleeps takes its time, or is ended by statement_timeout', async () => {
  const psql = `psql ${url('postgres')}`;
  const { play: later } = await play(
    '$ ssh ec2-user@bastion',
    `$ a=$(date +%s); ${psql} -qtAc "select pg_sleep(7)" > /dev/null; echo "took $(( $(date +%s) - a ))"`,
    `$ a=$(date +%s); PGOPTIONS='-c statement_timeout=3s' ${psql} -c 'select pg_sleep(7)'; echo "took $(( $(date +%s) - a ))"`,
    `$ ${psql} -tAc 'select 41 + 1' | gzip | zcat`,
    '$ true',
  );
  expect(screen(later.world)).toMatch(/\ntook 7\n[\s\S]*\nERROR: {2}canceling statement due to statement timeout\ntook 3\n[\s\S]*\n42\n/);
});

test('encryption: what sslmode says, what the server forces, and who is never let in', async () => {
  const as = (how: string, database = 'postgres') =>
    `$ psql "host=${HOST()} user=courses password=Lighthouse-Harbour-71 dbname=${database} ${how}" -c '\\conninfo'; echo "exit $?"`;
  const { play: later } = await play(
    '$ ssh ec2-user@bastion',
    as('sslmode=disable'),
    '$ export PGSSLMODE=disable',
    as(''),
    as('sslmode=allow', 'template1'),
    '$ unset PGSSLMODE',
    as('sslmode=verify-full'),
    as('sslmode=verify-ca sslrootcert=system'),
    as('sslmode=yes'),
    as('sslmode=require', 'template0'),
    as('', 'rdsadmin'),
    as('', 'nope'),
    as('password=wrong'),
    '$ true',
  );
  const text = screen(later.world);
  const said = [...text.matchAll(/\n((?:psql: error|You are connected)[\s\S]*?exit \d)\n/g)].map(([, one = '']) =>
    one.replaceAll(/connection to server at "\S+" \([\d.]+\), port 5432 failed: /g, 'SERVER ').replaceAll(/host "10\.20\.[\d.]+"/g, 'host HERE'),
  );
  const who = (database: string, how: string) => `for host HERE, user "courses", database "${database}", ${how}`;
  const forced = `psql: error: SERVER FATAL:  no pg_hba.conf entry ${who('postgres', 'no encryption')}\nexit 2`;
  expect(said.slice(0, 2)).toEqual([forced, forced]);
  expect(said[2]).toMatch(/^You are connected to database "template1"[^\n]*\nSSL connection \(protocol: TLSv1\.3, [^\n]*\nexit 0$/);
  expect(said.slice(3)).toEqual([
    'psql: error: SERVER root certificate file "/home/ec2-user/.postgresql/root.crt" does not exist\nEither provide the file, use the system\'s trusted roots with sslrootcert=system, or change sslmode to disable server certificate verification.\nexit 2',
    'psql: error: weak sslmode "verify-ca" may not be used with sslrootcert=system (use "verify-full")\nexit 2',
    'psql: error: invalid sslmode value: "yes"\nexit 2',
    'psql: error: SERVER FATAL:  database "template0" is not currently accepting connections\nexit 2',
    `psql: error: SERVER FATAL:  pg_hba.conf rejects connection ${who('rdsadmin', 'SSL encryption')}\nSERVER FATAL:  pg_hba.conf rejects connection ${who('rdsadmin', 'no encryption')}\nexit 2`,
    'psql: error: SERVER FATAL:  database "nope" does not exist\nexit 2',
    `psql: error: SERVER FATAL:  password authentication failed for user "courses"\nSERVER FATAL:  no pg_hba.conf entry ${who('postgres', 'no encryption')}\nexit 2`,
  ]);
});

test('variables from a row, a password that is typed twice, and another database', async () => {
  const { play: later } = await play(
    '$ ssh ec2-user@bastion',
    `$ psql ${url('postgres')}`,
    '? select 7 as n, null as gone \\gset my_',
    '? select :my_n * 6 as answer;',
    '? select 1 where false \\gset',
    '? select generate_series(1, 2) \\gset',
    '? create role reader login;',
    '? \\password reader',
    '? one',
    '? two',
    '? \\password reader',
    '? let me read',
    '? let me read',
    '? \\c template1 reader',
    '? \\c template1',
    '? \\q',
    `$ PGPASSWORD="let me read" psql -h ${HOST()} -U reader -d postgres -Atc "select 'I am ' || current_user"`,
    '$ true',
  );
  const text = screen(later.world);
  expect(text).toContain(' answer \n--------\n     42\n(1 row)\n');
  expect(text).toContain('no rows returned for \\gset\n');
  expect(text).toContain('more than one row returned for \\gset\n');
  expect(text).toMatch(/Enter new password for user "reader": \n?Enter it again: \n?Passwords didn't match\.\n/);
  expect(text).not.toContain('ALTER ROLE');
  expect(text).toContain('FATAL:  password authentication failed for user "reader"\n');
  expect(text).toContain('You are now connected to database "template1" as user "courses".\ntemplate1=> ');
  expect(text).toContain('\nI am reader\n');
});

test('a session in which everything is typed reads to the letter as one with psql 15 and a Postgres 15 that had the same tables', async () => {
  const recorded = readFileSync(new URL('../../recorded/psql/dev.txt', import.meta.url), 'utf8');
  const typed = [...recorded.matchAll(/^dev[-=(']['*!]?[>*!]+ ?(.*)$/gm)].map((match) => match[1] as string);
  expect(typed.length).toBeGreaterThan(60);
  const { play: later } = await play('$ ssh ec2-user@bastion', `$ psql ${url('dev')}`, ...typed.map((line) => `? ${line}`), '$ true');
  const shown = screen(later.world);
  const from = shown.indexOf('dev=> ');
  expect(shown.slice(from, shown.indexOf('ec2-user@', from))).toBe(recorded);
});

test('a watched statement comes again until Ctrl-C, and another program can be run from within', async () => {
  const { play: later } = await play(
    '$ ssh ec2-user@bastion',
    `$ psql ${url('dev')}`,
    '? select 42 as answer \\watch 5',
    '^C 12s',
    '? \\! hostname',
    "? \\copy (select 'from' as word) to out.csv csv",
    '? \\! cat out.csv',
    '? \\q',
    '$ true',
  );
  const text = screen(later.world);
  expect(text.match(/^\w{3} Feb 26 \d\d:\d\d:\d\d 2026 \(every 5s\)\n\n answer \n--------\n {5}42\n\(1 row\)\n\n/gm)).toHaveLength(3);
  expect(text).toMatch(/hostname\nbastion\n/);
  expect(text).toContain('cat out.csv\nfrom\n');
});

test(
  'a replica is read and takes no writes, whatever is set',
  async () => {
    const name = HOST().split('.')[0] ?? '';
    const { play: after } = await play(
      `$ aws rds create-db-instance-read-replica --db-instance-identifier reader --source-db-instance-identifier ${name} --query DBInstance.DBInstanceStatus`,
      '$ aws rds wait db-instance-available --db-instance-identifier reader',
      '$ ssh ec2-user@bastion',
      `$ psql ${url('dev').replace(`${name}.`, 'reader.')}`,
      '? select count(*) from courses_answer;',
      '? set default_transaction_read_only = off;',
      "? insert into courses_course (slug, title) values ('z-2026', 'Z');",
      '? \\q',
    );
    const text = screen(after.world);
    expect(text).toContain('dev=> select count(*) from courses_answer;\n count \n-------\n   240\n');
    expect(text).toContain('ERROR:  cannot set transaction read-write mode during recovery\n');
    expect(text).toContain('ERROR:  cannot execute INSERT in a read-only transaction\n');
  },
  LONG,
);
