// Timestamps as the CLI prints them, and replies brought into the model's order.
import { iso, parseIso } from '../../../engine/clock.ts';
import type { ServiceModel } from './model.ts';

/** `2024-02-26T22:31:04+00:00`, with six digits as soon as there is a fraction. */
export function timestamp(value: unknown): unknown {
  const at = typeof value === 'string' ? parseIso(value) : typeof value === 'number' ? value : null;
  if (at === null) return value;
  const fraction = at % 1000;
  return `${iso(at).slice(0, -1)}${fraction ? `.${String(fraction).padStart(3, '0')}000` : ''}+00:00`;
}

/** A reply with its members in the model's order and its timestamps as text. Members that the model does not know stay at the end. */
export function ordered(value: unknown, shapeName: string | undefined, service: ServiceModel): unknown {
  const shape = shapeName ? service.shapes[shapeName] : undefined;
  if (value === null || value === undefined || !shape) return value;
  if (shape.t === 'timestamp') return timestamp(value);
  if (shape.t === 'list' && Array.isArray(value)) return value.map((item) => ordered(item, shape.e, service));
  if (shape.t === 'map' && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, ordered(item, shape.v, service)]));
  if (shape.t === 'structure' && typeof value === 'object' && !Array.isArray(value)) {
    const given = value as Record<string, unknown>;
    const made: Record<string, unknown> = {};
    for (const [name, of] of Object.entries(shape.m ?? {})) if (given[name] !== undefined) made[name] = ordered(given[name], of, service);
    for (const name of Object.keys(given)) if (!(name in made) && given[name] !== undefined) made[name] = given[name];
    return made;
  }
  return value;
}
