// The links of a chain as they are walked; what comes after a broken one was not reached.
import { type Breakage, LINKS, type Link, type LinkId } from './link.ts';

export interface Trail {
  ok(id: LinkId, detail: string): void;
  /** All links in order, those after the broken one marked as not reached. */
  finish(broken: Breakage | null): Link[];
}

export function newTrail(): Trail {
  const passed = new Map<LinkId, string>();
  return {
    ok: (id, detail) => void passed.set(id, detail),
    finish(broken) {
      const links: Link[] = [];
      let open = true;
      for (const id of Object.keys(LINKS) as LinkId[]) {
        const name = LINKS[id];
        if (open && id === broken?.link) {
          links.push({ id, name, ok: false, detail: broken.detail });
          open = false;
        } else if (open && passed.has(id)) links.push({ id, name, ok: true, detail: passed.get(id) ?? '' });
        else links.push({ id, name, ok: false, detail: 'not reached' });
      }
      return links;
    },
  };
}
