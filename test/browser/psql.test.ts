// A real Postgres in the tab: psql in the terminal, over the bastion, to the first answer.
import { expect, test } from 'vitest';
import { Desk, sees } from './desk.ts';
import { house } from './house.ts';

const { visitor } = house();

test('psql over the bastion counts the rows of dev, and leaves a shell and a site as they were', async () => {
  const desk = await Desk.open(await visitor({ seenOpening: true }));
  await desk.answer('One bucket, three places', 'I know what state is');
  await desk.waitForDecision('Where does the new site go?');
  await sees(() => desk.terminalState()).toBe('ready for a command');
  await desk.page.getByRole('tab', { name: /old-laptop/ }).click();
  await desk.page.getByRole('button', { name: 'Let time run' }).click();
  // dev has few rows: the wait is for Postgres to load, not for rows to be made.
  await desk.type('U=$(aws secretsmanager get-secret-value --secret-id courses-dev/database-url --query SecretString --output text); ssh -t ec2-user@bastion psql $U');
  await sees(() => desk.terminalText()).toMatch(/dev=>$/);
  await desk.type('select count(*) from courses_answer;');
  await sees(() => desk.terminalText()).toMatch(/^ {3}240$/m);
  await desk.type('\\q');
  await sees(() => desk.terminalText()).toMatch(/\$$/);
  expect(await desk.site()).toBe('200');
});
