// Two hundred thousand random calls by random principals, from twenty seeds: how long they take, and whether a law broke.
import { OPERATIONS, randomCalls } from '../aws/random/calls.ts';
import { measure, print } from './measure.ts';

const [FROM, SEEDS, EACH] = [Number(process.env.FROM ?? 1), Number(process.env.SEEDS ?? 20), Number(process.env.EACH ?? 10_000)];
// A refusal is an error without a way through the code that anybody reads.
Error.stackTraceLimit = process.env.VERBOSE ? 10 : 0;
let [refused, jobs] = [0, 0];
const broken: string[] = [];
const [tried, succeeded] = [new Set<string>(), new Set<string>()];
const cpu = process.cpuUsage();
measure(
  `${(SEEDS * EACH).toLocaleString('en')} random calls`,
  () => {
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      const tally = randomCalls(seed, EACH);
      if (process.env.VERBOSE) console.log(`    seed ${seed}: ${tally.breaches.length} broken`);
      refused += tally.refused;
      jobs += tally.jobs;
      for (const name of tally.tried) tried.add(name);
      for (const name of tally.succeeded) succeeded.add(name);
      for (const breach of tally.breaches) broken.push(`seed ${seed}: ${breach}`);
    }
  },
  1,
);
const used = process.cpuUsage(cpu);
print('  per call, with its checks, of the processor', `${((used.user + used.system) / 1000 / SEEDS / EACH).toFixed(2)} ms`);
print('  refused; jobs in between', `${refused.toLocaleString('en')}; ${jobs.toLocaleString('en')}`);
print('  operations; tried; succeeded at least once', `${OPERATIONS.length}; ${tried.size}; ${succeeded.size}`);
print('  laws broken', broken.length === 0 ? 'none' : `${broken.length}`);
for (const breach of broken.slice(0, 20)) console.log(`    ${breach}`);
if (broken.length > 0) process.exitCode = 1;

if (process.env.VERBOSE) console.log(`    never succeeded: ${OPERATIONS.filter((name) => !succeeded.has(name)).join(', ')}`);
