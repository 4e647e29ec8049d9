// One tab plays a case, others look on: the lease on a run. Web Locks decide who holds it, a channel tells who asks for it.

export type Hold = 'held' | 'elsewhere';

export interface Lease {
  /** Takes the run over from the tab that holds it; that one becomes a looker-on. */
  take(): void;
  /** Gives the run back, so that another tab may have it at once. */
  release(): void;
}

/**
 * Asks for the run of a case. `changed` is told at once and on every change.
 * Without Web Locks (an old browser, or an insecure address) the run is held, and nothing guards against a second tab.
 */
export function lease(slug: string, changed: (hold: Hold) => void): Lease {
  const name = `undestroy:${slug}`;
  if (!('locks' in navigator)) {
    changed('held');
    return { take: () => undefined, release: () => undefined };
  }
  let letGo: (() => void) | null = null;
  let closed = false;

  const ask = (steal: boolean) => {
    const options: LockOptions = steal ? { steal: true } : { ifAvailable: true };
    navigator.locks
      .request(name, options, (lock) => {
        if (!lock || closed) {
          if (!closed) changed('elsewhere');
          return undefined;
        }
        changed('held');
        return new Promise<void>((done) => {
          letGo = done;
        });
      })
      .catch(() => {
        // The lock was stolen by another tab.
        letGo = null;
        if (!closed) changed('elsewhere');
      });
  };

  ask(false);
  return {
    take: () => ask(true),
    release: () => {
      closed = true;
      letGo?.();
    },
  };
}
