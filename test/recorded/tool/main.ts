// `npm run --silent recorded -- VERB ...`: records with the real Terraform, compares ours with what was recorded.
import path from 'node:path';
import { createPatch } from 'diff';
import { firstDifference, keptAws, runRandomAws } from './aws/compare.ts';
import { compareExpressions, expressionFiles, recordExpressions } from './expressions.ts';
import { writeLedger } from './ledger.ts';
import { keepRandom, runRandom } from './random/compare.ts';
import { randomLines } from './random/lines.ts';
import { compareFile, recordFiles, sessionFiles } from './sessions.ts';

const root = path.resolve('test/recorded');

const USAGE = `usage: npm run --silent recorded -- VERB ...

  record FILE...       records sessions (.txtar) and expressions (.jsonl) anew, in place, with the real Terraform
  compare [WORD] [-v]  runs every recorded session and expression whose name holds WORD (or the given .txtar files) with ours; -v shows what differs
  lines [--seed=1] [--count=20]
                       prints random expressions, to be recorded
  ledger               compares everything and writes docs/fidelity.md and the figures of the About page
  keep [--seed=1] [--count=10]
                       records random sessions into terraform/random.SEED.txtar, where the real program prints the same twice
  random [--seed=1] [--count=20] [--shrink=80]
                       makes configurations, runs both, prints what differs made small by at most so many attempts (0: as it is)
  aws [--seed=1] [--count=100] [--of=s3]
                       makes commands of the AWS CLI (or of aws s3 alone; other: waiters, logs tail, configure) with answers, runs both, prints what differs and a tally by kind;
                       with --keep it runs the real one alone and prints lines for awscli/random.jsonl
`;

const patch = (want: string, got: string): string => createPatch('', want, got, '', '', { context: 3 }).split('\n').slice(4).join('\n');

async function compare(words: readonly string[]): Promise<number> {
  const verbose = words.includes('-v');
  const wanted = words.filter((word) => word !== '-v');
  const chosen = (name: string) => !wanted.length || wanted.some((word) => name.includes(word));
  let passed = 0;
  let failed = 0;
  const files = wanted.filter((word) => word.endsWith('.txtar'));
  const sessions = files.length ? files.map((file) => ({ corpus: path.basename(path.dirname(file)), name: path.basename(file), file })) : sessionFiles(root);
  for (const { corpus, name, file } of sessions) {
    if (!files.length && !chosen(`${corpus}/${name}`)) continue;
    const found = await compareFile(file);
    if (!found.length) passed++;
    else {
      failed++;
      console.log(`differs: ${corpus}/${name}`);
      if (verbose) for (const { cmd, want, got } of found) console.log(`$ ${cmd}\n${patch(want, got)}`);
    }
  }
  if (passed + failed) console.log(`sessions: ${passed} of ${passed + failed}`);
  for (const file of expressionFiles(root)) {
    if (!chosen(file)) continue;
    const found = compareExpressions(path.join(root, file));
    for (const { want, got } of found) console.log(`differs: ${want.expr}${verbose ? `\n${patch(want.out, got.out)}` : ''}`);
    console.log(`${file}: ${found.length} differ`);
    failed += found.length;
  }
  return failed ? 1 : 0;
}

async function main(): Promise<number> {
  const [verb, ...words] = process.argv.slice(2);
  const text = (name: string) => words.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? '';
  const number = (name: string, otherwise: number) => Number(words.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);
  if (verb === 'lines') {
    for (const expr of randomLines(number('seed', 1), number('count', 20))) console.log(JSON.stringify({ expr, topic: 'random' }));
    return 0;
  }
  if (verb === 'record') {
    await recordFiles(words.filter((word) => word.endsWith('.txtar')));
    for (const file of words.filter((word) => word.endsWith('.jsonl'))) await recordExpressions(file);
    return 0;
  }
  if (verb === 'ledger') {
    await writeLedger(root);
    return 0;
  }
  if (verb === 'keep') {
    await keepRandom(root, number('seed', 1), number('count', 10));
    return 0;
  }
  if (verb === 'random') {
    return (await runRandom(number('seed', 1), number('count', 20), number('shrink', 80), patch)) ? 1 : 0;
  }
  if (verb === 'aws' && words.includes('--keep')) {
    for (const line of keptAws(number('seed', 1), number('count', 100), text('of'))) console.log(line);
    return 0;
  }
  if (verb === 'aws') return runRandomAws(number('seed', 1), number('count', 100), firstDifference, text('of')) ? 1 : 0;
  if (verb === 'compare') return compare(words);
  process.stderr.write(USAGE);
  return verb ? 2 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
