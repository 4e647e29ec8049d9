// What the assistant may run unasked: a mode, and allow, ask and deny rules. Text matching, with the holes that text matching has.
import { parse } from 'unbash';
import type { Mode } from './state.ts';

export interface Rules {
  readonly mode: Mode | null;
  readonly allow: readonly string[];
  readonly ask: readonly string[];
  readonly deny: readonly string[];
  /** Nobody may switch the questions off. */
  readonly bypassDisabled: boolean;
}

export const noRules: Rules = { mode: null, allow: [], ask: [], deny: [], bypassDisabled: false };

/** Read by the assistant without asking, in every mode: they change nothing. */
const READ_ONLY = [
  'ls',
  'cat',
  'head',
  'tail',
  'grep',
  'find',
  'wc',
  'pwd',
  'echo',
  'stat',
  'file',
  'diff',
  'date',
  'whoami',
  'hostname',
  'which',
  'tree',
  'git status',
  'git log',
  'git diff',
  'git show',
  'unzip -l',
];
/** File commands that `accept edits` covers as well. */
const EDITS = ['mkdir', 'touch', 'cp', 'mv', 'ln'];
/** Wrappers that do not change which command it is. */
const WRAPPERS = ['timeout', 'time', 'nice', 'nohup', 'stdbuf', 'command'];

interface Word {
  readonly text?: string;
  readonly value?: string;
}
type Node = { readonly type: string; readonly [key: string]: unknown };

interface Part {
  /** Its words joined by a blank, without leading assignments and wrappers. */
  readonly command: string;
  /** A variable is set in front of it. */
  readonly assigned: boolean;
}

/** The simple commands of a shell line; the line itself where it does not parse. */
export const simpleCommands = (line: string): string[] => partsOf(line).map((part) => part.command);

function partsOf(line: string): Part[] {
  let script: unknown;
  try {
    // Scripts inside substitutions are read lazily; plain data has them all.
    script = JSON.parse(JSON.stringify(parse(line)));
  } catch {
    return [{ command: line.trim(), assigned: false }];
  }
  const found: Part[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
      return;
    }
    if (!value || typeof value !== 'object') return;
    const node = value as Node;
    if (node.type === 'Command') {
      const words = [node.name, ...((node.suffix as unknown[]) ?? [])]
        .filter((word) => word && (word as Node).type !== 'Redirect')
        .map((word) => (word as Word).text ?? (word as Word).value ?? '');
      while (words.length > 1 && WRAPPERS.includes(words[0] ?? '')) {
        words.shift();
        while (words.length > 1 && /^(-|\d+[smh]?$)/.test(words[0] ?? '')) words.shift();
      }
      if (words.length) found.push({ command: words.join(' '), assigned: ((node.prefix as unknown[]) ?? []).length > 0 });
    }
    for (const key of Object.keys(node)) if (key !== 'type') visit(node[key]);
  };
  visit(script);
  return found.length ? found : [{ command: line.trim(), assigned: false }];
}

/** Whether a rule such as `Bash(terraform destroy:*)` or `Bash(aws *)` speaks of a simple command: prefix on a word boundary, or exact without a star. */
export function ruleMatches(rule: string, command: string): boolean {
  const inner = /^Bash\((.*)\)$/.exec(rule.trim())?.[1] ?? (rule.trim() === 'Bash' ? '*' : null);
  if (inner === null) return false;
  if (inner === '*') return true;
  const prefix = inner.replace(/(:\*|\s\*)$/, '');
  if (prefix === inner) {
    if (!inner.includes('*')) return command === inner;
    const pattern = inner.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.*')}$`).test(command);
  }
  return command === prefix || command.startsWith(`${prefix} `);
}

const startsWithAny = (command: string, list: readonly string[]) => list.some((prefix) => command === prefix || command.startsWith(`${prefix} `));

/** Whether a command removes a system folder, a home or everything: asked about even where nothing else is. */
const wipes = (command: string): boolean =>
  /^rm\s/.test(command) &&
  /\s(-\w*r|--recursive)/i.test(command) &&
  command.split(/\s+/).some((word) => /^["']?(\/|~|\$HOME|\$\{HOME\}|\/(bin|boot|dev|etc|home|lib|opt|root|sbin|srv|sys|usr|var)(\/[\w-]+)?)\/?\*?["']?$/.test(word));

/**
 * The verdict on a command line: deny before ask before allow, first match; how specific a rule is does not matter. Compound lines are judged part by part and the strictest verdict holds.
 * Nothing here looks into scripts, other programs or other spellings: `terraform apply -destroy` is another command than `terraform destroy`.
 */
export function judge(line: string, mode: Mode, rules: Rules, allowed: readonly string[]): { readonly verdict: 'allow' | 'ask' | 'deny'; readonly rule: string | null } {
  let strictest: { verdict: 'allow' | 'ask' | 'deny'; rule: string | null } = { verdict: 'allow', rule: null };
  for (const { command, assigned } of partsOf(line)) {
    const deny = rules.deny.find((rule) => ruleMatches(rule, command));
    if (deny) return { verdict: 'deny', rule: deny };
    const ask = rules.ask.find((rule) => ruleMatches(rule, command));
    if (ask) {
      strictest = { verdict: 'ask', rule: ask };
      continue;
    }
    if (mode === 'skip permissions') {
      if (wipes(command)) strictest = { verdict: 'ask', rule: 'rm of a critical path' };
      continue;
    }
    // A variable in front can change what a command does: no rule allows it unasked.
    const known =
      !assigned &&
      (rules.allow.some((rule) => ruleMatches(rule, command)) ||
        startsWithAny(command, allowed) ||
        startsWithAny(command, READ_ONLY) ||
        (mode === 'accept edits' && startsWithAny(command, EDITS)));
    if (known) continue;
    if (mode === 'plan') return { verdict: 'deny', rule: 'plan mode' };
    strictest = { verdict: 'ask', rule: strictest.rule };
  }
  return strictest;
}

/** Reads the assistant's settings file. A broken file counts as no rules, and `error` says what is wrong with it. */
export function readRules(text: string | null): { readonly rules: Rules; readonly error: string | null } {
  if (text === null) return { rules: noRules, error: null };
  try {
    const data = JSON.parse(text) as { permissions?: { allow?: unknown; ask?: unknown; deny?: unknown; defaultMode?: unknown; disableBypassPermissionsMode?: unknown } };
    const list = (value: unknown) => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []);
    const modes: Record<string, Mode> = { default: 'ask', ask: 'ask', acceptEdits: 'accept edits', plan: 'plan', bypassPermissions: 'skip permissions' };
    const named = data.permissions?.defaultMode;
    return {
      rules: {
        mode: typeof named === 'string' ? (modes[named] ?? null) : null,
        allow: list(data.permissions?.allow),
        ask: list(data.permissions?.ask),
        deny: list(data.permissions?.deny),
        bypassDisabled: data.permissions?.disableBypassPermissionsMode === 'disable',
      },
      error: null,
    };
  } catch (error) {
    return { rules: noRules, error: error instanceof Error ? error.message : 'not JSON' };
  }
}
