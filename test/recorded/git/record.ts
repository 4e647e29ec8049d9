// Records the sessions of this folder with the git on the PATH: `tsx test/recorded/git/record.ts`. Each `NAME.in` has a shell line per line; `NAME.txt` gets what git said.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { realGit, realSession } from '../../machine/git/session.ts';

const here = import.meta.dirname;
const version = realGit();
if (version === null) throw new Error('There is no git on the PATH: recording needs one.');
for (const name of readdirSync(here).filter((each) => each.endsWith('.in'))) {
  const session = realSession();
  const lines = readFileSync(path.join(here, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const said = lines.map((line, at) => {
    const spoken = session.speak(line, at + 1);
    return `$ ${line}\n${spoken.output.replace(/(?<=.)$(?![\s\S])/, '\n\\\n')}[exit ${spoken.exit}]\n`;
  });
  session.remove();
  writeFileSync(path.join(here, name.replace(/\.in$/, '.txt')), `# ${version}\n${said.join('')}`);
}
