// What psql checks of a server before it believes it.
import { expect, test } from 'vitest';
import { typed } from '../../recorded/psql/typed.ts';

const BUNDLE = 'https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem';

test('a certificate is checked by the roots that Amazon publishes', async () => {
  const lines = [
    'psql "sslmode=verify-full sslrootcert=global-bundle.pem" -c "\\echo in"',
    `curl -so global-bundle.pem ${BUNDLE}; grep -c BEGIN global-bundle.pem`,
    'psql "sslmode=verify-full sslrootcert=global-bundle.pem" -c "\\echo in"',
    'psql "host=$(dig +short $PGHOST) sslmode=verify-ca sslrootcert=global-bundle.pem" -c "\\echo in"',
    'psql "host=$(dig +short $PGHOST) sslmode=verify-full sslrootcert=global-bundle.pem" -c "\\echo in"',
    `curl -so wrong.pem ${BUNDLE.replaceAll('global', 'us-east-1')}; PGSSLMODE=verify-ca PGSSLROOTCERT=wrong.pem psql -c "\\echo in"`,
  ];
  const said = await typed(lines.map((line) => ({ typed: [line], output: '' })));
  expect(said[0]).toMatch(/root certificate file "global-bundle\.pem" does not exist/);
  expect(said.slice(1, 4)).toEqual(['36\n', 'in\n', 'in\n']);
  expect(said[4]).toMatch(/failed: server certificate for "HOST" does not match host name "10\.[\d.]+"\n|server certificate for "[^"]+" does not match host name "10\.[\d.]+"\n/);
  expect(said[5]).toMatch(/SSL error: certificate verify failed\n/);
}, 60_000);
