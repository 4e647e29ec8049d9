// What the assistant makes of a command's output: it reads text, as it would in life.

export interface PlanCounts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
}

/** The totals line of a plan, or null when there is none. "No changes" counts as zeros. */
export function planCounts(output: string): PlanCounts | null {
  const totals = /Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy/.exec(output);
  if (totals) return { add: Number(totals[1]), change: Number(totals[2]), destroy: Number(totals[3]) };
  return /No changes\./.test(output) ? { add: 0, change: 0, destroy: 0 } : null;
}

/** Addresses in the output of `terraform state list`. */
export const addresses = (output: string): string[] =>
  output
    .split('\n')
    .filter((line) => /^(module\.|data\.|[a-z][a-z0-9_]*\.)\S+$/.test(line.trim()))
    .map((line) => line.trim());

/** Addresses that a destroy plan names. */
export const destroyed = (output: string): string[] => [...output.matchAll(/^\s*# (\S+) will be destroyed/gm)].map((match) => match[1] as string);

/** Summaries of the errors that Terraform printed. */
export const errors = (output: string): string[] => [...output.matchAll(/Error: (.+)/g)].map((match) => (match[1] as string).trim());

/** The one-line error of the aws program, or null. */
export const awsError = (output: string): { readonly code: string; readonly message: string } | null => {
  const found = /An error occurred \((\w[\w.]*)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)/.exec(output);
  return found ? { code: found[1] as string, message: found[2] as string } : null;
};

/** A value in `terraform state show`: `id = "vpc-0a"` gives `vpc-0a`. */
export const attribute = (output: string, name: string): string | null => new RegExp(`^\\s{4}${name}\\s+= "([^"]*)"`, 'm').exec(output)?.[1] ?? null;

/** The last words of the resource type, for prose: `aws_security_group.db` is a security group. */
export const kindOf = (address: string): string => (/(?:^|\.)aws_([a-z0-9_]+)\.[^.]+$/.exec(address.replace(/\[[^\]]*\]$/, ''))?.[1] ?? 'resource').replaceAll('_', ' ');

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
