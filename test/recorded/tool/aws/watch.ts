// Random lines of what is no single call: waiters, the lines of a log group, the files of `aws configure`.
import { operationCalled, SERVICE_NAMES, type ServiceModel, serviceNamed } from '../../../../src/machine/programs/aws/model.ts';
import type { Chance } from '../random/chance.ts';
import { type Dict, randomReply, TEXTS } from './reply.ts';
import { type AwsCase, lineOf, optionWords } from './spot.ts';

const GONE = [
  'DBInstanceNotFound',
  'DBSnapshotNotFound',
  'InvalidInstanceID.NotFound',
  'ResourceNotFoundException',
  'NoSuchEntity',
  'NoSuchBucket',
  '404',
  'AccessDenied',
  'ThrottlingException',
  'LoadBalancerNotFound',
  'ValidationError',
];

/** Every text that a waiter looks for, so that some looks end it. */
function seen(chance: Chance, value: unknown, words: readonly unknown[]): unknown {
  if (Array.isArray(value)) return value.map((item) => seen(chance, item, words));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, /stat(us|e)/i.test(key) && typeof item === 'string' && words.length ? chance.one(words) : seen(chance, item, words)]),
    );
  return value;
}

export function waited(chance: Chance): AwsCase {
  for (;;) {
    const command = chance.one(SERVICE_NAMES);
    const service = serviceNamed(command) as ServiceModel;
    const names = Object.keys(service.waits);
    if (!names.length) continue;
    const name = chance.one(names);
    const waiter = service.waits[name];
    const operation = waiter && operationCalled(service, waiter.o);
    if (!waiter || !operation) continue;
    const files: Record<string, string> = {};
    const words = chance.sometimes(90) ? optionWords({ chance, command, service, name, operation, files }, 5) : [];
    const wanted = waiter.on.flatMap((one) => (typeof one.e === 'string' ? [one.e] : []));
    const calls = chance.many(1, 3, () => {
      if (chance.sometimes(25)) {
        const code = chance.one([...GONE, ...wanted.filter((word) => /^[A-Z]\w+$/.test(word))]);
        return { operation: waiter.o, error: { code, message: 'It is not so.', status: chance.one([400, 403, 404, 500]) } };
      }
      const reply = (operation.u ? randomReply(chance, service, operation.u) : {}) as Dict;
      for (const key of ['Marker', 'NextToken', 'nextToken', 'NextMarker', 'IsTruncated']) delete reply[key];
      return { operation: waiter.o, response: seen(chance, reply, [...wanted, 'x']) as Dict };
    });
    return {
      command: lineOf([command, 'wait', name, ...words, ...(chance.sometimes(10) ? chance.one([['extra'], ['--foo'], ['--max-items', '1'], ['--output', 'text']]) : [])]),
      service: command,
      operation: 'wait',
      kind: 'wait',
      ...(Object.keys(files).length ? { files } : {}),
      response: { calls },
    };
  }
}

export function tailed(chance: Chance): AwsCase {
  const events = chance.many(0, 4, (index) => ({
    timestamp: chance.one([1708986664512, 1708986665000, 1708986725040, 0, 1708990000001]) + index,
    logStreamName: chance.one(['web/web/1d2c', 'a', 'ü']),
    message: chance.one([...TEXTS, '{"level":"error","n":1.50,"ü":[1,{}]}', 'two\nlines', 'end\n', '[1,2]', '{"a":']),
    eventId: `e${index}`,
    ingestionTime: 1708986665001,
  }));
  const words = chance.many(0, 3, () =>
    chance.one([
      ['--since', chance.one(['1h', '10m', '3d', '2w', '5s', '1', 'x', '2024-02-26', '2024-02-26T22:00:00Z', 'yesterday', '1M', '', '12:30', '1708986664'])],
      ['--format', chance.one(['short', 'detailed', 'json', 'pretty'])],
      ['--filter-pattern', 'ERROR'],
      ['--log-stream-names', 'a', 'b'],
      ['--log-stream-name-prefix', 'web'],
      ['--color', chance.one(['on', 'off'])],
      ['--nope'],
      ['extra'],
      ['--since'],
    ]),
  );
  const calls = [
    chance.sometimes(8)
      ? { operation: 'FilterLogEvents', error: { code: 'ResourceNotFoundException', message: 'The specified log group does not exist.', status: 400 } }
      : { operation: 'FilterLogEvents', response: { events } },
  ];
  const group = chance.sometimes(95) ? [chance.one(['/ecs/web', 'x', 'has space', '/a b'])] : [];
  return { command: lineOf(['logs', 'tail', ...group, ...words.flat()]), service: 'logs', operation: 'tail', kind: 'logs tail', response: { calls } };
}

const CONFIG = [
  '[default]\nregion = us-east-1\noutput = text\n',
  '[default]\nregion = eu-west-1\n[profile other]\nregion = eu-central-1\nrole_session_name = x\n',
  '[profile "a b"]\nregion = x\n\n# note\n[default]\ns3 =\n  max_queue_size = 5\n  addressing_style = path\n',
  '[default\nregion = x\n',
  'region = x\n',
  '[preview]\ncloudfront = true\n[plugins]\na = b\n',
  '',
];

export function configured(chance: Chance): AwsCase {
  const name = () =>
    chance.one([
      'region',
      'output',
      'aws_access_key_id',
      'nope',
      'default.region',
      'profile.other.region',
      'other.region',
      's3.max_queue_size',
      'default.s3.addressing_style',
      'preview.cloudfront',
      'profile.a b.region',
      'other.nope',
      'role_arn',
      '',
    ]);
  const words = chance.one([
    ['get', name()],
    ['get', name()],
    ['get', name(), '--profile', 'other'],
    ['list'],
    ['list', '--profile', 'other'],
    ['list', '--region', 'us-west-2'],
    ['list-profiles'],
    ['get'],
    ['get', 'a', 'b'],
    ['set', 'region'],
    ['list', 'x'],
    ['lists'],
    ['export-credentials'],
    ['export-credentials', '--format', chance.one(['env', 'env-no-export', 'powershell', 'windows-cmd', 'process', 'xml'])],
    ['list-profiles', 'x'],
  ]);
  const credentials = chance.one([
    '',
    '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalr/K7MDENG\n',
    '[other]\naws_access_key_id = AKIA2\n',
    '[third]\naws_access_key_id = AKIA3\naws_secret_access_key = s\naws_session_token = t\n',
  ]);
  const env = chance.one<Record<string, string | boolean>>([
    {},
    {},
    { credentials: false },
    { credentials: false, AWS_PROFILE: 'other' },
    { AWS_SESSION_TOKEN: 'tok' },
    { AWS_DEFAULT_OUTPUT: 'table' },
    { AWS_PROFILE: 'third', credentials: false },
  ]);
  const files = { '~/.aws/config': chance.one(CONFIG), ...(credentials ? { '~/.aws/credentials': credentials } : {}) };
  return { command: lineOf(['configure', ...words]), service: 'configure', operation: null, kind: `configure ${words[0]}`, files, env };
}
