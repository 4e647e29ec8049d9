// A repository on a simulated disk: where it is, how one is made, and who works in it.
import { calendar, instant } from '../../../engine/clock.ts';
import { DiskError, type DiskView } from '../../disk/disk.ts';
import { joinPath, parentOf } from '../../disk/path.ts';
import type { Process } from '../../program.ts';
import { zoneAt } from '../zone.ts';
import { type Config, configOf } from './config.ts';
import { Fatal } from './fatal.ts';
import type { Signature } from './objects.ts';
import type { Store } from './store.ts';

export interface Repository extends Store {
  /** The working folder; of a bare repository its own folder. */
  readonly root: string;
  readonly bare: boolean;
}

/** Whether a folder has what git looks for in a repository. */
export const isRepository = (disk: DiskView, folder: string): boolean =>
  disk.stat(joinPath(folder, 'HEAD'))?.type === 'file' && disk.stat(joinPath(folder, 'objects'))?.type === 'folder' && disk.stat(joinPath(folder, 'refs'))?.type === 'folder';

/** The repository whose working folder, or bare folder, is just this one. */
export function repositoryIn(disk: DiskView, path: string): Repository | null {
  const root = disk.resolve(path);
  const folder = joinPath(root, '.git');
  if (isRepository(disk, folder)) return { disk, root, folder, bare: false };
  return isRepository(disk, root) ? { disk, root, folder: root, bare: !root.endsWith('/.git') } : null;
}

/** The repository around `path`; null when there is none up to the top. */
export function repositoryAround(disk: DiskView, path = '.'): Repository | null {
  for (let folder = disk.resolve(path); ; folder = parentOf(folder)) {
    const found = repositoryIn(disk, folder);
    if (found) return found;
    if (folder === '/') return null;
  }
}

const DESCRIPTION = "Unnamed repository; edit this file 'description' to name the repository.\n";
const EXCLUDE = '# Patterns here are ignored in this working folder only; the rules are those of .gitignore.\n';

/** Makes what is missing of an empty repository in `root`. `branch` is the one that HEAD names. */
export function createRepository(disk: DiskView, root: string, branch: string, bare = false): Repository {
  const folder = bare ? root : joinPath(root, '.git');
  for (const name of ['branches', 'hooks', 'info', 'objects/info', 'objects/pack', 'refs/heads', 'refs/tags']) disk.makeFolder(joinPath(folder, name), { parents: true });
  const put = (name: string, text: string) => {
    if (!disk.stat(joinPath(folder, name))) disk.write(joinPath(folder, name), text);
  };
  put('HEAD', `ref: refs/heads/${branch}\n`);
  put('config', `[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = ${bare}\n${bare ? '' : '\tlogallrefupdates = true\n'}`);
  put('description', DESCRIPTION);
  put('info/exclude', EXCLUDE);
  return { disk, root, folder, bare };
}

/** Contents of a file of the `.git` folder, or null. */
export function gitFile(repository: Store, name: string): string | null {
  const path = joinPath(repository.folder, name);
  return repository.disk.stat(path)?.type === 'file' ? repository.disk.read(path) : null;
}

export function putGitFile(repository: Store, name: string, text: string | Uint8Array): void {
  const path = joinPath(repository.folder, name);
  repository.disk.makeFolder(parentOf(path), { parents: true });
  repository.disk.write(path, text);
}

export function dropGitFile(repository: Store, name: string): void {
  const path = joinPath(repository.folder, name);
  if (repository.disk.stat(path)) repository.disk.remove(path, { recursive: true });
}

/** `+0100` for a number of milliseconds. */
export function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  return `${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
}

/** A date as the environment gives it: `SECONDS ZONE`, `@SECONDS ZONE`, or ISO 8601. */
function givenDate(text: string, zone: string): { readonly at: number; readonly zone: string } {
  const raw = /^@?(\d{5,})(?: ([-+]\d{4}))?$/.exec(text);
  if (raw) return { at: Number(raw[1]), zone: raw[2] ?? '+0000' };
  const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))? ?(Z|[-+]\d\d:?\d\d)?$/.exec(text);
  if (!iso) throw new Fatal(`fatal: invalid date format: ${text}`);
  const written = iso[7] === undefined ? zone : iso[7] === 'Z' ? '+0000' : iso[7].replace(':', '');
  const shift = (written.startsWith('-') ? -1 : 1) * (Number(written.slice(1, 3)) * 60 + Number(written.slice(3))) * 60;
  const [year, month, day, hour, minute, second] = iso.slice(1, 7).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  return { at: instant(year, month, day, hour, minute, second) / 1000 - shift, zone: written };
}

export interface Identity extends Signature {
  /** Made up from the user's and the machine's name, because nothing says better. */
  readonly implicit: boolean;
}

/** Who commits now: the environment, then the settings, then the names of user and machine. */
export function identity(process: Pick<Process, 'env' | 'host' | 'time'>, config: Config, role: 'AUTHOR' | 'COMMITTER'): Identity {
  const { env, host } = process;
  const zone = offsetText(zoneAt(process.time.now, env.TZ).offset);
  const name = env[`GIT_${role}_NAME`] ?? config.get('user.name');
  const email = env[`GIT_${role}_EMAIL`] ?? config.get('user.email') ?? env.EMAIL;
  if (name?.trim() === '') throw new Fatal(`fatal: empty ident name (for <${email ?? ''}>) not allowed`);
  const date = env[`GIT_${role}_DATE`];
  const when = date === undefined ? { at: Math.floor(process.time.now / 1000), zone } : givenDate(date, zone);
  return { name: name ?? host.user, email: email ?? `${host.user}@${host.name}`, ...when, implicit: name === undefined || email === undefined };
}

/** The settings that hold in a repository, or outside of one. */
export const settings = (process: Pick<Process, 'disk' | 'host' | 'env'>, repository: Repository | null, extra: readonly string[] = []): Config =>
  configOf(process.disk, process.env.HOME ?? process.host.home, repository?.folder ?? null, extra);

/** Runs `work`; a disk that refuses becomes git's own complaint. */
export function onDisk<T>(work: () => T, words: (error: DiskError) => string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiskError) throw new Fatal(words(error));
    throw error;
  }
}

/** Year, month... of an instant in a written zone, as `calendar` gives them. */
export function localTime(at: number, zone: string): ReturnType<typeof calendar> {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3));
  return calendar((at + (zone.startsWith('-') ? -1 : 1) * minutes * 60) * 1000);
}
