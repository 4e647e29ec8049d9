// Paths as Unix writes them, without a disk behind them.

/** A path that says more than it must: a component that is empty, `.` or `..`. */
const ROUNDABOUT = /\/(?:\/|\.{0,2}$|\.{1,2}\/)/;

/** Absolute and normalised: no `.`, no `..`, no doubled or trailing slash. */
export function resolvePath(cwd: string, path: string): string {
  if (path.startsWith('/') && !ROUNDABOUT.test(path)) return path;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The folder that holds an absolute path; `/` for `/`. */
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The last component; of `/` it is `/`. */
export function baseName(path: string): string {
  const clean = path.replace(/\/+$/, '');
  return clean === '' ? (path === '' ? '' : '/') : clean.slice(clean.lastIndexOf('/') + 1);
}

/** As `dirname` prints it. */
export function folderName(path: string): string {
  const clean = path.replace(/\/+$/, '');
  if (clean === '') return path === '' ? '.' : '/';
  const cut = clean.lastIndexOf('/');
  if (cut < 0) return '.';
  return clean.slice(0, cut).replace(/\/+$/, '') || '/';
}

export const joinPath = (folder: string, name: string): string => (folder === '/' ? `/${name}` : folder.endsWith('/') ? folder + name : `${folder}/${name}`);

/** A path below the home folder written with `~`. */
export const withTilde = (path: string, home: string): string => (path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path);
