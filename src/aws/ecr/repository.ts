// Image repositories and the images in them. Names are unique in an account's Region.
import { word } from '../../engine/chance.ts';
import { HOUR, iso } from '../../engine/clock.ts';
import type { Json } from '../../engine/json.ts';
import { fingerprint } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, listed, rowAt, rows, table } from '../cloud.ts';
import { readPolicy } from '../iam/document.ts';
import { arn } from '../ids.ts';
import { given, input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { tagOperations } from '../tag-operations.ts';
import { readTags, type Tags, tagList } from '../tags.ts';

export interface Image {
  readonly digest: string;
  readonly pushedAt: number;
  readonly bytes: number;
  readonly manifest: string;
  tags: string[];
}

export interface Repository {
  readonly name: string;
  readonly createdAt: number;
  mutability: string;
  scanOnPush: boolean;
  readonly encryption: string;
  /** Keyed by digest. */
  images: Record<string, Image>;
  policy: string | null;
  lifecycle: string | null;
  tags: Tags;
}

/** Keyed by name. */
export const REPOSITORIES = table<Repository>('ecr.repository');

export const refusal = (code: string, message: string) => new AwsError(code, message, 400, true);

export const read = (params: Params) =>
  input(params, (problem, name) =>
    refusal(
      'InvalidParameterException',
      problem === 'missing'
        ? `Invalid parameter at '${name}' failed to satisfy constraint: 'must not be null'`
        : `Invalid parameter at '${name}' failed to satisfy constraint: 'must be of the right type'`,
    ),
  );

export function repositoryOf(context: CloudContext, name: string): Readonly<Repository> {
  const repository = rowAt(context.account, context.region, REPOSITORIES, name);
  if (!repository) throw refusal('RepositoryNotFoundException', `The repository with name '${name}' does not exist in the registry with id '${context.account.id}'`);
  return repository;
}

export const change = (context: CloudContext, name: string): Repository => rows(context.account, context.region, REPOSITORIES)[name] as Repository;

const arnOf = (context: CloudContext, name: string) => arn('ecr', context.region, context.account.id, `repository/${name}`);

const print = (context: CloudContext, repository: Readonly<Repository>): Json => ({
  repositoryArn: arnOf(context, repository.name),
  registryId: context.account.id,
  repositoryName: repository.name,
  repositoryUri: `${context.account.id}.dkr.ecr.${context.region}.amazonaws.com/${repository.name}`,
  createdAt: iso(repository.createdAt, true),
  imageTagMutability: repository.mutability,
  imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
  encryptionConfiguration: { encryptionType: repository.encryption },
});

export const createRepository: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('repositoryName');
    if (!/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name) || name.length < 2) {
      throw refusal(
        'InvalidParameterException',
        `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*''`,
      );
    }
    const scanning = request.record('imageScanningConfiguration');
    const encryption = request.record('encryptionConfiguration');
    const tags = readTags(params.tags);
    if (rowAt(context.account, context.region, REPOSITORIES, name)) {
      throw refusal('RepositoryAlreadyExistsException', `The repository with name '${name}' already exists in the registry with id '${context.account.id}'`);
    }
    const repository: Repository = {
      name,
      createdAt: context.time.now,
      mutability: request.optional('imageTagMutability') ?? 'MUTABLE',
      scanOnPush: (scanning ? read(scanning).flag('scanOnPush') : null) ?? false,
      encryption: (encryption ? read(encryption).optional('encryptionType') : null) ?? 'AES256',
      images: {},
      policy: null,
      lifecycle: null,
      tags,
    };
    rows(context.account, context.region, REPOSITORIES)[name] = repository;
    note(context.time, 'ecr.repository.created', { account: context.account.id, region: context.region, name });
    return { repository: print(context, repository) };
  },
};

export const describeRepositories: Operation = {
  kind: 'read',
  run(context, params) {
    const names = read(params).texts('repositoryNames');
    const chosen = names.length > 0 ? names.map((name) => repositoryOf(context, name)) : listed(context.account, context.region, REPOSITORIES);
    const cut = page(chosen, params.nextToken, params.maxResults, 1000, 'InvalidParameterException');
    return given({ repositories: cut.items.map((repository) => print(context, repository)), nextToken: cut.next });
  },
};

