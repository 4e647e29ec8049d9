// Two hundred thousand random calls by random principals, in forty beginnings: how long they take, and whether a law broke.
import { randomCalls } from '../aws/random-calls.ts';
import { measure, print } from './measure.ts';

const [SEEDS, EACH] = [40, 5000];
let [refused, jobs] = [0, 0];
const broken: string[] = [];
const { milliseconds } = measure(
  `${(SEEDS * EACH).toLocaleString('en')} random calls`,
  () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const tally = randomCalls(seed, EACH);
      refused += tally.refused;
      jobs += tally.jobs;
      for (const breach of tally.breaches) broken.push(`seed ${seed}: ${breach}`);
    }
  },
  1,
);
print('  per call, with its checks', `${(milliseconds / SEEDS / EACH).toFixed(2)} ms`);
print('  refused; jobs in between', `${refused.toLocaleString('en')}; ${jobs.toLocaleString('en')}`);
print('  laws broken', broken.length === 0 ? 'none' : `${broken.length}`);
for (const breach of broken.slice(0, 20)) console.log(`    ${breach}`);
if (broken.length > 0) process.exitCode = 1;
