// Whether a principal may: asks IAM for each right of a call, and words a refusal as the service does.
import type { Cloud, CloudContext } from './cloud.ts';
import { decide, policiesOf } from './iam/authorise.ts';
import { encoded } from './iam/denial.ts';
import type { Policies } from './iam/evaluate.ts';
import { refusal } from './iam/evaluate.ts';
import { type Ask, AwsError, type Principal, type Service } from './operation.ts';
import { tagsAt } from './tagging/thing.ts';

/** Whether any policy speaks of tags of the resource, under a key of its own service (`rds:db-tag/env`) or of all. */
const speaksOfTags = (policies: Policies, own: string | null): boolean =>
  [own ?? '', ...[...policies.identity, ...(policies.boundary ?? []), ...(policies.session ?? []), ...(policies.control ?? []).flat()].map((source) => source.document)].some(
    (text) => /resourcetag\/|-tag\//i.test(text),
  );

/** Null when all that is asked is allowed, else the refusal of the first that is not. `cloud` is plain data; `keys` are those of the request. */
export function authorise(
  context: CloudContext,
  cloud: Cloud,
  service: Service,
  principal: Principal,
  asked: readonly Ask[],
  keys: Readonly<Record<string, string | readonly string[]>>,
): AwsError | null {
  if (principal.type === 'service' || asked.length === 0) return null;
  const policies = policiesOf(cloud, principal);
  for (const ask of asked) {
    // Passing a role is asked at the service that gets it; the trust policy has no say in it.
    const own = ask.action === 'iam:PassRole' ? null : (service.resourcePolicy?.(context, ask.resource) ?? null);
    // Not every operation says which tags its resource has. Looking for them is dear, so it is done only for who is asked about them.
    const tags = ask.tags ?? (speaksOfTags(policies, own?.policy ?? null) ? tagsAt(cloud, ask.resource, context) : undefined);
    const decision = decide(cloud, principal, { ...ask, tags }, keys, own, policies);
    if (decision.verdict === 'allowed') continue;
    const sentence = refusal(principal.arn, ask, decision, service.dialect === 's3');
    switch (service.dialect) {
      case 'ec2': {
        const message = encoded(principal, { ...ask, keys: ask.keys ?? {} }, decision);
        return new AwsError(
          'UnauthorizedOperation',
          `You are not authorized to perform this operation. ${sentence}. Encoded authorization failure message: ${message}`,
          403,
          false,
        );
      }
      case 'json':
        return new AwsError('AccessDeniedException', sentence, 400, false);
      case 's3': {
        // Another account learns nothing of why.
        const foreign = own !== null && own.account !== principal.account;
        return new AwsError('AccessDenied', foreign ? 'Access Denied' : sentence, 403, false);
      }
      default:
        return new AwsError('AccessDenied', sentence, 403, false);
    }
  }
  return null;
}
