// Version constraints such as `~> 1.5, != 1.5.3`.

interface Version {
  readonly numbers: readonly number[];
  readonly pre: string;
}

/** Reads `1.2.3-beta1`; null when it is no version. */
export function parseVersion(text: string): Version | null {
  const match = /^\s*v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?\s*$/.exec(text);
  return match ? { numbers: (match[1] as string).split('.').map(Number), pre: match[2] ?? '' } : null;
}

function compare(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i++) {
    const difference = (a.numbers[i] ?? 0) - (b.numbers[i] ?? 0);
    if (difference) return difference;
  }
  if (a.pre === b.pre) return 0;
  if (!a.pre) return 1;
  if (!b.pre) return -1;
  return a.pre < b.pre ? -1 : 1;
}

/** Negative, zero or positive as the first version is older, the same or newer. */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  return left && right ? compare(left, right) : 0;
}

/** Whether a version meets every part of a constraint. Prereleases meet only constraints that name one. */
export function meets(version: string, constraint: string): boolean {
  const subject = parseVersion(version);
  if (!subject) return false;
  return constraint.split(',').every((part) => {
    const match = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(.+?)\s*$/.exec(part);
    const bound = match ? parseVersion(match[2] as string) : null;
    if (!bound) return false;
    if (subject.pre && !bound.pre) return false;
    const order = compare(subject, bound);
    switch (match?.[1] ?? '=') {
      case '=':
        return order === 0;
      case '!=':
        return order !== 0;
      case '>':
        return order > 0;
      case '<':
        return order < 0;
      case '>=':
        return order >= 0;
      case '<=':
        return order <= 0;
      default:
        return order >= 0 && bound.numbers.slice(0, Math.max(1, bound.numbers.length - 1)).every((n, i) => bound.numbers.length === 1 || n === (subject.numbers[i] ?? 0));
    }
  });
}

const pad = (numbers: readonly number[], length: number): readonly number[] => [...numbers, ...Array.from({ length: Math.max(0, length - numbers.length) }, () => 0)];

/** Constraints as they are shown: in the order of their versions, which are written out: `~> 4` is `~> 4.0`, `>= 4` is `>= 4.0.0`. */
export function writtenConstraints(constraints: readonly string[]): string {
  const parts = constraints
    .flatMap((text) => text.split(','))
    .flatMap((part) => {
      const match = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(.+?)\s*$/.exec(part);
      const bound = match ? parseVersion(match[2] as string) : null;
      return bound ? [{ operator: match?.[1] ?? '=', bound }] : [];
    })
    .sort((a, b) => compare(a.bound, b.bound) || (a.operator < b.operator ? -1 : 1));
  const texts = parts.map(({ operator, bound }) => {
    const version = `${pad(bound.numbers, operator === '~>' ? 2 : 3).join('.')}${bound.pre && `-${bound.pre}`}`;
    return operator === '=' ? version : `${operator} ${version}`;
  });
  return [...new Set(texts)].join(', ');
}
