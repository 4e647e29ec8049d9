import { expect, test } from 'vitest';
import { toHtml } from '../../src/ui/parts/Markdown.tsx';

test('no markup of the text survives', () => {
  expect(toHtml('<img src=x onerror=alert(1)>')).not.toMatch(/<img/);
  expect(toHtml('<script>alert(1)</script>')).not.toMatch(/<script/);
  expect(toHtml('[x](javascript:alert(1))')).not.toMatch(/javascript:/);
  expect(toHtml('![words](https://example.org/a.png)')).toBe('<p>words</p>');
});

test('links leave in a new tab and tell nothing of where from', () => {
  expect(toHtml('[a](https://example.org)')).toContain('target="_blank" rel="noreferrer noopener"');
});
