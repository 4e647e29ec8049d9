// The format of recorded sessions can be written and read again without a loss.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Case, formatCase, parseCase } from '../../src/headless/txtar.ts';

const TEXT = `# a plan, then an apply
# with an answer
$ terraform plan
Plan: 1 to add, 0 to change, 0 to destroy.

note
$ terraform apply
? yes
?
Apply complete!
$ terraform bogus
[exit 1]
-- main.tf --
resource "terraform_data" "a" {}

-- empty.txt --
`;

test('a case by its parts', () => {
  expect(parseCase(TEXT)).toEqual({
    comments: ['# a plan, then an apply', '# with an answer'],
    steps: [
      { cmd: 'terraform plan', input: [], out: 'Plan: 1 to add, 0 to change, 0 to destroy.\n\nnote', exit: 0 },
      { cmd: 'terraform apply', input: ['yes', ''], out: 'Apply complete!', exit: 0 },
      { cmd: 'terraform bogus', input: [], out: '', exit: 1 },
    ],
    files: [
      { name: 'main.tf', text: 'resource "terraform_data" "a" {}\n\n' },
      { name: 'empty.txt', text: '' },
    ],
  });
});

test('written again it is the same text', () => {
  expect(formatCase(parseCase(TEXT))).toBe(TEXT);
});

test('what is written can be read, whatever the case', () => {
  const plainLine = fc.stringMatching(/^[a-z ]{1,12}[a-z]$/);
  const made: fc.Arbitrary<Case> = fc.record({
    comments: fc.array(
      plainLine.map((line) => `# ${line}`),
      { maxLength: 2 },
    ),
    steps: fc.array(
      fc.record({
        cmd: plainLine,
        input: fc.array(fc.oneof(fc.constant(''), plainLine), { maxLength: 2 }),
        out: fc.array(plainLine, { maxLength: 3 }).map((lines) => lines.join('\n')),
        exit: fc.nat(3),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    files: fc.array(
      fc.record({ name: fc.stringMatching(/^[a-z]{1,8}\.tf$/), text: fc.array(plainLine, { maxLength: 3 }).map((lines) => lines.map((line) => `${line}\n`).join('')) }),
      { maxLength: 2 },
    ),
  });
  fc.assert(
    fc.property(made, (given) => {
      expect(parseCase(formatCase(given))).toEqual(given);
    }),
    { seed: 22, numRuns: 200 },
  );
});
