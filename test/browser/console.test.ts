// The console as an operator uses it: a protected database is not deleted, in AWS's words; a form that wants a word typed; predictions before a yes.
import { expect, test } from 'vitest';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';

const { visitor } = house();

test('with keys alone: protected by a form, refused by another, and the refusal stays in the form', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  const { page } = desk;
  const { keyboard } = page;
  const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.innerText ?? document.activeElement?.textContent ?? '');
  await page.getByRole('tab', { name: 'Site' }).focus();
  for (const _ of ['Map', 'Backups', 'Console']) await keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'dev-courses-db' }).press('Enter');
  await page.getByRole('button', { name: 'Modify' }).press('Enter');
  await page.getByRole('dialog').waitFor();
  // The form begins in its first field, and Tab goes on from there.
  while (!/^Enable deletion protection/.test(await focused())) await keyboard.press('Tab');
  await keyboard.press('Space');
  await keyboard.press('Enter');
  await page.getByText('was accepted.').waitFor();
  expect(await focused()).toBe('Modify');

  await page.getByRole('button', { name: 'Delete', exact: true }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Delete: dev-courses-db' });
  const sure = form.getByRole('button', { name: 'Delete' });
  await form.getByRole('checkbox', { name: 'Retain automated backups' }).press('Space');
  while (!/^To confirm/.test(await focused())) await keyboard.press('Tab');
  await keyboard.type('delete me');
  expect(await sure.isEnabled()).toBe(false);
  await form.getByRole('checkbox', { name: /^I acknowledge/ }).press('Space');
  await keyboard.press('Enter');
  await form.getByRole('alert').getByText('InvalidParameterCombination').waitFor();
  await keyboard.press('Escape');
  expect(await focused()).toBe('Delete');
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
