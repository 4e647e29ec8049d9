// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of the language under test.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSource } from '../../../src/terraform/hcl/format.ts';
import { blocksOf } from '../../../src/terraform/hcl/json.ts';
import { parseConfig, parseExpression, parseJsonConfig } from '../../../src/terraform/hcl/parse.ts';
import { drawDiagnostic } from '../../../src/terraform/print/diagnostic.ts';
import { diagnosticJson } from '../../../src/terraform/print/json-diagnostic.ts';
import { shown } from '../lang/evaluating.ts';

test('columns count characters, bytes count bytes', () => {
  const { body } = parseConfig('m', 'a = "Grüße 👋🏽" # c\nb = x.y[0]\n');
  const [a, b] = body.attributes;
  expect(a?.expression.range.end).toEqual({ line: 1, column: 14, byte: 22 });
  expect(b?.nameRange.start).toEqual({ line: 2, column: 1, byte: 27 });
});

test('a problem is shown with its block, its lines and its values', () => {
  const text = 'resource "a" "b" {\n  c = 1 +\n}\n';
  const { diagnostics } = parseConfig('main.tf', text);
  expect(drawDiagnostic(diagnostics[0]!, () => text).replace(/ +$/gm, '')).toBe(
    '╷\n│ Error: Invalid expression\n│\n│   on main.tf line 2, in resource "a" "b":\n│    2:   c = 1 +\n│    3: }\n│\n│ Expected the start of an expression, but found an invalid expression token.\n╵\n',
  );
  expect(diagnosticJson(diagnostics[0]!, () => text)).toMatchObject({
    snippet: { context: 'resource "a" "b"', start_line: 2, highlight_start_offset: 9, highlight_end_offset: 10 },
  });
});

test('JSON syntax gives blocks with labels, and reads attributes as blocks on demand', () => {
  const text = '{"resource":{"t":{"a":{"tags":{"x":"${1 + 1}"},"rule":[{"p":1},{"p":2}]}}},"output":{"o":{"value":3}}}';
  const { body, diagnostics } = parseJsonConfig('m.tf.json', text);
  expect(diagnostics).toEqual([]);
  expect(body.blocks.map((block) => [block.type, ...block.labels])).toEqual([
    ['resource', 't', 'a'],
    ['output', 'o'],
  ]);
  const rule = body.blocks[0]!.body.attributes.find((attribute) => attribute.name === 'rule')!;
  expect(blocksOf(rule).map((block) => block.body.attributes[0]!.name)).toEqual(['p', 'p']);
});

test('the standard style', () => {
  const ugly = 'variable v {\n type="list"\n}\nlocals{\na="${x.y}" # one\n  long=[for k,v in {a=1}:k if v>0]\n}\n';
  const nice = 'variable "v" {\n  type = list(string)\n}\nlocals {\n  a    = x.y # one\n  long = [for k, v in { a = 1 } : k if v > 0]\n}\n';
  expect(formatSource(ugly)).toBe(nice);
  expect(formatSource(nice)).toBe(nice);
});

const pieces = [
  'a',
  'local',
  '.',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '"',
  '${',
  '%{',
  '}',
  '~',
  'for',
  'in',
  'if',
  ':',
  '=>',
  '...',
  ',',
  '=',
  '+',
  '-',
  '*',
  '1',
  '2.5',
  '\n',
  ' ',
  '<<EOT\n',
  'EOT\n',
  '?',
  '!',
  '&&',
  'null',
  'endif',
  '\\',
  '$',
  '#',
  '/*',
  'é',
  '👋',
  ';',
  '`',
  'upper',
  '::',
];

test('no text makes the parser or the evaluator break or hang', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (list) => {
      const text = list.join('');
      parseConfig('m', text);
      expect(typeof shown(text)).toBe('string');
      formatSource(text);
    }),
    { seed: 7, numRuns: 1500 },
  );
});

test('deep nesting is an error, not a crash', () => {
  for (const text of ['['.repeat(20000), '('.repeat(20000), '-'.repeat(20000), '"${'.repeat(5000), `a${'.b'.repeat(20000)}`, '!'.repeat(20000)]) {
    expect(parseExpression('m', text)).toBeDefined();
  }
  expect(parseJsonConfig('m.json', '['.repeat(20000)).diagnostics.length).toBeGreaterThan(0);
});
