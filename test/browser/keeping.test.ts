// What is kept: a reload in the middle, a damaged save, a second tab, a run from a file.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Desk, sees } from './desk.ts';
import { house, SLUG } from './house.ts';

const { visitor } = house();

test('a reload in the middle of an apply comes back to the same instant and the same terminal', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true, settings: { plainTerminal: true } }));
  const output = desk.page.getByRole('log', { name: /^Output of/ });
  await desk.toTheApply();
  await desk.waitUntil('22:00:24');
  await desk.page.getByRole('button', { name: 'Hold time' }).click();
  await desk.page.getByText('saved', { exact: true }).waitFor();
  const clock = await desk.clock();
  const text = await output.innerText();
  expect(text).toContain('Creating...');

  await desk.page.reload();
  await desk.waitForDecision('It is applying');
  await sees(() => output.innerText()).toContain('Creating...');
  expect(await desk.clock()).toBe(clock);
  expect(await output.innerText()).toBe(text);

  await desk.choose('Stop it, now');
  await desk.waitForDecision('Why would it create what exists?');
});

test('a reload in the instant after an answer, before anything was saved, loses nothing', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.waitForDecision('One bucket, three places');
  const back = desk.page.waitForEvent('load');
  await desk.page.evaluate(() => {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find((button) => button.textContent?.includes('I know what state is'))?.click();
    setTimeout(() => location.reload(), 0);
  });
  await back;
  await desk.waitForDecision('Where does the new site go?');
});

test('a reload opens the run at the frame that was kept with it, and the way back is there all the same', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.toTheApply();
  await desk.waitUntil('22:00:24');
  await desk.page.getByRole('button', { name: 'Hold time' }).click();
  await sees(async () => Object.keys(await stored(desk, {}))).toContain(`frame:${SLUG}`);
  const clock = await desk.clock();
  await desk.page.reload();
  await desk.waitForDecision('It is applying');
  expect(await desk.clock()).toBe(clock);
  await desk.strip.focus();
  await desk.page.keyboard.press('Home');
  await sees(() => desk.clock()).toBe('22:00:00');
  await desk.page.getByRole('button', { name: 'Back to now' }).click();
  expect(await desk.clock()).toBe(clock);
});

test('text in the editor that was not saved is there after a reload', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  const editor = desk.page.getByRole('textbox', { name: /^~?\/.* on / });
  await desk.page.getByRole('button', { name: 'Files …' }).click();
  await desk.page
    .getByRole('dialog')
    .getByRole('button', { name: /main\.tf/ })
    .first()
    .click();
  await editor.fill('# half a thought');
  await desk.page.reload();
  await desk.clockElement.waitFor();
  await desk.page.getByRole('tab', { name: /main\.tf/ }).click();
  await sees(() => editor.inputValue()).toBe('# half a thought');
  await desk.page.getByText('not saved', { exact: true }).waitFor();
});

test('a run of another version is put aside and can be downloaded, also later', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.waitForDecision('One bucket, three places');
  const old = await signed({ scenario: SLUG, version: 'old', seed: 1, branches: [{ id: 'b1', parent: null, label: '', actions: [] }], current: 'b1', settings: { guided: true } });
  await stored(desk, { [`run:${SLUG}`]: old });
  await desk.page.reload();
  await desk.page.getByText(/kept on another version of the case.*put aside/).waitFor();
  const [download] = await Promise.all([desk.page.waitForEvent('download'), desk.page.getByRole('button', { name: 'Download that run' }).click()]);
  expect(JSON.parse(readFileSync(await download.path(), 'utf8'))).toEqual(old);
  await desk.answer('One bucket, three places', 'I know what state is');
  await desk.page.getByText('saved', { exact: true }).waitFor();
  await desk.page.reload();
  await desk.waitForDecision('Where does the new site go?');
  await desk.page.getByRole('button', { name: 'Settings and runs' }).click();
  await desk.page.getByRole('button', { name: /^Download the run put aside on/ }).waitFor();
});

test('a damaged save is explained and put aside, and the desk opens all the same', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.answer('One bucket, three places', 'I know what state is');
  await desk.page.getByText('saved', { exact: true }).waitFor();
  await stored(desk, { [`run:${SLUG}`]: { mark: 'undestroy-run', version: 1, record: 'torn' } });

  await desk.page.reload();
  await desk.page.getByText(/Your saved run could not be read\..*kept aside/).waitFor();
  await desk.waitForDecision('One bucket, three places');
  const kept = await stored(desk, {});
  const aside = Object.keys(kept).find((key) => key.startsWith('aside:')) ?? '';
  expect(kept[aside]).toMatchObject({ record: 'torn' });
});

