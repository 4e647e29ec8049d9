// Permissions boundaries: the policy that says how far a user's or role's own policies can reach.
import type { CloudContext } from '../cloud.ts';
import { input } from '../input.ts';
import type { Ask, Params } from '../operation.ts';
import { iamWords } from '../wording.ts';
import { managedDocument } from './authorise.ts';
import { noSuch } from './name.ts';

export const boundaryView = (arn: string | null) => (arn === null ? null : { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn });

/** The boundary that a request sets; null without one. Throws NoSuchEntity for a policy that is not there. */
export function boundaryAsked(context: CloudContext, params: Params): string | null {
  const arn = input(params, iamWords).optional('PermissionsBoundary');
  if (arn !== null && managedDocument(context.account, arn) === null) throw noSuch(`Scope ARN: ${arn} does not exist or is not attachable.`);
  return arn;
}

/** The same rights, with the boundary that is asked for as a key: who may make roles only within a boundary is told by it. */
export const withBoundary =
  (asks: (context: CloudContext, params: Params) => readonly Ask[]) =>
  (context: CloudContext, params: Params): readonly Ask[] => {
    const arn = input(params, iamWords).optional('PermissionsBoundary');
    return asks(context, params).map((ask) => (arn === null ? ask : { ...ask, keys: { ...ask.keys, 'iam:PermissionsBoundary': arn } }));
  };
