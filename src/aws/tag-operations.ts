// Setting and dropping tags, which most services have alike: what differs is how a thing is found and what the members are called.
import type { CloudContext } from './cloud.ts';
import { type Complaint, input } from './input.ts';
import type { Operation, Params } from './operation.ts';
import { PASCAL, readTags, type TagStyle, type Tags } from './tags.ts';
import { jsonWords } from './wording.ts';

/** `check` throws when there is no such thing; `row` gives it to change. `tags` and `keys` are the members of the two requests. */
export function tagOperations(of: {
  check(context: CloudContext, params: Params): unknown;
  row(context: CloudContext, params: Params): { tags: Tags };
  readonly tags?: string;
  readonly keys?: string;
  readonly style?: TagStyle;
  /** How the service words a request that lacks something. */
  readonly words?: Complaint;
  readonly rights?: (action: string) => NonNullable<Operation['authorise']>;
}): { readonly set: Operation; readonly drop: Operation } {
  const rights = (action: string) => (of.rights ? { authorise: of.rights(action) } : {});
  return {
    set: {
      kind: 'write',
      ...rights('TagResource'),
      run(context, params) {
        const tags = readTags(params[of.tags ?? 'Tags'], of.style ?? PASCAL);
        of.check(context, params);
        Object.assign(of.row(context, params).tags, tags);
        return {};
      },
    },
    drop: {
      kind: 'write',
      ...rights('UntagResource'),
      run(context, params) {
        const keys = input(params, of.words ?? jsonWords).texts(of.keys ?? 'TagKeys');
        of.check(context, params);
        const { tags } = of.row(context, params);
        for (const key of keys) delete tags[key];
        return {};
      },
    },
  };
}
