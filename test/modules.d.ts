// The scripts are plain JavaScript; tests use a few of their functions.
declare module '*.mjs';
