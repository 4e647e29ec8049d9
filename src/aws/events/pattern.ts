// Whether an event fits a pattern: every member that the pattern names has one of the values it lists. Lists may hold `prefix`, `suffix`,
// `anything-but`, `exists`, `equals-ignore-case` and `numeric`, as in the EventBridge guide; others match nothing.
import type { Json } from '../../engine/json.ts';
import { isRecord } from '../input.ts';

type Test = Json;

function numeric(value: Json | undefined, rule: Json): boolean {
  if (typeof value !== 'number' || !Array.isArray(rule)) return false;
  for (let i = 0; i + 1 < rule.length; i += 2) {
    const bound = Number(rule[i + 1]);
    const holds = { '=': value === bound, '<': value < bound, '<=': value <= bound, '>': value > bound, '>=': value >= bound }[String(rule[i])];
    if (!holds) return false;
  }
  return rule.length > 0;
}

function fits(value: Json | undefined, test: Test): boolean {
  if (!isRecord(test)) return value !== undefined && JSON.stringify(value) === JSON.stringify(test);
  if ('exists' in test) return (value !== undefined) === (test.exists === true);
  if (value === undefined) return false;
  const text = typeof value === 'string' ? value : null;
  if (typeof test.prefix === 'string') return text?.startsWith(test.prefix) ?? false;
  if (typeof test.suffix === 'string') return text?.endsWith(test.suffix) ?? false;
  if (typeof test['equals-ignore-case'] === 'string') return text?.toLowerCase() === test['equals-ignore-case'].toLowerCase();
  if ('anything-but' in test) {
    const but = test['anything-but'];
    if (isRecord(but)) return !fits(value, but);
    return !(Array.isArray(but) ? but : [but]).some((one) => fits(value, one as Json));
  }
  if ('numeric' in test) return numeric(value, test.numeric ?? null);
  return false;
}

/** Whether `event` fits `pattern`. A list in the event fits when one of its members does. */
export function matches(pattern: Json, event: Json): boolean {
  if (!isRecord(pattern) || !isRecord(event)) return false;
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = event[name];
    if (Array.isArray(wanted)) {
      const values = Array.isArray(value) ? value : [value];
      return wanted.some((test) => values.some((one) => fits(one, test as Json)));
    }
    return value !== undefined && matches(wanted ?? null, value);
  });
}

/** What is wrong with a pattern's text, in EventBridge's words; null when it is well formed. */
export function patternProblem(text: string): string | null {
  const said = (reason: string) => `Event pattern is not valid. Reason: ${reason}`;
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return said('Filter is not an object');
  }
  const check = (part: Json | undefined, name: string): string | null => {
    if (Array.isArray(part)) return part.length === 0 ? said('Empty arrays are not allowed') : null;
    if (!isRecord(part)) return said(`"${name}" must be an object or an array`);
    for (const [inner, member] of Object.entries(part)) {
      const problem = check(member, inner);
      if (problem) return problem;
    }
    return null;
  };
  if (!isRecord(value)) return said('Filter is not an object');
  return check(value, '');
}
