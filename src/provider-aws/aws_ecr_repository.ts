// Image repositories. One with images in it is not deleted unless the state says force_delete.
import type { Json } from '../engine/json.ts';
import { enumOf } from './core/checks.ts';
import { differ, firstOf, pick, single, text } from './core/members.ts';
import type { ResourceType } from './core/resource.ts';
import { TAGS, tagsFor, tagsIn } from './core/tagging.ts';

const ABSENT = ['RepositoryNotFoundException'];

export const awsEcrRepository: ResourceType = {
  name: 'aws_ecr_repository',
  label: 'ECR Repository',
  checks: { values: { 'encryption_configuration.encryption_type': enumOf('AES256', 'KMS', 'KMS_DSSE'), image_tag_mutability: enumOf('MUTABLE', 'IMMUTABLE') } },
  shown: (attrs) => text(attrs.id) || text(attrs.name),
  create(api, planned) {
    const encryption = single(planned.encryption_configuration);
    const scanning = single(planned.image_scanning_configuration);
    api.call('ecr', 'CreateRepository', {
      repositoryName: planned.name,
      imageTagMutability: planned.image_tag_mutability,
      imageScanningConfiguration: scanning ? { scanOnPush: scanning.scan_on_push ?? false } : undefined,
      encryptionConfiguration: encryption
        ? { encryptionType: text(encryption.encryption_type) || 'AES256', ...(text(encryption.kms_key) ? { kmsKey: text(encryption.kms_key) } : {}) }
        : undefined,
      tags: tagsFor(planned),
    });
    return { id: text(planned.name) };
  },
  read(api, state) {
    const repository = firstOf(api.find('ecr', 'DescribeRepositories', { repositoryNames: [text(state.id)] }, ABSENT), 'repositories');
    if (!repository) return null;
    return {
      arn: repository.repositoryArn,
      image_tag_mutability: repository.imageTagMutability ?? 'MUTABLE',
      name: repository.repositoryName,
      registry_id: repository.registryId,
      repository_url: repository.repositoryUri,
      encryption_configuration: [
        { encryption_type: pick(repository, 'encryptionConfiguration.encryptionType') ?? 'AES256', kms_key: pick(repository, 'encryptionConfiguration.kmsKey') ?? '' },
      ],
      image_scanning_configuration: [{ scan_on_push: pick(repository, 'imageScanningConfiguration.scanOnPush') ?? false }],
      tags_all: tagsIn(pick(api.call('ecr', 'ListTagsForResource', { resourceArn: repository.repositoryArn }) as Json, 'tags')),
    };
  },
  update(api, prior, planned) {
    const repositoryName = text(prior.id);
    if (differ(prior, planned, 'image_tag_mutability')) api.call('ecr', 'PutImageTagMutability', { repositoryName, imageTagMutability: planned.image_tag_mutability });
    const scanning = single(planned.image_scanning_configuration);
    if (scanning && differ(prior, planned, 'image_scanning_configuration'))
      api.call('ecr', 'PutImageScanningConfiguration', { repositoryName, imageScanningConfiguration: { scanOnPush: scanning.scan_on_push ?? false } });
  },
  delete(api, prior) {
    api.find(
      'ecr',
      'DeleteRepository',
      { repositoryName: text(prior.id), registryId: text(prior.registry_id) || undefined, force: prior.force_delete === true ? true : undefined },
      ABSENT,
    );
  },
  keeps: ['encryption_configuration', 'image_scanning_configuration'],
  tags: TAGS.ecr,
};
