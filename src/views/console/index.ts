// The console: every page shows what the matching describe call returns at this moment, and every button is an operation through the door.
import type { Play } from '../../lesson/progress.ts';
import { readAs } from '../../world/read.ts';
import type { World } from '../../world/world.ts';
import type { ConsoleTable } from '../desk.ts';
import { cases, trail } from './account.ts';
import { balancers, buckets, clusters, instances, subnets, vpcs, zones } from './network.ts';
import { cell, type Item, type Page } from './page.ts';
import { automated, databases, events, snapshots } from './rds.ts';

const PAGES: readonly Page[] = [databases, snapshots, automated, events, vpcs, subnets, instances, balancers, clusters, zones, buckets, trail, cases];

const BUSY = /creat|pending|provision|modif|delet|draining|backing|renam|start|stop|shutting/i;
const BAD = /fail|inactive|terminated|incompatible/i;

/** Rows of a reply; a missing member or a refused call gives none. */
function itemsOf(output: Item, path: readonly string[]): Item[] {
  let found: unknown[] = [output];
  for (const name of path) found = found.flatMap((one) => ((one as Item)?.[name] as unknown[] | undefined) ?? []);
  return found as Item[];
}

function tableOf(world: World, page: Page): ConsoleTable {
  const reply = readAs(world, page.source.service, page.source.operation, page.source.params ?? {});
  const items = reply.ok ? itemsOf(reply.output, page.source.rows) : [];
  return {
    id: page.id,
    service: page.service,
    title: page.title,
    columns: page.columns.map((column) => ({ id: column.path, title: column.title, align: column.align ?? 'left' })),
    rows: items.map((item, index) => {
      const state = page.state ? cell(item, page.state) : '';
      return {
        id: `${cell(item, page.key)}#${index}`,
        cells: Object.fromEntries(page.columns.map((column) => [column.path, cell(item, column.path)])),
        tone: BUSY.test(state) ? 'busy' : BAD.test(state) ? 'bad' : 'plain',
        details: Object.keys(item).map((name) => ({ name, value: cell(item, name) })),
        actions: page.actions?.(item) ?? [],
      };
    }),
    empty: reply.ok ? page.empty : reply.message,
    actions: page.pageActions ?? [],
  };
}

const known = new WeakMap<object, ConsoleTable[]>();

/** All pages. Computed once for each state of the cloud. */
export function consoleOf(play: Play): ConsoleTable[] {
  const { cloud } = play.world;
  const found = known.get(cloud) ?? PAGES.map((page) => tableOf(play.world, page));
  known.set(cloud, found);
  return found;
}
