// The first minute: one button, one typed line, the worst moment, and time running back to the start.
import { expect, test } from 'vitest';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';

const { visitor } = house();

test('from the shelf to 22:00: Enter lists no backups, time runs back, and it is not shown twice', async () => {
  const { page, address } = await visitor();
  await page.goto(address);
  expect(await page.getByRole('main').getByRole('link').count()).toBe(1);
  await page.getByRole('link', { name: 'Sit down at the desk' }).click();
  const desk = new Desk(page);

  await page.getByText('One question is already typed').waitFor();
  expect(await desk.clock()).toBe('23:13:00');
  expect(await desk.site()).toBe('down');
  await sees(() => desk.terminalText()).toMatch(/aws rds describe-db-snapshots --query 'DBSnapshots\[\]\.DBSnapsho\s*tIdentifier'$/);

  await page.keyboard.press('Enter');
  await sees(() => desk.terminalText()).toMatch(/^\[\]$/m);
  await page.getByText('The list is empty.').first().waitFor();
  await sees(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Turn it back to 22:00');
  await page.keyboard.press('Enter');

  await page.getByRole('heading', { name: 'It is 22:00 again.' }).waitFor();
  expect(await desk.clock()).toBe('22:00:00');
  expect(await desk.site()).toBe('200');
  expect(await desk.answers()).toBeGreaterThan(194_320);
  expect(await page.getByRole('region', { name: 'Holds data' }).getByText('dev-courses-db').count()).toBe(1);
  await page.getByRole('button', { name: 'Begin the evening' }).press('Enter');
  await desk.waitForDecision('One bucket, three places');

  await page.reload();
  await desk.waitForDecision('One bucket, three places');
  expect(await page.getByText('One question is already typed').count()).toBe(0);
});

test('at 22:00, before anything was done, the map shows nothing lost', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.page.getByRole('tab', { name: 'Map' }).click();
  await desk.page.getByRole('heading', { name: /^Holds data/ }).waitFor();
  const more = desk.page.getByRole('button', { name: /^\d+ more$/ });
  while ((await more.count()) > 0) await more.first().click();
  expect(await desk.page.getByRole('tabpanel', { name: 'Map' }).getByText(', lost').count()).toBe(0);
});

test('skipping goes straight to 22:00, and it is not offered again', async () => {
  const { page, address } = await visitor();
  await page.goto(`${address}#/case/wheres-my-database`);
  await page.getByRole('button', { name: 'Skip this' }).click();
  const desk = new Desk(page);
  await desk.waitForDecision('One bucket, three places');
  expect(await desk.clock()).toBe('22:00:00');
  await page.goto(`${address}#/`);
  await page.getByRole('link', { name: 'Sit down at the desk' }).click();
  await desk.waitForDecision('One bucket, three places');
});
