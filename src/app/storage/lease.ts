// One tab plays a case, others look on: the lease on a run. Web Locks decide who holds it; a channel asks its holder to save and let go.

export type Hold = 'held' | 'elsewhere';

export interface Lease {
  /** Takes the run over: asks the tab that holds it to save and let go, and takes it by force when that does not answer. Resolves when it is held. */
  take(): Promise<void>;
  /** Gives the run back, so that another tab may have it at once. */
  release(): void;
}

/** How long another tab has for saving, in milliseconds: it may be asleep or stuck. */
const PATIENCE = 1500;
/** How long the page that was here before may take to let go, in milliseconds: after a reload it may still hold what the new one asks for. */
const LEAVING = 500;

/**
 * Asks for the run of a case. `changed` is told at once and on every change; `save` is called before the run is given to a tab that asks for it.
 * Without Web Locks (an old browser, or an insecure address) the run is held, and nothing guards against a second tab.
 */
export function lease(slug: string, changed: (hold: Hold) => void, save: () => Promise<void>): Lease {
  const name = `undestroy:${slug}`;
  if (!('locks' in navigator)) {
    changed('held');
    return { take: async () => undefined, release: () => undefined };
  }
  let letGo: (() => void) | null = null;
  let closed = false;
  const channel = new BroadcastChannel(name);
  channel.onmessage = async () => {
    if (!letGo || closed) return;
    await save().catch(() => undefined);
    letGo?.();
    letGo = null;
    if (!closed) changed('elsewhere');
  };

  /** Resolves when the run is held, or known to be elsewhere; rejects when waiting was given up. */
  const ask = (options: LockOptions) =>
    new Promise<void>((answered, refused) => {
      navigator.locks
        .request(name, options, (lock) => {
          if (!lock || closed) {
            if (!closed) {
              changed('elsewhere');
              void ask({ signal: AbortSignal.timeout(LEAVING) }).catch(() => undefined);
            }
            answered();
            return undefined;
          }
          changed('held');
          answered();
          return new Promise<void>((done) => {
            letGo = done;
          });
        })
        .catch((error: unknown) => {
          if (options.signal?.aborted) return refused(error);
          // The lock was stolen by another tab.
          letGo = null;
          if (!closed) changed('elsewhere');
          answered();
        });
    });

  void ask({ ifAvailable: true });
  return {
    async take() {
      channel.postMessage('give');
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), PATIENCE);
      await ask({ signal: patience.signal }).catch(() => ask({ steal: true }));
      clearTimeout(timer);
    },
    release() {
      closed = true;
      channel.close();
      letGo?.();
    },
  };
}
