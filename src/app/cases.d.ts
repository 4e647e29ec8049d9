// Modules that the build makes out of the folder of cases.
declare module 'virtual:cases' {
  type Loaded<T> = () => Promise<{ readonly default: T }>;
  /** A text of the ground, and which engine made it: a hash of all sources that a world depends on. */
  type Ground = () => Promise<{ readonly default: string; readonly engine: string }>;
  export const cards: readonly { readonly slug: string; readonly title: string; readonly summary: string; readonly minutes: string }[];
  /** The case itself, and the texts of its ground (`ground.ts`), each a file of its own. */
  export const load: Readonly<
    Record<
      string,
      {
        readonly scenario: Loaded<import('../lesson/scenario/schema.ts').Scenario>;
        readonly evening: Ground;
        readonly recorded: Ground;
        readonly foundation: Ground;
      }
    >
  >;
}

/** The address of a worker (scripts/worker-plugin.ts). */
declare module 'worker:*' {
  const url: string;
  export default url;
}

/** The addresses of a Postgres's data directory, as a gzipped tar, and of PGlite's file of files, which may be gzipped. */
declare module 'virtual:postgres-image' {
  export const image: string;
  export const files: string;
}
