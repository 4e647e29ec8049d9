// The permission rules of the assistant: what they catch, in which order, and the holes that matching text has and keeps.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, noRules, type Rules, readRules, ruleMatches, simpleCommands } from '../../src/agent/permissions.ts';
import type { Mode } from '../../src/agent/state.ts';

const rules = (given: Partial<Rules>): Rules => ({ ...noRules, ...given });
const verdict = (line: string, given: Partial<Rules> = {}, mode: Mode = 'ask', allowed: readonly string[] = []) => judge(line, mode, rules(given), allowed).verdict;

const DENY = { deny: ['Bash(terraform destroy:*)'] };

test('deny goes before ask, ask before allow, however specific a rule is', () => {
  const all = { allow: ['Bash(terraform destroy -target=x)'], ask: ['Bash(terraform destroy -target=x)'], deny: ['Bash(terraform:*)'] };
  expect(verdict('terraform destroy -target=x', all)).toBe('deny');
  expect(verdict('terraform destroy -target=x', { ...all, deny: [] })).toBe('ask');
  expect(verdict('terraform destroy -target=x', { ...all, deny: [], ask: [] })).toBe('allow');
  expect(verdict('terraform plan', { ask: ['Bash(terraform plan)'], allow: ['Bash'] })).toBe('ask');
});

test('the rule that decided is named', () => {
  expect(judge('terraform destroy', 'skip permissions', rules(DENY), [])).toEqual({ verdict: 'deny', rule: 'Bash(terraform destroy:*)' });
  expect(judge('aws s3 rb x', 'skip permissions', rules({ ask: ['Bash(aws *)'] }), [])).toEqual({ verdict: 'ask', rule: 'Bash(aws *)' });
  expect(judge('aws s3 rb x', 'plan', rules({}), [])).toEqual({ verdict: 'deny', rule: 'plan mode' });
});

const MATCHES: readonly (readonly [rule: string, command: string, matches: boolean])[] = [
  ['Bash', 'anything at all', true],
  ['Bash(*)', 'anything at all', true],
  ['Bash(terraform destroy:*)', 'terraform destroy', true],
  ['Bash(terraform destroy:*)', 'terraform destroy -auto-approve', true],
  ['Bash(terraform destroy:*)', 'terraform destroyed', false],
  ['Bash(terraform destroy *)', 'terraform destroy -auto-approve', true],
  ['Bash(terraform destroy)', 'terraform destroy', true],
  ['Bash(terraform destroy)', 'terraform destroy -auto-approve', false],
  ['Bash(aws * delete-db-instance)', 'aws rds delete-db-instance', true],
  ['Bash(aws * delete-db-instance)', 'aws rds delete-db-instance --db-instance-identifier x', false],
  ['Bash(aws *delete*)', 'aws rds delete-db-instance --db-instance-identifier x', true],
  ['Bash(terraform *-destroy*)', 'terraform apply -destroy -auto-approve', true],
  ['Bash(a.b)', 'axb', false],
  ['Edit(*.tf)', 'terraform destroy', false],
  ['terraform destroy', 'terraform destroy', false],
];
test.each(MATCHES)('%s on "%s": %s', (rule, command, matches) => {
  expect(ruleMatches(rule, command)).toBe(matches);
});

const PARTS: readonly (readonly [line: string, commands: readonly string[]])[] = [
  ['ls', ['ls']],
  ['cd ~/infra && terraform destroy', ['cd ~/infra', 'terraform destroy']],
  ['ls; terraform destroy', ['ls', 'terraform destroy']],
  ['ls || terraform destroy', ['ls', 'terraform destroy']],
  ['yes | terraform destroy', ['yes', 'terraform destroy']],
  ['(cd x; terraform destroy)', ['cd x', 'terraform destroy']],
  ['if true; then terraform destroy; fi', ['true', 'terraform destroy']],
  ['AWS_PROFILE=prod terraform destroy', ['terraform destroy']],
  ['A=1 B=2 terraform destroy', ['terraform destroy']],
  ['timeout 60 terraform destroy', ['terraform destroy']],
  ['timeout 10m nohup terraform destroy', ['terraform destroy']],
  ['time nice -n 10 terraform destroy', ['terraform destroy']],
  ['terraform destroy > out.txt 2>&1', ['terraform destroy']],
];
test.each(PARTS)('%s is these commands', (line, commands) => {
  for (const command of commands) expect(simpleCommands(line)).toContain(command);
  expect(simpleCommands(line)).toHaveLength(commands.length);
});

test.each(PARTS.filter(([, commands]) => commands.includes('terraform destroy')).map(([line]) => line))('no compound line smuggles a denied command: %s', (line) => {
  for (const mode of ['ask', 'accept edits', 'plan', 'skip permissions'] as const) expect(verdict(line, DENY, mode)).toBe('deny');
});

test('a command inside a substitution is judged as well', () => {
  expect(verdict('echo "$(terraform destroy)"', DENY, 'skip permissions')).toBe('deny');
  expect(verdict('x=$(terraform destroy)', DENY, 'skip permissions')).toBe('deny');
});

test('the strictest part decides, whatever comes after it', () => {
  const some = { allow: ['Bash(terraform plan:*)'], ask: ['Bash(aws:*)'] };
  expect(verdict('terraform plan && aws s3 ls && terraform plan', some)).toBe('ask');
  expect(verdict('terraform plan && terraform apply', some)).toBe('ask');
  expect(verdict('terraform plan && terraform plan -out x', some)).toBe('allow');
  expect(verdict('aws s3 ls && terraform destroy', { ...some, ...DENY })).toBe('deny');
});

