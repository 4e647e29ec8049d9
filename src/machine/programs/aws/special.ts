// Options that the program adds to operations: they make one parameter of several words, or a part of one.
import { CliError } from './output/print.ts';
import { isMap } from './output/python.ts';
import type { Dict } from './pages.ts';
import { type Around, textOrFile } from './values.ts';

type Add = (params: Dict, word: string, around: Around) => void;

/** The one permission that --protocol, --port, --cidr and --source-group describe together. */
function permission(params: Dict): Dict {
  if (!Array.isArray(params.IpPermissions)) params.IpPermissions = [{}];
  return (params.IpPermissions as Dict[])[0] as Dict;
}

function pair(params: Dict): Dict {
  const of = permission(params);
  if (!Array.isArray(of.UserIdGroupPairs)) of.UserIdGroupPairs = [{}];
  return (of.UserIdGroupPairs as Dict[])[0] as Dict;
}

/** An address of its own turns the instance's network into an interface. */
function publicAddress(params: Dict, wanted: boolean): void {
  const made: Dict = { DeviceIndex: 0, AssociatePublicIpAddress: wanted };
  if (params.SubnetId !== undefined) made.SubnetId = params.SubnetId;
  if (params.SecurityGroupIds !== undefined) made.Groups = params.SecurityGroupIds;
  delete params.SubnetId;
  delete params.SecurityGroupIds;
  params.NetworkInterfaces = [made];
}

/** The code of a function is given as a file, never as a word. */
export function needFile(word: string): void {
  if (!word.startsWith('fileb://')) throw new CliError('\n--zip-file must be a zip file with the fileb:// prefix.\nExample usage:  --zip-file fileb://path/to/file.zip\n', 252);
}

const SPECIAL: Readonly<Record<string, Add>> = {
  Protocol: (params, word) => {
    permission(params).IpProtocol = word === 'all' ? '-1' : word;
  },
  Port: (params, word) => {
    const range = /^(-1|\d+)(?:-(\d+))?$/.exec(word === 'all' ? '-1' : word);
    if (!range) throw new CliError('\nport parameter should be of the form <from[-to]> (e.g. 22 or 22-25)\n', 252);
    const of = permission(params);
    of.FromPort = Number(range[1]);
    of.ToPort = Number(range[2] ?? range[1]);
  },
  Cidr: (params, word) => {
    permission(params).IpRanges = [{ CidrIp: word }];
  },
  SourceGroup: (params, word) => {
    pair(params)[word.startsWith('sg-') ? 'GroupId' : 'GroupName'] = word;
  },
  GroupOwner: (params, word) => {
    pair(params).UserId = word;
  },
  Count: (params, word) => {
    const range = /^(\d+)(?::(\d+))?$/.exec(word);
    if (!range) throw new CliError('\ncount parameter should be of the form min[:max] (e.g. 1 or 1:10)\n', 252);
    params.MinCount = Number(range[1]);
    params.MaxCount = Number(range[2] ?? range[1]);
  },
  AssociatePublicIpAddress: (params) => publicAddress(params, true),
  NoAssociatePublicIpAddress: (params) => publicAddress(params, false),
  ReplacedZipFile: (params, word, around) => {
    const code: unknown = JSON.parse(textOrFile('--code', word, around));
    params.Code = { ...(isMap(params.Code) ? params.Code : {}), ...(isMap(code) ? code : {}) };
  },
  ZipFile: (params, word, around) => {
    needFile(word);
    params.Code = { ...(isMap(params.Code) ? params.Code : {}), ZipFile: textOrFile('--zip-file', word, around) };
  },
};

export const isSpecial = (kind: string): boolean => Object.hasOwn(SPECIAL, kind);

export function addSpecial(params: Dict, kind: string, words: readonly string[], around: Around): void {
  SPECIAL[kind]?.(params, words[0] ?? '', around);
}
