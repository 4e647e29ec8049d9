// A hundred thousand random and mutated inputs: how many there were, the slowest, and every fault. Takes some minutes.
import { fuzz } from '../terraform/fuzz.ts';

const wanted = Number(process.env.FUZZ_INPUTS ?? 100_000);
const seed = Number(process.env.FUZZ_SEED ?? 1);
let inputs = 0;
let slowest = 0;
let faults = 0;
for (let part = 0; inputs < wanted; part++) {
  const round = await fuzz(seed + part, Math.min(2_000, wanted - inputs));
  inputs += round.inputs;
  slowest = Math.max(slowest, round.slowest);
  faults += round.faults.length;
  for (const fault of round.faults.slice(0, 3)) console.log(`${fault.what}: ${fault.problem.split('\n').slice(0, 3).join(' | ')}\n  ${JSON.stringify(fault.input).slice(0, 300)}`);
}
console.log(`${inputs} inputs, ${faults} faults, the slowest took ${slowest.toFixed(0)} ms`);
