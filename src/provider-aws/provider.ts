// The AWS provider: Terraform's provider interface on one side, the cloud's door on the other. Types and data sources are tables.
import type { Diagnostic } from '../engine/diagnostic.ts';
import type { Json } from '../engine/json.ts';
import { nullOf, type Value } from '../terraform/lang/value.ts';
import type { Applying, BlockSchema, PlannedChange, Provider, Reading } from '../terraform/provider.ts';
import { type Connection, credentialChain, NOWHERE, signatureOf, takeRoles } from './connection.ts';
import { type Api, apiOf, Complaint, Refusal } from './core/api.ts';
import { resumeApply, type Subject, startApply } from './core/applying.ts';
import { type Attrs, isRecord, map, records, text } from './core/members.ts';
import { attrsOf, fromPlain } from './core/plain.ts';
import { planResource } from './core/planning.ts';
import type { ResourceType } from './core/resource.ts';
import { settled } from './core/settle.ts';
import { checkResource, runChecks } from './core/validation.ts';
import { DATA_SOURCES, EPHEMERAL_TYPES, RESOURCE_TYPES } from './index.ts';
import { awsSchema, blockType, resourceTraits } from './schema/schema.ts';

const noCredentials = (problem: string) => `Please see https://registry.terraform.io/providers/hashicorp/aws
for more information about providing credentials.

Error: failed to refresh cached credentials, ${problem}
`;

const REGION = /^(us|eu|ap|sa|ca|me|af|il|mx|us-gov|cn)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/;

const blocksOf = (schema: BlockSchema): ReadonlySet<string> => new Set(Object.keys(schema.block_types ?? {}));
const complaint = (summary: string, detail = ''): Diagnostic => ({ severity: 'error', summary, detail });

