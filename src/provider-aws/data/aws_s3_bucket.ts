// A bucket that exists already.

import { awsS3Bucket } from '../aws_s3_bucket.ts';
import { Complaint } from '../core/api.ts';
import { text } from '../core/members.ts';
import type { DataSource } from '../core/resource.ts';

export const dataAwsS3Bucket: DataSource = {
  name: 'aws_s3_bucket',
  read(api, config) {
    const bucket = text(config.bucket);
    const found = awsS3Bucket.read(api, { id: bucket });
    if (!found) throw new Complaint(`reading S3 Bucket (${bucket}): couldn't find resource`);
    const { arn, bucket_domain_name, bucket_regional_domain_name, hosted_zone_id, region } = found;
    return { id: bucket, arn, bucket_domain_name, bucket_regional_domain_name, hosted_zone_id, region, website_domain: null, website_endpoint: null };
  },
};
