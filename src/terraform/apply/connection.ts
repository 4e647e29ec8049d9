// The connection block of a provisioner, with its defaults.
import { decodeBody } from '../config/body.ts';
import type { Provisioner } from '../config/config.ts';
import { CONNECTION } from '../config/provisioner-schema.ts';
import type { Connection } from '../host.ts';
import { parseDuration } from '../lang/duration.ts';
import { containsMarked, unmarkDeep } from '../lang/marks.ts';
import type { Scope } from '../lang/scope.ts';
import type { Value } from '../lang/value.ts';
import type { Secrecy } from './apply.ts';
import { reader } from './plain.ts';

/** How long a connection is tried when nothing is said. */
const PATIENCE = 300_000;

export const secrecyOf = (config: Value): Secrecy => (containsMarked(config, 'sensitive') ? 'sensitive' : containsMarked(config, 'ephemeral') ? 'ephemeral' : null);

/** Null when neither the provisioner nor its resource says how to connect; errors of the block go to the scope. */
export function connectionFor(
  provisioner: Provisioner,
  scope: Scope,
): { readonly secret: Secrecy; readonly connection: Connection } | { readonly problem: string; readonly secret: Secrecy } | null {
  if (!provisioner.connection) return null;
  const value = decodeBody(provisioner.connection, CONNECTION, scope);
  const secret = secrecyOf(value);
  const { text, number, flag } = reader(unmarkDeep(value)[0]);
  const type = text('type') || 'ssh';
  if (type !== 'ssh' && type !== 'winrm') return { secret, problem: `connection type '${type}' not supported` };
  if (text('host') === '') return { secret, problem: 'host for provisioner cannot be empty' };
  const privateKey = text('private_key');
  if (type === 'ssh' && privateKey !== '' && !/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(privateKey)) return { secret, problem: 'Failed to read ssh private key: no key found' };
  const patience = text('timeout');
  const connection: Connection = {
    type,
    host: text('host'),
    port: number('port', type === 'ssh' ? 22 : 5985),
    user: text('user') || (type === 'ssh' ? 'root' : 'Administrator'),
    password: text('password'),
    privateKey,
    agent: flag('agent'),
    timeout: patience === '' ? PATIENCE : (parseDuration(patience) ?? PATIENCE),
    bastionHost: text('bastion_host'),
  };
  return { secret, connection };
}
