// The files in ~/.aws as `configure` edits them: what is there stays as it is written, comments too.
import type { Process } from '../../program.ts';
import { filesOf, PREDEFINED } from './settings.ts';

export const SECRET = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];

const HEADER = /^\s*\[([^\]]+)\]/;
const OPTION = /^([^:=]+?)\s*[:=]/;

export const textOf = (process: Process, path: string): string => (process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : '');

const indentOf = (line: string) => line.length - line.trimStart().length;

/** Lines with a value set. `name` may be of two parts (`s3.max_concurrent_requests`): the second stands indented below the first. */
function edited(lines: readonly string[], header: readonly string[], name: string, value: string): string[] {
  const [key = '', part] = name.split('.');
  const made = part === undefined ? [`${key} = ${value}`] : [`${key} =`, `    ${part} = ${value}`];
  const start = lines.findIndex((line) => header.includes(HEADER.exec(line)?.[0]?.trim() ?? ''));
  if (start < 0) return [...lines, header[0] as string, ...made];
  let last = start;
  let end = start + 1;
  for (; end < lines.length && !HEADER.test(lines[end] as string); end++) {
    const line = lines[end] as string;
    const found = OPTION.exec(line)?.[1]?.trim();
    if (found === undefined) continue;
    last = end;
    if (found !== key || indentOf(line) > 0) continue;
    if (part === undefined) return [...lines.slice(0, end), ...made, ...lines.slice(end + 1)];
    let below = end + 1;
    for (; below < lines.length && indentOf(lines[below] as string) > 0; below++)
      if (OPTION.exec(lines[below] as string)?.[1]?.trim() === part) return [...lines.slice(0, below), made[1] as string, ...lines.slice(below + 1)];
    return [...lines.slice(0, below), made[1] as string, ...lines.slice(below)];
  }
  return [...lines.slice(0, last + 1), ...made, ...lines.slice(last + 1)];
}

/** Which profile and name a word such as `profile.other.region` or `region` means. */
export function placed(word: string, profile: string): { readonly profile: string; readonly name: string } {
  const parts = word.split('.');
  if (parts.length === 1) return { profile, name: word };
  if (parts[0] === 'profile') return { profile: parts[1] ?? '', name: parts.slice(2, 4).join('.') };
  if (parts[0] === 'default') return { profile: 'default', name: parts.slice(1, 3).join('.') };
  if (PREDEFINED.includes(parts[0] as string)) return { profile: parts[0] as string, name: parts[1] as string };
  return { profile, name: parts.slice(0, 2).join('.') };
}

/** Sets a value in the file where it belongs: keys in the credentials, the rest in the configuration. */
export function setValue(process: Process, profile: string, name: string, value: string): void {
  const files = filesOf(process);
  const path = SECRET.includes(name) ? files.credentials : files.config;
  const plain = profile === 'default' || PREDEFINED.includes(profile) || path === files.credentials;
  const header = plain ? [`[${profile}]`] : [/\s/.test(profile) ? `[profile '${profile}']` : `[profile ${profile}]`, `[profile "${profile}"]`];
  const lines = textOf(process, path).split('\n');
  if (lines.at(-1) === '') lines.pop();
  process.disk.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
  process.disk.write(path, `${edited(lines, header, name, value).join('\n')}\n`, { mode: 0o600 });
}
