// Setting and dropping tags of things of any service by their ARNs. Both rights are asked for: this API's own, and that of the service.
import type { CloudContext } from '../cloud.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type OperationContext, type Params } from '../operation.ts';
import { readTags, type Tags } from '../tags.ts';
import { jsonWords } from '../wording.ts';

/** The right that a service itself asks for, where it is not `TagResource` and `UntagResource`. */
const RIGHTS: { readonly [service: string]: readonly [set: string, drop: string] } = {
  ec2: ['ec2:CreateTags', 'ec2:DeleteTags'],
  elasticloadbalancing: ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'],
  rds: ['rds:AddTagsToResource', 'rds:RemoveTagsFromResource'],
  route53: ['route53:ChangeTagsForResource', 'route53:ChangeTagsForResource'],
  s3: ['s3:PutBucketTagging', 's3:PutBucketTagging'],
};

interface Failure {
  readonly StatusCode: number;
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** `rowOf` gives a thing's row to change, or null when there is none of this ARN. */
export function changing(
  set: boolean,
  find: (context: CloudContext, arn: string) => { readonly tags: Readonly<Tags> } | null,
  rowOf: (context: CloudContext, arn: string) => { tags: Tags },
): Operation {
  return {
    kind: 'write',
    authorise: () => [{ action: `tag:${set ? 'TagResources' : 'UntagResources'}`, resource: '*' }],
    run(context: OperationContext, params: Params) {
      const from = input(params, jsonWords);
      const arns = from.texts('ResourceARNList');
      if (arns.length === 0) throw jsonWords('missing', 'ResourceARNList');
      if (arns.length > 20) throw new AwsError('InvalidParameterException', 'ResourceARNList must have at most 20 entries.', 400);
      if (set && !from.has('Tags')) throw jsonWords('missing', 'Tags');
      const tags = set ? readTags(params.Tags) : {};
      const keys = set ? [] : from.texts('TagKeys');
      if (!set && keys.length === 0) throw jsonWords('missing', 'TagKeys');
      const failed: Record<string, Failure> = {};
      for (const arn of arns) {
        const service = arn.split(':')[2] ?? '';
        const found = find(context, arn);
        const action = RIGHTS[service]?.[set ? 0 : 1] ?? `${service}:${set ? 'TagResource' : 'UntagResource'}`;
        const refused = found ? context.refuses({ action, resource: arn, tags: found.tags }) : null;
        if (!found) failed[arn] = { StatusCode: 400, ErrorCode: 'InvalidParameterException', ErrorMessage: `${arn} is not a resource that can be tagged, or is not there.` };
        else if (refused) failed[arn] = { StatusCode: refused.status, ErrorCode: refused.code, ErrorMessage: refused.message };
        else {
          const row = rowOf(context, arn);
          Object.assign(row.tags, tags);
          for (const key of keys) delete row.tags[key];
        }
      }
      return { FailedResourcesMap: failed as unknown as Params } as Params;
    },
  };
}
