// Service control policies: the most that accounts below may do, whatever their own policies say. The management account is never bound.
import { note } from '../../engine/moment.ts';
import type { CloudContext } from '../cloud.ts';
import { readPolicy } from '../iam/document.ts';
import { hexId } from '../ids.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { readTags } from '../tags.ts';
import { jsonWords } from '../wording.ts';
import { accountArn, type ControlPolicy, FULL_ACCESS, managed, mine, noTarget, type Organization, organizationRow, policyArn, rootArn, unitArn } from './organization.ts';

const TYPE = 'SERVICE_CONTROL_POLICY';
/** Bytes of a document, and policies attached to one target. */
const LONGEST = 5120;
const MOST = 5;

const summary = (of: Readonly<Organization>, policy: Readonly<ControlPolicy>): Params => ({
  Id: policy.id,
  Arn: policyArn(of, policy),
  Name: policy.name,
  Description: policy.description,
  Type: TYPE,
  AwsManaged: policy.awsManaged,
});

function policyIn(of: Readonly<Organization>, id: string): Readonly<ControlPolicy> {
  const policy = Object.hasOwn(of.policies, id) ? of.policies[id] : undefined;
  if (!policy) throw new AwsError('PolicyNotFoundException', "You specified a policy that doesn't exist.", 400);
  return policy;
}

function targetIn(of: Readonly<Organization>, id: string): string {
  if (id !== of.rootId && !of.members[id] && !of.units[id]) throw noTarget();
  return id;
}

function targetView(of: Readonly<Organization>, id: string): Params {
  if (id === of.rootId) return { TargetId: id, Arn: rootArn(of), Name: 'Root', Type: 'ROOT' };
  const unit = of.units[id];
  return unit
    ? { TargetId: id, Arn: unitArn(of, id), Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' }
    : { TargetId: id, Arn: accountArn(of, id), Name: of.members[id]?.name ?? '', Type: 'ACCOUNT' };
}

function checkContent(content: string): void {
  const malformed = () => new AwsError('MalformedPolicyDocumentException', 'The provided policy document does not meet the requirements of the specified policy type.', 400);
  if (content.length > LONGEST) throw new AwsError('ConstraintViolationException', 'You have exceeded the allowed maximum policy size.', 400);
  let statements: ReturnType<typeof readPolicy>['statements'];
  try {
    ({ statements } = readPolicy(content));
  } catch {
    throw malformed();
  }
  // A control policy binds whole accounts: it names no principal, and says for which resources it holds.
  if (statements.some((one) => one.principals || one.notPrincipals || (!one.resources && !one.notResources))) throw malformed();
}

function checkType(from: ReturnType<typeof input>, name: string, of: Readonly<Organization>): void {
  const type = from.text(name);
  if (!/^[A-Z_0-9]+$/.test(type)) throw new AwsError('InvalidInputException', 'You specified an invalid policy type.', 400);
  if (type !== TYPE || !of.controls) throw new AwsError('PolicyTypeNotEnabledException', 'This operation can be performed only for enabled policy types.', 400);
}

const createPolicy: Operation = {
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [content, name] = [from.text('Content'), from.text('Name')];
    const description = from.optional('Description') ?? '';
    const tags = readTags(params.Tags);
    const found = managed(context);
    checkType(from, 'Type', { ...found, controls: true });
    checkContent(content);
    if (Object.values(found.policies).some((policy) => policy.name === name)) throw new AwsError('DuplicatePolicyException', 'A policy with the same name already exists.', 400);
    const id = `p-${hexId(context.time, 'policy', 8)}`;
    const of = organizationRow(context, found);
    const made: ControlPolicy = { id, name, description, awsManaged: false, document: content, targets: [] };
    of.policies[id] = made;
    if (Object.keys(tags).length > 0) of.tags[id] = tags;
    return { Policy: { PolicySummary: summary(of, made), Content: content } };
  },
};

const attach = (attached: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [id, to] = [from.text('PolicyId'), from.text('TargetId')];
    const found = managed(context);
    const policy = policyIn(found, id);
    targetIn(found, to);
    if (!found.controls) throw new AwsError('PolicyTypeNotEnabledException', 'This operation can be performed only for enabled policy types.', 400);
    if (attached === policy.targets.includes(to)) {
      throw attached
        ? new AwsError('DuplicatePolicyAttachmentException', 'A policy with the same name and type is already attached to the specified target.', 400)
        : new AwsError('PolicyNotAttachedException', "The policy isn't attached to the specified target in the specified root.", 400);
    }
    const there = Object.values(found.policies).filter((one) => one.targets.includes(to)).length;
    if (attached && there >= MOST) throw new AwsError('ConstraintViolationException', 'You have attached the maximum number of policies to the specified target.', 400);
    if (!attached && there === 1)
      throw new AwsError(
        'ConstraintViolationException',
        'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
        400,
      );
    const change = organizationRow(context, found).policies[id] as ControlPolicy;
    change.targets = attached ? [...change.targets, to] : change.targets.filter((one) => one !== to);
    note(context.time, `organizations.policy.${attached ? 'attached' : 'detached'}`, { policy: id, target: to });
    return {};
  },
});