export const deleteRepository: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const repository = repositoryOf(context, request.text('repositoryName'));
    if (Object.keys(repository.images).length > 0 && request.flag('force') !== true) {
      throw refusal(
        'RepositoryNotEmptyException',
        `The repository with name '${repository.name}' in registry with id '${context.account.id}' cannot be deleted because it still contains images`,
      );
    }
    const output = { repository: print(context, repository) };
    note(context.time, 'ecr.repository.deleted', { account: context.account.id, region: context.region, name: repository.name, images: Object.keys(repository.images).length });
    delete rows(context.account, context.region, REPOSITORIES)[repository.name];
    return output;
  },
};

export const putImageTagMutability: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name } = repositoryOf(context, request.text('repositoryName'));
    const imageTagMutability = request.text('imageTagMutability');
    change(context, name).mutability = imageTagMutability;
    return { registryId: context.account.id, repositoryName: name, imageTagMutability };
  },
};

export const putImageScanningConfiguration: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name } = repositoryOf(context, request.text('repositoryName'));
    const scanOnPush = read(request.record('imageScanningConfiguration') ?? {}).flag('scanOnPush') ?? false;
    change(context, name).scanOnPush = scanOnPush;
    return { registryId: context.account.id, repositoryName: name, imageScanningConfiguration: { scanOnPush } };
  },
};

const nameInArn = (params: Params) => read(params).text('resourceArn').split(':repository/')[1] ?? '';

export const listTagsForResource: Operation = { kind: 'read', run: (context, params) => ({ tags: tagList(repositoryOf(context, nameInArn(params)).tags) }) };

export const { set: tagResource, drop: untagResource } = tagOperations({
  check: (context, params) => repositoryOf(context, nameInArn(params)),
  row: (context, params) => change(context, nameInArn(params)),
  tags: 'tags',
  keys: 'tagKeys',
});

/** A repository's access policy or its lifecycle policy: text that is kept and given back. */
export function policyOperations(field: 'policy' | 'lifecycle') {
  const member = field === 'policy' ? 'policyText' : 'lifecyclePolicyText';
  const missing = (context: CloudContext, name: string) =>
    refusal(
      field === 'policy' ? 'RepositoryPolicyNotFoundException' : 'LifecyclePolicyNotFoundException',
      field === 'policy'
        ? `Repository policy does not exist for the repository with name '${name}' in the registry with id '${context.account.id}'`
        : `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${context.account.id}'`,
    );
  const reply = (context: CloudContext, name: string, text: string) => ({ registryId: context.account.id, repositoryName: name, [member]: text });
  const put: Operation = {
    kind: 'write',
    run(context, params) {
      const request = read(params);
      const { name } = repositoryOf(context, request.text('repositoryName'));
      const text = request.text(member);
      try {
        if (field === 'policy') readPolicy(text);
        else JSON.parse(text);
      } catch {
        throw refusal(
          'InvalidParameterException',
          `Invalid parameter at '${member === 'policyText' ? 'PolicyText' : 'LifecyclePolicyText'}' failed to satisfy constraint: 'Invalid repository policy provided'`,
        );
      }
      change(context, name)[field] = text;
      return reply(context, name, text);
    },
  };
  const get: Operation = {
    kind: 'read',
    run(context, params) {
      const repository = repositoryOf(context, read(params).text('repositoryName'));
      const text = repository[field];
      if (text === null) throw missing(context, repository.name);
      return reply(context, repository.name, text);
    },
  };
  const remove: Operation = {
    kind: 'write',
    run(context, params) {
      const { name, [field]: text } = repositoryOf(context, read(params).text('repositoryName'));
      if (text === null) throw missing(context, name);
      change(context, name)[field] = null;
      return reply(context, name, text);
    },
  };
  return { put, get, remove };
}

/** Pushes an image: what `docker push` ends with. A tag moves from the image that had it. */
export const putImage: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name, mutability, images } = repositoryOf(context, request.text('repositoryName'));
    const manifest = request.text('imageManifest');
    const tag = request.optional('imageTag');
    if (tag && mutability === 'IMMUTABLE' && Object.values(images).some((image) => image.tags.includes(tag))) {
      throw refusal(
        'ImageTagAlreadyExistsException',
        `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the repository is immutable.`,
      );
    }
    const digest = `sha256:${fingerprint(manifest)}${fingerprint(`${manifest}1`)}${fingerprint(`${manifest}2`)}${fingerprint(`${manifest}3`)}`;
    const repository = change(context, name);
    for (const image of Object.values(repository.images)) image.tags = image.tags.filter((other) => other !== tag);
    const bytes = 60_000_000 + (Number.parseInt(fingerprint(manifest).slice(0, 6), 16) % 90_000_000);
    repository.images[digest] ??= { digest, pushedAt: context.time.now, bytes, manifest, tags: [] };
    if (tag) repository.images[digest]?.tags.push(tag);
    note(context.time, 'ecr.image.pushed', { account: context.account.id, region: context.region, repository: name, tag, digest });
    return { image: given({ registryId: context.account.id, repositoryName: name, imageId: given({ imageDigest: digest, imageTag: tag }), imageManifest: manifest }) };
  },
};

