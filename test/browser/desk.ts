// The desk as a person uses it: verbs for hands and eyes, found by role and visible text.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { PATIENCE, SLUG, type Visitor } from './house.ts';
import { savedBefore } from './saved.ts';

export const CASE = `#/case/${SLUG}`;

/** What a condition of the screen is asked for, until it holds or patience ends. */
export const sees = <T>(look: () => Promise<T>, timeout = PATIENCE) => expect.poll(look, { timeout, interval: 150 });

export class Desk {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Goes straight to the desk (the first minute seen before, or skipped here). */
  static async open({ page, address }: Visitor): Promise<Desk> {
    await page.goto(`${address}${CASE}`);
    const desk = new Desk(page);
    await desk.clockElement.waitFor();
    return desk;
  }

  /** In a later act: a run saved before a beat's question is brought in on the shelf, and gone on with. */
  static async openBefore({ page, address }: Visitor, beat: string): Promise<Desk> {
    await page.goto(address);
    const file = { name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(savedBefore(beat))) };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByRole('link', { name: 'Go on with your evening' }).click();
    const desk = new Desk(page);
    await desk.clockElement.waitFor();
    return desk;
  }

  get clockElement(): Locator {
    return this.page.getByRole('banner').locator('time');
  }
  /** The open question; there is one at most. */
  get question(): Locator {
    return this.page
      .getByRole('region')
      .filter({ has: this.page.locator('[aria-keyshortcuts]') })
      .last();
  }
  get strip(): Locator {
    return this.page.getByRole('slider', { name: 'The evening' });
  }
  get conversation(): Locator {
    return this.page.getByRole('log', { name: 'Conversation' });
  }

  /** `22:00:05` */
  clock = async () => (await this.clockElement.innerText()).trim();
  /** The title of the open decision, prediction or permission prompt; empty when nothing is asked. */
  async asked(): Promise<string> {
    const titles = await this.question.getByRole('heading', { level: 3 }).allInnerTexts();
    return titles[0]?.trim() ?? '';
  }
  /** The number of answers stored as the bar shows it; null when it cannot be known. */
  async answers(): Promise<number | null> {
    const text = await this.page.getByRole('definition').nth(1).innerText();
    return text === 'unknown' ? null : Number(text.replace(/,/g, ''));
  }
  site = async () => (await this.page.getByRole('definition').first().innerText()).trim();

  /** What the emulator shows at this moment. Its rows have no role: they are found by the emulator's own class. */
  terminalText = async () => (await this.page.locator('.xterm-rows').innerText()).replace(/\u00a0/g, ' ').trimEnd();
  /** `ready for a command`, `running, Ctrl-C stops it` ... */
  terminalState = async () => (await this.page.getByRole('tabpanel').getByRole('status').first().innerText()).trim();

  /** What answers and presses: the mouse, the keyboard alone, or a thumb. */
  hand: 'mouse' | 'keys' | 'thumb' = 'mouse';

  /** Presses a control with the hand in use. */
  press = (control: Locator) => (this.hand === 'keys' ? control.press('Enter') : this.hand === 'thumb' ? control.tap() : control.click());

  /** Answers the open decision with a click, a tap, or its number. */
  async choose(label: string): Promise<void> {
    const button = this.question.getByRole('button', { name: label });
    if (this.hand === 'thumb') expect((await button.boundingBox())?.height, label).toBeGreaterThanOrEqual(44);
    if (this.hand !== 'keys') return this.press(button);
    const keys = (await button.getAttribute('aria-keyshortcuts')) ?? '';
    await this.page.keyboard.press(keys.split(' ')[1] ?? keys);
    // What had the focus may be gone with the answered card; the keyboard must not be.
    await sees(() => this.page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body)).toBe(true);
  }

  /** Waits until what was done last is on the screen. */
  drawn = () => this.page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

  /** Types a line into the terminal that is shown, and Enter. */
  async type(line: string): Promise<void> {
    await this.page.getByRole('textbox', { name: /^Terminal/ }).focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Says something to the agent. */
  async say(words: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: 'Say something to the agent' });
    await box.fill(words);
    await box.press('Enter');
  }

  /** Presses the speed button until it says so: 1, 10, 60 or 600 times. */
  async speed(times: 1 | 10 | 60 | 600): Promise<void> {
    const button = this.page.getByRole('button', { name: /^Speed \d+ times/ });
    for (let press = 0; press < 4; press++) {
      if ((await button.innerText()).startsWith(`${times}×`)) return;
      await this.press(button);
    }
    expect(await button.innerText()).toBe(`${times}×`);
  }

  /** Presses the button that skips to the next event, when it can be pressed. */
  async skip(): Promise<boolean> {
    const button = this.page.getByRole('button', { name: /^Skip to the next event/ });
    if (!(await button.count()) || !(await button.isEnabled())) return false;
    await this.press(button);
    return true;
  }

  /** Nothing is asked, nothing is under way, and the learner can let time run. Looked at in one instant, for both may change in the next. */
  private stands = () =>
    this.page.evaluate(() => document.querySelector('section [aria-keyshortcuts]') === null && document.querySelector('button[aria-label="Let time run"]:not(:disabled)') !== null);

  /** Waits for a decision, a prediction or a prompt with this title; where time stands still and nothing is asked, skips ahead. */
  async waitForDecision(title: string | RegExp): Promise<void> {
    const end = Date.now() + PATIENCE;
    const fits = (asked: string) => (typeof title === 'string' ? asked.includes(title) : title.test(asked));
    for (let asked = await this.asked(); !fits(asked); asked = await this.asked()) {
      if (Date.now() > end || (asked !== '' && (await this.asked()) === asked)) throw new Error(`waited for “${title}”; the desk asks “${asked}” at ${await this.clock()}`);
      await this.page.waitForTimeout(100);
      if (await this.stands()) await this.skip();
    }
  }

  /** Waits for a question, and answers it with a click. */
  async answer(title: string | RegExp, label: string): Promise<void> {
    await this.waitForDecision(title);
    await this.choose(label);
  }

  /** Lets time run until the clock shows this or later, `22:01:00`. The evening does not pass midnight here. */
  async waitUntil(clock: string): Promise<void> {
    await sees(async () => (await this.clock()) >= clock).toBe(true);
  }

  /** To the apply that runs already, in the shared project. */
  async toTheApply(): Promise<void> {
    await this.answer('One bucket, three places', 'I know what state is');
    await this.answer('Where does the new site go?', 'Share it. Same project');
    await this.waitForDecision('It is applying');
  }
}
