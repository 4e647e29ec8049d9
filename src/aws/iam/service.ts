// AWS Identity and Access Management.

import type { Service } from '../operation.ts';
import { unused } from '../unused.ts';
import { accountDetails } from './account-details.ts';
import { ATTACHMENTS } from './attachment.ts';
import * as group from './group.ts';
import * as profile from './instance-profile.ts';
import { LINKED_ROLES } from './linked-role.ts';
import { MFA } from './mfa.ts';
import * as policy from './policy.ts';
import { REPORTS } from './report.ts';
import * as role from './role.ts';
import { SIMULATIONS } from './simulate.ts';
import * as user from './user.ts';

export const iam: Service = {
  name: 'iam',
  eventSource: 'iam.amazonaws.com',
  iamPrefix: 'iam',
  global: true,
  operations: {
    ...unused('iam'),
    ...ATTACHMENTS,
    ...LINKED_ROLES,
    ...MFA,
    ...REPORTS,
    ...SIMULATIONS,
    AddRoleToInstanceProfile: profile.addRoleToProfile,
    AddUserToGroup: group.addToGroup,
    CreateAccessKey: user.createAccessKey,
    CreateGroup: group.createGroup,
    CreateInstanceProfile: profile.createProfile,
    CreatePolicy: policy.createPolicy,
    CreatePolicyVersion: policy.createVersion,
    CreateRole: role.createRole,
    CreateUser: user.createUser,
    DeleteAccessKey: user.deleteAccessKey,
    DeleteGroup: group.deleteGroup,
    DeleteInstanceProfile: profile.deleteProfile,
    DeletePolicy: policy.deletePolicy,
    DeletePolicyVersion: policy.deleteVersion,
    DeleteRole: role.deleteRole,
    DeleteRolePermissionsBoundary: role.deleteRoleBoundary,
    DeleteUser: user.deleteUser,
    DeleteUserPermissionsBoundary: user.deleteUserBoundary,
    GetAccountAuthorizationDetails: accountDetails,
    GetAccessKeyLastUsed: user.lastUsed,
    GetGroup: group.getGroup,
    GetInstanceProfile: profile.getProfile,
    GetPolicy: policy.getPolicy,
    GetPolicyVersion: policy.getVersion,
    GetRole: role.getRole,
    GetUser: user.getUser,
    ListAccessKeys: user.listAccessKeys,
    ListAccountAliases: { kind: 'read', run: (context) => ({ AccountAliases: [context.account.alias], IsTruncated: false }) },
    ListEntitiesForPolicy: policy.listEntities,
    ListGroups: group.listGroups,
    ListGroupsForUser: group.listGroupsForUser,
    ListInstanceProfileTags: profile.profileTags.list,
    ListInstanceProfiles: profile.listProfiles,
    ListInstanceProfilesForRole: profile.profilesForRole,
    ListPolicies: policy.listPolicies,
    ListPolicyTags: policy.policyTags.list,
    ListPolicyVersions: policy.listVersions,
    ListRoleTags: role.roleTags.list,
    ListRoles: role.listRoles,
    ListUserTags: user.userTags.list,
    ListUsers: user.listUsers,
    PutRolePermissionsBoundary: role.putRoleBoundary,
    PutUserPermissionsBoundary: user.putUserBoundary,
    RemoveRoleFromInstanceProfile: profile.removeRoleFromProfile,
    RemoveUserFromGroup: group.removeFromGroup,
    SetDefaultPolicyVersion: policy.setDefaultVersion,
    TagInstanceProfile: profile.profileTags.set,
    TagPolicy: policy.policyTags.set,
    TagRole: role.roleTags.set,
    TagUser: user.userTags.set,
    UntagInstanceProfile: profile.profileTags.drop,
    UntagPolicy: policy.policyTags.drop,
    UntagRole: role.roleTags.drop,
    UntagUser: user.userTags.drop,
    UpdateAccessKey: user.updateAccessKey,
    UpdateAssumeRolePolicy: role.updateTrust,
    UpdateGroup: group.updateGroup,
    UpdateRole: role.updateRole,
    UpdateRoleDescription: role.updateRoleDescription,
    UpdateUser: user.updateUser,
  },
  jobs: {},
};
