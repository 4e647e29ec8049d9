// What RDS offers, whatever an account has of it: versions, classes, option groups, certificates, event categories, quotas.
import { having, peek } from '../cloud.ts';
import { zonesOf } from '../ec2/zone.ts';
import { input } from '../input.ts';
import { AwsError, type Operation, type Params } from '../operation.ts';
import { page } from '../page.ts';
import { queryWords } from '../wording.ts';
import { allClasses, allVersions, defaultOptionGroup, ENGINES, familyOf, licenceOf, majorOf } from './engine.ts';
import { SOURCE_TYPES } from './events.ts';
import { INSTANCES, SNAPSHOTS } from './tables.ts';

const listed = (params: Params, output: string, found: readonly Params[]): Params => {
  const cut = page(found, params.Marker, params.MaxRecords);
  return { ...(cut.next ? { Marker: cut.next } : {}), [output]: cut.items.map((one) => ({ ...one })) };
};

/** Engine versions that a request means: `16` is every 16.x. */
function versionsAsked(params: Params): readonly { readonly engine: string; readonly version: string }[] {
  const from = input(params, queryWords);
  const [engine, version] = [from.optional('Engine'), from.optional('EngineVersion')];
  return ENGINES.filter((one) => engine === null || engine === one)
    .flatMap((one) => allVersions(one).map((of) => ({ engine: one, version: of })))
    .filter((one) => version === null || one.version === version || one.version.startsWith(`${version}.`));
}

const describeVersions: Operation = {
  kind: 'read',
  run: (_context, params) =>
    listed(
      params,
      'DBEngineVersions',
      versionsAsked(params).map(({ engine, version }) => ({ Engine: engine, EngineVersion: version, DBParameterGroupFamily: familyOf(engine, version), Status: 'available' })),
    ),
};

const describeOrderable: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, queryWords);
    from.text('Engine');
    const name = from.optional('DBInstanceClass');
    const zones = zonesOf(context.region).map(({ name }) => ({ Name: name }));
    const found = versionsAsked(params).flatMap(({ engine, version }) =>
      allClasses()
        .filter((one) => name === null || one === name)
        .map((one) => ({
          Engine: engine,
          EngineVersion: version,
          DBInstanceClass: one,
          LicenseModel: licenceOf(engine),
          AvailabilityZones: zones,
          MultiAZCapable: true,
          ReadReplicaCapable: true,
          Vpc: true,
          SupportsStorageEncryption: true,
          StorageType: 'gp3',
          SupportsIops: true,
          MinStorageSize: 20,
          MaxStorageSize: 65536,
        })),
    );
    return listed(params, 'OrderableDBInstanceOptions', found);
  },
};

/** Every major version has its default group; nobody can make others here. */
const describeOptionGroups: Operation = {
  kind: 'read',
  run(context, params) {
    const from = input(params, queryWords);
    const [name, engine, major] = [from.optional('OptionGroupName'), from.optional('EngineName'), from.optional('MajorEngineVersion')];
    const groups = new Map(versionsAsked({}).map((one) => [defaultOptionGroup(one.engine, one.version), one]));
    const found = [...groups].filter(
      ([group, one]) =>
        (name === null || group === name.toLowerCase()) && (engine === null || one.engine === engine) && (major === null || majorOf(one.engine, one.version) === major),
    );
    if (name !== null && found.length === 0) throw new AwsError('OptionGroupNotFoundFault', `Specified OptionGroupName: ${name} not found.`, 404);
    const view = ([group, { engine: of, version }]: (typeof found)[number]): Params => ({
      OptionGroupName: group,
      OptionGroupDescription: `Default option group for ${of} ${majorOf(of, version)}`,
      EngineName: of,
      MajorEngineVersion: majorOf(of, version),
      Options: [],
      AllowsVpcAndNonVpcInstanceMemberships: true,
      OptionGroupArn: `arn:aws:rds:${context.region}:${context.account.id}:og:${group}`,
    });
    return listed(params, 'OptionGroupsList', found.map(view));
  },
};

const AUTHORITIES = ['rds-ca-rsa2048-g1', 'rds-ca-rsa4096-g1', 'rds-ca-ecc384-g1'];

const describeCertificates: Operation = {
  kind: 'read',
  run(context, params) {
    const name = input(params, queryWords).optional('CertificateIdentifier');
    if (name !== null && !AUTHORITIES.includes(name)) throw new AwsError('CertificateNotFound', `Certificate ${name} not found.`, 404);
    const found = AUTHORITIES.filter((one) => name === null || one === name).map((one) => ({
      CertificateIdentifier: one,
      CertificateType: 'CA',
      ValidFrom: '2021-05-21T00:00:00Z',
      ValidTill: one === 'rds-ca-rsa2048-g1' ? '2061-05-21T00:00:00Z' : '2121-05-21T00:00:00Z',
      CertificateArn: `arn:aws:rds:${context.region}::cert:${one}`,
      CustomerOverride: false,
    }));
    return listed(params, 'Certificates', found);
  },
};

const CATEGORIES: { readonly [type: string]: readonly string[] } = {
  'db-instance': [
    'availability',
    'backup',
    'configuration change',
    'creation',
    'deletion',
    'failover',
    'failure',
    'low storage',
    'maintenance',
    'notification',
    'read replica',
    'recovery',
    'restoration',
    'security',
  ],
  'db-parameter-group': ['configuration change'],
  'db-cluster': ['configuration change', 'creation', 'deletion', 'failover', 'failure', 'global-failover', 'maintenance', 'migration', 'notification', 'serverless'],
  'db-cluster-snapshot': ['backup', 'notification'],
  'db-security-group': ['configuration change', 'failure'],
  'db-snapshot': ['creation', 'deletion', 'notification', 'restoration'],
};

const describeCategories: Operation = {
  kind: 'read',
  run(_context, params) {
    const type = input(params, queryWords).optional('SourceType');
    if (type !== null && !SOURCE_TYPES.some((one) => one === type)) throw new AwsError('InvalidParameterValue', `Invalid source type: ${type}`, 400, false);
    const found = Object.entries(CATEGORIES).filter(([one]) => type === null || one === type);
    return { EventCategoriesMapList: found.map(([SourceType, EventCategories]) => ({ SourceType, EventCategories: [...EventCategories] })) };
  },
};

const describeQuotas: Operation = {
  kind: 'read',
  run: (context) => ({
    AccountQuotas: [
      { AccountQuotaName: 'DBInstances', Used: Object.keys(peek(context.account, context.region, INSTANCES)).length, Max: 40 },
      { AccountQuotaName: 'ManualSnapshots', Used: having(context.account, context.region, SNAPSHOTS, 'kind', 'manual').length, Max: 100 },
    ],
  }),
};

export const CATALOGUE: { readonly [name: string]: Operation } = {
  DescribeAccountAttributes: describeQuotas,
  DescribeCertificates: describeCertificates,
  DescribeDBEngineVersions: describeVersions,
  DescribeEventCategories: describeCategories,
  DescribeOptionGroups: describeOptionGroups,
  DescribeOrderableDBInstanceOptions: describeOrderable,
};
