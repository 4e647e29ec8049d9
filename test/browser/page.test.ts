// The page as a page: under any path, under its policy, without a word to another host, and on a phone.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { serve } from '../../scripts/serve.mjs';
import { Desk } from './desk.ts';
import { house, PHONE } from './house.ts';

const { visitor } = house();

test('under a path of a host, as a project page has it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'undestroy-'));
  symlinkSync(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'deeper'), 'dir');
  const { server, address } = await serve(folder, 0);
  try {
    const desk = await Desk.open(await visitor({ seenOpening: true, address: `${address}deeper/` }));
    await desk.answer('One bucket, three places', 'I know what state is');
    await desk.waitForDecision('Where does the new site go?');
    await desk.page.getByRole('link', { name: 'Undestroy, to the shelf' }).click();
    await desk.page.getByRole('link', { name: 'Go on with your evening' }).waitFor();
    expect(desk.page.url()).toBe(`${address}deeper/#/`);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

test('a first visit loads the shelf and nothing of the world, as npm start sends it', async () => {
  const { server, address } = await serve(fileURLToPath(new URL('../../dist', import.meta.url)), 0);
  try {
    const { page } = await visitor({ address });
    await page.goto(address, { waitUntil: 'load' });
    await page.getByRole('link', { name: 'Sit down at the desk' }).waitFor();
    const bytes = await page.evaluate(() => {
      const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
      // What is fetched ahead comes after the page's own load.
      return [visit, ...loaded].reduce((sum, entry) => sum + (entry && entry.startTime <= (visit?.loadEventEnd ?? 0) ? entry.encodedBodySize : 0), 0);
    });
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(300_000);
  } finally {
    server.close();
  }
});

test('the policy of the page refuses scripts of others, inline scripts and other hosts', async () => {
  const { page, address, trouble } = await visitor();
  await page.goto(address);
  await page.getByRole('link', { name: 'Sit down at the desk' }).waitFor();
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);

  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    return 'inlineRan' in window;
  });
  expect(ran).toBe(false);
  const left = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => 'left',
      () => 'refused',
    ),
  );
  expect(left).toBe('refused');
  // Both were meant to be refused, and are reported on the console; the browser may or may not note the request it did not make.
  expect(trouble.splice(0).filter((line) => !/Content Security Policy|example\.com/.test(line))).toEqual([]);
});

test('an address that does not exist says so', async () => {
  const { page, address } = await visitor();
  await page.goto(`${address}#/nowhere`);
  await page.getByRole('heading', { name: 'There is nothing at this address.' }).waitFor();
  await page.goto(`${address}#/case/no-such-case`);
  await page.getByRole('heading', { name: 'This case cannot be opened.' }).waitFor();
});

test('acts 1 and 2 on a phone by choices alone, with targets for a thumb', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true, viewport: PHONE, hasTouch: true, isMobile: true }));
  const { page } = desk;
  const tap = async (title: string, label: string) => {
    await desk.waitForDecision(title);
    const choice = desk.question.getByRole('button', { name: label });
    expect((await choice.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await choice.tap();
  };
  await tap('One bucket, three places', 'I know what state is');
  await tap('Where does the new site go?', 'Share it. Same project');
  await tap('It is applying', 'Stop it, now');
  await tap('Why would it create what exists?', 'Why so many?');
  await desk.waitForDecision('Only the new ones may go');
  for (const name of ['Terminal', 'World', 'Time', 'Story']) {
    const tab = page.getByRole('tab', { name });
    expect((await tab.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await tab.tap();
    await page.getByRole('tabpanel', { name }).waitFor();
    // The desk is clipped, so a part that is too wide would be cut off and not scroll: the parts themselves are measured.
    const right = await page.evaluate(() =>
      Math.max(...[...document.querySelectorAll('header, main, [role=tabpanel], [role=tab], [role=log] > *')].map((part) => part.getBoundingClientRect().right)),
    );
    expect(right).toBeLessThanOrEqual(PHONE.width);
  }
});

test('the disaster on a phone by taps, from the offer of a destroy to the last page', async () => {
  const desk = await Desk.openBefore(await visitor({ viewport: PHONE, hasTouch: true, isMobile: true }), 'shall-i');
  desk.hand = 'thumb';
  const { page } = desk;
  await desk.answer('What will terraform destroy remove', 'The leftovers from tonight');
  await page.getByRole('tab', { name: 'Time' }).tap();
  await desk.speed(600);
  await page.getByRole('tab', { name: 'Story' }).tap();
  await desk.answer('Shall it just run destroy?', 'Makes sense. Do it');
  await desk.answer('The site does not load', 'Let it finish');
  await desk.answer('The page of databases is empty', 'Where is my database?');
  await desk.answer('The list of backups is empty', 'Stop looking');
  await page.getByRole('tab', { name: 'World' }).tap();
  await page.getByRole('tab', { name: 'Backups' }).tap();
  await page.getByRole('tabpanel', { name: 'Backups' }).waitFor();
  await page.getByRole('tab', { name: 'Story' }).tap();
  await desk.answer('What would you really live with?', 'That is enough');
  await page.getByRole('link', { name: 'Read the debrief' }).tap();
  await page.getByRole('heading', { name: 'How you did' }).waitFor();
});
