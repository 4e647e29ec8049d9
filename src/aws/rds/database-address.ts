// Where an environment says its database is, in the ways that Django projects and Postgres clients say it.

export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const pick = (environment: Readonly<Record<string, string>>, names: readonly string[]): string | null => {
  for (const name of names) if (environment[name] !== undefined) return environment[name] as string;
  return null;
};

const decode = (text: string) =>
  text.replace(/(%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });

/** Reads `DATABASE_URL`, a secret in JSON, or `DB_HOST` and its siblings (also POSTGRES_…, PG…, DATABASE_…). Null when there is no database. */
export function databaseAddress(environment: Readonly<Record<string, string>>): DatabaseAddress | null {
  const url = /^postgres(?:ql)?:\/\/([^:@/]*)(?::(.*))?@([^:@/]+)(?::(\d+))?\/([^?]*)/.exec(environment.DATABASE_URL ?? '');
  if (url) return { user: decode(url[1] ?? ''), password: decode(url[2] ?? ''), host: url[3] ?? '', port: Number(url[4] ?? 5432), database: url[5] ?? '' };
  let all: Readonly<Record<string, string>> = environment;
  for (const value of Object.values(environment)) {
    if (!value.trimStart().startsWith('{')) continue;
    try {
      const secret = JSON.parse(value) as Record<string, unknown>;
      const texts = Object.fromEntries(Object.entries(secret).map(([name, inner]) => [`secret.${name}`, String(inner)]));
      all = { ...texts, ...all };
    } catch {
      // Not a secret in JSON; some other setting.
    }
  }
  const hosted = pick(all, ['DB_HOST', 'DATABASE_HOST', 'POSTGRES_HOST', 'PGHOST', 'RDS_HOSTNAME', 'secret.host']);
  if (hosted === null) return null;
  const [host = '', inline] = hosted.split(':');
  return {
    host,
    port: Number(pick(all, ['DB_PORT', 'DATABASE_PORT', 'POSTGRES_PORT', 'PGPORT', 'RDS_PORT', 'secret.port']) ?? inline ?? 5432),
    user: pick(all, ['DB_USER', 'DB_USERNAME', 'DATABASE_USER', 'POSTGRES_USER', 'PGUSER', 'RDS_USERNAME', 'secret.username', 'secret.user']) ?? '',
    password: pick(all, ['DB_PASSWORD', 'DATABASE_PASSWORD', 'POSTGRES_PASSWORD', 'PGPASSWORD', 'RDS_PASSWORD', 'secret.password']) ?? '',
    database: pick(all, ['DB_NAME', 'DATABASE_NAME', 'POSTGRES_DB', 'PGDATABASE', 'RDS_DB_NAME', 'secret.dbname', 'secret.database']) ?? '',
  };
}
