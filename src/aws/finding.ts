// What was looked at to find something out, so that it need not be found out again while all of that is as it was.
import type { Account, Cloud } from './cloud.ts';

type Tables = Account['tables'];

/** A copy of an account that notes which of its tables are read. */
interface Watched {
  readonly account: Account;
  /** Whether everything that was read is the same in another, frozen state of the account. Tells by identity. */
  holds(other: Account): boolean;
}

function watch(account: Account): Watched {
  const { tables } = account;
  const read = new Map<string, Tables[string] | undefined>();
  let listed = false;
  const look = (shard: string | symbol): Tables[string] | undefined => {
    const found = Reflect.get(tables, shard) as Tables[string] | undefined;
    if (typeof shard === 'string') read.set(shard, found);
    return found;
  };
  const watched = new Proxy(tables, {
    get: (_, shard) => look(shard),
    has: (_, shard) => look(shard) !== undefined,
    ownKeys: () => {
      listed = true;
      return Reflect.ownKeys(tables);
    },
  });
  return {
    account: { ...account, tables: watched },
    holds({ tables: others }) {
      if (others === tables) return true;
      for (const [shard, found] of read) if (others[shard] !== found) return false;
      return !listed || sameNames(tables, others);
    },
  };
}

function sameNames(a: Tables, b: Tables): boolean {
  let left = 0;
  for (const name in a) {
    if (!(name in b)) return false;
    left++;
  }
  for (const _ in b) left--;
  return left === 0;
}

export interface Finding<T> {
  readonly value: T;
  /** Whether it would be found again in a later, frozen state, as far as the tables tell. What changes as time goes by is the asker's business. */
  holds(later: Cloud): boolean;
}

/** Finds something out about a frozen cloud. `look` must read the cloud it is given and nothing else of the world. */
export function find<T>(cloud: Cloud, look: (cloud: Cloud) => T): Finding<T> {
  const watched = Object.entries(cloud.accounts).map(([id, account]) => [id, watch(account)] as const);
  const value = look({ ...cloud, accounts: Object.fromEntries(watched.map(([id, { account }]) => [id, account])) });
  return {
    value,
    holds: (later) =>
      later.bucketOwners === cloud.bucketOwners &&
      Object.keys(later.accounts).length === watched.length &&
      watched.every(([id, { holds }]) => later.accounts[id] !== undefined && holds(later.accounts[id])),
  };
}

/** The same of one account. */
export function findIn<T>(account: Account, look: (account: Account) => T): { readonly value: T; holds(later: Account): boolean } {
  const watched = watch(account);
  return { value: look(watched.account), holds: watched.holds };
}
