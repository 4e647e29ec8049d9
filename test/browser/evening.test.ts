// Whole evenings: the disaster by the mouse alone, its worst hour by keys alone, and two ways around it by words and commands alone.
import { expect, test } from 'vitest';
import { count, span } from '../../src/ui/parts/format.ts';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';
import { sim } from './saved.ts';

const { visitor } = house();

/** The run as the learner takes it along: settings, `Download the run`. The file's path. */
async function takenAlong(desk: Desk): Promise<string> {
  const { page } = desk;
  await desk.press(page.getByRole('button', { name: 'Settings and runs' }));
  const [file] = await Promise.all([page.waitForEvent('download'), desk.press(page.getByRole('button', { name: 'Download the run' }))]);
  await desk.press(page.getByRole('button', { name: 'Close' }));
  return file.path();
}

test('the disaster by clicking only, from the shelf to the debrief: no key is pressed, and it has the numbers of the same run without a screen', async () => {
  const { page, address } = await visitor();
  let keys = 0;
  await page.exposeFunction('keyPressed', () => keys++);
  await page.addInitScript(() => addEventListener('keydown', () => (window as unknown as { keyPressed: () => void }).keyPressed(), true));
  await page.goto(address);
  await page.getByRole('link', { name: 'Sit down at the desk' }).click();
  await page.getByRole('button', { name: /^Run it/ }).click();
  await page.getByRole('button', { name: 'Turn it back to 22:00' }).click();
  await page.getByRole('button', { name: 'Begin the evening' }).click();
  const desk = new Desk(page);
  await desk.toTheApply();
  await desk.speed(10);
  await desk.waitUntil('22:00:45');
  await desk.choose('Stop it, now');
  await desk.speed(600);
  await desk.answer('Why would it create what exists?', 'Why so many?');
  await desk.answer('Only the new ones may go', 'Show me the list first');
  await desk.answer('How?', 'One by one, with the AWS CLI');
  await desk.answer('The real state is on the old laptop', 'Zip the project');
  await desk.answer('What will terraform destroy remove', 'The leftovers from tonight');
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
  await page.getByRole('tab', { name: 'Guards', selected: true }).waitFor();
  await page.getByText(/^\d+ of \d+ in place\.$/).waitFor();
  await desk.choose('That is enough');
  await page.getByRole('heading', { name: 'The evening is over.' }).waitFor();
  const replayed = sim('run', await takenAlong(desk));
  await page.getByRole('link', { name: 'Read the debrief' }).click();
  const played = JSON.parse(await replayed);
  expect(played.ending).toBe('support');
  expect(played.rowsLost).toBeGreaterThan(200);
  const figures = page.getByRole('definition');
  await sees(() => figures.allInnerTexts().then((texts) => texts.slice(0, 2))).toEqual([count(played.rowsLost), span(played.minutesDown)]);
  // The worker plays the evening with each guardrail in turn.
  await page.getByText(/[1-9]\d* of \d+ (so far|would have changed how it ended)\./).waitFor();
  expect(keys).toBe(0);
});

test('the worst hour by keys alone: from the offer of a destroy to the case that support takes', async () => {
  const desk = await Desk.openBefore(await visitor(), 'shall-i');
  desk.hand = 'keys';
  await desk.page.keyboard.press('Tab');
  await desk.answer('What will terraform destroy remove', 'The leftovers from tonight');
  await desk.answer('Shall it just run destroy?', 'Makes sense. Do it');
  await desk.answer('The site does not load', 'Let it finish');
  await desk.speed(600);
  await desk.answer('The page of databases is empty', 'Where is my database?');
  await desk.answer('The list of backups is empty', 'Open a technical case');
  await desk.answer('The unpaid plan cannot open a technical case', 'Buy the paid plan');
  await desk.answer('What do you write?', 'Name the instance, the time, and the last backup');
  await desk.waitForDecision('Forty minutes, they say');
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
  await desk.speed(10);
  await desk.waitUntil('22:00:40');
  await desk.page.getByRole('textbox', { name: /^Terminal/ }).press('Control+C');
  await desk.speed(600);
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
