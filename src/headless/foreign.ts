// Objects that the files of a recorded session name without making them: a network's id in a security group, the role of a function. They exist before
// the first command, as somebody else's. What an import block or a data source asks for is not among them: that may well not exist.
import type { Body, Expression } from '../terraform/hcl/ast.ts';
import { parseConfig } from '../terraform/hcl/parse.ts';
import { literalText } from '../terraform/hcl/parse-expression.ts';

/** A text of the configuration: in which argument of which resource type, where it stands in one. */
interface Mention {
  readonly type: string;
  readonly argument: string;
  readonly text: string;
}

/** Objects by the way they are named: ids and ARNs as they stand, names by what they are names of. */
export interface Foreign {
  readonly ids: readonly string[];
  readonly named: { readonly [kind in NamedKind]: readonly string[] };
  /** No resource is an internet gateway, so the foreign network has one. */
  readonly gateway: boolean;
}

const NAMED = {
  bucket: /^aws_s3_(?!bucket$)\w+\.bucket$/,
  role: /^aws_iam_(?:role_policy|role_policy_attachment|instance_profile)\.role$/,
  profile: /^aws_instance\.iam_instance_profile$/,
  key: /^aws_instance\.key_name$/,
  subnets: /^aws_db_instance\.db_subnet_group_name$/,
  parameters: /^aws_db_instance\.parameter_group_name$/,
  cluster: /^aws_ecs_service\.cluster$/,
  family: /^aws_ecs_service\.task_definition$/,
  vault: /^aws_backup_\w+\.(?:backup_vault_name|target_vault_name)$/,
  rule: /^aws_cloudwatch_event_target\.rule$/,
} as const;
export type NamedKind = keyof typeof NAMED;

/** Where a type says its own name. */
const MADE: { readonly [kind in NamedKind]: string } = {
  bucket: 'aws_s3_bucket.bucket',
  role: 'aws_iam_role.name',
  profile: 'aws_iam_instance_profile.name',
  key: 'aws_key_pair.key_name',
  subnets: 'aws_db_subnet_group.name',
  parameters: 'aws_db_parameter_group.name',
  cluster: 'aws_ecs_cluster.name',
  family: 'aws_ecs_task_definition.family',
  vault: 'aws_backup_vault.name',
  rule: 'aws_cloudwatch_event_rule.name',
};

const ID = /^(?:(?:vpc|subnet|sg|igw|rtb|eipalloc)-[0-9a-f]{8,17}|Z[A-Z0-9]{8,31}|arn:aws:(?:iam|acm|kms|elasticloadbalancing):.*)$/;

function literals(expression: Expression): readonly string[] {
  if (expression.kind === 'tuple') return expression.items.flatMap(literals);
  if (expression.kind === 'object') return expression.items.flatMap((item) => literals(item.value));
  if (expression.kind === 'call') return expression.args.flatMap(literals);
  if (expression.kind === 'conditional') return [...literals(expression.yes), ...literals(expression.no)];
  const text = literalText(expression);
  return text ? [text] : [];
}

const mentions = (body: Body, type: string): readonly Mention[] => [
  ...body.attributes.flatMap(({ name, expression }) => literals(expression).map((text) => ({ type, argument: name, text }))),
  ...body.blocks.flatMap((block) => (block.type === 'lifecycle' ? [] : mentions(block.body, type))),
];

/** What the `.tf` and `.tfvars` files name and no resource among them makes. */
export function foreignIn(files: readonly { readonly name: string; readonly text: string }[]): Foreign {
  const found = files
    .filter(({ name }) => /\.(?:tf|tfvars)$/.test(name))
    .flatMap(({ name, text }) => {
      const { body } = parseConfig(name, text);
      const blocks = body.blocks.filter(({ type }) => type !== 'data' && type !== 'import' && type !== 'removed' && type !== 'moved');
      return [...mentions({ ...body, blocks: [] }, ''), ...blocks.flatMap((block) => mentions(block.body, block.type === 'resource' ? (block.labels[0] ?? '') : ''))];
    });
  const distinct = (texts: readonly string[]) => [...new Set(texts)];
  const kinds = Object.keys(NAMED) as NamedKind[];
  const named = (kind: NamedKind) => {
    const made = new Set(found.filter(({ type, argument }) => `${type}.${argument}` === MADE[kind]).map(({ text }) => text));
    return distinct(found.filter(({ type, argument, text }) => NAMED[kind].test(`${type}.${argument}`) && !made.has(text) && !text.startsWith('arn:')).map(({ text }) => text));
  };
  return {
    ids: distinct(found.map(({ text }) => text).filter((text) => ID.test(text))),
    named: Object.fromEntries(kinds.map((kind) => [kind, named(kind)])) as unknown as Foreign['named'],
    gateway: !files.some(({ text }) => text.includes('"aws_internet_gateway"')),
  };
}
