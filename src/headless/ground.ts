// `sim ground SLUG`: the worlds that a case begins with, as the build carries them.
import { packGround, SEED } from '../app/ground.ts';
import { keepEvening } from './kept-world.ts';
import { loadCase } from './scenarios.ts';

export function groundVerb(args: readonly string[]): string {
  const [slug] = args;
  if (!slug) throw new Error('usage: sim ground SLUG');
  const texts = packGround(loadCase(slug));
  keepEvening(slug, SEED, texts.evening);
  return JSON.stringify(texts);
}
