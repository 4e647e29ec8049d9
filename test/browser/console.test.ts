// The console as an operator uses it: a protected database is not deleted, in AWS's words; a form that wants a word typed; predictions before a yes.
import { expect, test } from 'vitest';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';

const { visitor } = house();

test('protected by a form, refused by another, and the refusal stays in the form', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  const { page } = desk;
  await page.getByRole('tab', { name: 'Console' }).click();
  await page.getByRole('button', { name: 'dev-courses-db' }).click();
  await page.getByRole('button', { name: 'Modify' }).click();
  await page.getByRole('checkbox', { name: 'Enable deletion protection' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Modify' }).click();
  await page.getByText('was accepted.').waitFor();

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Delete: dev-courses-db' });
  const sure = form.getByRole('button', { name: 'Delete' });
  await form.getByRole('checkbox', { name: 'Retain automated backups' }).uncheck();
  await form.getByRole('textbox', { name: /^To confirm/ }).fill('delete me');
  expect(await sure.isEnabled()).toBe(false);
  await form.getByRole('checkbox', { name: /^I acknowledge/ }).check();
  await sure.click();
  await form.getByRole('alert').getByText('InvalidParameterCombination').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: /^Page/ }).selectOption({ label: 'CloudTrail: Event history: what changed something' });
  await page.getByRole('region', { name: /^CloudTrail/ }).waitFor();
});

test('a destroy typed by hand is predicted before its yes, and a no tells nothing', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  const { page } = desk;
  await desk.answer('One bucket, three places', 'I know what state is');
  await desk.waitForDecision('Where does the new site go?');
  await page.getByRole('tab', { name: /^old-laptop/ }).click();
  await desk.type('cd ~/infra && terraform destroy');
  await desk.waitForDecision(/^\d+ to destroy\. What of production will go\?$/);
  await desk.choose('The database goes, and its automated backups with it');
  await sees(() => desk.asked()).toBe('Where does the new site go?');
  await desk.type('no');
  await sees(() => desk.terminalText()).toContain('cancelled');
  expect(await page.getByText(/^(As|Not as) you predicted$/).count()).toBe(0);
});
