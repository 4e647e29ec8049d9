// Which things a call of EC2 touches, read from the ids in its parameters: what rights are asked for, and what CloudTrail names.
import { type CloudContext, peek, table } from '../cloud.ts';
import { arn } from '../ids.ts';
import { type Ask, AwsError, type Operation, type Params } from '../operation.ts';
import { TAGGED } from './tags.ts';

const ID_PARAMETERS = [
  'VpcId',
  'SubnetId',
  'InternetGatewayId',
  'NatGatewayId',
  'AllocationId',
  'RouteTableId',
  'GroupId',
  'NetworkInterfaceId',
  'InstanceId',
  'InstanceIds',
  'SnapshotId',
  'SnapshotIds',
  'VolumeId',
  'KeyPairId',
  'Resources',
] as const;

/** Makers ask for a new thing, of which no id is known yet, and reads are not granted by resource. */
const byResource = (name: string): boolean => !/^(Describe|Create(?!Tags|Route$)|Run|Allocate|Import)/.test(name);

function ids(params: Params): string[] {
  return ID_PARAMETERS.flatMap((name) => {
    const value = params[name];
    return typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((id) => typeof id === 'string') : [];
  });
}

/** An operation that asks for its rights on the things it names, with their tags as condition keys, and knows `DryRun`. */
export function withRights(name: string, operation: Operation): Operation {
  const authorise = (context: CloudContext, params: Params): readonly Ask[] => {
    const action = `ec2:${name}`;
    const named = byResource(name) ? ids(params) : [];
    if (named.length === 0) return [{ action, resource: '*' }];
    return named.map((id) => {
      const home = TAGGED[id.slice(0, id.lastIndexOf('-'))];
      const tags = home ? peek(context.account, context.region, table<{ readonly tags: Record<string, string> }>(home.table))[id]?.tags : undefined;
      return { action, resource: arn('ec2', context.region, context.account.id, `${home?.kind ?? '*'}/${id}`), ...(tags ? { tags: { ...tags } } : {}) };
    });
  };
  const touches = (_: CloudContext, params: Params) => ids(params).map((id) => ({ type: `AWS::EC2::${TYPES[id.slice(0, id.lastIndexOf('-'))] ?? 'Resource'}`, name: id }));
  const run: Operation['run'] = (context, params) => {
    // Rights have been checked by the door, and that is all that a dry run is about.
    if (params.DryRun === true) throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412, false);
    return operation.run(context, params);
  };
  return { authorise, ...(operation.kind === 'write' ? { touches } : {}), ...operation, run };
}

const TYPES: Record<string, string> = {
  vpc: 'VPC',
  subnet: 'Subnet',
  igw: 'InternetGateway',
  nat: 'NatGateway',
  eipalloc: 'EIP',
  rtb: 'RouteTable',
  sg: 'SecurityGroup',
  eni: 'NetworkInterface',
  i: 'Instance',
  snap: 'Snapshot',
  vol: 'Volume',
  key: 'KeyPair',
};
