// The app's pages by hash route, so that it works under any path of any static host.
import { lazy, Suspense, useEffect } from 'react';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import type { DeskStore } from '../app/desk-state.ts';
import type { Vault } from '../app/storage/vault.ts';
import { usePage } from './page.ts';
import { Waiting } from './parts/Waiting.tsx';
import { Shelf } from './shelf/Shelf.tsx';

const CasePage = lazy(() => import('./desk/CasePage.tsx').then((module) => ({ default: module.CasePage })));
const About = lazy(() => import('./notes/About.tsx').then((module) => ({ default: module.About })));

export function App({ desk, vault }: { desk: DeskStore; vault: Vault }) {
  usePage();
  return (
    <Router hook={useHashLocation}>
      <Suspense fallback={<Waiting words="Opening …" />}>
        <Switch>
          <Route path="/">
            <Shelf vault={vault} />
          </Route>
          <Route path="/case/:slug/:page?">{(params) => <CasePage key={params.slug} slug={params.slug} page={params.page ?? 'desk'} desk={desk} vault={vault} />}</Route>
          <Route path="/about">
            <About />
          </Route>
          <Route>
            <Lost />
          </Route>
        </Switch>
      </Suspense>
    </Router>
  );
}

function Lost() {
  useEffect(() => {
    document.title = 'Nothing here · Undestroy';
  }, []);
  return (
    <main className="waiting">
      <h1>There is nothing at this address.</h1>
      <a href="#/">To the shelf</a>
    </main>
  );
}
