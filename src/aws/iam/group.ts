// Groups of users: whoever is in one has its policies as well.
import { iso } from '../../engine/clock.ts';
import { GLOBAL, listed, rowAt, rows } from '../cloud.ts';
import { iamId } from '../ids.ts';
import { given, input } from '../input.ts';
import type { Operation } from '../operation.ts';
import { page } from '../page.ts';
import { iamWords } from '../wording.ts';
import { checkName, conflict, entityOf, exists, iamArn, onEntity, pathOf, rowOf } from './name.ts';
import { GROUPS, type Group, USERS } from './tables.ts';
import { missing, userOf, userView } from './user.ts';

export const groupView = (group: Readonly<Group>): { [name: string]: string } => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: group.arn,
  CreateDate: iso(group.createdAt),
});

export const createGroup: Operation = {
  kind: 'write',
  authorise: onEntity('CreateGroup', 'group', 'GroupName'),
  run(context, params) {
    const name = checkName('GroupName', input(params, iamWords).text('GroupName'));
    const path = pathOf(params);
    if (rowAt(context.account, GLOBAL, GROUPS, name)) throw exists(`Group with name ${name} already exists.`);
    const group = { name, path, id: iamId(context.time, 'AGPA'), arn: iamArn(context, 'group', path, name), createdAt: context.time.now, inline: {}, attached: [] };
    rows(context.account, GLOBAL, GROUPS)[name] = group;
    return { Group: groupView(group) };
  },
};

const noGroup = (name: string) => `The group with name ${name} cannot be found.`;

export const getGroup: Operation = {
  kind: 'read',
  authorise: onEntity('GetGroup', 'group', 'GroupName'),
  run(context, params) {
    const name = input(params, iamWords).text('GroupName');
    const group = entityOf(context, GROUPS, name, noGroup(name));
    const members = listed(context.account, GLOBAL, USERS).filter((user) => user.groups.includes(name));
    return { Group: groupView(group), Users: members.map(userView), IsTruncated: false };
  },
};

export const deleteGroup: Operation = {
  kind: 'write',
  authorise: onEntity('DeleteGroup', 'group', 'GroupName'),
  run(context, params) {
    const name = input(params, iamWords).text('GroupName');
    const group = entityOf(context, GROUPS, name, noGroup(name));
    if (listed(context.account, GLOBAL, USERS).some((user) => user.groups.includes(name))) throw conflict('Cannot delete entity, must remove users from group first.');
    if (group.attached.length > 0) throw conflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(group.inline).length > 0) throw conflict('Cannot delete entity, must delete policies first.');
    delete rows(context.account, GLOBAL, GROUPS)[name];
    return {};
  },
};

const member = (action: string, change: (groups: string[], name: string) => string[]): Operation => ({
  kind: 'write',
  authorise: onEntity(action, 'group', 'GroupName'),
  run(context, params) {
    const from = input(params, iamWords);
    const [group, name] = [from.text('GroupName'), from.text('UserName')];
    entityOf(context, GROUPS, group, noGroup(group));
    const user = rowOf(context, USERS, name, missing(name));
    user.groups = change(user.groups, group);
    return {};
  },
});

export const addToGroup = member('AddUserToGroup', (groups, name) => [...new Set([...groups, name])]);
export const removeFromGroup = member('RemoveUserFromGroup', (groups, name) => groups.filter((one) => one !== name));

export const listGroupsForUser: Operation = {
  kind: 'read',
  authorise: onEntity('ListGroupsForUser', 'user', 'UserName'),
  run(context, params) {
    const user = userOf(context, input(params, iamWords).text('UserName'));
    const groups = user.groups.flatMap((name) => {
      const group = rowAt(context.account, GLOBAL, GROUPS, name);
      return group ? [groupView(group)] : [];
    });
    return { Groups: groups, IsTruncated: false };
  },
};

export const listGroups: Operation = {
  kind: 'read',
  run(context, params) {
    const prefix = input(params, iamWords).optional('PathPrefix') ?? '/';
    const found = listed(context.account, GLOBAL, GROUPS).filter((group) => group.path.startsWith(prefix));
    const cut = page(found, params.Marker, params.MaxItems, 100, 'ValidationError');
    return given({ Groups: cut.items.map(groupView), IsTruncated: cut.next !== null, Marker: cut.next });
  },
};

/** Members stay members under the new name. */
export const updateGroup: Operation = {
  kind: 'write',
  authorise: onEntity('UpdateGroup', 'group', 'GroupName'),
  run(context, params) {
    const from = input(params, iamWords);
    const name = from.text('GroupName');
    const found = entityOf(context, GROUPS, name, noGroup(name));
    const next = from.optional('NewGroupName') === null ? name : checkName('NewGroupName', from.text('NewGroupName'));
    const path = from.has('NewPath') ? pathOf({ Path: params.NewPath }) : found.path;
    const groups = rows(context.account, GLOBAL, GROUPS);
    if (next !== name && groups[next]) throw exists(`Group with name ${next} already exists.`);
    const changed: Group = { ...(groups[name] as Group), name: next, path, arn: iamArn(context, 'group', path, next) };
    delete groups[name];
    groups[next] = changed;
    for (const user of Object.values(rows(context.account, GLOBAL, USERS))) user.groups = user.groups.map((one) => (one === name ? next : one));
    return {};
  },
};
