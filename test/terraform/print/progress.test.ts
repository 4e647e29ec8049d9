// Lines of progress: how ids and times are written in them.
import { expect, test } from 'vitest';
import { inkFor } from '../../../src/terraform/print/ink.ts';
import { applyLine } from '../../../src/terraform/print/progress.ts';

test('an id of more than eighty characters is cut in the middle while something goes on, and whole at its end', () => {
  const value = `${'a'.repeat(60)}${'b'.repeat(60)}`;
  const event = { at: 0, verb: 'delete' as const, address: 'aws_lb.web', id: { key: 'id', value }, elapsed: 60_000 };
  const going = applyLine({ kind: 'progress', ...event } as never, inkFor(false));
  expect(going).toMatch(/^aws_lb\.web: Still destroying\.\.\. \[id=a+\.\.\.b+, 1m0s elapsed\]\n$/);
  expect(/id=([^,]+),/.exec(going)?.[1]).toHaveLength(80);
  expect(applyLine({ kind: 'start', ...event } as never, inkFor(false))).toContain(value);
  expect(applyLine({ kind: 'done', ...event } as never, inkFor(false))).toBe('aws_lb.web: Destruction complete after 1m0s\n');
});