/** A provider for one run of Terraform on one machine. It keeps its configuration, nothing else. */
export function awsProvider(connection: Connection): Provider {
  let api: Api | null = null;
  let defaultTags: Attrs = {};

  const door = (): Api => {
    if (!api) throw new Error('the provider was not configured');
    return api;
  };
  const typeOf = (name: string): ResourceType => {
    const type = RESOURCE_TYPES[name];
    if (!type) throw new Error(`no resource type ${name}`);
    return type;
  };
  const schemaOf = (name: string) => awsSchema.resource_schemas[name]?.block ?? {};
  const subject = (name: string): Subject => {
    const type = typeOf(name);
    const schema = schemaOf(name);
    const valueType = blockType(schema);
    const stateOf = (attrs: Attrs, before: Attrs) => fromPlain(valueType, settled({ type, schema, traits: resourceTraits[name]!, defaultTags }, attrs, before) as Json);
    return { type, schema, valueType, api: door(), stateOf };
  };

  function configure(config: Value): readonly Diagnostic[] {
    const given = attrsOf(config);
    defaultTags = map(records(given.default_tags)[0]?.tags);
    const chain = credentialChain(connection, {
      accessKey: text(given.access_key) || undefined,
      secretKey: text(given.secret_key) || undefined,
      token: text(given.token) || undefined,
      profile: text(given.profile) || undefined,
      region: text(given.region) || undefined,
    });
    if (chain.missingProfile && !chain.credentials) return [complaint(`failed to get shared config profile, ${chain.missingProfile}`)];
    if (!chain.region || (!REGION.test(chain.region) && given.skip_region_validation !== true)) return [complaint(`invalid AWS Region: ${chain.region ?? ''}`)];
    if (chain.broken !== null) return [complaint(chain.broken)];
    if (!chain.credentials) return [complaint('No valid credential sources found', noCredentials(NOWHERE))];
    const region = chain.region;
    const held = takeRoles(connection, chain, region);
    if ('refused' in held) return [complaint('No valid credential sources found', noCredentials(held.refused))];
    let { accessKeyId } = held;
    let signature = signatureOf(held);
    try {
      const role = records(given.assume_role)[0];
      if (role && text(role.role_arn)) {
        const session = apiOf(connection, { region, accessKeyId, signature }).call('sts', 'AssumeRole', {
          RoleArn: role.role_arn,
          RoleSessionName: text(role.session_name) || 'aws-go-sdk',
          ExternalId: role.external_id,
        });
        const made = isRecord(session.Credentials) ? session.Credentials : {};
        accessKeyId = text(made.AccessKeyId);
        signature = signatureOf({ secretAccessKey: text(made.SecretAccessKey), sessionToken: text(made.SessionToken) });
      }
      api = apiOf(connection, { region, accessKeyId, signature });
      if (given.skip_credentials_validation !== true && given.skip_requesting_account_id !== true) api.account();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.service === 'sts' && error.message.includes('AssumeRole')) {
        return [
          complaint(
            'Cannot assume IAM Role',
            `IAM Role (${text(records(given.assume_role)[0]?.role_arn)}) cannot be assumed.\n\nThere are a number of possible causes of this - the most common are:\n  * The credentials used in order to assume the role are invalid\n  * The credentials do not have appropriate permission to assume the role\n  * The role ARN is not valid\n\nError: ${error.message}\n`,
          ),
        ];
      }
      return [complaint(`Retrieving AWS account details: validating provider credentials: retrieving caller identity from STS: ${error.message}`)];
    }
    return [];
  }

  function read(name: string, state: Value): Reading {
    const of = subject(name);
    const before = attrsOf(state);
    try {
      const found = of.type.read(of.api, before);
      return { state: found ? of.stateOf({ ...before, ...found }, before) : nullOf(of.valueType), diagnostics: [] };
    } catch (error) {
      if (error instanceof Complaint) return { state, diagnostics: [complaint(error.message, error.detail)] };
      if (!(error instanceof Refusal)) throw error;
      const shown = of.type.shown?.(before) ?? text(before.id);
      const doing = `reading ${of.type.label} (${shown})`;
      return { state, diagnostics: [of.type.framework ? complaint(doing, error.message) : complaint(`${doing}: ${error.message}`)] };
    }
  }

  function readData(name: string, config: Value): Reading {
    const source = DATA_SOURCES[name];
    const type = blockType(awsSchema.data_source_schemas[name]?.block ?? {});
    if (!source) return { state: nullOf(type), diagnostics: [complaint(`data source ${name} is not part of this simulation`)] };
    const given = attrsOf(config);
    try {
      return { state: fromPlain(type, { ...given, ...source.read(door(), given) } as Json), diagnostics: [] };
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Complaint)) throw error;
      return { state: nullOf(type), diagnostics: [complaint(error.message, error instanceof Complaint ? error.detail : '')] };
    }
  }

  function openEphemeral(name: string, config: Value): ReturnType<NonNullable<Provider['openEphemeral']>> {
    const kind = EPHEMERAL_TYPES[name];
    const type = blockType(awsSchema.ephemeral_resource_schemas?.[name]?.block ?? {});
    if (!kind) return { result: nullOf(type), diagnostics: [complaint(`ephemeral resource ${name} is not part of this simulation`)] };
    const given = attrsOf(config);
    try {
      return { result: fromPlain(type, { ...given, ...kind.open(door(), given) } as Json), diagnostics: [] };
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Complaint)) throw error;
      return { result: nullOf(type), diagnostics: [complaint(`${kind.failure(given)}: ${error.message}`, error.message)] };
    }
  }

  function plan(name: string, prior: Value, proposed: Value, config: Value, priorPrivate?: string): PlannedChange {
    if (proposed.k === 'null') return { planned: proposed, requiresReplace: [], ...(priorPrivate ? { private: priorPrivate } : {}), diagnostics: [] };
    const of = { schema: schemaOf(name), traits: resourceTraits[name]!, type: RESOURCE_TYPES[name], defaultTags };
    try {
      return { ...planResource(of, prior, proposed, config), ...(priorPrivate ? { private: priorPrivate } : {}), diagnostics: [] };
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      return { planned: proposed, requiresReplace: [], diagnostics: [{ ...complaint(error.message, error.detail), ...(error.attribute ? { attribute: error.attribute } : {}) }] };
    }
  }

  return {
    schema: awsSchema,
    configure,
    validateResource: (name, config) => checkResource(RESOURCE_TYPES[name], config, blocksOf(schemaOf(name))),
    validateData: (name, config) => {
      const source = DATA_SOURCES[name];
      return runChecks(source?.checks ?? {}, config, { blocks: blocksOf(awsSchema.data_source_schemas[name]?.block ?? {}), framework: source?.framework });
    },
    plan,
    read,
    readData,
    openEphemeral,
    apply(name, prior, planned, config): Applying {
      return startApply(subject(name), prior, planned, config);
    },
    resume(name, data, interrupted): Applying {
      return resumeApply(subject(name), data, interrupted);
    },
    importState(name, id) {
      const of = subject(name);
      try {
        const attrs = of.type.imported ? of.type.imported(of.api, id) : { id };
        return { imported: [{ type: name, state: fromPlain(of.valueType, attrs as Json) }], diagnostics: [] };
      } catch (error) {
        if (!(error instanceof Refusal) && !(error instanceof Complaint)) throw error;
        return { imported: [], diagnostics: [complaint(error.message, error instanceof Complaint ? error.detail : '')] };
      }
    },
    upgradeState(name, version, attributes) {
      const type = RESOURCE_TYPES[name];
      const upgraded = type?.upgrade && isRecord(attributes) ? type.upgrade(version, attributes) : attributes;
      return { attributes: upgraded as Json, diagnostics: [] };
    },
  };
}
