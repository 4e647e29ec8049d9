// The variables of a psql: what was set, and what psql itself keeps there.
import { truth } from './branches.ts';
import { VERSION } from './client.ts';
import type { State } from './state.ts';

const numberOf = (version: string): string => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return String(major * 10_000 + minor);
};

const BOOLEAN = ['AUTOCOMMIT', 'ON_ERROR_STOP', 'QUIET', 'SINGLELINE', 'SINGLESTEP', 'HIDE_TABLEAM', 'HIDE_TOAST_COMPRESSION', 'SHOW_ALL_RESULTS'];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  ECHO: ['none', 'errors', 'queries', 'all'],
  ECHO_HIDDEN: ['on', 'off', 'noexec'],
  ON_ERROR_ROLLBACK: ['on', 'off', 'interactive'],
  COMP_KEYWORD_CASE: ['lower', 'upper', 'preserve-lower', 'preserve-upper'],
  HISTCONTROL: ['none', 'ignorespace', 'ignoredups', 'ignoreboth'],
  VERBOSITY: ['default', 'verbose', 'terse', 'sqlstate'],
  SHOW_CONTEXT: ['never', 'errors', 'always'],
};

/** Why one of psql's own variables cannot be this; null when it can. */
export function refusedValue(name: string, value: string): string | null {
  const word = value.toLowerCase();
  const switches = ['ECHO_HIDDEN', 'ON_ERROR_ROLLBACK'].includes(name);
  if (BOOLEAN.includes(name)) return value === '' || truth(value) !== null ? null : `unrecognized value "${value}" for "${name}": Boolean expected\n`;
  const choices = Object.hasOwn(CHOICES, name) ? CHOICES[name] : undefined;
  if (!choices || value === '' || choices.includes(word) || (switches && truth(value) !== null)) return null;
  return `unrecognized value "${value}" for "${name}"\nAvailable values are: ${choices.join(', ')}.\n`;
}

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
    ERROR: 'false',
    LAST_ERROR_MESSAGE: '',
    LAST_ERROR_SQLSTATE: '00000',
    ON_ERROR_ROLLBACK: 'off',
    ROW_COUNT: '0',
    SQLSTATE: '00000',
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