/** Switches control policies on for the whole root, or off: off takes them off every target. */
const toggle = (on: boolean): Operation => ({
  kind: 'write',
  run(context, params) {
    const from = input(params, jsonWords);
    const [root, type] = [from.text('RootId'), from.text('PolicyType')];
    const of = managed(context);
    if (root !== of.rootId) throw new AwsError('RootNotFoundException', "You specified a root that doesn't exist.", 400);
    if (type !== TYPE)
      throw new AwsError(
        'PolicyTypeNotAvailableForOrganizationException',
        "You can't use the specified policy type with the feature set currently enabled for this organization.",
        400,
      );
    if (on && of.controls) throw new AwsError('PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled in the specified root.', 400);
    if (!on && !of.controls) throw new AwsError('PolicyTypeNotEnabledException', 'This operation can be performed only for enabled policy types.', 400);
    const row = organizationRow(context, of);
    row.controls = on;
    for (const policy of Object.values(row.policies)) policy.targets = on && policy.id === FULL_ACCESS ? [row.rootId, ...Object.keys(row.units), ...Object.keys(row.members)] : [];
    note(context.time, `organizations.controls.${on ? 'enabled' : 'disabled'}`, { organization: of.id });
    return { Root: rootView(row) };
  },
});

export const rootView = (of: Readonly<Organization>): Params => ({
  Id: of.rootId,
  Arn: rootArn(of),
  Name: 'Root',
  PolicyTypes: of.controls ? [{ Type: TYPE, Status: 'ENABLED' }] : [],
});

const list = (pick: (context: CloudContext, params: Params, of: Organization) => readonly ControlPolicy[]): Operation => ({
  kind: 'read',
  run(context, params) {
    const from = input(params, jsonWords);
    const filter = from.text('Filter');
    const of = managed(context);
    const found = filter === TYPE ? pick(context, params, of) : [];
    const cut = page(found, params.NextToken, params.MaxResults, 20, 'InvalidInputException');
    return { Policies: cut.items.map((policy) => summary(of, policy)), ...(cut.next ? { NextToken: cut.next } : {}) };
  },
});

export const CONTROLS: { readonly [name: string]: Operation } = {
  AttachPolicy: attach(true),
  CreatePolicy: createPolicy,
  DeletePolicy: {
    kind: 'write',
    run(context, params) {
      const id = input(params, jsonWords).text('PolicyId');
      const of = managed(context);
      const policy = policyIn(of, id);
      if (policy.awsManaged) throw new AwsError('ConstraintViolationException', "You can't delete an AWS managed policy.", 400);
      if (policy.targets.length > 0)
        throw new AwsError(
          'PolicyInUseException',
          'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
          400,
        );
      const row = organizationRow(context, of);
      delete row.policies[id];
      delete row.tags[id];
      return {};
    },
  },
  DescribePolicy: {
    kind: 'read',
    run(context, params) {
      const id = input(params, jsonWords).text('PolicyId');
      const of = mine(context);
      const policy = policyIn(of, id);
      return { Policy: { PolicySummary: summary(of, policy), Content: policy.document } };
    },
  },
  DetachPolicy: attach(false),
  DisablePolicyType: toggle(false),
  EnablePolicyType: toggle(true),
  ListPolicies: list((_context, _params, of) => Object.values(of.policies)),
  ListPoliciesForTarget: list((_context, params, of) => {
    const to = targetIn(of, input(params, jsonWords).text('TargetId'));
    return Object.values(of.policies).filter((policy) => policy.targets.includes(to));
  }),
  ListTargetsForPolicy: {
    kind: 'read',
    run(context, params) {
      const id = input(params, jsonWords).text('PolicyId');
      const of = managed(context);
      const cut = page(policyIn(of, id).targets, params.NextToken, params.MaxResults, 20, 'InvalidInputException');
      return { Targets: cut.items.map((to) => targetView(of, to)), ...(cut.next ? { NextToken: cut.next } : {}) };
    },
  },
  UpdatePolicy: {
    kind: 'write',
    run(context, params) {
      const from = input(params, jsonWords);
      const id = from.text('PolicyId');
      const [content, name, description] = [from.optional('Content'), from.optional('Name'), from.optional('Description')];
      const of = managed(context);
      const policy = policyIn(of, id);
      if (content !== null) checkContent(content);
      if (policy.awsManaged) throw new AwsError('ConstraintViolationException', "You can't change an AWS managed policy.", 400);
      if (name !== null && Object.values(of.policies).some((one) => one.name === name && one.id !== id))
        throw new AwsError('DuplicatePolicyException', 'A policy with the same name already exists.', 400);
      const row = organizationRow(context, of);
      const changed = row.policies[id] as ControlPolicy;
      changed.name = name ?? changed.name;
      changed.description = description ?? changed.description;
      changed.document = content ?? changed.document;
      note(context.time, 'organizations.policy.changed', { policy: id });
      return { Policy: { PolicySummary: summary(row, changed), Content: changed.document } };
    },
  },
};
