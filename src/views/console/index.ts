// The console: every page shows what its reading calls return at this moment, and every button is an operation through the door.
import { iso } from '../../engine/clock.ts';
import { entry } from '../../engine/log.ts';
import type { Play } from '../../lesson/progress.ts';
import { readAs } from '../../world/read.ts';
import type { World } from '../../world/world.ts';
import type { ConsoleTable, ConsoleView } from '../desk.ts';
import { alarms, cases, costs, logGroups, plan, trail } from './account.ts';
import { clusters, images, repositories, services, tasks } from './containers.ts';
import { addresses, balancers, instances, keyPairs, listeners, recycleBin, securityGroups, targetGroups, volumeSnapshots, volumes } from './ec2.ts';
import { accessKeys, accounts, policies, records, roles, users, zones } from './names.ts';
import { type Ask, type Column, cell, type Item, type Page, Refused } from './page.ts';
import { automated, clusterSnapshots, databases, events, exports, clusters as rdsClusters, snapshots, subnetGroups } from './rds.ts';
import { buckets, objects, recoveryPoints, secrets, vaults } from './storage.ts';
import { internetGateways, natGateways, routeTables, subnets, vpcs } from './vpc.ts';

const PAGES: readonly Page[] = [
  ...[databases, rdsClusters, snapshots, clusterSnapshots, automated, exports, subnetGroups, events],
  ...[instances, volumes, volumeSnapshots, recycleBin, addresses, keyPairs, securityGroups, balancers, listeners, targetGroups],
  ...[vpcs, subnets, routeTables, internetGateways, natGateways],
  ...[clusters, services, tasks, repositories, images],
  ...[zones, records, buckets, objects, secrets],
  ...[users, accessKeys, roles, policies, accounts],
  ...[trail, alarms, logGroups, vaults, recoveryPoints, cases, plan, costs],
];

const BUSY = /creat|pending|provision|modif|delet|draining|backing|renam|start|stop|shutting|initial|in_progress|work-in/i;
const BAD = /fail|inactive|terminated|incompatible|unhealthy|^alarm$/i;

/** `2026-02-26 21:00:05`, from a time of a reply: ISO text, or milliseconds. */
function time(text: string): string {
  const full = /^\d{11,}$/.test(text) ? iso(Number(text)) : text;
  return full.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d).*$/, '$1 $2');
}

function shown(item: Item, { path, kind }: Column): string {
  const text = cell(item, path);
  if (kind === 'time') return time(text);
  return kind === 'last' ? text.replace(/[^,\s]*[/:](?=[^,\s])/g, '') : text;
}

function tableOf(world: World, page: Page): ConsoleTable {
  const ask: Ask = (service, operation, params = {}) => readAs(world, service, operation, params);
  let items: readonly Item[] = [];
  let refused: ConsoleTable['refused'] = null;
  try {
    items = page.rows(ask, world.time.now);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refused = { code: error.code, message: error.message };
  }
  const state = page.columns.find((column) => column.kind === 'state');
  return {
    id: page.id,
    service: page.service,
    title: page.title,
    columns: page.columns.map(({ path, title, kind }) => ({ id: path, title, kind })),
    rows: items.map((item, index) => {
      const status = state ? cell(item, state.path) : '';
      return {
        id: `${cell(item, page.key)}#${index}`,
        cells: Object.fromEntries(page.columns.map((column) => [column.path, shown(item, column)])),
        tone: BUSY.test(status) ? 'busy' : BAD.test(status) ? 'bad' : 'plain',
        details: Object.keys(item).map((name) => ({ name, value: cell(item, name) })),
        actions: page.actions?.(item) ?? [],
      };
    }),
    empty: page.empty,
    refused,
    actions: page.pageActions ?? [],
  };
}

const known = new WeakMap<object, Map<string, ConsoleTable>>();

/** One page, computed once for each state of the cloud. Null where there is no page of that id. */
export function consolePage(play: Play, id: string): ConsoleTable | null {
  const page = PAGES.find((one) => one.id === id);
  if (!page) return null;
  const { cloud } = play.world;
  const tables = known.get(cloud) ?? new Map<string, ConsoleTable>();
  known.set(cloud, tables);
  const table = tables.get(id) ?? tableOf(play.world, page);
  tables.set(id, table);
  return table;
}

const SERVICES: ConsoleView['services'] = [...new Set(PAGES.map((page) => page.service))].map((name) => ({
  name,
  pages: PAGES.filter((page) => page.service === name).map(({ id, title }) => ({ id, title })),
}));

/** The account's last answer to a button, looked for in what happened at this instant and before. */
function answerOf({ world }: Play): ConsoleView['answer'] {
  const { facts } = world.time;
  for (let at = facts.length - 1; at >= Math.max(world.setting.firstFact, facts.length - RECENT); at--) {
    const fact = entry(facts, at);
    if (fact?.kind !== 'console.answered') continue;
    const { service, operation, ok, code, message } = fact.data as Record<string, string> & { readonly ok: boolean };
    return { fact: fact.id, service: String(service), operation: String(operation), refused: ok ? null : { code: String(code), message: String(message) } };
  }
  return null;
}
/** A button's answer follows its click at once: what lies further back has been read. */
const RECENT = 400;

/** The console as it is before a page is opened: a page is computed when it is looked at. */
export const consoleView = (play: Play): ConsoleView => ({ services: SERVICES, answer: answerOf(play) });
