// help and man: what there is on this machine.
import type { Launcher } from '../launch.ts';

const BUILTINS =
  '. : [ alias bg break builtin cd clear command continue declare dirs eval exit export false fg hash history jobs kill let local logout popd pushd pwd read readonly return set shift source test true type typeset umask unalias unset wait';

export const help: Launcher = {
  name: 'help',
  summary: 'this list',
  launches: true,
  start(process, argv) {
    const [name] = argv;
    if (name !== undefined) {
      const program = Object.hasOwn(process.programs, name) ? process.programs[name] : undefined;
      if (program) process.out(`${name}: ${program.summary}\n`);
      else if (BUILTINS.split(' ').includes(name)) process.out(`${name}: a builtin of the shell\n`);
      else {
        process.err(`bash: help: no help topics match \`${name}'.  Try \`help help' or \`man -k ${name}' or \`info ${name}'.\n`);
        return { exit: 1 };
      }
      return { exit: 0 };
    }
    const names = Object.keys(process.programs).sort();
    const width = Math.max(...names.map((each) => each.length));
    process.out('Programs on this machine (most know --help):\n\n');
    for (const each of names) process.out(`  ${each.padEnd(width)}  ${process.programs[each]?.summary}\n`);
    process.out(`\nBuiltins of the shell: ${BUILTINS}\nCtrl-C stops what runs, Ctrl-D ends input, Tab completes, arrows bring lines back.\n`);
    return { exit: 0 };
  },
};

export const man: Launcher = {
  name: 'man',
  summary: 'what a program knows of itself',
  launches: true,
  start(process, argv) {
    const name = argv.filter((word) => !/^(-.*|\d)$/.test(word))[0];
    if (name === undefined) {
      process.err("What manual page do you want?\nFor example, try 'man man'.\n");
      return { exit: 1 };
    }
    if (!Object.hasOwn(process.programs, name)) {
      process.err(`No manual entry for ${name}\n`);
      return { exit: 16 };
    }
    process.out(`${name} - ${process.programs[name]?.summary}\n\n`);
    return { launch: { argv: [name, '--help'], stdin: '' }, state: null };
  },
  launched: () => ({ exit: 0 }),
};
