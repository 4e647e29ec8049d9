// The worlds that a build carries, made by the headless program from the same sources and kept until one of these changes.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Part = 'evening' | 'recorded' | 'foundation';
type Texts = Readonly<Record<Part, string>>;

const KEPT = join(process.cwd(), '.cache/ground');
const under = new Map<string, Promise<Texts>>();

const filesOf = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesOf(join(path, name)))
    : [path];

/** The files that a case's worlds depend on: all of `src` but the screen, the case, and the versions of packages. */
export const sourcesOf = (slug: string): string[] =>
  [...readdirSync('src').flatMap((folder) => (folder === 'ui' ? [] : [join('src', folder)])), join('scenarios', slug), 'package-lock.json'].flatMap((path) =>
    filesOf(join(process.cwd(), path)),
  );

/** Which engine plays a case: a hash of what its worlds depend on. Equal engines make equal worlds of equal actions. */
export function engineOf(slug: string): string {
  const sum = createHash('sha256');
  for (const file of sourcesOf(slug)) sum.update(file.slice(process.cwd().length)).update('\0').update(readFileSync(file)).update('\0');
  return sum.digest('hex').slice(0, 16);
}

/** The texts of a case (see `packGround`). Takes seconds when something has changed. Throws with the program's words when the case cannot be played. */
export function groundOf(slug: string): Promise<Texts> {
  const name = `${slug}-${engineOf(slug)}.json`;
  const made = under.get(name) ?? make(slug, name);
  under.set(name, made);
  return made;
}

async function make(slug: string, name: string): Promise<Texts> {
  const file = join(KEPT, name);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Texts;
  const text = await new Promise<string>((done, failed) =>
    execFile(process.execPath, ['scripts/sim.mjs', 'ground', slug], { maxBuffer: 1 << 28 }, (error, out, said) => (error ? failed(new Error(said || error.message)) : done(out))),
  );
  mkdirSync(KEPT, { recursive: true });
  for (const old of readdirSync(KEPT)) if (old.startsWith(`${slug}-`)) rmSync(join(KEPT, old));
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
  return JSON.parse(text) as Texts;
}
