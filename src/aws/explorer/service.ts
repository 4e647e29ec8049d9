// Resource Explorer: nobody has made an index here, so a search finds what is in its own Region only, as it does in an account that never set it up.
import { parseArn } from '../ids.ts';
import { given, input } from '../input.ts';
import type { Operation, Service } from '../operation.ts';
import { page } from '../page.ts';
import { things } from '../tagging/thing.ts';
import { none } from '../unused.ts';
import { jsonWords } from '../wording.ts';

/** `rds:db` of an ARN, as the service names kinds. */
const typeOf = (arn: string): string => {
  const parts = parseArn(arn);
  return parts ? (parts.service === 's3' ? 's3:bucket' : `${parts.service}:${parts.resource.split(/[:/]/)[0]}`) : '';
};

const search: Operation = {
  kind: 'read',
  authorise: () => [{ action: 'resource-explorer-2:Search', resource: '*' }],
  run(context, params) {
    const words = (input(params, jsonWords).optional('QueryString') ?? '').split(/\s+/).filter(Boolean);
    const fits = (arn: string, tags: Readonly<Record<string, string>>, word: string): boolean => {
      const [, not, key, value] = /^(-?)(?:(\w+(?:\.\w+)?):)?(.*)$/.exec(word) ?? [];
      const text = (value ?? '').replace(/^"|"$/g, '');
      const pattern = (of: string) => (text.endsWith('*') ? of.startsWith(text.slice(0, -1)) : of === text);
      const { service = '', region = '', account = '', resource = '' } = parseArn(arn) ?? {};
      const found =
        key === 'service'
          ? pattern(service)
          : key === 'region'
            ? pattern(region || 'global')
            : key === 'accountid'
              ? pattern(account)
              : key === 'resourcetype'
                ? pattern(typeOf(arn))
                : key === 'id'
                  ? pattern(arn)
                  : key === 'tag'
                    ? text === 'none'
                      ? Object.keys(tags).length === 0
                      : text === 'all'
                        ? Object.keys(tags).length > 0
                        : Object.entries(tags).some(([name, held]) => `${name}=${held}` === text || name === text)
                    : [resource, service, ...Object.entries(tags).flat()].some((one) => one.toLowerCase().includes(text.toLowerCase().replace(/\*$/, '')));
      return not === '-' ? !found : found;
    };
    const found = things(context)
      .filter(({ arn, tags }) => words.every((word) => fits(arn, tags, word)))
      .sort((a, b) => (a.arn < b.arn ? -1 : 1));
    const cut = page(found, params.NextToken, params.MaxResults, 100, 'ValidationException');
    return given({
      Count: { Complete: true, TotalResources: found.length },
      Resources: cut.items.map(({ arn }) => ({
        Arn: arn,
        OwningAccountId: context.account.id,
        Region: parseArn(arn)?.region || 'global',
        ResourceType: typeOf(arn),
        Service: parseArn(arn)?.service ?? '',
        Properties: [],
      })),
      NextToken: cut.next,
    });
  },
};

export const explorer: Service = {
  name: 'resource-explorer-2',
  eventSource: 'resource-explorer-2.amazonaws.com',
  iamPrefix: 'resource-explorer-2',
  dialect: 'json',
  operations: { ListIndexes: none('Indexes'), ListViews: none('Views'), Search: search },
  jobs: {},
};
