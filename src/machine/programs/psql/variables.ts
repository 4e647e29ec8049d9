// The variables of a psql: what was set, and what psql itself keeps there.
import { VERSION } from './client.ts';
import type { State } from './state.ts';

const numberOf = (version: string): string => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return String(major * 10_000 + minor);
};

/** All variables, as `\set` alone lists them and `:name` reads them. */
export function variablesOf(state: State): Readonly<Record<string, string>> {
  const { link } = state;
  const server: Readonly<Record<string, string>> = link ? { DBNAME: link.database, ENCODING: 'UTF8', HOST: link.host, PORT: String(link.port), USER: link.user } : {};
  const version: Readonly<Record<string, string>> = link ? { SERVER_VERSION_NAME: link.version, SERVER_VERSION_NUM: numberOf(link.version) } : {};
  return {
    COMP_KEYWORD_CASE: 'preserve-upper',
    ECHO_HIDDEN: 'off',
    FETCH_COUNT: '0',
    HISTCONTROL: 'none',
    HISTSIZE: '500',
    IGNOREEOF: '0',
    ON_ERROR_ROLLBACK: 'off',
    PROMPT1: '%/%R%x%# ',
    PROMPT2: '%/%R%x%# ',
    PROMPT3: '>> ',
    QUIET: state.quiet ? 'on' : 'off',
    SHOW_ALL_RESULTS: 'on',
    SHOW_CONTEXT: 'errors',
    SINGLELINE: 'off',
    SINGLESTEP: 'off',
    VERSION: `PostgreSQL ${VERSION}`,
    VERSION_NAME: VERSION,
    VERSION_NUM: numberOf(VERSION),
    ...server,
    ...version,
    ...state.variables,
  };
}
