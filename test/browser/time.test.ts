// Time on the strip: dragged, moved by keys, forked, and the other evening shown again.
import { expect, test } from 'vitest';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';

const { visitor } = house();

test('rewound with the keys and played differently, another evening begins; the first can be shown again', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.toTheApply();
  await desk.choose('Stop it, now');
  await desk.waitForDecision('Why would it create what exists?');
  const late = await desk.clock();

  await desk.strip.focus();
  for (let press = 0; press < 6 && (await desk.asked()) !== 'Where does the new site go?'; press++) {
    await desk.page.keyboard.press('ArrowLeft');
    await desk.drawn();
  }
  expect(await desk.asked()).toBe('Where does the new site go?');
  await desk.page.getByRole('button', { name: 'Fork from here' }).waitFor();

  await desk.choose('Take the advice');
  await desk.waitForDecision('The evening could end here');
  const other = desk.page.getByRole('region', { name: 'Time' }).getByRole('button', { name: /^(Your evening|What if)/ });
  expect(await other.count()).toBe(1);
  await other.click();
  await sees(() => desk.asked()).toBe('Why would it create what exists?');
  expect(await desk.clock()).toBe(late);
});

test('dragging the strip back shows the past, and `Back to now` returns', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.toTheApply();
  await desk.choose('Stop it, now');
  await desk.waitForDecision('Why would it create what exists?');
  const late = await desk.clock();

  const box = (await desk.strip.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const y = box.y + box.height / 2;
  await desk.page.mouse.move(box.x + box.width * 0.3, y);
  await desk.page.mouse.down();
  await desk.page.mouse.move(box.x + box.width * 0.1, y, { steps: 6 });
  await desk.page.mouse.move(box.x + 1, y, { steps: 6 });
  await desk.page.mouse.up();
  await sees(() => desk.clock()).toBe('22:00:00');
  expect(await desk.asked()).toBe('One bucket, three places');
  await desk.page.getByRole('button', { name: 'Back to now' }).click();
  await sees(() => desk.clock()).toBe(late);
});

test('however fast time goes, it stops where something is asked', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.speed(600);
  await desk.toTheApply();
  // Six hundred times as fast, one heartbeat is more than a minute; the question comes 20 seconds after ten.
  expect((await desk.clock()) < '22:00:40').toBe(true);
});

test('a question that time answers is withdrawn: nobody stops the destroy, and it ends', async () => {
  const desk = await Desk.openBefore(await visitor(), 'shall-i');
  await desk.choose('Production');
  await desk.answer('Shall it just run destroy?', 'Makes sense. Do it');
  await desk.waitForDecision('The site does not load');
  await desk.speed(600);
  await sees(() => desk.asked()).toBe('The page of databases is empty');
  await desk.conversation.getByText('As you predicted').waitFor();
  expect(await desk.conversation.getByText('Let it finish. There are backups').count()).toBe(0);
});
