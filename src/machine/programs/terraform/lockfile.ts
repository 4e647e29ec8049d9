// .terraform.lock.hcl: which version of each provider `init` chose.
import { fingerprint } from '../../../engine/json.ts';
import { byText } from '../../../engine/memory.ts';
import { parseVersion } from '../../../terraform/config/version.ts';
import { readText, type Session, writeText } from './session.ts';

const FILE = '.terraform.lock.hcl';

export interface LockedProvider {
  readonly source: string;
  readonly version: string;
  readonly constraints: string | null;
}

const providersIn = byText((text): readonly LockedProvider[] => {
  const list: LockedProvider[] = [];
  for (const block of text.matchAll(/^provider "([^"]+)" \{\n([\s\S]*?)^\}/gm)) {
    const version = /^\s*version\s*=\s*"([^"]*)"/m.exec(block[2] as string)?.[1];
    const constraints = /^\s*constraints\s*=\s*"([^"]*)"/m.exec(block[2] as string)?.[1] ?? null;
    if (version && parseVersion(version)) list.push({ source: block[1] as string, version, constraints });
  }
  return list;
});

/** The providers in the lock file, in its order; none when there is no file. */
export const lockedProviders = (session: Session): readonly LockedProvider[] => providersIn(readText(session, FILE) ?? '');

export const hasLockFile = (session: Session): boolean => readText(session, FILE) !== null;

export const lockFileText = (session: Session): string | null => readText(session, FILE);

/** Writes the lock file. The hashes are of the simulated packages: made from name and version, the same everywhere. */
export function writeLockFile(session: Session, providers: readonly LockedProvider[]): void {
  const header = '# This file is maintained automatically by "terraform init".\n# Manual edits may be lost in future updates.\n';
  const blocks = [...providers]
    .sort((a, b) => (a.source < b.source ? -1 : 1))
    .map((provider) => {
      const constraints = provider.constraints ? `  constraints = "${provider.constraints}"\n` : '';
      const mark = (salt: string) => fingerprint(`${provider.source}${provider.version}${salt}`);
      const hash = btoaLike(`${mark('a')}${mark('b')}`);
      const zip = [0, 1, 2, 3].map((i) => mark(`z${i}`)).join('');
      return `\nprovider "${provider.source}" {\n  version     = "${provider.version}"\n${constraints}  hashes = [\n    "h1:${hash}=",\n    "zh:${zip}",\n  ]\n}\n`;
    });
  writeText(session, FILE, header + blocks.join(''));
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** 43 characters that look like base64, from hexadecimal digits. */
function btoaLike(hex: string): string {
  let text = '';
  let state = 7;
  for (let i = 0; text.length < 43; i++) {
    state = (state * 31 + Number.parseInt(hex[i % hex.length] as string, 16) + i) % 4096;
    text += ALPHABET[state % 64];
  }
  return text;
}
