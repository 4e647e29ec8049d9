// Texts of JSON that mean the same: policies and container definitions come back from the cloud in another form than they went.
import { canonical } from '../../engine/json.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A list of one text and that text are the same to IAM; the order of actions and resources says nothing. */
function policyForm(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(policyForm);
    if (items.length === 1 && typeof items[0] !== 'object') return items[0];
    return items.every((item) => typeof item === 'string') ? [...items].sort() : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const form = policyForm(inner);
      // A single statement may stand without its list.
      return [key, key === 'Statement' && !Array.isArray(form) ? [form] : form];
    }),
  );
}

/** Whether two texts hold the same JSON, as policies go. */
export function sameJson(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parsed(a), parsed(b)];
  return left !== undefined && right !== undefined && canonical(policyForm(left)) === canonical(policyForm(right));
}

function containerForm(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(containerForm);
    const named = items.every((item) => typeof item === 'object' && item !== null && 'name' in item);
    return named ? items.sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, containerForm(inner)] as const)
      .filter(([key, inner]) => {
        if (inner === null || inner === false || (Array.isArray(inner) && inner.length === 0)) return false;
        // What ECS fills in by itself.
        return !(key === 'cpu' && inner === 0) && !(key === 'protocol' && inner === 'tcp') && !(key === 'essential' && inner === true) && key !== 'hostPort';
      }),
  );
}

/** Whether two texts of container definitions describe the same containers, ECS's own defaults aside. */
export function sameContainers(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parsed(a), parsed(b)];
  return left !== undefined && right !== undefined && canonical(containerForm(left)) === canonical(containerForm(right));
}
