// Types the recorded sessions on the bastion of the main case, into its database `dev`, and gives what was printed.
import { since } from '../../../src/engine/log.ts';
import { answered } from '../../../src/headless/postgres.ts';
import { begin } from '../../../src/lesson/play.ts';
import type { Play } from '../../../src/lesson/progress.ts';
import { parseScript, playingScript } from '../../../src/lesson/script.ts';
import { productionOf } from '../../../src/world/measure.ts';
import type { World } from '../../../src/world/world.ts';
import { theCase, theWorld } from '../../lesson/evening.ts';
import { type Spoken, settled } from './sessions.ts';

const screen = (world: World) => since(world.computers.terminals['old-laptop']?.output ?? { length: 0, chunks: [] }, 0).join('');

/** The line that is typed behind each, to know when it has ended. */
const END = /(?:\u001b\[[\d;]*m)*\[?ec2-user@[^\n]*\$ (?:\u001b\[[\d;]*m)*:\n[\s\S]*$/;

/** The answers of the simulation to what was typed, in the order of the recording. */
export async function typed(spoken: readonly Spoken[]): Promise<string[]> {
  const said: string[] = [];
  let play: Play = begin(theCase(), theWorld(), false);
  const type = async (...lines: string[]) => {
    const before = screen(play.world).length;
    ({ play } = await answered(playingScript(theCase(), play, parseScript(['% old-laptop', ...lines].join('\n')))));
    return screen(play.world).slice(before);
  };
  const host = productionOf(play.world).instance?.address ?? '';
  await type('> skip', '$ ssh ec2-user@bastion', `$ export PGHOST=${host} PGUSER=courses PGPASSWORD=Lighthouse-Harbour-71 PGDATABASE=dev PAGER=cat`);
  for (const { typed } of spoken) {
    const text = (await type(...typed.map((line, index) => `${index === 0 ? '$' : '?'} ${line}`), '$ :')).replaceAll('\r', '');
    // Each typed line is echoed behind its prompt.
    const shown = text.split('\n').slice(typed.length).join('\n').replace(END, '');
    said.push(settled(shown));
  }
  return said;
}
