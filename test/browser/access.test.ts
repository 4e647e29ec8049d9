// What a checker of accessibility finds on every page, in both themes and on a phone: nothing.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Desk } from './desk.ts';
import { house, PHONE, WIDE } from './house.ts';

const MIDDLE = { width: 1024, height: 768 };

const { visitor } = house();

/** The column of the world, whose tabs are looked at one by one. */
const WORLD = 'section[aria-label="The world"]';
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** The page has these colours, and nothing on it moves any more but what always does, such as a cursor. */
const still = (page: Page, theme: string) =>
  page.waitForFunction((wanted) => {
    const moving = document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity);
    return document.documentElement.dataset.theme === wanted && moving.length === 0;
  }, theme);

interface Look {
  readonly sizes?: readonly { readonly width: number; readonly height: number }[];
  /** A selector of what is new on the page, where the rest has been looked at before. */
  readonly part?: string;
}

/**
 * Violations of the page as it stands, on three sizes of screen, light and dark. Colours are looked at on the largest and on the phone, for the middle size has
 * none that the largest has not; in the dark only they are, for there the page is the same but for them.
 */
async function violations(page: Page, where: string, { sizes = [WIDE, MIDDLE, PHONE], part }: Look = {}): Promise<string[]> {
  const found: string[] = [];
  for (const size of sizes)
    for (const colorScheme of size === MIDDLE ? (['light'] as const) : (['light', 'dark'] as const)) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await still(page, colorScheme);
      // Half a megabyte of checker is read once for a page, and not before each look.
      const there = await page.evaluate(() => 'axe' in window);
      const axe = new AxeBuilder({ page, ...(there ? { axeSource: 'void 0' } : {}) }).setLegacyMode().options({ resultTypes: ['violations'], preload: false });
      if (part) axe.include(part);
      // Hundreds of cells of the emulator, the same on every size and in both themes: looked at once.
      if (size !== WIDE || colorScheme === 'dark') axe.exclude('.xterm-rows');
      if (size === MIDDLE) axe.disableRules(COLOURS);
      const { violations: all } = await (colorScheme === 'dark' ? axe.withRules(COLOURS) : axe).analyze();
      for (const one of all)
        found.push(
          `${where}, ${colorScheme}, ${size.width}: ${one.id} ${one.nodes
            .map((node) => node.html.slice(0, 120))
            .slice(0, 3)
            .join(' | ')}`,
        );
    }
  await page.setViewportSize(WIDE);
  return found;
}

test('shelf and about', async () => {
  const { page, address } = await visitor();
  await page.goto(address);
  await page.getByRole('link', { name: 'Sit down at the desk' }).waitFor();
  expect(await violations(page, 'shelf')).toEqual([]);
  await page.goto(`${address}#/about`);
  await page.getByRole('heading', { name: 'About', level: 1 }).waitFor();
  expect(await violations(page, 'about')).toEqual([]);
});

test('the desk in act 1, settings, and the debrief of an evening avoided', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.answer('One bucket, three places', 'I know what state is');
  await desk.waitForDecision('Where does the new site go?');
  expect(await violations(desk.page, 'act 1')).toEqual([]);
  await desk.page.getByRole('button', { name: 'Settings and runs' }).click();
  expect(await violations(desk.page, 'settings', { part: 'dialog[open]' })).toEqual([]);
  await desk.page.keyboard.press('Escape');
  await desk.speed(600);
  await desk.choose('Take the advice');
  await desk.answer('The evening could end here', 'Let it end here');
  await desk.page.getByRole('link', { name: 'Read the debrief' }).click();
  await desk.page.getByRole('heading', { name: 'How you did' }).waitFor();
  expect(await violations(desk.page, 'debrief')).toEqual([]);
});

test('the desk while production is destroyed, each part of the world, and the list of backups empty', async () => {
  const desk = await Desk.openBefore(await visitor(), 'shall-i');
  await desk.choose('The leftovers from tonight');
  await desk.answer('Shall it just run destroy?', 'Makes sense. Do it');
  await desk.waitForDecision('The site does not load');
  await desk.page.getByRole('button', { name: 'Hold time' }).click();
  expect(await violations(desk.page, 'destroying')).toEqual([]);
  for (const tab of ['Map', 'Console', 'Bill']) {
    await desk.page.getByRole('tab', { name: tab }).click();
    await desk.page.getByRole('tabpanel', { name: tab }).waitFor();
    expect(await violations(desk.page, tab, { sizes: [WIDE], part: WORLD })).toEqual([]);
  }
  await desk.choose('Let it finish');
  await desk.answer('The page of databases is empty', 'Where is my database?');
  await desk.waitForDecision('The list of backups is empty');
  await desk.page.getByRole('tab', { name: 'Backups' }).click();
  expect(await violations(desk.page, 'backups', { sizes: [WIDE], part: WORLD })).toEqual([]);
});
