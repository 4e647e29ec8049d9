// git config and help.
import { type Config, canonicalName, changeSetting, truth, withoutSection } from '../config.ts';
import { Editing, type Outer } from '../context.ts';
import { Fatal } from '../fatal.ts';
import { helpText } from '../help.ts';
import { misuse, readOptions } from '../options.ts';

const GRAMMAR = {
  usage: ['git config [<options>]'],
  options: {
    global: '',
    system: '',
    local: '',
    'file=': 'f',
    get: '',
    'get-all': '',
    'get-regexp': '',
    add: '',
    'replace-all': '',
    unset: '',
    'unset-all': '',
    list: 'l',
    edit: 'e',
    'name-only': '',
    'show-origin': '',
    'show-scope': '',
    'type=': '',
    bool: '',
    int: '',
    path: '',
    'default=': '',
    'remove-section': '',
    'rename-section': '',
    null: 'z',
    'bool-or-int': '',
  },
};

function typed(value: string, type: string | undefined, name: string): string {
  if (type === 'bool' || type === 'bool-or-int') {
    if (type === 'bool-or-int' && /^-?\d+$/.test(value)) return value;
    const flag = truth(value);
    if (flag === undefined) throw new Fatal(`fatal: bad boolean config value '${value}' for '${name}'`);
    return String(flag);
  }
  if (type === 'int') {
    const found = /^(-?\d+)([kmg]?)$/i.exec(value);
    if (!found) throw new Fatal(`fatal: bad numeric config value '${value}' for '${name}': invalid unit`);
    return String(Number(found[1]) * 1024 ** ['', 'k', 'm', 'g'].indexOf((found[2] ?? '').toLowerCase()));
  }
  return value;
}

export const config: Outer = (process, repository, all, argv) => {
  const given = readOptions(GRAMMAR, argv);
  const home = process.env.HOME ?? process.host.home;
  const words = [...given.words, ...(given.after ?? [])];
  const asked = given.value('file');
  const scope = given.has('global') ? 'global' : given.has('system') ? 'system' : given.has('local') ? 'local' : null;
  const globalFile = process.disk.stat(`${home}/.gitconfig`) || !process.disk.stat(`${home}/.config/git/config`) ? `${home}/.gitconfig` : `${home}/.config/git/config`;
  const file =
    asked !== undefined ? process.disk.resolve(asked) : scope === 'global' ? globalFile : scope === 'system' ? '/etc/gitconfig' : repository ? `${repository.folder}/config` : null;
  if (scope === 'local' && !repository) throw new Fatal('fatal: --local can only be used inside a git repository');
  const settings: Config['all'] = scope === null && asked === undefined ? all.all : asked !== undefined ? [] : all.all.filter((each) => each.scope === scope);
  const values = (name: string) => settings.filter((each) => each.name === name);
  const key = (name: string | undefined): string => {
    if (name === undefined) throw misuse(GRAMMAR, 'error: wrong number of arguments, should be from 1 to 2');
    const canonical = canonicalName(name);
    if (canonical !== null) return canonical;
    throw new Fatal(name.includes('.') ? `error: invalid key: ${name}` : `error: key does not contain a section: ${name}`, name.includes('.') ? 1 : 2);
  };
  const type = given.has('bool') ? 'bool' : given.has('int') ? 'int' : given.has('bool-or-int') ? 'bool-or-int' : given.value('type');
  const print = (each: Config['all'][number], withName: boolean) => {
    const origin = `${given.has('show-scope') ? `${each.scope}\t` : ''}${given.has('show-origin') ? `${each.scope === 'command' ? each.origin : `file:${each.origin}`}\t` : ''}`;
    const value = typed(each.value, type, each.name);
    process.out(`${origin}${withName ? each.name : ''}${withName && !given.has('name-only') ? (given.has('list') ? '=' : ' ') : ''}${given.has('name-only') ? '' : value}\n`);
  };
  const writable = (): string => {
    if (file === null) throw new Fatal('fatal: not in a git directory');
    return file;
  };
  const change = (name: string, value: string | null, how: 'replace' | 'add' = 'replace') => changeSetting(process.disk, writable(), name, value, how);
  if (asked !== undefined) throw new Fatal("git: 'config --file' is not part of this simulation.", 1);
  if (given.has('list')) {
    if (scope !== null && file !== null && !process.disk.stat(file)) throw new Fatal(`fatal: unable to read config file '${file}': No such file or directory`);
    for (const each of settings) print(each, true);
    return 0;
  }
  if (given.has('edit')) throw new Editing(writable(), process.disk.stat(writable()) ? process.disk.read(writable()) : "# This is Git's per-user configuration file.\n");
  if (given.has('get-regexp')) {
    const found = settings.filter((each) => new RegExp(words[0] ?? '').test(each.name));
    for (const each of found) print(each, true);
    return found.length > 0 ? 0 : 1;
  }
  if (given.has('remove-section') || given.has('rename-section')) {
    const section = words[0] ?? '';
    const target = writable();
    const text = process.disk.stat(target) ? process.disk.read(target) : '';
    const changed = withoutSection(text, section, given.has('rename-section') ? (words[1] ?? '') : null);
    if (changed === text) throw new Fatal(`fatal: no such section: ${section}`);
    process.disk.write(target, changed);
    return 0;
  }
  if (words.length === 0) throw misuse(GRAMMAR, '');
  const name = key(words[0]);
  if (given.has('unset') || given.has('unset-all')) {
    const local = all.all.filter((each) => each.name === name && each.scope === (scope ?? 'local'));
    if (local.length === 0) return 5;
    if (local.length > 1 && !given.has('unset-all')) {
      process.err(`warning: ${name} has multiple values\n`);
      return 5;
    }
    for (const _ of local) change(name, null);
    return 0;
  }
  if (words.length === 1 && !given.has('add') && !given.has('replace-all')) {
    const found = values(name);
    for (const each of given.has('get-all') ? found : found.slice(-1)) print(each, false);
    const fallback = given.value('default');
    if (found.length === 0 && fallback !== undefined) process.out(`${typed(fallback, type, name)}\n`);
    return found.length > 0 || fallback !== undefined ? 0 : 1;
  }
  const value = typed(words[1] ?? '', type, name);
  const before = all.all.filter((each) => each.name === name && each.scope === (scope ?? 'local'));
  if (before.length > 1 && !given.has('add') && !given.has('replace-all')) {
    process.err(
      `warning: ${name} has multiple values\nerror: cannot overwrite multiple values with a single value\n       Use a regexp, --add or --replace-all to change ${words[0]}.\n`,
    );
    return 5;
  }
  if (given.has('replace-all')) for (const _ of before) change(name, null);
  const written = words[0] as string;
  const kept = `${name.slice(0, name.lastIndexOf('.'))}${written.slice(written.lastIndexOf('.'))}`;
  change(kept, value, given.has('add') ? 'add' : 'replace');
  return 0;
};

export const help: Outer = (process, _repository, _config, argv) => {
  const topic = argv.find((word) => !word.startsWith('-'));
  process.out(helpText(topic ?? 'common'));
  return 0;
};