export const describeImages: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const repository = repositoryOf(context, request.text('repositoryName'));
    const ids = request.records('imageIds').map((id) => ({ tag: read(id).optional('imageTag'), digest: read(id).optional('imageDigest') }));
    const all = Object.values(repository.images);
    for (const id of ids) {
      if (all.some((image) => (id.tag ? image.tags.includes(id.tag) : image.digest === id.digest))) continue;
      throw refusal(
        'ImageNotFoundException',
        `The image with imageId {imageDigest:'${id.digest ?? 'null'}', imageTag:'${id.tag ?? 'null'}'} does not exist within the repository with name '${repository.name}' in the registry with id '${context.account.id}'`,
      );
    }
    const chosen = all.filter((image) => ids.length === 0 || ids.some((id) => (id.tag ? image.tags.includes(id.tag) : image.digest === id.digest)));
    return {
      imageDetails: chosen.map((image) =>
        given({
          registryId: context.account.id,
          repositoryName: repository.name,
          imageDigest: image.digest,
          imageTags: image.tags.length > 0 ? [...image.tags] : undefined,
          imageSizeInBytes: image.bytes,
          imagePushedAt: iso(image.pushedAt, true),
          imageManifestMediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        }),
      ),
    };
  },
};

export const listImages: Operation = {
  kind: 'read',
  run(context, params) {
    const repository = repositoryOf(context, read(params).text('repositoryName'));
    const ids = Object.values(repository.images).flatMap((image): Json[] =>
      image.tags.length === 0 ? [{ imageDigest: image.digest }] : image.tags.map((imageTag) => ({ imageDigest: image.digest, imageTag })),
    );
    return { imageIds: ids };
  },
};

export const batchDeleteImage: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const { name } = repositoryOf(context, request.text('repositoryName'));
    const ids = request.records('imageIds').map((id) => ({ tag: read(id).optional('imageTag'), digest: read(id).optional('imageDigest') }));
    const { images } = change(context, name);
    const imageIds: Json[] = [];
    const failures: Json[] = [];
    for (const id of ids) {
      const image = Object.values(images).find((candidate) => (id.tag ? candidate.tags.includes(id.tag) : candidate.digest === id.digest));
      if (!image) {
        failures.push({ imageId: given({ imageDigest: id.digest, imageTag: id.tag }), failureCode: 'ImageNotFound', failureReason: 'Requested image not found' });
        continue;
      }
      imageIds.push(given({ imageDigest: image.digest, imageTag: id.tag }));
      if (id.tag) image.tags = image.tags.filter((tag) => tag !== id.tag);
      if (!id.tag || image.tags.length === 0) delete images[image.digest];
    }
    return { imageIds, failures };
  },
};

/** The password that `aws ecr get-login-password` prints; good for twelve hours. */
export const getAuthorizationToken: Operation = {
  kind: 'write',
  run: (context) => ({
    authorizationData: [
      {
        authorizationToken: word(context.time.chance, 'ecr.token', 120, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
        expiresAt: iso(context.time.now + 12 * HOUR, true),
        proxyEndpoint: `https://${context.account.id}.dkr.ecr.${context.region}.amazonaws.com`,
      },
    ],
  }),
};

/** Why an image cannot be pulled by this account, in the words of a stopped task; null when it can. Images of other registries are taken to exist. */
export function pullProblem(context: CloudContext, reference: string): string | null {
  const own = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(reference);
  if (!own) return null;
  const [, account = '', region = '', name = '', tag = 'latest', digest] = own;
  const owner = context.cloud.accounts[account];
  const repository = owner ? rowAt(owner, region, REPOSITORIES, name) : undefined;
  const found = repository && Object.values(repository.images).some((image) => (digest ? image.digest === digest : image.tags.includes(tag)));
  if (found) return null;
  return `CannotPullContainerError: failed to resolve reference "${reference}": ${reference}: not found`;
}
