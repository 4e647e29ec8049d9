// Looks at what EC2 has of the account as a whole: limits, the checks of volumes, who points at a group; and the default VPC, made anew.
import { iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { listed, rowAt } from '../cloud.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { newDefaultNetwork } from './default-network.ts';
import { choose, paged } from './describe.ts';
import { instanceOf } from './instance.ts';
import { read, refusal } from './refusal.ts';
import { SECURITY_GROUPS } from './security-group.ts';
import { RULES } from './security-group-rule.ts';
import { VOLUME } from './volume.ts';
import { VPC, VPCS } from './vpc.ts';

export const createDefaultVpc: Operation = {
  kind: 'write',
  run(context) {
    const present = listed(context.account, context.region, VPCS).find((one) => one.isDefault);
    if (present) throw refusal('DefaultVpcAlreadyExists', `A Default VPC already exists for this account in this region.`);
    newDefaultNetwork(context);
    const made = listed(context.account, context.region, VPCS).find((one) => one.isDefault);
    return { Vpc: made ? { ...(VPC.print(context, made) as object), State: 'pending' } : {} };
  },
};

const describeVolumeStatus: Operation = {
  kind: 'read',
  run: (context, params) =>
    paged(params, 'VolumeStatuses', choose(context, VOLUME, params), (volume) => ({
      Actions: [],
      AvailabilityZone: volume.zone,
      Events: [],
      VolumeId: volume.id,
      VolumeStatus: {
        Details: [
          { Name: 'io-enabled', Status: 'passed' },
          { Name: 'io-performance', Status: 'not-applicable' },
        ],
        Status: 'ok',
      },
    })),
};

const describeAccountAttributes: Operation = {
  kind: 'read',
  run(context, params) {
    const own = listed(context.account, context.region, VPCS).find((one) => one.isDefault);
    const values: { readonly [name: string]: string } = {
      'supported-platforms': 'VPC',
      'default-vpc': own?.id ?? 'none',
      'max-instances': '20',
      'vpc-max-security-groups-per-interface': '5',
      'max-elastic-ips': '5',
      'vpc-max-elastic-ips': '5',
    };
    const names = read(params).texts('AttributeNames');
    for (const name of names) if (!Object.hasOwn(values, name)) throw refusal('InvalidParameterValue', `Value (${name}) for parameter attributeName is invalid.`);
    return {
      AccountAttributes: Object.entries(values).flatMap(([AttributeName, AttributeValue]): Json[] =>
        names.length === 0 || names.includes(AttributeName) ? [{ AttributeName, AttributeValues: [{ AttributeValue }] }] : [],
      ),
    };
  },
};

/** VPCs whose groups name one of these groups in a rule. A VPC has no peers here, so that is the group's own. */
const describeSecurityGroupReferences: Operation = {
  kind: 'read',
  run(context, params) {
    const ids = read(params).texts('GroupId');
    if (ids.length === 0) throw refusal('MissingParameter', 'The request must contain the parameter groupId');
    for (const id of ids) if (!rowAt(context.account, context.region, SECURITY_GROUPS, id)) throw refusal('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    const own = (id: string) => rowAt(context.account, context.region, SECURITY_GROUPS, id)?.vpcId;
    const found = listed(context.account, context.region, RULES).flatMap((rule): Json[] => {
      const vpc = own(rule.groupId);
      return rule.peerGroup !== null && ids.includes(rule.peerGroup) && vpc !== own(rule.peerGroup) ? [{ GroupId: rule.peerGroup, ReferencingVpcId: vpc ?? '' }] : [];
    });
    return { SecurityGroupReferenceSet: found };
  },
};

/** The kernel's lines are not simulated: an instance has written none that can be read. */
const getConsoleOutput: Operation = {
  kind: 'read',
  run(context, params) {
    const { id } = instanceOf(context, read(params).text('InstanceId'));
    return given({ InstanceId: id, Timestamp: iso(context.time.now, true), Output: '' });
  },
};

export const ACCOUNT: { readonly [name: string]: Operation } = {
  CreateDefaultVpc: createDefaultVpc,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeSecurityGroupReferences: describeSecurityGroupReferences,
  DescribeVolumeStatus: describeVolumeStatus,
  GetConsoleOutput: getConsoleOutput,
  GetSerialConsoleAccessStatus: { kind: 'read', run: () => ({ SerialConsoleAccessEnabled: false }) },
};
