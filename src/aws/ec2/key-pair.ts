// Key pairs for ssh. The name is unique in the Region.

import { iso } from '../../engine/clock.ts';
import { fingerprint } from '../../engine/json.ts';
import { note } from '../../engine/moment.ts';
import { type CloudContext, having, rowAt, rows, table } from '../cloud.ts';
import { ec2Id } from '../ids.ts';
import { given } from '../input.ts';
import type { Operation } from '../operation.ts';
import { type Tags, tagList } from '../tags.ts';
import { choose, type Kind, paged } from './describe.ts';
import { read, refusal } from './refusal.ts';
import { tagsFor } from './tags.ts';

export interface KeyPair {
  readonly id: string;
  readonly name: string;
  readonly type: 'rsa' | 'ed25519';
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly createdAt: number;
  tags: Tags;
}

/** Keyed by name. */
export const KEY_PAIRS = table<KeyPair>('ec2.key-pair');

const missing = (name: string) => refusal('InvalidKeyPair.NotFound', `The key pair '${name}' does not exist`);

export function keyPairOf(context: CloudContext, name: string): Readonly<KeyPair> {
  const pair = rowAt(context.account, context.region, KEY_PAIRS, name);
  if (!pair) throw missing(name);
  return pair;
}

export const KEY_PAIR: Kind<KeyPair> = {
  table: KEY_PAIRS,
  ids: 'KeyPairIds',
  result: 'KeyPairs',
  id: (pair) => pair.id,
  tags: (pair) => pair.tags,
  notFound: (id) => refusal('InvalidKeyPair.NotFound', `The key pair '${id}' does not exist`),
  filters: { 'key-name': (pair) => pair.name, 'key-pair-id': (pair) => pair.id, fingerprint: (pair) => pair.fingerprint },
  print: (_, pair) =>
    given({ KeyPairId: pair.id, KeyFingerprint: pair.fingerprint, KeyName: pair.name, KeyType: pair.type, Tags: tagList(pair.tags), CreateTime: iso(pair.createdAt, true) }),
};

function add(context: CloudContext, name: string, type: 'rsa' | 'ed25519', publicKey: string, tags: Tags): KeyPair {
  const digest = `${fingerprint(publicKey)}${fingerprint(`${publicKey}/`)}`;
  const pair: KeyPair = { id: ec2Id(context.time, 'key'), name, type, publicKey, fingerprint: (digest.match(/../g) ?? []).join(':'), createdAt: context.time.now, tags };
  rows(context.account, context.region, KEY_PAIRS)[name] = pair;
  note(context.time, 'ec2.key-pair.created', { account: context.account.id, region: context.region, id: pair.id, name });
  return pair;
}

const free = (context: CloudContext, name: string) => {
  if (rowAt(context.account, context.region, KEY_PAIRS, name)) throw refusal('InvalidKeyPair.Duplicate', 'The keypair already exists');
};

export const importKeyPair: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('KeyName');
    const material = request.text('PublicKeyMaterial').trim();
    if (!/^(ssh-(rsa|ed25519) |AAAA|c3No|-----BEGIN)/.test(material)) throw refusal('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
    free(context, name);
    const pair = add(context, name, /^(ssh-ed25519|c3NoLWVkMjU1MTk)/.test(material) ? 'ed25519' : 'rsa', material, tagsFor(params, 'key-pair'));
    return given({ KeyFingerprint: pair.fingerprint, KeyName: name, KeyPairId: pair.id, Tags: tagList(pair.tags) });
  },
};

/** `KeyMaterial` is a stand-in for a private key: the simulated ssh asks only for the key's name. */
export const createKeyPair: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const name = request.text('KeyName');
    free(context, name);
    const pair = add(context, name, request.optional('KeyType') === 'ed25519' ? 'ed25519' : 'rsa', `generated ${name}`, tagsFor(params, 'key-pair'));
    return given({
      KeyFingerprint: pair.fingerprint,
      KeyMaterial: `-----BEGIN OPENSSH PRIVATE KEY-----\n${pair.fingerprint.replaceAll(':', '')}\n-----END OPENSSH PRIVATE KEY-----`,
      KeyName: name,
      KeyPairId: pair.id,
      Tags: tagList(pair.tags),
    });
  },
};

export const describeKeyPairs: Operation = {
  kind: 'read',
  run(context, params) {
    const request = read(params);
    const names = request.texts('KeyNames');
    for (const name of names) keyPairOf(context, name);
    const chosen = choose(context, KEY_PAIR, params).filter((pair) => names.length === 0 || names.includes(pair.name));
    return paged(
      params,
      'KeyPairs',
      chosen.map((pair) => given({ ...(KEY_PAIR.print(context, pair) as object), PublicKey: request.flag('IncludePublicKey') ? pair.publicKey : undefined })),
    );
  },
};

/** Succeeds also when there is no such pair, as the real call does. */
export const deleteKeyPair: Operation = {
  kind: 'write',
  run(context, params) {
    const request = read(params);
    const id = request.optional('KeyPairId');
    const name = id ? having(context.account, context.region, KEY_PAIRS, 'id', id)[0]?.name : request.text('KeyName');
    const pair = name ? rowAt(context.account, context.region, KEY_PAIRS, name) : undefined;
    if (!pair) return { Return: true };
    note(context.time, 'ec2.key-pair.deleted', { account: context.account.id, region: context.region, id: pair.id, name: pair.name });
    const output = { Return: true, KeyPairId: pair.id };
    delete rows(context.account, context.region, KEY_PAIRS)[pair.name];
    return output;
  },
};
