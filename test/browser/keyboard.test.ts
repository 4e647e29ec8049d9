// Without a mouse: from the shelf to a decision in act 2, and in and out of the terminal.
import { expect, test } from 'vitest';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';

const { visitor } = house();

test('from the shelf to act 2 with keys alone', async () => {
  const { page, address } = await visitor();
  const desk = new Desk(page);
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  const tabTo = async (name: RegExp) => {
    for (let press = 0; press < 20 && !name.test(await focused()); press++) await page.keyboard.press('Tab');
    expect(await focused()).toMatch(name);
  };
  await page.goto(address);
  await page.getByRole('link', { name: 'Sit down at the desk' }).waitFor();
  await tabTo(/^Sit down at the desk$/);
  await page.keyboard.press('Enter');
  await page.getByText('One question is already typed').waitFor();
  await sees(() => desk.terminalText()).toContain('describe-db-snapshots');
  await page.keyboard.press('Enter');
  await sees(focused).toBe('Turn it back to 22:00');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'It is 22:00 again.' }).waitFor();
  await sees(focused).toBe('Begin the evening');
  await page.keyboard.press('Enter');

  await desk.waitForDecision('One bucket, three places');
  await page.keyboard.press('2');
  await desk.waitForDecision('Where does the new site go?');
  await page.keyboard.press('1');
  await desk.waitForDecision('It is applying');
  await page.keyboard.press('1');
  await desk.waitForDecision('Why would it create what exists?');
});

test('in the terminal Tab completes and digits are text; Esc and Tab leave it, Alt and a digit answer from inside', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  const { page } = desk;
  const terminal = page.getByRole('textbox', { name: /^Terminal/ });
  await terminal.focus();
  await page.keyboard.type('cat READ');
  await page.keyboard.press('Tab');
  await sees(() => desk.terminalText()).toMatch(/\$ cat README\.md\s*$/);
  await page.keyboard.type(' 1');
  expect(await desk.asked()).toBe('One bucket, three places');
  await page.keyboard.press('Control+U');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await terminal.evaluate((element) => element === document.activeElement)).toBe(false);
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');

  await terminal.focus();
  await page.keyboard.press('Alt+2');
  await desk.waitForDecision('Where does the new site go?');
});

test('`?` lists the keys, and F6 goes round the parts of the desk', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  const { page } = desk;
  await page.keyboard.press('Tab');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Stop what runs').waitFor();
  await page.keyboard.press('Escape');
  const part = () => page.evaluate(() => document.activeElement?.closest('[data-part]')?.getAttribute('aria-label') ?? document.activeElement?.closest('[data-part]')?.tagName);
  const parts: unknown[] = [];
  for (let press = 0; press < 4; press++) {
    await page.keyboard.press('F6');
    parts.push(await part());
  }
  expect(parts).toEqual(['Conversation and decisions', 'The machine', 'The world', 'FOOTER']);
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('Shift+F6');
  expect(await part()).toBe('The machine');
});
