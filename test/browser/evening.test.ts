// Whole evenings: the disaster by keys alone, and two ways around it by words and commands alone.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { TimedAction } from '../../src/app/session.ts';
import { SEED, worldOf } from '../../src/headless/play.ts';
import { loadCase } from '../../src/headless/scenarios.ts';
import { outcomeOf } from '../../src/lesson/outcome.ts';
import { count, span } from '../../src/ui/parts/format.ts';
import { replay } from '../../src/whatif/replay.ts';
import { Desk, sees } from './desk.ts';
import { house, SLUG } from './house.ts';

const { visitor } = house();

/** The run as the learner takes it along: settings, `Download the run`. */
async function takenAlong({ page }: Desk): Promise<readonly TimedAction[]> {
  await page.getByRole('button', { name: 'Settings and runs' }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the run' }).click()]);
  await page.keyboard.press('Escape');
  return JSON.parse(readFileSync(await file.path(), 'utf8')).record.branches[0].actions;
}

test('the disaster by keys alone, all acts to the debrief; it has the numbers of the same run without a screen', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  desk.keysOnly = true;
  await desk.page.keyboard.press('Tab');
  await desk.toTheOffer();
  await desk.choose('The leftovers from tonight');
  await desk.answer('Shall it just run destroy?', 'Makes sense. Do it');
  await desk.answer('The site does not load', 'Let it finish');
  await desk.waitForDecision('The page of databases is empty');
  expect(await desk.site()).toBe('down');
  expect(await desk.answers()).toBeNull();
  await desk.choose('Where is my database?');
  await desk.answer('The list of backups is empty', 'Look at the event list');
  await desk.answer('The backup was made, and is not there', 'Open a technical case');
  await desk.answer('The unpaid plan cannot open a technical case', 'Buy the paid plan');
  await desk.answer('What do you write?', 'Name the instance, the time, and the last backup');
  await desk.answer('Forty minutes, they say', 'Build up the rest while waiting');
  await desk.answer('A copy that you cannot see', 'Take the call, then wait');
  await desk.answer('A snapshot to restore from', 'Restore it under the old name');
  await desk.answer('Two databases, one of them empty', 'Delete the empty one, after looking twice');
  await desk.waitForDecision('What would you really live with?');
  await desk.page.getByRole('tab', { name: 'Guards', selected: true }).waitFor();
  await desk.page.getByText(/^\d+ of \d+ in place\.$/).waitFor();
  await desk.choose('That is enough');
  await desk.page.getByRole('heading', { name: 'The evening is over.' }).waitFor();
  const actions = await takenAlong(desk);

  const scenario = loadCase(SLUG);
  const outcome = outcomeOf(scenario, replay(scenario, worldOf(scenario, SEED), true, actions));
  expect(outcome.ending).toBe('support');
  expect(outcome.rowsLost).toBeGreaterThan(200);

  await desk.page.getByRole('link', { name: 'Read the debrief' }).press('Enter');
  const figures = desk.page.getByRole('definition');
  await sees(() => figures.allInnerTexts().then((texts) => texts.slice(0, 2))).toEqual([count(outcome.rowsLost), span(outcome.minutesDown)]);
  // The worker plays the evening with each guardrail in turn.
  await desk.page.getByText(/[1-9]\d* of \d+ (so far|would have changed how it ended)\./).waitFor();
});

test('the advice taken in one’s own words, and nothing is lost', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.say('I know what state is. On to the evening');
  await desk.waitForDecision('Where does the new site go?');
  await desk.say('You are right, give it a project of its own: I take the advice.');
  await desk.speed(600);
  await desk.waitForDecision('The evening could end here');
  await desk.type('cd ~/site && terraform state list | wc -l');
  await sees(() => desk.terminalText()).toMatch(/wc -l\s+\d+\s/);
  expect(await desk.site()).toBe('200');
  await desk.say('Let it end here');
  await desk.page.getByRole('link', { name: 'Read the debrief' }).press('Enter');
  await sees(() => desk.page.getByRole('definition').first().innerText()).toBe('0');
});

test('Ctrl-C, words and commands alone: the state is read before the destroy, and production stays', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.say('I know what state is. On to the evening');
  await desk.waitForDecision('Where does the new site go?');
  await desk.say('Same project, please. Share what there is.');
  await desk.waitForDecision('It is applying');
  await desk.waitUntil('22:00:40');
  await desk.page.getByRole('textbox', { name: /^Terminal/ }).press('Control+C');
  await desk.waitForDecision('Why would it create what exists?');
  await desk.say('Why so many?');
  await desk.waitForDecision('Only the new ones may go');
  await desk.say('Show me the list');
  await desk.waitForDecision('How?');
  await desk.say('One by one');
  await desk.waitForDecision('The real state is on the old laptop');
  await desk.say('I zip it and bring it over');
  await desk.waitForDecision('What will terraform destroy remove');
  await desk.type('cd ~/infra && terraform state list | grep db_instance');
  await sees(() => desk.terminalText()).toContain('module.database.aws_db_instance.main');
  await desk.page.keyboard.press('Alt+2');
  await desk.waitForDecision('Shall it just run destroy?');
  await desk.say('No. That is production');
  await desk.waitForDecision('Good night');
  await desk.say('Let it end here');
  await desk.page.getByRole('heading', { name: 'The evening is over.' }).waitFor();
  expect(await desk.site()).toBe('200');
  await desk.type('aws rds describe-db-instances --query "DBInstances[].DBInstanceIdentifier" --output text');
  await sees(() => desk.terminalText()).toMatch(/text\s+dev-courses-db/);
});
