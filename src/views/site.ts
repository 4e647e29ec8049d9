// The site as a visitor sees it, with the links that hold it up.
import { calendar } from '../engine/clock.ts';
import type { Play } from '../lesson/progress.ts';
import { siteStatus } from '../world/site.ts';
import { minutesDownUntil } from '../world/site-now.ts';
import type { SiteView } from './desk.ts';

const known = new WeakMap<object, SiteView>();

export function siteView(play: Play): SiteView {
  const { world } = play;
  const found = known.get(world);
  if (found) return found;
  const { host, path, title } = world.setting.site;
  const status = siteStatus(world.cloud, host, path, world.time.now);
  const due = calendar(world.setting.startedAt + 3 * 86_400_000);
  const made: SiteView = {
    url: `https://${host}${path}`,
    up: status.up,
    status: status.status,
    error: status.error,
    page: status.up
      ? {
          title,
          homework: 'Homework 5',
          due: `due ${due.day} ${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][due.month - 1]}`,
          answers: status.answers,
          board: [],
        }
      : null,
    chain: status.chain.map((link) => ({ name: link.name, ok: link.ok, detail: link.detail })),
    minutesDown: Math.round(minutesDownUntil(world, world.time.now)),
  };
  known.set(world, made);
  return made;
}
