// The right column: the world in five tabs, each marked when something in it was lost or changed while another was open.
import { lazy, Suspense, useRef, useState } from 'react';
import type { Action } from '../../app/session.ts';
import type { ConsoleTable, DeskView } from '../../views/desk.ts';
import { panelOf, Tabs } from '../parts/Tabs.tsx';
import { Backups } from './Backups.tsx';
import { Bill } from './Bill.tsx';
import { Guards } from './Guards.tsx';
import { MapPanel } from './MapPanel.tsx';
import { Site } from './Site.tsx';
import styles from './world.module.css';

const Console = lazy(() => import('./Console.tsx').then((module) => ({ default: module.Console })));

export const WORLD_TABS = ['site', 'map', 'backups', 'console', 'bill', 'guards'] as const;
export type WorldTab = (typeof WORLD_TABS)[number];

const TITLES: Readonly<Record<WorldTab, string>> = { site: 'Site', map: 'Map', backups: 'Backups', console: 'Console', bill: 'Bill', guards: 'Guards' };

interface Props {
  readonly view: DeskView;
  readonly tab: WorldTab;
  readonly onTab: (tab: WorldTab) => void;
  readonly highlight: readonly string[];
  readonly consolePage: (id: string) => ConsoleTable | null;
  readonly dispatch: (action: Action) => void;
  readonly locked: boolean;
}

/** What of a tab a person would want to hear about when it changes. */
const newsOf = (view: DeskView): Readonly<Record<WorldTab, string>> => ({
  site: String(view.site.up),
  map: String(view.map.groups.reduce((sum, group) => sum + group.rows.filter((row) => row.lost).length, 0)),
  backups: `${view.backups.warning !== null} ${view.backups.copies.filter((copy) => copy.there).length}`,
  console: '',
  bill: '',
  guards: '',
});

export function World({ view, tab, onTab, highlight, consolePage, dispatch, locked }: Props) {
  const [page, setPage] = useState<string | null>(null);
  const seen = useRef<Partial<Record<WorldTab, string>>>({});
  const news = newsOf(view);
  const first = useRef(news);
  seen.current[tab] = news[tab];

  const changed = (id: WorldTab) => id !== tab && news[id] !== (seen.current[id] ?? first.current[id]);
  const attention = view.attention?.panel;

  return (
    <div className={styles.column}>
      <h2 className="unseen">The world</h2>
      <Tabs
        name="world"
        label="The world"
        className={styles.tabs}
        tabClass={styles.tab}
        selected={tab}
        onSelect={(id) => onTab(id as WorldTab)}
        items={WORLD_TABS.filter((id) => id !== 'guards' || view.guards).map((id) => {
          const bad = (id === 'site' && !view.site.up) || (id === 'backups' && view.backups.warning !== null);
          const pointed = attention === id && id !== tab;
          return {
            id,
            label: (
              <>
                {TITLES[id]}
                {(changed(id) || pointed) && <i className={styles.dot} data-bad={bad} aria-hidden />}
              </>
            ),
            remark: pointed ? 'look here' : changed(id) ? 'changed' : undefined,
          };
        })}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reachable from the keyboard */}
      <div className={styles.panel} {...panelOf('world', tab)} tabIndex={0}>
        {attention === tab && view.attention?.detail && <p className={styles.pointer}>{view.attention.detail}</p>}
        {tab === 'site' && <Site site={view.site} />}
        {tab === 'map' && <MapPanel map={view.map} highlight={highlight} />}
        {tab === 'backups' && <Backups backups={view.backups} />}
        {tab === 'bill' && <Bill bill={view.bill} />}
        {tab === 'guards' && view.guards && <Guards guards={view.guards} dispatch={dispatch} locked={locked} />}
        {tab === 'console' && (
          <Suspense fallback={<p className={styles.empty}>Opening the console …</p>}>
            <Console view={view.console} page={consolePage} opened={page} onOpen={setPage} dispatch={dispatch} locked={locked} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