test('a second tab is told so, and can take over', async () => {
  const first = await visitor({ seenOpening: true });
  const desk = await Desk.open(first);
  await desk.waitForDecision('One bucket, three places');
  const other = await Desk.open({ ...first, page: await first.context.newPage() });
  await other.page.getByText('This case is open in another tab.').waitFor();
  // What the first has not saved yet goes along.
  await desk.answer('One bucket, three places', 'I know what state is');
  await other.page.getByRole('button', { name: 'Play it here' }).click();
  await desk.page.getByText('This case is open in another tab.').waitFor();
  await other.waitForDecision('Where does the new site go?');
});

test('a hostile run file shows as text: no markup, no escape sequence, no other title', async () => {
  const { page, address, trouble } = await visitor({ seenOpening: true });
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const desk = await Desk.open({ page, address, trouble, context: page.context() });
  const markup = '<img src=x onerror="alert(1)"><script>alert(2)</script><b>bold</b>';
  const record = {
    scenario: SLUG,
    version: await caseVersion(desk),
    seed: 20260226,
    branches: [
      {
        id: 'b1',
        parent: null,
        label: markup,
        actions: [
          { at: T0, action: { type: 'line', terminal: 'new-laptop', text: "printf 'before\\033]0;pwned\\007\\033[5Aafter \\033[31mred\\033[0m\\n'", by: 'you' } },
          { at: T0, action: { type: 'line', terminal: 'new-laptop', text: `echo '${markup}' \u001b]0;pwned\u0007`, by: 'you' } },
          { at: T0, action: { type: 'say', text: `${markup} [a](javascript:alert(3)) \u001b[2J` } },
        ],
      },
      { id: 'b2', parent: { id: 'b1', actions: 1 }, label: markup, actions: [{ at: T0, action: { type: 'say', text: 'hello' } }] },
    ],
    current: 'b1',
    settings: { guided: true },
  };
  await page.getByRole('button', { name: 'Settings and runs' }).click();
  await page.locator('input[type=file]').setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(await signed(record))) });
  await desk.conversation.getByText('<script>alert(2)</script>').waitFor();
  await sees(() => desk.terminalText()).toContain('<img src=x');
  expect(await page.locator('img, b:has-text("bold")').count()).toBe(0);
  expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
  expect(await page.title()).not.toContain('pwned');
  expect(await desk.terminalText()).toMatch(/before.*after red/s);
});

test('a file that is no run is refused in words', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.page.getByRole('button', { name: 'Settings and runs' }).click();
  await desk.page.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('<html>') });
  await desk.page.getByText('This file is not a run: it is not JSON.').waitFor();
});

/** 22:00 of the evening. */
const T0 = Date.parse('2026-02-26T21:00:00Z');

/** A record as the app itself would keep it. */
async function signed(record: unknown): Promise<unknown> {
  const { writeSave } = await import('../../src/app/storage/save.ts');
  return writeSave(record as Parameters<typeof writeSave>[0], '2026-02-26T21:00:00Z');
}

/** The version of the case that this build plays, read from a run that it kept. */
async function caseVersion(desk: Desk): Promise<string> {
  await desk.answer('One bucket, three places', 'I know what state is');
  await desk.page.getByText('saved', { exact: true }).waitFor();
  const kept = (await stored(desk, {}))[`run:${SLUG}`] as { record: { version: string } };
  return kept.record.version;
}

/** Writes values into the browser's store of runs, and answers all that it holds afterwards. */
function stored(desk: Desk, values: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  return desk.page.evaluate(
    (entries) =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        const opening = indexedDB.open('undestroy');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const transaction = opening.result.transaction('runs', 'readwrite');
          const runs = transaction.objectStore('runs');
          for (const [key, value] of Object.entries(entries)) runs.put(value, key);
          const keys = runs.getAllKeys();
          const all = runs.getAll();
          transaction.oncomplete = () => {
            opening.result.close();
            resolve(Object.fromEntries(keys.result.map((key, index) => [String(key), all.result[index]])));
          };
        };
      }),
    values,
  );
}
