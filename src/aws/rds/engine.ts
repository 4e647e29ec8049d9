// Which engines, versions and classes RDS offers here. Others are refused as RDS refuses what it does not know.
import { AwsError } from '../operation.ts';

/** Engine -> offered versions, newest minor of each major last. Postgres and MySQL releases as of early 2026. */
const VERSIONS: { readonly [engine: string]: { readonly port: number; readonly licence: string; readonly versions: readonly string[] } } = {
  postgres: {
    port: 5432,
    licence: 'postgresql-license',
    versions: ['13.15', '13.20', '14.12', '14.17', '15.4', '15.7', '15.12', '16.1', '16.2', '16.3', '16.4', '16.6', '16.8', '16.9', '17.2', '17.4', '17.5'],
  },
  'aurora-postgresql': { port: 5432, licence: 'postgresql-license', versions: ['14.12', '15.4', '15.7', '15.12', '16.2', '16.4', '16.6', '16.8', '17.4'] },
  mysql: { port: 3306, licence: 'general-public-license', versions: ['8.0.35', '8.0.36', '8.0.39', '8.0.40', '8.0.41', '8.4.3', '8.4.4'] },
  mariadb: { port: 3306, licence: 'general-public-license', versions: ['10.6.21', '10.11.11', '11.4.5'] },
};

export const ENGINES: readonly string[] = Object.keys(VERSIONS);

const SIZES = ['micro', 'small', 'medium', 'large', 'xlarge', '2xlarge', '4xlarge'];
const FAMILIES = ['t3', 't4g', 'm5', 'm6g', 'm6i', 'm7g', 'r5', 'r6g', 'r6i', 'r7g'];

/** Throws when RDS has no such class. */
export function checkClass(name: string): void {
  const [db, family = '', size = ''] = name.split('.');
  if (db !== 'db' || !FAMILIES.includes(family) || !SIZES.includes(size) || (!family.startsWith('t') && SIZES.indexOf(size) < 3)) {
    throw new AwsError('InvalidParameterValue', `Invalid DB Instance class: ${name}`, 400, false);
  }
}

/** Every class on offer. */
export const allClasses = (): readonly string[] =>
  FAMILIES.flatMap((family) => SIZES.filter((_, size) => family.startsWith('t') || size >= 3).map((size) => `db.${family}.${size}`));

/** The full version for what was asked: `16` gives the newest 16.x; none gives the newest of the last major but one. */
export function versionOf(engine: string, asked: string | null): { readonly version: string; readonly port: number; readonly licence: string } {
  const offer = Object.hasOwn(VERSIONS, engine) ? VERSIONS[engine] : undefined;
  if (!offer) throw new AwsError('InvalidParameterValue', `Invalid DB engine: ${engine}`, 400, false);
  const wanted = asked ?? majorOf(engine, offer.versions[Math.max(0, offer.versions.length - 4)] as string);
  const version = [...offer.versions].reverse().find((one) => one === wanted || one.startsWith(`${wanted}.`));
  if (!version) throw new AwsError('InvalidParameterCombination', `Cannot find version ${wanted} for ${engine}`, 400, false);
  return { version, port: offer.port, licence: offer.licence };
}

export const licenceOf = (engine: string): string => VERSIONS[engine]?.licence ?? '';

export const allVersions = (engine: string): readonly string[] => VERSIONS[engine]?.versions ?? [];

/** `16.3` of postgres is major `16`; `8.0.35` of mysql is `8.0`. */
export const majorOf = (engine: string, version: string): string =>
  version
    .split('.')
    .slice(0, engine.includes('postgres') ? 1 : 2)
    .join('.');

/** `postgres16`, `mysql8.0` */
export const familyOf = (engine: string, version: string): string => `${engine}${majorOf(engine, version)}`;

export const defaultParameterGroup = (engine: string, version: string): string => `default.${familyOf(engine, version)}`;

/** `default:postgres-16` */
export const defaultOptionGroup = (engine: string, version: string): string => `default:${engine}-${majorOf(engine, version).replace('.', '-')}`;

/** RDS identifiers: a letter first, letters, digits and hyphens, no two hyphens together, none at the end. Returns it in lower case, as RDS stores it. */
export function checkIdentifier(parameter: string, text: string): string {
  if (!/^[A-Za-z](?!.*--)[A-Za-z0-9-]*$/.test(text) || text.endsWith('-') || text.length > (parameter.includes('Snapshot') ? 255 : 63)) {
    throw new AwsError(
      'InvalidParameterValue',
      `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
      400,
      false,
    );
  }
  return text.toLowerCase();
}
