// The desk from a play: each part by its own view, put together once per frame.

import { isBusy } from '../agent/state.ts';
import { rowsLost } from '../lesson/outcome.ts';
import { nextAt, underWay } from '../lesson/play.ts';
import type { Play } from '../lesson/progress.ts';
import type { Scenario } from '../lesson/scenario/schema.ts';
import { clock, dayOf } from '../lesson/words.ts';
import { productionOf, type StateFile } from '../world/measure.ts';
import { backupsOf } from './backups.ts';
import { billView } from './bill.ts';
import { chatOf } from './chat.ts';
import { consoleView } from './console/index.ts';
import { attentionOf, decisionOf, hintOf } from './decision.ts';
import type { DeskView } from './desk.ts';
import { guardsView } from './guards.ts';
import { mapOf } from './map.ts';
import { siteView } from './site.ts';
import { type Frames, stripOf } from './strip.ts';
import { filesOf, terminalsOf } from './terminals.ts';

export function deskView(scenario: Scenario, play: Play, production: StateFile['ids'], frames: Frames): DeskView {
  const { world, progress, agent } = play;
  const { offset, name } = scenario.zone;
  return {
    scenario: { slug: scenario.slug, title: scenario.title },
    act: { number: progress.act, of: Math.max(...scenario.acts.map((act) => act.number)), title: scenario.acts.find((act) => act.number === progress.act)?.title ?? '' },
    clock: { at: world.time.now, day: dayOf(world.time.now, offset), time: clock(world.time.now, offset, true), zone: name },
    answers: { stored: productionOf(world).rows, lost: rowsLost(world) },
    chat: chatOf(scenario, play),
    decision: decisionOf(scenario, play),
    hint: hintOf(scenario, play),
    agent: { mode: agent.mode, busy: isBusy(agent) || underWay(play) },
    terminals: terminalsOf(play),
    files: filesOf(play),
    site: siteView(play),
    map: mapOf(scenario, play, production),
    backups: backupsOf(scenario, play),
    console: consoleView(play),
    bill: billView(play),
    guards: guardsView(scenario, play),
    strip: stripOf(scenario, play, frames),
    attention: attentionOf(scenario, play),
    nextEventAt: nextAt(play),
    waitingUntil: progress.hands[0]?.until ?? null,
    finished: progress.finished,
  };
}
