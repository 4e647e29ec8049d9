// Random lines with something wrong in them: options, values, names of commands, the options of every command.
import { shapeOf, TOP_COMMANDS } from '../../../../src/machine/programs/aws/model.ts';
import { optionsOf } from '../../../../src/machine/programs/aws/options.ts';
import type { Chance } from '../random/chance.ts';
import { TEXTS } from './reply.ts';
import { type AwsCase, finish, optionWords, replyOf, spot } from './spot.ts';
import { inWords, randomValue } from './value.ts';

/** One thing wrong in an otherwise right line. */
export function mistaken(chance: Chance): AwsCase {
  const at = spot(chance);
  const words = optionWords(at, 15);
  const option = () => chance.one([...optionsOf(at.service, at.operation).map((one) => one.name), '--region', '--query']);
  const names = words.flatMap((word, index) => (word.startsWith('--') ? [index] : []));
  const somewhere = () => chance.below(words.length + 1);
  const kind = chance.one(['missing', 'unknown', 'extra', 'typo', 'prefix', 'double', 'bare', 'inline', 'plain']);
  if (kind === 'missing' && names.length) {
    const from = chance.one(names);
    const to = names.find((index) => index > from) ?? words.length;
    words.splice(from, to - from);
  } else if (kind === 'unknown')
    words.splice(somewhere(), 0, chance.one(['--foo', '--foo=bar', '-x', '--', '-1', '--dry-runn', '--no-foo']), ...(chance.sometimes(50) ? [chance.one(TEXTS)] : []));
  else if (kind === 'extra') words.splice(somewhere(), 0, chance.one(['extra', 'help', 'true', '']));
  else if (kind === 'typo' && names.length) {
    const index = chance.one(names);
    const word = words[index] as string;
    const cut = 2 + chance.below(word.length - 2);
    words[index] = chance.sometimes(50) ? word.slice(0, cut) + word.slice(cut + 1) : `${word.slice(0, cut)}${chance.one(['x', '-', 's'])}${word.slice(cut)}`;
  } else if (kind === 'prefix' && names.length) {
    const index = chance.one(names);
    words[index] = (words[index] as string).slice(0, 3 + chance.below((words[index] as string).length - 3));
  } else if (kind === 'double') words.splice(0, 0, option(), ...(chance.sometimes(70) ? ['us-east-1'] : []));
  else if (kind === 'bare') words.splice(chance.sometimes(70) ? words.length : somewhere(), 0, option());
  else if (kind === 'inline') words.push(`${option()}=${chance.one(TEXTS)}`);
  return finish(at, `mistake ${kind}`, [at.command, at.name, ...words], { response: {} });
}

/** A value that is not what the option wants. */
export function misvalued(chance: Chance): AwsCase {
  const at = spot(chance);
  const options = optionsOf(at.service, at.operation).filter((one) => one.kind === '' && one.takes !== 'none');
  const words = optionWords(at, 0);
  if (!options.length) return finish(at, 'value', [at.command, at.name, ...words], { response: {} });
  const option = chance.one(options);
  const type = shapeOf(at.service, option.shape);
  const wrong =
    type.type === 'scalar'
      ? chance.one([
          ['abc'],
          ['1.5'],
          [''],
          [' 7 '],
          ['1_000'],
          ['-3'],
          ['0x10'],
          ['1e3'],
          ['nan'],
          ['a', 'b'],
          [],
          ['99999999999999999999'],
          ['file://nope.txt'],
          ['fileb://nope.bin'],
          ['2024-13-01'],
          ['2024-02-30'],
          ['yesterday'],
          ['2024-02-26T10:00'],
          ['true'],
          ['{"a":1}'],
          ['Zm9'],
          ['Zm9v'],
        ])
      : chance.sometimes(50)
        ? inWords(chance, at.service, option.shape, randomValue(chance, at.service, option.shape, { right: 80 }), at.files)
        : chance.one([
            ['a'],
            ['a', 'b'],
            [''],
            [],
            ['Key=a,Value=b'],
            ['Key=a,Key=b'],
            ['Key=a', 'Value=b'],
            ['Name=x,Values=a,b'],
            ['Name=x,Values=[a,b]'],
            ['Name=x,Values=[a,b'],
            ['Name=x,Values={a=b}'],
            ['Key="a,b",Value=c'],
            ["Key='a"],
            ['Key=a,'],
            [',Key=a'],
            ['Key = a , Value = b'],
            ['=a'],
            ['Key'],
            ['{"Key":"a"'],
            ['[{"Key":"a",}]'],
            ["{'Key':'a'}"],
            ['[1,2'],
            ['[]'],
            ['{}'],
            ['[{}]'],
            ['[1]'],
            ['null'],
            ['"a"'],
            ['{"a":{"b":[1,2.5,null,true]}}'],
            ['[{"Key":"a"},{"Key":1}]'],
            ['[["a"]]'],
            ['file://nope.json'],
            ['{"a"}'],
            ['{"a":tru}'],
            ['{"a":"\\x"}'],
            ['[1] x'],
            ['a=b=c'],
            ['a={b=c,d=[e,f]}'],
            ['a=b\\,c,d=e'],
            ['a=[b,c],d'],
            ['ü=é'],
            ['Key=日本,Value=ü'],
          ]);
  const from = words.indexOf(option.name);
  if (from >= 0) {
    let to = from + 1;
    while (to < words.length && !(words[to] as string).startsWith('--')) to++;
    words.splice(from, to - from);
  }
  return finish(at, 'value', [at.command, at.name, ...words, option.name, ...wrong], { response: {} });
}

