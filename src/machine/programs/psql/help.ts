// The help of psql.

export const USAGE = `psql is the PostgreSQL interactive terminal.

Usage:
  psql [OPTION]... [DBNAME [USERNAME]]

General options:
  -c, --command=COMMAND    run only single command (SQL or internal) and exit
  -d, --dbname=DBNAME      database name to connect to
  -f, --file=FILENAME      execute commands from file, then exit
  -l, --list               list available databases, then exit
  -v, --set=, --variable=NAME=VALUE
                           set psql variable NAME to VALUE
  -V, --version            output version information, then exit
  -X, --no-psqlrc          do not read startup file (~/.psqlrc)
  -?, --help               show this help, then exit

  -1 ("one"), --single-transaction
                           execute as a single transaction (if non-interactive)

Input and output options:
  -a, --echo-all           echo all input from script
  -b, --echo-errors        echo failed commands
  -e, --echo-queries       echo commands sent to server
  -L, --log-file=FILENAME  send session log to file

Output format options:
  -A, --no-align           unaligned table output mode
      --csv                CSV (Comma-Separated Values) table output mode
  -F, --field-separator=STRING
                           field separator for unaligned output (default: "|")
  -o, --output=FILENAME    send query results to file
  -q, --quiet              run quietly (no messages, only query output)
  -H, --html               HTML table output mode
  -t, --tuples-only        print rows only
  -x, --expanded           turn on expanded table output

Connection options:
  -h, --host=HOSTNAME      database server host
  -p, --port=PORT          database server port (default: "5432")
  -U, --username=USERNAME  database user name
  -w, --no-password        never prompt for password
  -W, --password           force password prompt
`;

export const MORE_HELP = `General
  \\q                     quit psql
  \\g [FILE]              execute query (and send result to file)
  \\gx                    as \\g, with expanded output
  \\crosstabview [COLUMNS] execute query and display result in crosstab
  \\errverbose            show most recent error message at maximum verbosity
  \\gdesc                 describe result of query, without executing it
  \\gexec                 execute query, then execute each value in its result
  \\gset [PREFIX]         execute query and store result in psql variables
  \\watch [SEC]           execute query every SEC seconds

Help
  \\? [commands]          show help on backslash commands
  \\h [NAME]              help on syntax of SQL commands, * for all commands

Query Buffer
  \\p                     show the contents of the query buffer
  \\r                     reset (clear) the query buffer

Input/Output
  \\copy ...              perform SQL COPY with data stream to the client host
  \\echo [-n] [STRING]    write string to standard output
  \\i FILE                execute commands from file
  \\o [FILE]              send all query results to file

Informational
  \\d[S+]                 list tables, views, and sequences
  \\d[S+]  NAME           describe table, view, sequence, or index
  \\df[S+] [PATTERN]      list functions
  \\di[S+] [PATTERN]      list indexes
  \\dn[S+] [PATTERN]      list schemas
  \\ds[S+] [PATTERN]      list sequences
  \\dt[S+] [PATTERN]      list tables
  \\dp[S] [PATTERN]       list table, view, and sequence access privileges
  \\du[S+] [PATTERN]      list roles
  \\dv[S+] [PATTERN]      list views
  \\dx[+]                 list extensions
  \\l[+]                  list databases
  \\sf[+]  FUNCNAME       show a function's definition
  \\sv[+]  VIEWNAME       show a view's definition

Formatting
  \\a                     toggle between unaligned and aligned output mode
  \\C [STRING]            set table title, or unset if none
  \\f [STRING]            show or set field separator for unaligned query output
  \\H                     toggle HTML output mode
  \\pset NAME [VALUE]     set table output option
  \\t [on|off]            show only rows
  \\x [on|off|auto]       toggle expanded output

Connection
  \\c[onnect] {[DBNAME|- USER|- HOST|- PORT|-] | conninfo}
                         connect to new database
  \\conninfo              display information about current connection

Operating System
  \\cd [DIR]              change the current working directory
  \\! COMMAND             execute command in shell
  \\timing [on|off]       toggle timing of commands

Variables
  \\set [NAME [VALUE]]    set internal variable, or list all if no parameters
  \\unset NAME            unset (delete) internal variable
`;

/** The synopses that people look up most; others are in the manual. */
const SYNOPSES: Readonly<Record<string, readonly [string, string]>> = {
  BEGIN: ['start a transaction block', 'BEGIN [ WORK | TRANSACTION ] [ transaction_mode [, ...] ]'],
  COMMIT: ['commit the current transaction', 'COMMIT [ WORK | TRANSACTION ] [ AND [ NO ] CHAIN ]'],
  COPY: [
    'copy data between a file and a table',
    "COPY table_name [ ( column_name [, ...] ) ]\n    FROM { 'filename' | PROGRAM 'command' | STDIN }\n    [ [ WITH ] ( option [, ...] ) ]",
  ],
  DELETE: [
    'delete rows of a table',
    'DELETE FROM [ ONLY ] table_name [ * ] [ [ AS ] alias ]\n    [ USING from_item [, ...] ]\n    [ WHERE condition | WHERE CURRENT OF cursor_name ]',
  ],
  'DROP DATABASE': ['remove a database', 'DROP DATABASE [ IF EXISTS ] name [ [ WITH ] ( option [, ...] ) ]\n\nwhere option can be:\n\n    FORCE'],
  'DROP TABLE': ['remove a table', 'DROP TABLE [ IF EXISTS ] name [, ...] [ CASCADE | RESTRICT ]'],
  INSERT: [
    'create new rows in a table',
    'INSERT INTO table_name [ AS alias ] [ ( column_name [, ...] ) ]\n    { DEFAULT VALUES | VALUES ( { expression | DEFAULT } [, ...] ) [, ...] | query }',
  ],
  ROLLBACK: ['abort the current transaction', 'ROLLBACK [ WORK | TRANSACTION ] [ AND [ NO ] CHAIN ]'],
  SELECT: [
    'retrieve rows from a table or view',
    'SELECT [ ALL | DISTINCT [ ON ( expression [, ...] ) ] ]\n    [ { * | expression [ [ AS ] output_name ] } [, ...] ]\n    [ FROM from_item [, ...] ]\n    [ WHERE condition ]\n    [ GROUP BY grouping_element [, ...] ]\n    [ ORDER BY expression [ ASC | DESC ] [, ...] ]\n    [ LIMIT { count | ALL } ]',
  ],
  UPDATE: [
    'update rows of a table',
    'UPDATE [ ONLY ] table_name [ * ] [ [ AS ] alias ]\n    SET { column_name = { expression | DEFAULT } } [, ...]\n    [ FROM from_item [, ...] ]\n    [ WHERE condition | WHERE CURRENT OF cursor_name ]',
  ],
};

/** `\h [NAME]`. */
export function SQL_HELP(name: string | null): string {
  if (name === null)
    return `Available help:\n${Object.keys(SYNOPSES)
      .map((each) => `  ${each}\n`)
      .join('')}`;
  const key = name.replace(/;$/, '').trim().toUpperCase();
  const found = Object.entries(SYNOPSES).filter(([each]) => key === '*' || each.startsWith(key));
  if (found.length === 0) return `No help available for "${name}".\nTry \\h with no arguments to see available help.\n`;
  return found
    .map(
      ([each, [does, synopsis]]) =>
        `Command:     ${each}\nDescription: ${does}\nSyntax:\n${synopsis}\n\nURL: https://www.postgresql.org/docs/16/sql-${each.toLowerCase().replaceAll(' ', '')}.html\n\n`,
    )
    .join('');
}
