// A vault in memory, which notes what it is told to keep.
import type { RunRecord } from '../../src/app/session.ts';
import type { Vault } from '../../src/app/storage/vault.ts';

export function memory(found: RunRecord | null = null): Vault & { kept: RunRecord[]; left: RunRecord[]; aside: string[] } {
  const kept: RunRecord[] = [];
  const left: RunRecord[] = [];
  const aside: string[] = [];
  return {
    kept,
    left,
    aside,
    load: async () => ({ record: found, frame: null, remark: null, aside: null }),
    leaveBehind: (record) => void left.push(record),
    putAside: async (slug) => {
      aside.push(slug);
      return { key: `aside:${slug}:t`, at: 't', text: 'the old run' };
    },
    asides: async () => [],
    keep: async (record) => {
      kept.push(record);
      return { ok: true, savedAt: '' };
    },
    forget: async () => undefined,
    all: async () => [],
  };
}
