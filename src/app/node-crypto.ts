// Stands in for Node's module in the browser, for a library that picks what to drop from its cache.
export const randomInt = (below: number): number => Math.floor(Math.random() * below);
