// The headless program: the same world, cases and printers without a screen, for tests, authors and graders.
import { text as textOf } from 'node:stream/consumers';

type Verb = (args: readonly string[]) => Promise<string> | string;

const VERBS: Readonly<Record<string, { readonly does: string; readonly load: () => Promise<Verb> }>> = {
  transcript: { does: 'FILE.txtar: runs a recorded session and prints the transcript it obtained', load: async () => (await import('./transcript.ts')).transcriptVerb as Verb },
  eval: {
    does: '--context FILE.tf: reads {"expr"} lines, prints {"out","ok"} lines',
    load: async () => {
      const { evalVerb } = await import('./eval.ts');
      return async (args) => evalVerb([...args], await textOf(process.stdin));
    },
  },
  'aws-format': {
    does: 'reads recorded aws commands with their answers, prints {"out","exit"} lines',
    load: async () => {
      const { awsFormatVerb } = await import('./aws-format.ts');
      return async (args) => awsFormatVerb(args, await textOf(process.stdin));
    },
  },
  play: {
    does: 'SLUG [--script FILE] [--seed N] [--guided] [--json | --save]: plays a case; --save prints the run as a file for the app',
    load: async () => (await import('./play.ts')).playVerb,
  },
  run: { does: 'FILE.json: replays a saved run, verifies it and prints the score', load: async () => (await import('./run.ts')).runVerb },
  ground: { does: 'SLUG: prints the worlds that a build carries, as one JSON object of packed texts', load: async () => (await import('./ground.ts')).groundVerb },
  check: { does: '[SLUG...]: validates cases and plays their runs', load: async () => (await import('./check.ts')).checkVerb },
};

async function main(): Promise<number> {
  const [name, ...args] = process.argv.slice(2);
  const verb = name ? VERBS[name] : undefined;
  if (!verb) {
    process.stderr.write(
      `usage: npm run --silent sim -- VERB ...\n\n${Object.entries(VERBS)
        .map(([verbName, { does }]) => `  ${verbName} ${does}`)
        .join('\n')}\n`,
    );
    return name ? 2 : 0;
  }
  try {
    const text = await (await verb.load())(args);
    process.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`);
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

process.exitCode = await main();
