// Which remote a command means, and opening it.
import { branchName, type Git } from './context.ts';
import { fromTop, type Place, placeOf, type Remote, remotesOf } from './place.ts';

/** A remote by its name, or an address that was given instead of one. */
export function remoteNamed(git: Git, word: string): Remote & { readonly known: boolean } {
  const found = remotesOf(git.config).find((remote) => remote.name === word);
  return found ? { ...found, known: true } : { name: word, url: word, pushUrl: word, known: false };
}

/** The repository behind an address in the settings. */
export const openPlace = (git: Git, url: string): Place => placeOf(git.process, fromTop(git.process, git.repository, url));

/** The remote that a branch follows, or the only one, or origin. */
export function defaultRemote(git: Git): string {
  const branch = branchName(git);
  const followed = branch === null ? undefined : git.config.get(`branch.${branch}.remote`);
  const all = remotesOf(git.config);
  return followed ?? (all.length === 1 ? (all[0]?.name as string) : 'origin');
}
