// What became of every condition of a configuration, object by object.
import type { CheckState, CheckStatus } from '../state/state.ts';
import type { RuleOutcome } from './rules.ts';

export interface Checkbook {
  /** Notes that there are conditions, of however many objects: of none when nothing else is noted. */
  expect(kind: CheckState['kind'], address: string): void;
  note(kind: CheckState['kind'], address: string, object: string, outcome: RuleOutcome): void;
  /** Whether something of this address went wrong already. */
  failed(address: string): boolean;
  states(): CheckState[];
}

const WORST: readonly CheckStatus[] = ['error', 'fail', 'unknown', 'pass'];

const KINDS: readonly CheckState['kind'][] = ['var', 'resource', 'output', 'check'];

const worst = (statuses: readonly CheckStatus[]): CheckStatus => WORST.find((status) => statuses.includes(status)) ?? 'pass';

interface Entry {
  readonly kind: CheckState['kind'];
  readonly objects: Map<string, RuleOutcome[]>;
  expected: boolean;
}

/** Starts from what is known already, as an apply does from its plan. */
export function newCheckbook(before: readonly CheckState[] = []): Checkbook {
  const known = new Map(before.map((state) => [state.address, state]));
  const book = new Map<string, Entry>();
  const entry = (kind: CheckState['kind'], address: string): Entry => {
    let own = book.get(address);
    if (!own) {
      own = { kind, objects: new Map(), expected: false };
      book.set(address, own);
    }
    return own;
  };
  return {
    expect: (kind, address) => {
      entry(kind, address).expected = true;
    },
    note: (kind, address, object, outcome) => {
      const { objects } = entry(kind, address);
      const list = objects.get(object);
      if (list) list.push(outcome);
      else objects.set(object, [outcome]);
    },
    failed: (address) => [...(book.get(address)?.objects.values() ?? [])].flat().some((outcome) => outcome.status === 'error' || outcome.status === 'fail'),
    states: () => {
      const list: CheckState[] = [];
      for (const [address, { kind, objects, expected }] of book) {
        const earlier = known.get(address);
        if (objects.size === 0 && earlier && !expected) {
          list.push(earlier);
          continue;
        }
        const states = [...objects].map(([object, outcomes]) => {
          const failures = outcomes.flatMap((outcome) => (outcome.status === 'fail' && outcome.message !== undefined ? [outcome.message] : []));
          return { address: object, status: worst(outcomes.map((outcome) => outcome.status)), ...(failures.length ? { failures } : {}) };
        });
        list.push({ kind, address, status: states.length || expected ? worst(states.map((state) => state.status)) : 'unknown', objects: states });
      }
      for (const state of before) if (!book.has(state.address)) list.push(state);
      return list.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
    },
  };
}
