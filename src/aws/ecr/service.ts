// Elastic Container Registry.
import type { Service } from '../operation.ts';
import * as repository from './repository.ts';

const policy = repository.policyOperations('policy');
const lifecycle = repository.policyOperations('lifecycle');

export const ecr: Service = {
  name: 'ecr',
  eventSource: 'ecr.amazonaws.com',
  iamPrefix: 'ecr',
  dialect: 'json',
  operations: {
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
  },
  jobs: {},
};
