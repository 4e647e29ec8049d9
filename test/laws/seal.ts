// Replaces everything of the host that could make two evenings differ by something that throws.

const NAMES = ['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'crypto'] as const;
const host = globalThis as unknown as Record<string, unknown>;
let kept: { readonly names: ReadonlyMap<string, PropertyDescriptor>; readonly random: () => number } | null = null;

const thrower = (name: string) => {
  const refuse = (): never => {
    throw new Error(`${name} was used under the seal`);
  };
  return new Proxy(class Forbidden {}, { apply: refuse, construct: refuse, get: refuse });
};

function seal(): void {
  if (kept) throw new Error('sealed already');
  const names = new Map(
    NAMES.flatMap((name) => {
      const found = Object.getOwnPropertyDescriptor(globalThis, name);
      return found ? [[name as string, found] as const] : [];
    }),
  );
  kept = { names, random: Math.random };
  for (const name of names.keys()) Object.defineProperty(host, name, { value: thrower(name), configurable: true, writable: true });
  Math.random = () => {
    throw new Error('Math.random was used under the seal');
  };
}

/** Puts everything back. Harmless when nothing is sealed. */
export function unseal(): void {
  if (!kept) return;
  for (const [name, descriptor] of kept.names) Object.defineProperty(host, name, descriptor);
  Math.random = kept.random;
  kept = null;
}

/** Runs synchronous work under the seal. */
export function sealed<T>(work: () => T): T {
  seal();
  try {
    return work();
  } finally {
    unseal();
  }
}
