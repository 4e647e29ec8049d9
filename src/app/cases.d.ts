// Modules that the build makes out of the folder of cases.
declare module 'virtual:cases' {
  export const cards: readonly { readonly slug: string; readonly title: string; readonly summary: string; readonly minutes: string }[];
  export const load: Readonly<Record<string, () => Promise<{ readonly default: import('../lesson/scenario/schema.ts').Scenario }>>>;
}
