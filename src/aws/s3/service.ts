// Amazon S3.

import { rowAt } from '../cloud.ts';
import type { Service } from '../operation.ts';
import { BUCKETS, createBucket, deleteBucket, getLocation, headBucket, listBuckets, ownerView } from './bucket.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { lifecycleDue } from './lifecycle.ts';
import { listObjects, listObjectsV2, listVersions } from './list.ts';
import { copyObject, getObject, headObject, putObject } from './object.ts';
import { deleteObjectTags, getLegalHold, getObjectTags, getRetention, putLegalHold, putObjectTags, putRetention } from './object-lock.ts';
import { policyStatus } from './policy-status.ts';
import { replicationDue } from './replication.ts';
import {
  accessBlock,
  cors,
  deletePolicy,
  deleteTags,
  encryption,
  fixed,
  getPolicy,
  getTags,
  getVersioning,
  lifecycle,
  lockConfiguration,
  ownership,
  putPolicy,
  putTags,
  putVersioning,
  replication,
  website,
} from './settings.ts';

export const s3: Service = {
  name: 's3',
  eventSource: 's3.amazonaws.com',
  iamPrefix: 's3',
  dialect: 's3',
  resourcePolicy(context, resource) {
    const name = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
    const owner = name !== undefined && Object.hasOwn(context.cloud.bucketOwners, name) ? context.cloud.bucketOwners[name] : undefined;
    const account = owner && context.cloud.accounts[owner.account];
    const bucket = account && name ? rowAt(account, owner.region, BUCKETS, name) : undefined;
    return bucket && account ? { account: account.id, policy: bucket.policy, rootKeeps: ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'] } : null;
  },
  operations: {
    CopyObject: copyObject,
    CreateBucket: createBucket,
    DeleteBucket: deleteBucket,
    DeleteBucketCors: cors.remove,
    DeleteBucketEncryption: encryption.remove,
    DeleteBucketLifecycle: lifecycle.remove,
    DeleteBucketOwnershipControls: ownership.remove,
    DeleteBucketPolicy: deletePolicy,
    DeleteBucketReplication: replication.remove,
    DeleteBucketTagging: deleteTags,
    DeleteBucketWebsite: website.remove,
    DeleteObject: deleteObject,
    DeleteObjectTagging: deleteObjectTags,
    DeleteObjects: deleteObjects,
    DeletePublicAccessBlock: accessBlock.remove,
    GetBucketAccelerateConfiguration: fixed('GetAccelerateConfiguration', () => ({})),
    GetBucketAcl: fixed('GetBucketAcl', (_bucket, account) => ({
      Owner: ownerView(account),
      Grants: [{ Grantee: { ...ownerView(account), Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
    })),
    GetBucketCors: cors.get,
    ListBucketInventoryConfigurations: fixed('GetInventoryConfiguration', () => ({ IsTruncated: false })),
    ListBucketMetricsConfigurations: fixed('GetMetricsConfiguration', () => ({ IsTruncated: false })),
    ListMultipartUploads: fixed('ListBucketMultipartUploads', (bucket) => ({ Bucket: bucket.name, KeyMarker: '', UploadIdMarker: '', MaxUploads: 1000, IsTruncated: false })),
    GetBucketEncryption: encryption.get,
    GetBucketLifecycleConfiguration: lifecycle.get,
    GetBucketLocation: getLocation,
    GetBucketLogging: fixed('GetBucketLogging', () => ({})),
    GetBucketOwnershipControls: ownership.get,
    GetBucketPolicy: getPolicy,
    GetBucketReplication: replication.get,
    GetBucketNotificationConfiguration: fixed('GetBucketNotification', () => ({})),
    GetBucketPolicyStatus: policyStatus,
    GetBucketRequestPayment: fixed('GetBucketRequestPayment', () => ({ Payer: 'BucketOwner' })),
    GetBucketTagging: getTags,
    GetBucketVersioning: getVersioning,
    GetBucketWebsite: website.get,
    GetObject: getObject,
    GetObjectLegalHold: getLegalHold,
    GetObjectLockConfiguration: lockConfiguration.get,
    GetObjectRetention: getRetention,
    GetObjectTagging: getObjectTags,
    GetPublicAccessBlock: accessBlock.get,
    HeadBucket: headBucket,
    HeadObject: headObject,
    ListBuckets: listBuckets,
    ListObjectVersions: listVersions,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    PutBucketCors: cors.put,
    PutBucketEncryption: encryption.put,
    PutBucketLifecycleConfiguration: lifecycle.put,
    PutBucketOwnershipControls: ownership.put,
    PutBucketPolicy: putPolicy,
    PutBucketReplication: replication.put,
    PutBucketTagging: putTags,
    PutBucketVersioning: putVersioning,
    PutBucketWebsite: website.put,
    PutObject: putObject,
    PutObjectLegalHold: putLegalHold,
    PutObjectLockConfiguration: lockConfiguration.put,
    PutObjectRetention: putRetention,
    PutObjectTagging: putObjectTags,
    PutPublicAccessBlock: accessBlock.put,
  },
  jobs: { 's3.lifecycle.due': lifecycleDue, 's3.replicate': replicationDue },
};
