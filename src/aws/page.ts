// Pages of a list: where a service's model has a token, the reply is cut at the asked size and the token says where to go on.
import { AwsError } from './operation.ts';

/**
 * One page of `items`. `token` is what an earlier page gave as `next`; `next` is null on the last page.
 * Throws `code` when the token is none of ours or the size is below 1.
 */
export function page<T>(
  items: readonly T[],
  token: unknown,
  size: unknown,
  most = 100,
  code = 'InvalidParameterValue',
): { readonly items: readonly T[]; readonly next: string | null } {
  let from = 0;
  if (token !== undefined && token !== null && token !== '') {
    const match = typeof token === 'string' ? /^page-([0-9a-z]+)-([0-9a-z]+)$/.exec(token) : null;
    from = match ? Number.parseInt(match[1] as string, 36) : Number.NaN;
    if (!match || check(from) !== match[2]) throw new AwsError(code, 'The pagination token is not valid.', 400, false);
  }
  let limit = most;
  if (size !== undefined && size !== null) {
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) throw new AwsError(code, 'The page size must be a positive integer.', 400, false);
    limit = Math.min(size, most);
  }
  const end = from + limit;
  return { items: items.slice(from, end), next: end < items.length ? `page-${end.toString(36)}-${check(end)}` : null };
}

const check = (offset: number) => (Math.imul(offset + 1, 0x9e3779b1) >>> 0).toString(36);
