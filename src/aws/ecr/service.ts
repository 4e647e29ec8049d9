// Elastic Container Registry.
import { type CloudContext, rowAt } from '../cloud.ts';
import { arn } from '../ids.ts';
import type { Operation, Params, Service } from '../operation.ts';
import { onResources, textsIn } from '../resource-rights.ts';
import { unused } from '../unused.ts';
import * as repository from './repository.ts';

const policy = repository.policyOperations('policy');
const lifecycle = repository.policyOperations('lifecycle');

const OPERATIONS: { readonly [name: string]: Operation } = {
  ...unused('ecr'),
  BatchDeleteImage: repository.batchDeleteImage,
  CreateRepository: repository.createRepository,
  DeleteLifecyclePolicy: lifecycle.remove,
  DeleteRepository: repository.deleteRepository,
  DeleteRepositoryPolicy: policy.remove,
  DescribeImages: repository.describeImages,
  DescribeRepositories: repository.describeRepositories,
  GetAuthorizationToken: repository.getAuthorizationToken,
  GetLifecyclePolicy: lifecycle.get,
  GetRepositoryPolicy: policy.get,
  ListImages: repository.listImages,
  ListTagsForResource: repository.listTagsForResource,
  PutImage: repository.putImage,
  PutImageScanningConfiguration: repository.putImageScanningConfiguration,
  PutImageTagMutability: repository.putImageTagMutability,
  PutLifecyclePolicy: lifecycle.put,
  SetRepositoryPolicy: policy.put,
  TagResource: repository.tagResource,
  UntagResource: repository.untagResource,
};

/** The repositories that a call names. */
const repositories = (context: CloudContext, params: Params): readonly string[] => [
  ...textsIn(params.resourceArn),
  ...textsIn(params.repositoryName, params.repositoryNames).map((name) => arn('ecr', context.region, context.account.id, `repository/${name}`)),
];

export const ecr: Service = {
  name: 'ecr',
  eventSource: 'ecr.amazonaws.com',
  iamPrefix: 'ecr',
  dialect: 'json',
  operations: onResources('ecr', OPERATIONS, repositories),
  resourcePolicy(context, resource) {
    const [, , , region = '', account = '', path = ''] = resource.split(':');
    const owner = context.cloud.accounts[account];
    const found = owner && path.startsWith('repository/') ? rowAt(owner, region, repository.REPOSITORIES, path.slice('repository/'.length)) : undefined;
    return found ? { account, policy: found.policy } : null;
  },
  jobs: {},
};
