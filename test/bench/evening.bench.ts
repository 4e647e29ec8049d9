// How long an evening takes to begin, to be played again, and to be looked at; and what a thousand frames of it weigh.
import { SEED } from '../../src/headless/play.ts';
import { begin, dispatch } from '../../src/lesson/play.ts';
import type { Play } from '../../src/lesson/progress.ts';
import { deskView } from '../../src/views/assemble.ts';
import { productionObjects } from '../../src/views/map.ts';
import { guarded, replay, type TimedAction } from '../../src/whatif/replay.ts';
import { foundation } from '../../src/world/genesis.ts';
import { framesOf, linesUpTo, theCase } from '../lesson/evening.ts';
import { heap, measure, print } from './measure.ts';

const scenario = theCase();
const { result: base } = measure('genesis: the foundation (built and lived through)', () => foundation({ ...scenario.world, zone: scenario.zone }, scenario.disk, SEED));
const { result: world } = measure('genesis: from the foundation to the evening', () => guarded(base, []));

const LINES = [
  'ls -la',
  'cat main.tf | head -20',
  'pwd',
  'git status --short',
  'grep -rn backend . | wc -l',
  'aws rds describe-db-instances --output text',
  'echo $?',
  'find . -name "*.tf" | sort',
  'aws sts get-caller-identity',
  'history | tail -3',
];
/** Five hundred things typed at the prompt, two seconds apart. */
const typed: TimedAction[] = Array.from({ length: 500 }, (_, index) => ({
  at: world.time.now + index * 2000,
  action: { type: 'line', terminal: scenario.agent.terminal, text: LINES[index % LINES.length] as string, by: 'you' },
}));
const { milliseconds } = measure('replay of 500 typed lines', () => replay(scenario, world, false, typed));
print('  per action', `${(milliseconds / 500).toFixed(2)} ms`);

const night = framesOf(linesUpTo('disaster', '> finish'), false, world);
measure('replay of the evening up to the end of the destroy', () => replay(scenario, world, false, night.actions, night.play.world.time.now), 1);

const production = productionObjects(world, scenario.world.past[0]?.terminal ?? 'old-laptop', scenario.world.project.path);
const strip = { frameAt: () => 0, frameBefore: () => 0, to: 0, branches: [] };
const look = (play: Play) => deskView(scenario, play, production, strip);
measure('the desk of the first frame, seen for the first time', () => look(JSON.parse(JSON.stringify(night.frames[0]?.play)) as Play));
measure('the desk after the loss, seen for the first time', () => look(JSON.parse(JSON.stringify(night.play)) as Play));
let next = night.play;
const { milliseconds: views } = measure('the desk of 50 frames a line apart', () => {
  for (let index = 0; index < 50; index++) {
    next = dispatch(scenario, next, { type: 'line', terminal: 'old-laptop', text: `echo ${index}`, by: 'you' });
    look(next);
  }
});
print('  per frame, with its action', `${(views / 50).toFixed(2)} ms`);

const before = heap();
const frames: Play[] = [begin(scenario, world, false)];
for (let index = 0; index < 1000; index++)
  frames.push(dispatch(scenario, frames[index] as Play, { type: 'line', terminal: scenario.agent.terminal, text: LINES[index % LINES.length] as string, by: 'you' }));
const weight = heap() - before;
print(
  '1,000 frames kept, a line apart',
  `${(weight / 1024 / 1024).toFixed(1)} MB  (${(weight / frames.length / 1024).toFixed(0)} KB a frame; a world is ${(JSON.stringify(world).length / 1024 / 1024).toFixed(1)} MB of JSON)`,
);
