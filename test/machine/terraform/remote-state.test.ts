import { expect, test } from 'vitest';
import { emptyDisk, viewOf } from '../../../src/machine/disk/view.ts';
import type { LaunchingProcess } from '../../../src/machine/launch.ts';
import { stateFetcher } from '../../../src/machine/programs/terraform/remote-state.ts';

const process = () => {
  const disk = { ...emptyDisk(0), '/p': { type: 'folder', mode: 0o755, mtime: 0 } as const, '/p/net.tfstate': { type: 'file', text: '{}', mode: 0o644, mtime: 0 } as const };
  return { cwd: '/p', disk: viewOf(disk, '/p', 0), env: {} } as unknown as LaunchingProcess;
};

test('a state in a file of the working folder', () => {
  const fetch = stateFetcher(process(), {});
  const config = (path: string) => ({ k: 'object', v: { path: { k: 'string', v: path } } }) as const;
  expect(fetch('local', config('net.tfstate'), 'default')).toEqual({ text: '{}' });
  expect(fetch('local', config('gone.tfstate'), 'default')).toEqual({ text: null });
});

test('a kind of backend that is not installed', () => {
  const found = stateFetcher(process(), {})('gcs', { k: 'object', v: {} }, 'default');
  expect(found).toMatchObject({ problem: { summary: 'Invalid backend configuration', detail: 'There is no backend type named "gcs".' } });
});
