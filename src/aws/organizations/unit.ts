// Organisational units: the tree between the root and the accounts.
import { note } from '../../engine/moment.ts';
import { hexId } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags } from '../tags.ts';
import { jsonWords } from '../wording.ts';
import { FULL_ACCESS, managed, noParent, noUnit, type Organization, organizationRow, unitArn } from './organization.ts';

const view = (of: Readonly<Organization>, id: string): Params => ({ Id: id, Arn: unitArn(of, id), Name: of.units[id]?.name ?? '' });

const sameName = (of: Readonly<Organization>, parent: string, name: string, but: string | null) => {
  if (Object.values(of.units).some((unit) => unit.parent === parent && unit.name === name && unit.id !== but))
    throw new AwsError('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.', 400);
};

const parentIn = (of: Readonly<Organization>, id: string) => {
  if (id !== of.rootId && !of.units[id]) throw noParent();
  return id;
};

export const UNITS: { readonly [name: string]: Operation } = {
  CreateOrganizationalUnit: {
    kind: 'write',
    run(context, params) {
      const from = input(params, jsonWords);
      const [parent, name] = [from.text('ParentId'), from.text('Name')];
      const tags = readTags(params.Tags);
      const of = managed(context);
      parentIn(of, parent);
      sameName(of, parent, name, null);
      const id = `ou-${of.rootId.slice(2)}-${hexId(context.time, 'organization', 8)}`;
      const row = organizationRow(context, of);
      row.units[id] = { id, name, parent };
      row.policies[FULL_ACCESS]?.targets.push(id);
      if (Object.keys(tags).length > 0) row.tags[id] = tags;
      note(context.time, 'organizations.unit.created', { unit: id, name, parent });
      return { OrganizationalUnit: view(row, id) };
    },
  },
  DeleteOrganizationalUnit: {
    kind: 'write',
    run(context, params) {
      const id = input(params, jsonWords).text('OrganizationalUnitId');
      const of = managed(context);
      if (!of.units[id]) throw noUnit();
      if (Object.values(of.units).some((unit) => unit.parent === id) || Object.values(of.members).some((member) => member.parent === id))
        throw new AwsError(
          'OrganizationalUnitNotEmptyException',
          'The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.',
          400,
        );
      const row = organizationRow(context, of);
      delete row.units[id];
      delete row.tags[id];
      for (const policy of Object.values(row.policies)) policy.targets = policy.targets.filter((target) => target !== id);
      return {};
    },
  },
  DescribeOrganizationalUnit: {
    kind: 'read',
    run(context, params) {
      const id = input(params, jsonWords).text('OrganizationalUnitId');
      const of = managed(context);
      if (!of.units[id]) throw noUnit();
      return { OrganizationalUnit: view(of, id) };
    },
  },
  ListChildren: {
    kind: 'read',
    run(context, params) {
      const from = input(params, jsonWords);
      const [parent, type] = [from.text('ParentId'), from.text('ChildType')];
      const of = managed(context);
      parentIn(of, parent);
      if (type !== 'ACCOUNT' && type !== 'ORGANIZATIONAL_UNIT') throw new AwsError('InvalidInputException', 'You specified an invalid child type.', 400);
      const ids =
        type === 'ACCOUNT'
          ? Object.keys(of.members).filter((id) => of.members[id]?.parent === parent)
          : Object.values(of.units)
              .filter((unit) => unit.parent === parent)
              .map((unit) => unit.id);
      const cut = page(ids, params.NextToken, params.MaxResults, 20, 'InvalidInputException');
      return { Children: cut.items.map((Id) => ({ Id, Type: type })), ...(cut.next ? { NextToken: cut.next } : {}) };
    },
  },
  ListOrganizationalUnitsForParent: {
    kind: 'read',
    run(context, params) {
      const parent = input(params, jsonWords).text('ParentId');
      const of = managed(context);
      parentIn(of, parent);
      const ids = Object.values(of.units).filter((unit) => unit.parent === parent);
      const cut = page(ids, params.NextToken, params.MaxResults, 20, 'InvalidInputException');
      return { OrganizationalUnits: cut.items.map((unit) => view(of, unit.id)), ...(cut.next ? { NextToken: cut.next } : {}) };
    },
  },
  ListParents: {
    kind: 'read',
    run(context, params) {
      const child = input(params, jsonWords).text('ChildId');
      const of = managed(context);
      const parent = of.members[child]?.parent ?? of.units[child]?.parent;
      if (!parent) throw new AwsError('ChildNotFoundException', "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.", 400);
      return { Parents: [{ Id: parent, Type: parent === of.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
    },
  },
  UpdateOrganizationalUnit: {
    kind: 'write',
    run(context, params) {
      const from = input(params, jsonWords);
      const [id, name] = [from.text('OrganizationalUnitId'), from.optional('Name')];
      const of = managed(context);
      const unit = of.units[id];
      if (!unit) throw noUnit();
      if (name !== null) sameName(of, unit.parent, name, id);
      const row = organizationRow(context, of);
      if (name !== null) (row.units[id] as { name: string }).name = name;
      return { OrganizationalUnit: view(row, id) };
    },
  },
};
