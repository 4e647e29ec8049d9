// A policy written as blocks. Computed here: no call is made for it.

import type { Json } from '../../engine/json.ts';
import { Complaint } from '../core/api.ts';
import { oneOf } from '../core/checks.ts';
import { type Attrs, isRecord, list, records, text, texts } from '../core/members.ts';
import { crc32 } from '../core/naming.ts';
import type { DataSource } from '../core/resource.ts';

/** One text alone, several in a list, in reverse order as the provider sorts them. */
const oneOrMany = (values: readonly string[]): Json => (values.length === 1 ? (values[0] as string) : [...values].sort().reverse());
/** `&{aws:username}` stands for IAM's own `${...}`. */
const variables = (value: string): string => value.replaceAll('&{', '${');

function principals(blocks: Json | undefined): Json | undefined {
  const given = records(blocks);
  if (given.length === 0) return undefined;
  if (given.length === 1 && given[0]?.type === '*' && texts(given[0].identifiers).join() === '*') return '*';
  const merged: Record<string, string[]> = {};
  for (const block of given) merged[text(block.type)] = [...(merged[text(block.type)] ?? []), ...texts(block.identifiers).map(variables)];
  return Object.fromEntries(
    Object.keys(merged)
      .sort()
      .map((type) => [type, oneOrMany([...new Set(merged[type])])]),
  );
}

function conditions(blocks: Json | undefined): Json | undefined {
  const merged: Record<string, Record<string, string[]>> = {};
  for (const block of records(blocks)) {
    const test = text(block.test);
    merged[test] = { ...merged[test], [text(block.variable)]: [...(merged[test]?.[text(block.variable)] ?? []), ...texts(block.values).map(variables)] };
  }
  const sorted = (of: Record<string, unknown>) => Object.keys(of).sort();
  if (Object.keys(merged).length === 0) return undefined;
  return Object.fromEntries(
    sorted(merged).map((test) => [
      test,
      Object.fromEntries(
        sorted(merged[test] ?? {}).map((name) => [name, (merged[test]?.[name] ?? []).length === 1 ? (merged[test]?.[name]?.[0] as string) : (merged[test]?.[name] as string[])]),
      ),
    ]),
  );
}

function statement(block: Attrs): Json {
  const members = {
    Sid: text(block.sid) || undefined,
    Effect: text(block.effect) || 'Allow',
    Action: texts(block.actions).length ? oneOrMany(texts(block.actions)) : undefined,
    NotAction: texts(block.not_actions).length ? oneOrMany(texts(block.not_actions)) : undefined,
    Resource: texts(block.resources).length ? oneOrMany(texts(block.resources).map(variables)) : undefined,
    NotResource: texts(block.not_resources).length ? oneOrMany(texts(block.not_resources).map(variables)) : undefined,
    Principal: principals(block.principals),
    NotPrincipal: principals(block.not_principals),
    Condition: conditions(block.condition),
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Json;
}

/** Go's encoder writes these three as escapes. */
const escaped = (json: string): string => json.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);

function statementsOf(document: string, attribute: string): Attrs[] {
  if (!document) return [];
  try {
    const parsed = JSON.parse(document) as Json;
    const statements = isRecord(parsed) ? parsed.Statement : undefined;
    return isRecord(statements) ? [statements] : records(statements);
  } catch {
    throw new Complaint(`writing IAM Policy Document: merging ${attribute}: invalid JSON`);
  }
}

/** Later statements replace earlier ones of the same Sid. */
function merge(base: readonly Attrs[], over: readonly Attrs[]): Attrs[] {
  const result = [...base];
  for (const one of over) {
    const at = text(one.Sid) ? result.findIndex((other) => other.Sid === one.Sid) : -1;
    if (at >= 0) result[at] = one;
    else result.push(one);
  }
  return result;
}

export const dataAwsIamPolicyDocument: DataSource = {
  name: 'aws_iam_policy_document',
  checks: { values: { 'statement.effect': oneOf('Allow', 'Deny'), version: oneOf('2008-10-17', '2012-10-17') } },
  read(_api, config) {
    const own = records(config.statement).map((block) => statement(block) as Attrs);
    const sids = own.map((one) => text(one.Sid)).filter(Boolean);
    const twice = sids.find((sid, i) => sids.indexOf(sid) !== i);
    if (twice) throw new Complaint(`duplicate Sid (${twice}) in Statements: ${sids.indexOf(twice)} and ${sids.lastIndexOf(twice)}`);
    let statements: Attrs[] = [];
    for (const source of [text(config.source_json), ...list(config.source_policy_documents).map(text)])
      statements = merge(statements, statementsOf(source, 'source_policy_documents'));
    statements = merge(statements, own);
    for (const over of [...list(config.override_policy_documents).map(text), text(config.override_json)])
      statements = merge(statements, statementsOf(over, 'override_policy_documents'));
    const document = {
      Version: text(config.version) || '2012-10-17',
      ...(text(config.policy_id) ? { Id: text(config.policy_id) } : {}),
      ...(statements.length ? { Statement: statements } : {}),
    };
    const json = escaped(JSON.stringify(document, null, 2));
    return {
      id: String(crc32(json)),
      json,
      minified_json: escaped(JSON.stringify(document)),
      version: document.Version,
      statement: records(config.statement).map((block) => ({ ...block, effect: text(block.effect) || 'Allow' })) as Json,
    };
  },
};
