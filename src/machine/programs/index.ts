// All small programs by name. Terraform and aws have folders of their own and are added by the world.
import type { AnyProgram } from '../launch.ts';
import { awk } from './awk.ts';
import { bc } from './bc.ts';
import { chgrp, chown, fallocate, mktemp, split, truncate } from './blank.ts';
import { cat } from './cat.ts';
import { chmod } from './chmod.ts';
import { column, comm, join, paste } from './columns.ts';
import { cp, mv } from './cp.ts';
import { curl } from './curl.ts';
import { cut } from './cut.ts';
import { cal, date } from './date.ts';
import { dd } from './dd.ts';
import { df, lsblk } from './df.ts';
import { diff } from './diff.ts';
import { base64, cksum, md5sum, sha1sum, sha256sum, sha512sum } from './digest.ts';
import { cmp, hexdump, od, strings, xxd } from './dump.ts';
import { echo } from './echo.ts';
import { editors } from './editor.ts';
import { bash, env, printenv, sh, sudo, watch, which, xargs } from './env.ts';
import { expr } from './expr.ts';
import { find } from './find.ts';
import { git } from './git/git.ts';
import { egrep, fgrep, grep } from './grep.ts';
import { head, tail } from './head.ts';
import { help, man } from './help.ts';
import { jq } from './jq.ts';
import { less, more } from './less.ts';
import { nice, nohup, timeout } from './limit.ts';
import { dig, host, nslookup, ping } from './lookup.ts';
import { ls } from './ls.ts';
import { mkdir, touch } from './mkdir.ts';
import { basename, dirname, readlink, realpath, seq, yes } from './names.ts';
import { nc } from './nc.ts';
import { nl, rev, shuf, tac } from './order.ts';
import { printf } from './printf.ts';
import { killall, pgrep, pkill, ps, top } from './ps.ts';
import { createdb, dropdb } from './psql/databases.ts';
import { pgDump } from './psql/dump.ts';
import { psql } from './psql/psql.ts';
import { pgIsready } from './psql/ready.ts';
import { pgRestore } from './psql/restore.ts';
import { rm, rmdir } from './rm.ts';
import { scp } from './scp.ts';
import { sed } from './sed.ts';
import { sleep } from './sleep.ts';
import { sort } from './sort.ts';
import { ssh } from './ssh.ts';
import { du, file, stat } from './stat.ts';
import { arch, crontab, free, getent, groups, journalctl, locale, nproc, systemctl, tput, tty, w, who } from './system.ts';
import { gunzip, gzip, tar, zcat } from './tar.ts';
import { tee } from './tee.ts';
import { tr } from './tr.ts';
import { tree } from './tree.ts';
import { uniq } from './uniq.ts';
import { unzip } from './unzip.ts';
import { wc } from './wc.ts';
import { hostname, id, uname, uptime, whoami } from './who.ts';
import { expand, fmt, fold } from './width.ts';
import { zip } from './zip.ts';

const ALL: readonly AnyProgram[] = [
  git,
  dd,
  fallocate,
  lsblk,
  bc,
  chgrp,
  chown,
  mktemp,
  split,
  truncate,
  column,
  comm,
  join,
  paste,
  cmp,
  hexdump,
  od,
  strings,
  xxd,
  expr,
  nice,
  nohup,
  nc,
  nl,
  rev,
  shuf,
  tac,
  arch,
  crontab,
  free,
  getent,
  groups,
  journalctl,
  locale,
  nproc,
  systemctl,
  tput,
  tty,
  w,
  who,
  expand,
  fmt,
  fold,
  cksum,
  sha1sum,
  sha512sum,
  zcat,
  awk,
  base64,
  basename,
  bash,
  cal,
  cat,
  chmod,
  cp,
  curl,
  cut,
  createdb,
  date,
  df,
  diff,
  dig,
  dirname,
  dropdb,
  du,
  echo,
  egrep,
  env,
  fgrep,
  file,
  find,
  grep,
  gunzip,
  gzip,
  head,
  help,
  host,
  hostname,
  id,
  jq,
  killall,
  less,
  ls,
  man,
  md5sum,
  mkdir,
  more,
  mv,
  nslookup,
  ping,
  printenv,
  pgDump,
  pgIsready,
  pgRestore,
  pgrep,
  pkill,
  printf,
  ps,
  psql,
  readlink,
  realpath,
  rm,
  rmdir,
  scp,
  sed,
  seq,
  sh,
  sha256sum,
  sleep,
  sort,
  ssh,
  stat,
  sudo,
  tail,
  tar,
  tee,
  timeout,
  top,
  touch,
  tr,
  tree,
  uname,
  uniq,
  unzip,
  uptime,
  watch,
  wc,
  which,
  whoami,
  xargs,
  yes,
  zip,
  ...editors,
];

export const smallPrograms: Readonly<Record<string, AnyProgram>> = Object.fromEntries(ALL.map((program) => [program.name, program]));
