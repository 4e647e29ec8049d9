// How EC2's data sources find things: filter blocks and tags.
import type { Json } from '../../engine/json.ts';
import { type Attrs, map, records, text, texts } from '../core/members.ts';

/** `filter` blocks as the API takes them. */
export const filtersIn = (config: Attrs): Json[] => records(config.filter).map((filter) => ({ Name: text(filter.name), Values: texts(filter.values) }));

/** Filter blocks, tags and further attributes. */
export function search(config: Attrs, more: { readonly [name: string]: Json | undefined } = {}): Json[] {
  const tags = map(config.tags);
  return [
    ...Object.entries(more)
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([Name, value]) => ({ Name, Values: [text(value)] })),
    ...Object.keys(tags)
      .sort()
      .map((key) => ({ Name: `tag:${key}`, Values: [tags[key] as string] })),
    ...filtersIn(config),
  ];
}
