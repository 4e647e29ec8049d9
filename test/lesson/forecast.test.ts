// Predictions before a yes: asked of the plan that stands there, in guided mode only, never in the way of the keys, and answered by the world.
import { expect, test } from 'vitest';
import { since } from '../../src/engine/log.ts';
import { forecastChoices, forecastTitle } from '../../src/lesson/forecast.ts';
import { begin, dispatch, passTime } from '../../src/lesson/play.ts';
import type { Play } from '../../src/lesson/progress.ts';
import { parseScript, playScript, settle } from '../../src/lesson/script.ts';
import { productionOf } from '../../src/world/measure.ts';
import { framesOf, linesUpTo, theCase, theWorld } from './evening.ts';

const LONG = 120_000;
const HOUR = 3_600_000;
const start = (guided: boolean): Play => settle(theCase(), begin(theCase(), theWorld(), guided));
const type = (play: Play, text: string): Play => dispatch(theCase(), play, { type: 'line', terminal: 'old-laptop', text, by: 'you' });
const until = (play: Play, stop: (play: Play) => boolean): Play => passTime(theCase(), play, play.world.time.now + HOUR, stop);
const told = (play: Play) => since(play.world.time.facts, play.world.setting.firstFact).filter((fact) => fact.kind === 'prediction.told');
/** At the question of a destroy of everything, typed by hand where production's state is. */
const atTheQuestion = (guided: boolean): Play =>
  until(type(start(guided), 'cd ~/infra && terraform destroy'), (play) =>
    since(play.world.computers.terminals['old-laptop']!.output, 0).join('').endsWith('\u001b[1mEnter a value:\u001b[0m '),
  );

test(
  'a destroy typed by hand: asked with the plan’s own number, told by what the world became',
  () => {
    let play = atTheQuestion(true);
    const forecast = play.progress.forecast!;
    expect(forecast).toMatchObject({ asks: 'data', adds: 0, destroys: 95, from: 'question', answer: null });
    expect(forecastTitle(forecast)).toContain('95 to destroy');
    expect(dispatch(theCase(), play, { type: 'predict', prediction: forecast.id, answer: 'no such' }).progress.forecast?.answer).toBe(null);
    play = dispatch(theCase(), play, { type: 'predict', prediction: forecast.id, answer: 'database' });
    play = until(type(play, 'yes'), (now) => now.progress.forecast === null);
    expect(productionOf(play.world).status).toBe('gone');
    expect(told(play).map((fact) => [fact.data.predicted, fact.data.happened])).toEqual([
      ['The database goes, its automated backups stay', 'The database goes, and its automated backups with it'],
    ]);
  },
  LONG,
);

test(
  'no answer is needed: whoever types first has not predicted, and a no is told nothing',
  () => {
    const play = atTheQuestion(true);
    const refused = until(type(play, 'no'), (now) => now.progress.forecast === null);
    expect(told(refused)).toEqual([]);
    const skipped = dispatch(theCase(), play, { type: 'predict', prediction: play.progress.forecast!.id, answer: 'skip' });
    expect(told(until(type(skipped, 'no'), (now) => now.progress.forecast === null))).toEqual([]);
    expect(productionOf(refused.world).status).toBe('there');
  },
  LONG,
);

test(
  'free mode asks nothing',
  () => {
    expect(atTheQuestion(false).progress.forecast).toBe(null);
  },
  LONG,
);

test(
  'before an approval: the plan of the assistant’s command is rehearsed, and nothing of the rehearsal stays',
  () => {
    const { play } = playScript(theCase(), begin(theCase(), theWorld(), true), parseScript('> skip\n> ask\n! yes\n! yes'));
    const asked = until(play, (now) => now.progress.forecast !== null);
    const forecast = asked.progress.forecast!;
    expect(asked.agent.pending?.command).toMatch(/terraform apply/);
    expect(forecast).toMatchObject({ asks: 'twice', destroys: 0, from: 'permission' });
    expect(forecast.adds).toBeGreaterThan(90);
    expect(forecastChoices(forecast).map((choice) => choice.id)).toEqual(['new', 'twice', 'refused', 'both', 'skip']);
    const shown = since(asked.world.computers.terminals['new-laptop']!.output, 0).join('');
    expect(shown).not.toContain('Do you want to perform these actions');
    const no = dispatch(theCase(), asked, { type: 'permit', answer: 'no' });
    expect(no.progress.forecast).toBe(null);
    let yes = dispatch(theCase(), dispatch(theCase(), asked, { type: 'predict', prediction: forecast.id, answer: 'new' }), { type: 'permit', answer: 'yes' });
    yes = until(yes, (now) => now.progress.forecast === null);
    expect(told(yes).map((fact) => fact.data.happened)).toEqual(['Some things a second time, errors for the others']);
  },
  LONG,
);

test(
  'the case’s own prediction is told once its decision has been carried out',
  () => {
    const { play } = framesOf(linesUpTo('stopped', '> bring'), true);
    const asked = settle(theCase(), play);
    expect(asked.progress.open).toEqual({ beat: 'shall-i', part: 'prediction' });
    const predicted = dispatch(theCase(), asked, { type: 'predict', prediction: 'shall-i', answer: 'copies' });
    expect(told(predicted)).toEqual([]);
    const list = settle(theCase(), dispatch(theCase(), predicted, { type: 'choose', beat: 'shall-i', choice: 'list' }));
    expect(told(list).map((fact) => [fact.data.predicted, fact.data.happened])).toEqual([['The leftovers from tonight', 'Production']]);
  },
  LONG,
);
