// `sim ground SLUG`: the worlds that a case begins with, as the build carries them.
import { packGround } from '../app/ground.ts';
import { loadCase } from './scenarios.ts';

export function groundVerb(args: readonly string[]): string {
  const [slug] = args;
  if (!slug) throw new Error('usage: sim ground SLUG');
  return JSON.stringify(packGround(loadCase(slug)));
}
