// What the device asks a Postgres about itself after something has been changed: how many rows there are, and which roles.
import type { Role } from '../../aws/rds/roles.ts';

/** Gives the query that counts all tables; null when there is none. */
export const COUNTS = `select string_agg(format('select %L, count(*) from %I.%I', case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end, n.nspname, c.relname), ' union all ')
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname not in ('pg_catalog', 'information_schema')`;

/** All roles that somebody may have made or changed. */
export const ROLES = `select r.rolname, r.rolcanlogin, r.rolpassword,
  concat_ws(' ', case when r.rolinherit then 'INHERIT' else 'NOINHERIT' end, case when r.rolcreaterole then 'CREATEROLE' else 'NOCREATEROLE' end, case when r.rolcreatedb then 'CREATEDB' else 'NOCREATEDB' end, 'CONNECTION LIMIT ' || r.rolconnlimit),
  case when isfinite(r.rolvaliduntil) then extract(epoch from r.rolvaliduntil) * 1000 end,
  (select json_agg(json_build_object('role', g.role, 'how', g.how) order by g.role) from (select a.rolname as role, format('ADMIN %s, INHERIT %s, SET %s', bool_or(m.admin_option), bool_or(m.inherit_option), bool_or(m.set_option)) as how from pg_catalog.pg_auth_members m join pg_catalog.pg_authid a on a.oid = m.roleid where m.member = r.oid group by 1) as g),
  (select to_json(s.setconfig) from pg_catalog.pg_db_role_setting s where s.setrole = r.oid and s.setdatabase = 0)
from pg_catalog.pg_authid r where r.rolname !~ '^pg_' and r.rolname not in ('rdsadmin', 'rds_superuser') order by r.rolname`;

export const rolesIn = (rows: readonly (readonly (string | null)[])[]): Role[] =>
  rows.map(([name, login, password, options, until, memberOf, settings]) => ({
    name: name ?? '',
    login: login === 't',
    password: password ?? null,
    options: options ?? '',
    until: until ? Math.round(Number(until)) : null,
    memberOf: memberOf ? (JSON.parse(memberOf) as Role['memberOf']) : [],
    settings: settings ? (JSON.parse(settings) as string[]) : [],
  }));
