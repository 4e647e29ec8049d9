// What RDS would let somebody do with an instance, and what it has elsewhere: valid changes, source Regions, engine defaults, a cluster's endpoints.
import { type CloudContext, listed } from '../cloud.ts';
import { REGIONS } from '../ec2/zone.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { queryWords } from '../wording.ts';
import { clusterAddressOf } from './endpoint.ts';
import { CLUSTERS, INSTANCES } from './tables.ts';

const read = (params: Params) => input(params, queryWords);

/** Storage only grows, by a tenth at least. */
const describeValidModifications: Operation = {
  kind: 'read',
  run(context, params) {
    const name = read(params).text('DBInstanceIdentifier');
    const found = listed(context.account, context.region, INSTANCES).find((one) => one.identifier === name);
    if (!found) throw new AwsError('DBInstanceNotFound', `DBInstance ${name} not found.`, 404);
    const least = Math.max(20, Math.ceil(found.storage * 1.1));
    const sizes = [{ From: least, To: 65536, Step: 1 }];
    return {
      ValidDBInstanceModificationsMessage: {
        Storage: [
          { StorageType: 'gp2', StorageSize: sizes, SupportsStorageAutoscaling: true },
          { StorageType: 'gp3', StorageSize: sizes, ProvisionedIops: [{ From: 3000, To: 64000, Step: 1 }], SupportsStorageAutoscaling: true },
        ],
        ValidProcessorFeatures: [],
      },
    };
  },
};

const describeSourceRegions: Operation = {
  kind: 'read',
  run(context, params) {
    const name = read(params).optional('RegionName');
    const others = REGIONS.filter((region) => region !== context.region && (name === null || region === name));
    const cut = page(others, params.Marker, params.MaxRecords);
    return {
      ...(cut.next ? { Marker: cut.next } : {}),
      SourceRegions: cut.items.map((RegionName) => ({
        RegionName,
        Endpoint: `https://rds.${RegionName}.amazonaws.com`,
        Status: 'available',
        SupportsDBInstanceAutomatedBackupsReplication: true,
      })),
    };
  },
};

const describeClusterEndpoints: Operation = {
  kind: 'read',
  run(context, params) {
    const wanted = read(params).optional('DBClusterIdentifier');
    const found = listed(context.account, context.region, CLUSTERS).filter((one) => wanted === null || one.identifier === wanted);
    if (wanted !== null && found.length === 0) throw new AwsError('DBClusterNotFoundFault', `DBCluster ${wanted} not found.`, 404);
    const endpoint = (context: CloudContext, identifier: string, kind: 'cluster' | 'cluster-ro') => ({
      DBClusterIdentifier: identifier,
      Endpoint: clusterAddressOf(context, identifier, kind),
      Status: 'available',
      EndpointType: kind === 'cluster' ? 'WRITER' : 'READER',
    });
    return { DBClusterEndpoints: found.flatMap((one) => [endpoint(context, one.identifier, 'cluster'), endpoint(context, one.identifier, 'cluster-ro')]) };
  },
};

export const OFFERS: { readonly [name: string]: Operation } = {
  DescribeDBClusterEndpoints: describeClusterEndpoints,
  DescribeSourceRegions: describeSourceRegions,
  DescribeValidDBInstanceModifications: describeValidModifications,
};
