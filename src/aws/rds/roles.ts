// Who may log in to a Postgres server. Roles belong to the server, not to one of its databases: what a statement in one database did to them holds in
// all others. They are noted with the statement that changed them, so a restore has the roles of its moment.
import { strToU8 } from 'fflate';
import { iso } from '../../engine/clock.ts';
import { hex, md5 } from '../../engine/digest.ts';
import type { DatabaseContents } from './contents.ts';

/** A role as the server's catalog has it. */
export interface Role {
  readonly name: string;
  readonly login: boolean;
  /** As it is stored: `md5` and a digest. Null when the role has none. */
  readonly password: string | null;
  /** The attributes besides, as CREATE ROLE words them. */
  readonly options: string;
  /** Milliseconds from which the password is not taken any more; null for never. */
  readonly until: number | null;
  /** Roles that it is a member of, sorted, each with the options of the grant. */
  readonly memberOf: readonly { readonly role: string; readonly how: string }[];
  /** Its own settings (`ALTER ROLE ... SET`), as `name=value`, in order. */
  readonly settings: readonly string[];
}

/** A server's roles when RDS has made it: the master user's. */
export const rolesAtFirst = (username: string): readonly Role[] => [
  {
    name: username,
    login: true,
    password: null,
    options: 'INHERIT CREATEROLE CREATEDB CONNECTION LIMIT -1',
    until: null,
    memberOf: [{ role: 'rds_superuser', how: 'ADMIN f, INHERIT t, SET t' }],
    settings: [],
  },
];

interface Server {
  readonly username: string;
  readonly contents: Readonly<DatabaseContents>;
}

/** The roles on a server by now. */
export const rolesOf = ({ username, contents }: Server): readonly Role[] => contents.statements.findLast((statement) => statement.roles)?.roles ?? rolesAtFirst(username);

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const settingSql = (role: Role, setting: string): string => {
  const at = setting.indexOf('=');
  return `alter role ${quoted(role.name)} set ${setting.slice(0, at)} to ${literal(setting.slice(at + 1))}`;
};

const attributes = (role: Role): string =>
  `${role.options} ${role.login ? 'LOGIN' : 'NOLOGIN'} password ${role.password === null ? 'null' : literal(role.password)} valid until ${role.until === null ? "'infinity'" : `'${iso(role.until)}'`}`;

/** The statements that make the roles `before` to the roles `after`, for a database whose own statements have not done it. */
export function rolesSql(before: readonly Role[], after: readonly Role[]): string[] {
  const sql: string[] = [];
  const named = (roles: readonly Role[], name: string) => roles.find((role) => role.name === name);
  for (const role of before) if (!named(after, role.name)) sql.push(`drop role if exists ${quoted(role.name)}`);
  for (const role of after) {
    const old = named(before, role.name);
    if (!old) sql.push(`do $$ begin create role ${quoted(role.name)}; exception when duplicate_object then null; end $$`);
    if (!old || attributes(old) !== attributes(role)) sql.push(`alter role ${quoted(role.name)} ${attributes(role)}`);
    if (old && old.settings.length > 0 && old.settings.join('\0') !== role.settings.join('\0')) sql.push(`alter role ${quoted(role.name)} reset all`);
    if (old?.settings.join('\0') !== role.settings.join('\0')) sql.push(...role.settings.map((setting) => settingSql(role, setting)));
  }
  for (const role of after) {
    const old = named(before, role.name)?.memberOf ?? [];
    for (const { role: group, how } of role.memberOf)
      if (old.find((one) => one.role === group)?.how !== how)
        sql.push(`grant ${quoted(group)} to ${quoted(role.name)} with ${how.replaceAll(/\bt\b/g, 'true').replaceAll(/\bf\b/g, 'false')}`);
    for (const { role: group } of old) if (!role.memberOf.some((one) => one.role === group)) sql.push(`revoke ${quoted(group)} from ${quoted(role.name)}`);
  }
  return sql;
}

/** What a server says to a name and a password: `password` also to a name that it does not know, `login` to a role that may not log in. */
export function loginTo(server: Server, now: number, user: string, password: string): 'ok' | 'password' | 'login' {
  const { contents } = server;
  const at = contents.statements.findLast((statement) => statement.roles)?.at ?? 0;
  const role = rolesOf(server).find((one) => one.name === user);
  // RDS keeps the master user's password, until somebody gives it another in SQL.
  if (user === server.username && (!role?.password || at < (contents.passwordAt ?? 0))) return password === contents.password ? 'ok' : 'password';
  if (!role?.password || (role.until !== null && role.until <= now)) return 'password';
  if (role.password !== `md5${hex(md5(strToU8(password + user)))}`) return 'password';
  return role.login ? 'ok' : 'login';
}