// Each of these does what the rule was meant to prevent. A rule that matches text cannot know; a learner has to.
test.each([
  'terraform apply -destroy',
  'cd ~/infra && terraform apply -destroy -auto-approve',
  'terraform -chdir=infra destroy',
  'aws rds delete-db-instance --db-instance-identifier dev-courses-db --skip-final-snapshot',
  './clean.sh',
  "sh -c 'terraform destroy'",
  'bash clean.sh',
  'tofu destroy',
  'make clean',
  '$(echo terraform) destroy',
  'T=terraform; $T destroy',
  'terraform apply old.plan',
  'terraform state rm aws_db_instance.main',
  "python3 -c \"import subprocess; subprocess.run(['terraform', 'destroy'])\"",
  '/usr/local/bin/terraform destroy',
])('the hole stays a hole: %s', (line) => {
  expect(verdict(line, DENY, 'skip permissions')).toBe('allow');
});

test.each([
  ['rm -rf /', 'ask'],
  ['rm -rf ~/', 'ask'],
  ['rm -rf tests/ plan/ ~/', 'ask'],
  ['rm -r -f "$HOME"', 'ask'],
  ['rm -rf /usr/', 'ask'],
  ['rm -rf build', 'allow'],
  ['rm notes.txt', 'allow'],
])('a critical path is asked about even where nothing else is: %s', (line, expected) => {
  expect(verdict(line, {}, 'skip permissions')).toBe(expected);
});

test('a variable in front is overlooked by what forbids, and not by what allows', () => {
  const allow = { allow: ['Bash(terraform plan:*)'] };
  expect(verdict('terraform plan', allow)).toBe('allow');
  expect(verdict('TF_CLI_ARGS_plan=-destroy terraform plan', allow)).toBe('ask');
  expect(verdict('PAGER=sh git log', {})).toBe('ask');
  expect(verdict('AWS_PROFILE=prod terraform destroy', DENY, 'skip permissions')).toBe('deny');
});

const MODES: readonly (readonly [line: string, ask: string, edits: string, plan: string, skip: string])[] = [
  ['ls -la', 'allow', 'allow', 'allow', 'allow'],
  ['git status', 'allow', 'allow', 'allow', 'allow'],
  ['git push', 'ask', 'ask', 'deny', 'allow'],
  ['mkdir x', 'ask', 'allow', 'deny', 'allow'],
  ['mv a b', 'ask', 'allow', 'deny', 'allow'],
  ['terraform plan', 'ask', 'ask', 'deny', 'allow'],
  ['terraform destroy', 'ask', 'ask', 'deny', 'allow'],
  ['unzip -l infra.zip', 'allow', 'allow', 'allow', 'allow'],
  ['unzip -o infra.zip', 'ask', 'ask', 'deny', 'allow'],
  ['lsof', 'ask', 'ask', 'deny', 'allow'],
];
test.each(MODES)('%s by mode', (line, ask, edits, plan, skip) => {
  expect([verdict(line, {}, 'ask'), verdict(line, {}, 'accept edits'), verdict(line, {}, 'plan'), verdict(line, {}, 'skip permissions')]).toEqual([ask, edits, plan, skip]);
});

test('what the player allowed for good is a prefix on a word boundary', () => {
  expect(verdict('terraform plan -out x', {}, 'ask', ['terraform plan'])).toBe('allow');
  expect(verdict('terraform planner', {}, 'ask', ['terraform plan'])).toBe('ask');
  expect(verdict('terraform destroy', {}, 'ask', ['terraform plan'])).toBe('ask');
  expect(verdict('terraform destroy', DENY, 'ask', ['terraform destroy'])).toBe('deny');
});

test('the settings file is read as it is, and a broken one counts as none and says so', () => {
  const text = JSON.stringify({
    permissions: { allow: ['Bash(ls)', 3], ask: 'no list', deny: ['Bash(terraform destroy:*)'], defaultMode: 'acceptEdits', disableBypassPermissionsMode: 'disable' },
  });
  expect(readRules(text)).toEqual({ rules: { mode: 'accept edits', allow: ['Bash(ls)'], ask: [], deny: ['Bash(terraform destroy:*)'], bypassDisabled: true }, error: null });
  expect(readRules(null)).toEqual({ rules: noRules, error: null });
  const broken = readRules('{ "permissions": { "deny": ["Bash"] }, }');
  expect(broken.rules).toEqual(noRules);
  expect(broken.error).not.toBe(null);
  expect(readRules('{}').rules).toEqual(noRules);
});

test('no line and no rule make it throw', () => {
  const line = fc
    .array(fc.constantFrom('terraform', 'destroy', '&&', '|', ';', '"', "'", '$(', ')', '`', '((', '\\', '>', '<<EOF', 'A=1', '*', '[', '\n'), { maxLength: 12 })
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(
      line,
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map((inner) => `Bash(${inner})`),
        ),
        { maxLength: 4 },
      ),
      fc.constantFrom<Mode>('ask', 'accept edits', 'plan', 'skip permissions'),
      (text, deny, mode) => {
        expect(['allow', 'ask', 'deny']).toContain(verdict(text, { deny }, mode));
        expect(verdict(text, { deny: ['Bash'] }, mode)).toBe('deny');
      },
    ),
    { seed: 17, numRuns: 300 },
  );
});
