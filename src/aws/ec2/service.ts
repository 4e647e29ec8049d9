// EC2: networks, groups, addresses and machines. One file per thing; this lists what can be called.
import type { Operation, Service } from '../operation.ts';
import { unused } from '../unused.ts';
import { ABSENT } from './absent.ts';
import { ACCOUNT } from './account.ts';
import * as address from './address.ts';
import { newDefaultNetwork } from './default-network.ts';
import { ENCRYPTION } from './encryption.ts';
import * as image from './image.ts';
import { instanceJobs, runInstances } from './instance.ts';
import * as state from './instance-state.ts';
import * as face from './interface.ts';
import * as internet from './internet-gateway.ts';
import * as key from './key-pair.ts';
import * as nat from './nat-gateway.ts';
import { describeNetworkAcls } from './network-acl.ts';
import * as profile from './profile.ts';
import { withRights } from './right.ts';
import * as route from './route-table.ts';
import * as group from './security-group.ts';
import * as rule from './security-group-rule.ts';
import * as snapshot from './snapshot.ts';
import * as subnet from './subnet.ts';
import * as tags from './tags.ts';
import * as volume from './volume.ts';
import * as vpc from './vpc.ts';
import * as zone from './zone.ts';

const OPERATIONS: { readonly [name: string]: Operation } = {
  ...ABSENT,
  ...ACCOUNT,
  ...ENCRYPTION,
  AllocateAddress: address.allocateAddress,
  AssociateAddress: address.associateAddress,
  AssociateIamInstanceProfile: profile.associateIamInstanceProfile,
  AssociateRouteTable: route.associateRouteTable,
  AttachInternetGateway: internet.attachInternetGateway,
  AuthorizeSecurityGroupEgress: rule.authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: rule.authorizeSecurityGroupIngress,
  CreateInternetGateway: internet.createInternetGateway,
  CreateKeyPair: key.createKeyPair,
  CreateNatGateway: nat.createNatGateway,
  CreateNetworkInterface: face.createNetworkInterface,
  CreateRoute: route.createRoute,
  CreateRouteTable: route.createRouteTable,
  CreateSecurityGroup: group.createSecurityGroup,
  CreateSnapshot: snapshot.createSnapshot,
  CreateSubnet: subnet.createSubnet,
  CreateTags: tags.createTags,
  CreateVpc: vpc.createVpc,
  DeleteInternetGateway: internet.deleteInternetGateway,
  DeleteKeyPair: key.deleteKeyPair,
  DeleteNatGateway: nat.deleteNatGateway,
  DeleteNetworkInterface: face.deleteNetworkInterface,
  DeleteRoute: route.deleteRoute,
  DeleteRouteTable: route.deleteRouteTable,
  DeleteSecurityGroup: group.deleteSecurityGroup,
  DeleteSnapshot: snapshot.deleteSnapshot,
  DeleteSubnet: subnet.deleteSubnet,
  DeleteTags: tags.deleteTags,
  DeleteVolume: volume.deleteVolume,
  DeleteVpc: vpc.deleteVpc,
  DescribeAddresses: address.describeAddresses,
  DescribeAddressesAttribute: address.describeAddressesAttribute,
  DescribeAvailabilityZones: zone.describeAvailabilityZones,
  DescribeDhcpOptions: vpc.describeDhcpOptions,
  DescribeIamInstanceProfileAssociations: profile.describeIamInstanceProfileAssociations,
  DescribeImages: image.describeImages,
  DescribeInstanceAttribute: state.describeInstanceAttribute,
  DescribeInstanceCreditSpecifications: state.describeInstanceCreditSpecifications,
  DescribeInstanceStatus: state.describeInstanceStatus,
  DescribeInstanceTypes: state.describeInstanceTypes,
  DescribeInstances: state.describeInstances,
  DescribeInternetGateways: internet.describeInternetGateways,
  DescribeKeyPairs: key.describeKeyPairs,
  DescribeNatGateways: nat.describeNatGateways,
  DescribeNetworkAcls: describeNetworkAcls,
  DescribeNetworkInterfaces: face.describeNetworkInterfaces,
  DescribeRegions: zone.describeRegions,
  DescribeRouteTables: route.describeRouteTables,
  DescribeSecurityGroupRules: rule.describeSecurityGroupRules,
  DescribeSecurityGroups: group.describeSecurityGroups,
  DescribeLockedSnapshots: snapshot.describeLockedSnapshots,
  DescribeSnapshotAttribute: snapshot.describeSnapshotAttribute,
  DescribeSnapshots: snapshot.describeSnapshots,
  DescribeSubnets: subnet.describeSubnets,
  DescribeTags: tags.describeTags,
  DescribeVolumes: volume.describeVolumes,
  DescribeVolumesModifications: volume.describeVolumesModifications,
  DescribeVpcAttribute: vpc.describeVpcAttribute,
  DescribeVpcs: vpc.describeVpcs,
  DetachInternetGateway: internet.detachInternetGateway,
  DetachNetworkInterface: face.detachNetworkInterface,
  DisassociateAddress: address.disassociateAddress,
  DisassociateIamInstanceProfile: profile.disassociateIamInstanceProfile,
  DisassociateRouteTable: route.disassociateRouteTable,
  ImportKeyPair: key.importKeyPair,
  ListSnapshotsInRecycleBin: snapshot.listSnapshotsInRecycleBin,
  LockSnapshot: snapshot.lockSnapshot,
  ModifyInstanceAttribute: state.modifyInstanceAttribute,
  ModifyInstanceMetadataOptions: state.modifyInstanceMetadataOptions,
  ModifyNetworkInterfaceAttribute: face.modifyNetworkInterfaceAttribute,
  ModifySecurityGroupRules: rule.modifySecurityGroupRules,
  ModifySubnetAttribute: subnet.modifySubnetAttribute,
  MonitorInstances: state.monitorInstances,
  ModifyVolume: volume.modifyVolume,
  ModifyVpcAttribute: vpc.modifyVpcAttribute,
  RebootInstances: state.rebootInstances,
  ReleaseAddress: address.releaseAddress,
  ReplaceIamInstanceProfileAssociation: profile.replaceIamInstanceProfileAssociation,
  ReplaceRoute: route.replaceRoute,
  ReplaceRouteTableAssociation: route.replaceRouteTableAssociation,
  RestoreSnapshotFromRecycleBin: snapshot.restoreSnapshotFromRecycleBin,
  RevokeSecurityGroupEgress: rule.revokeSecurityGroupEgress,
  RevokeSecurityGroupIngress: rule.revokeSecurityGroupIngress,
  RunInstances: runInstances,
  StartInstances: state.startInstances,
  StopInstances: state.stopInstances,
  UnlockSnapshot: snapshot.unlockSnapshot,
  UnmonitorInstances: state.unmonitorInstances,
  TerminateInstances: state.terminateInstances,
  UpdateSecurityGroupRuleDescriptionsEgress: rule.updateSecurityGroupRuleDescriptionsEgress,
  UpdateSecurityGroupRuleDescriptionsIngress: rule.updateSecurityGroupRuleDescriptionsIngress,
};

export const ec2: Service = {
  name: 'ec2',
  eventSource: 'ec2.amazonaws.com',
  iamPrefix: 'ec2',
  dialect: 'ec2',
  operations: Object.fromEntries(Object.entries({ ...unused('ec2'), ...OPERATIONS }).map(([name, operation]) => [name, withRights(name, operation)])),
  jobs: { ...nat.natGatewayJobs, ...instanceJobs, ...snapshot.snapshotJobs },
  prepare: newDefaultNetwork,
};
