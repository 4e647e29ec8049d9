import { enableMapSet, produce } from 'immer';
import { expect, test } from 'vitest';
import { nextJob } from '../../../src/engine/moment.ts';
import { interrupt, statusOf, submit, wake } from '../../../src/machine/terminal.ts';
import { bench } from '../bench.ts';

enableMapSet();

test('works inside a draft, and leaves the world before it as it was', () => {
  const machine = bench({ files: { 'a.txt': 'one\n' } });
  let world = { computers: machine.computers, time: machine.time };
  const step = (work: (draft: typeof world) => void) => {
    const before = JSON.stringify(world);
    const old = world;
    world = produce(world, (draft) => work(draft as typeof world));
    expect(JSON.stringify(old)).toBe(before);
  };
  step((draft) =>
    submit(draft.computers, draft.time, machine.outside, 't', 'for i in 1 2; do sleep 2; echo "$i $(cat a.txt)" | tee -a log.tf; done; zip -q z.zip a.txt log.tf', 'agent'),
  );
  for (let count = 0; count < 5; count++) {
    step((draft) => {
      const job = nextJob(draft.time);
      if (!job) return;
      delete draft.time.jobs[job.id];
      draft.time.now = job.at;
      wake(draft.computers, draft.time, machine.outside, 't');
    });
  }
  expect(statusOf(world.computers.terminals.t!, world.computers)).toBe('prompt');
  expect(world.computers.machines.laptop?.disk['/home/you/log.tf']).toMatchObject({ text: '1 one\n2 one\n' });
  expect(JSON.parse(JSON.stringify(world))).toEqual(world);
  step((draft) => submit(draft.computers, draft.time, machine.outside, 't', 'sleep 5', 'you'));
  step((draft) => interrupt(draft.computers, draft.time, machine.outside, 't', 'you'));
  expect(statusOf(world.computers.terminals.t!, world.computers)).toBe('prompt');
});
