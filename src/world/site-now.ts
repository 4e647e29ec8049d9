// Short questions about the site at this moment, for conditions and texts.
import { isUp, minutesDown } from './site.ts';
import type { World } from './world.ts';

export const siteUp = (world: World): boolean => isUp(world.site);

/** Minutes, not rounded, for which the site was down since the evening began. */
export const minutesDownUntil = (world: World, until: number): number => minutesDown(world.site, world.setting.startedAt, until);
