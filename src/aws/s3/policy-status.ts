// Whether a bucket's policy lets everybody in: an Allow for anybody, without a condition.
import { readPolicy } from '../iam/document.ts';
import { input } from '../input.ts';
import { AwsError, type Operation } from '../operation.ts';
import { s3Words } from '../wording.ts';
import { bucketOf, onBucket } from './bucket.ts';

export const policyStatus: Operation = {
  kind: 'read',
  authorise: onBucket('GetBucketPolicyStatus'),
  run(context, params) {
    const bucket = bucketOf(context, input(params, s3Words).text('Bucket'));
    if (bucket.policy === null) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, false);
    const open = readPolicy(bucket.policy).statements.some((one) => one.effect === 'Allow' && one.principals?.aws.includes('*') === true && one.conditions.length === 0);
    return { PolicyStatus: { IsPublic: open } };
  },
};