const misspelt = (chance: Chance, word: string): string => {
  const at = chance.below(word.length);
  return chance.one([
    word.slice(0, at) + word.slice(at + 1),
    `${word}s`,
    word.slice(0, -1),
    `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at]}${word.slice(at + 2)}`,
    word.toUpperCase(),
    `${word}-x`,
    word.replace('-', ''),
  ]);
};

/** Names of commands that there are not, or not quite; and options before and behind. */
export function named(chance: Chance): AwsCase {
  const at = spot(chance);
  const words = chance.one([
    [misspelt(chance, chance.one(TOP_COMMANDS))],
    [misspelt(chance, at.command), at.name],
    [at.command, misspelt(chance, at.name)],
    [at.command, misspelt(chance, chance.one(at.service.commands.split(' ')))],
    [at.command],
    [at.command, '--region', 'eu-west-1'],
    ['--region', 'us-east-1', at.command, at.name, ...optionWords(at, 0)],
    [at.command, '--output', 'text', at.name, ...optionWords(at, 0)],
    [at.command, '--foo', at.name, ...optionWords(at, 0)],
    [at.command, 'wait', misspelt(chance, chance.one(at.service.waiters.split(' ')) || 'x')],
    [at.command, 'wait'],
    [at.command, at.name, 'help', 'x'],
    ['configure', misspelt(chance, chance.one(['list', 'get', 'set', 'import', 'list-profiles']))],
    ['s3', misspelt(chance, chance.one(['ls', 'cp', 'sync', 'mb', 'presign', 'website']))],
    ['help', chance.one(['topic', 's3-config ', 'return-code', 'x'])],
    [],
  ]);
  return finish(at, 'names', words, { response: {} });
}

/** The options of every command. */
export function globals(chance: Chance): AwsCase {
  const at = spot(chance);
  const words = [at.command, at.name, ...optionWords(at, 0)];
  const more: readonly (readonly string[])[] = [
    ['--output', chance.one(['csv', 'JSON', 'yml', 'jsn', ''])],
    ['--region', chance.one(['eu_west_1', '', '-x', 'a b', 'eu-west-1.', 'x'.repeat(64)])],
    ['--profile', chance.one(['nope', '', 'default', 'other'])],
    ['--profile'],
    ['--color', chance.one(['on', 'never', 'off'])],
    ['--query', ''],
    ['--query'],
    ['--cli-read-timeout', chance.one(['0', '10', 'abc', '1.5', ''])],
    ['--cli-connect-timeout', chance.one(['0', 'x', '-1'])],
    ['--no-sign-request'],
    ['--no-verify-ssl'],
    ['--no-cli-pager'],
    ['--endpoint-url', chance.one(['localhost:4566', 'localhost', '', 'http://'])],
    ['--cli-auto-prompt', '--no-cli-auto-prompt'],
    ['--no-cli-auto-prompt'],
    ['--ca-bundle'],
    ['--cli-binary-format', chance.one(['base64', 'raw', 'raw-in-base64-out'])],
    ['-h'],
    ['--no-paginate', '--max-items', '1'],
    ['--debug=1'],
    ['--out', 'text'],
    ['--r', 'eu-west-1'],
    ['--no-cli', 'x'],
    ['--regio=us-east-1'],
    ['--output=text'],
    ['--outpu=table'],
  ];
  const chosen = chance.one(more);
  const all = chance.sometimes(30) ? [...chosen, ...words] : [...words, ...chosen];
  const env = chance.one<Record<string, string | boolean | null>>([
    {},
    {},
    {},
    { region: null },
    { credentials: false },
    { AWS_PROFILE: 'nope' },
    { AWS_DEFAULT_OUTPUT: 'text' },
    { AWS_DEFAULT_OUTPUT: 'csv' },
    { AWS_REGION: 'us-east-1' },
    { credentials: false, region: null },
    { credentials: false, AWS_ACCESS_KEY_ID: 'AKIA' },
  ]);
  const files: Record<string, string> = chance.sometimes(30)
    ? {
        '~/.aws/config': chance.one([
          '[profile other]\nregion = us-east-1\noutput = text\n',
          '[default]\noutput = table\nregion = eu-central-1\n',
          '[profile other]\nrole_arn = arn:aws:iam::123456789012:role/x\n',
          '[profile other]\nsource_profile = other\nrole_arn = arn:aws:iam::123456789012:role/x\n',
          '[default\n',
          'x\n',
          '[profile other]\nregion\n',
          '[default]\ncli_pager=\n# c\n',
        ]),
      }
    : {};
  return finish(at, 'globals', all, { response: replyOf(at), ...(Object.keys(env).length ? { env } : {}), ...(Object.keys(files).length ? { files } : {}) });
}
