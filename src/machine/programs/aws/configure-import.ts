// `aws configure import`: keys from the file that the console gives for download, as profiles named for their users.
import type { Process } from '../../program.ts';
import { takeApart } from './arguments.ts';
import { setValue } from './configure-file.ts';
import { CliError } from './output/print.ts';
import { invalidChoice, unknownWords } from './usage.ts';
import { textOrFile } from './values.ts';

const COLUMNS = ['User Name', 'Access Key ID', 'Secret Access key'] as const;
const OPTIONS = [
  { name: '--csv', takes: 'one', required: true },
  { name: '--skip-invalid', takes: 'none' },
  { name: '--profile-prefix', takes: 'one' },
] as const;

const wrong = (message: string) => new CliError(`\n${message}\n`, 255);

/** User, key and secret of each row. Throws for a file that is none, and for a bad row unless such are passed over. */
function credentialsIn(text: string, passOver: boolean): readonly (readonly string[])[] {
  if (text.trim() === '') throw wrong('Provided CSV contains no contents');
  const [header = '', ...rows] = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const headers = header.split(',').map((name) => name.trim().toLowerCase());
  const places = COLUMNS.map((name) => {
    const at = headers.indexOf(name.toLowerCase());
    if (at < 0) throw wrong(`Expected header "${name}" not found`);
    return at;
  });
  return rows.flatMap((row, index) => {
    const cells = row.split(',').map((cell) => cell.trim());
    const found = places.map((at) => cells[at] ?? '');
    const missing = found.indexOf('');
    if (missing < 0) return [found];
    if (passOver) return [];
    throw wrong(`Failed to parse entry #${index + 1}: Row missing value for header "${COLUMNS[missing]}"`);
  });
}

export function importKeys(process: Process, words: readonly string[]): void {
  const { options, rest } = takeApart(words, OPTIONS, [], invalidChoice);
  if (rest.length) throw unknownWords(rest);
  const text = textOrFile('--csv', options['--csv']?.[0] ?? '', process);
  const found = credentialsIn(text, options['--skip-invalid'] !== undefined);
  for (const [user, id, secret] of found) {
    const profile = `${options['--profile-prefix']?.[0] ?? ''}${user}`;
    setValue(process, profile, 'aws_access_key_id', id as string);
    setValue(process, profile, 'aws_secret_access_key', secret as string);
  }
  process.out(`Successfully imported ${found.length} profile(s)\n`);
}
