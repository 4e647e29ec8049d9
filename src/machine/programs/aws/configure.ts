// `aws configure list|get|set|list-profiles`: looks at and edits the files in ~/.aws.
import type { Process } from '../../program.ts';
import { CliError } from './output/print.ts';
import { sections, type Settings } from './settings.ts';
import { invalidChoice, usageError } from './usage.ts';

const SUBCOMMANDS = ['list', 'get', 'set', 'add-model', 'import', 'list-profiles', 'sso', 'sso-session', 'export-credentials'];
const SECRET = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];

const masked = (value: string) => `****************${value.slice(-4)}`;

export function configure(process: Process, settings: Settings, words: readonly string[]): string {
  const [sub, ...rest] = words;
  const paths = { config: `${process.host.home}/.aws/config`, credentials: `${process.host.home}/.aws/credentials` };
  const text = (path: string) => (process.disk.stat(path)?.type === 'file' ? process.disk.read(path) : '');
  const own = { ...sections(text(paths.config))[settings.profile], ...sections(text(paths.credentials))[settings.profile] };
  switch (sub) {
    case 'list': {
      const row = (name: string, value: string, type: string, location: string) => `${name.padStart(10)} ${value.padStart(24)} ${type.padStart(16)}    ${location}\n`;
      const profile = settings.profile === 'default' ? ['<not set>', 'None', 'None'] : [settings.profile, 'manual', '--profile'];
      const secret = own.aws_secret_access_key;
      return [
        row('Name', 'Value', 'Type', 'Location'),
        row('----', '-----', '----', '--------'),
        row('profile', profile[0] as string, profile[1] as string, profile[2] as string),
        settings.accessKeyId ? row('access_key', masked(settings.accessKeyId), 'shared-credentials-file', '') : row('access_key', '<not set>', 'None', 'None'),
        secret ? row('secret_key', masked(secret), 'shared-credentials-file', '') : row('secret_key', '<not set>', 'None', 'None'),
        settings.region ? row('region', settings.region, own.region ? 'config-file' : 'env', own.region ? '~/.aws/config' : "['AWS_REGION', 'AWS_DEFAULT_REGION']") : row('region', '<not set>', 'None', 'None'),
      ].join('');
    }
    case 'list-profiles':
      return [...new Set([...Object.keys(sections(text(paths.config))), ...Object.keys(sections(text(paths.credentials)))])].map((name) => `${name}\n`).join('');
    case 'get': {
      if (!rest[0]) throw usageError('the following arguments are required: varname');
      const value = own[rest[0]];
      if (value === undefined) throw new CliError('', 1);
      return `${value}\n`;
    }
    case 'set': {
      const [name, value] = rest;
      if (!name || value === undefined) throw usageError(`the following arguments are required: ${[...(name ? [] : ['varname']), 'value'].join(', ')}`);
      const path = SECRET.includes(name) ? paths.credentials : paths.config;
      const header = settings.profile === 'default' || path === paths.credentials ? `[${settings.profile}]` : `[profile ${settings.profile}]`;
      const lines = text(path).split('\n').filter((line, index, all) => line !== '' || index < all.length - 1);
      const at = lines.findIndex((line) => line.trim() === header);
      if (at < 0) lines.push(header, `${name} = ${value}`);
      else {
        let end = lines.findIndex((line, index) => index > at && line.trim().startsWith('['));
        if (end < 0) end = lines.length;
        const found = lines.findIndex((line, index) => index > at && index < end && line.split('=')[0]?.trim() === name);
        if (found >= 0) lines[found] = `${name} = ${value}`;
        else lines.splice(end, 0, `${name} = ${value}`);
      }
      process.disk.makeFolder(`${process.host.home}/.aws`, { parents: true });
      process.disk.write(path, `${lines.join('\n')}\n`, { mode: 0o600 });
      return '';
    }
    case undefined:
      throw new CliError('\naws configure asks for keys one by one; in this simulation use "aws configure set NAME VALUE" or edit ~/.aws/credentials.\n', 255);
    default:
      throw SUBCOMMANDS.includes(sub) ? new CliError(`\naws configure ${sub} is not part of this simulation.\n`, 255) : invalidChoice('subcommand', sub, SUBCOMMANDS);
  }
}
