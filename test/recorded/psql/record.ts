// Records the sessions of this folder with the PostgreSQL on this computer: `tsx test/recorded/psql/record.ts [FILE...]`. It makes a cluster of its own on the loopback, with
// the main case's tables in a database `dev`, and takes it away again. Standard output is a terminal, so that it and the complaints come in the order in which a person sees them.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSession, sessionFiles, settled, writeSession } from './sessions.ts';

const PORT = '5432';
const top = mkdtempSync(path.join(tmpdir(), 'psql-server-'));
const cluster = path.join(top, 'cluster');
const disk = new URL('../../../scenarios/wheres-my-database/disk/database/', import.meta.url);

function must(command: string, args: readonly string[], input?: string): string {
  const said = spawnSync(command, args, { encoding: 'utf8', input });
  if (said.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${said.stderr || said.error?.message}`);
  return said.stdout;
}
/** PostgreSQL does not run as root. */
const asPostgres = (command: string) => must('su', ['postgres', '-s', '/bin/sh', '-c', command]);

function startCluster(): void {
  must('chown', ['postgres', top]);
  chmodSync(top, 0o755);
  asPostgres(`initdb -D ${cluster} -U postgres --locale=C.UTF-8 -A trust`);
  asPostgres(
    `openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost -keyout ${cluster}/server.key -out ${cluster}/server.crt && chmod 600 ${cluster}/server.key`,
  );
  writeFileSync(path.join(cluster, 'pg_hba.conf'), 'local all postgres trust\nhostssl all all all scram-sha-256\n');
  asPostgres(`pg_ctl -D ${cluster} -o "-p ${PORT} -h localhost -k ${top} -c ssl=on -c timezone=UTC" -l ${cluster}/log -w start`);
  const sql = (database: string, text: string) => must('psql', ['-h', top, '-p', PORT, '-U', 'postgres', '-d', database, '-v', 'ON_ERROR_STOP=1', '-qAt', '-f', '-'], text);
  sql('postgres', "create role courses login createdb createrole password 'quay'; create database dev owner courses;");
  const data = ['schema.sql', 'dev.sql'].map((name) => readFileSync(new URL(name, disk), 'utf8')).join('\n');
  sql('dev', `set session authorization courses;\n${data}`);
}

try {
  startCluster();
  for (const file of process.argv.length > 2 ? process.argv.slice(2) : sessionFiles(import.meta.dirname)) {
    const home = mkdtempSync(path.join(tmpdir(), 'psql-'));
    const env = {
      HOME: home,
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TERM: 'dumb',
      PAGER: 'cat',
      PSQL_PAGER: 'cat',
      EDITOR: 'true',
      PGHOST: 'localhost',
      PGUSER: 'courses',
      PGPASSWORD: 'quay',
      PGDATABASE: 'dev',
    };
    const spoken = readSession(file).map(({ typed }) => {
      writeFileSync(path.join(home, '.line'), `${typed.join('\n')}\n`);
      const said = spawnSync('script', ['-qc', 'stty cols 80; bash .line', '/dev/null'], {
        cwd: home,
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: 20_000,
      });
      return { typed, output: settled(said.stdout) };
    });
    rmSync(home, { recursive: true });
    writeFileSync(file, writeSession(spoken));
  }
} finally {
  spawnSync('su', ['postgres', '-s', '/bin/sh', '-c', `pg_ctl -D ${cluster} -m immediate stop`]);
  rmSync(top, { recursive: true, force: true });
}
