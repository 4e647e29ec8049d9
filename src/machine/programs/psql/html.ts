// Results as HTML (`\H`, `-H`).
import type { Sheet, Style } from './table.ts';

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br />\n')
    .replace(/^ +/gm, (spaces) => '&nbsp;'.repeat(spaces.length));
const cellText = (text: string): string => (text.trim() === '' ? '&nbsp; ' : escaped(text));

/** A result as a table; with expanded display a record is a group of rows with a heading. */
export function htmlSheet(sheet: Sheet, style: Style): string {
  const lines = [`<table border="${style.border}">`];
  if (sheet.title && !style.tuplesOnly) lines.push(`  <caption>${escaped(sheet.title)}</caption>`);
  const cell = (value: string | null, right: boolean) => `    <td align="${right ? 'right' : 'left'}">${cellText(value ?? style.nullText)}</td>`;
  if (style.expanded === 'on') {
    for (const [index, row] of sheet.rows.entries()) {
      lines.push('', style.tuplesOnly ? '  <tr><td colspan="2">&nbsp;</td></tr>' : `  <tr><td colspan="2" align="center">Record ${index + 1}</td></tr>`);
      for (const [at, column] of sheet.columns.entries()) lines.push('  <tr valign="top">', `    <th>${escaped(column.name)}</th>`, cell(row[at] ?? null, column.right), '  </tr>');
    }
  } else {
    if (!style.tuplesOnly) lines.push('  <tr>', ...sheet.columns.map(({ name }) => `    <th align="center">${escaped(name)}</th>`), '  </tr>');
    for (const row of sheet.rows) lines.push('  <tr valign="top">', ...row.map((value, at) => cell(value, sheet.columns[at]?.right ?? false)), '  </tr>');
  }
  lines.push('</table>');
  const foot = style.tuplesOnly || !style.footer || style.expanded === 'on' ? [] : (sheet.footers ?? [`(${sheet.rows.length} row${sheet.rows.length === 1 ? '' : 's'})`]);
  const below = foot.length > 0 ? `<p>${foot.map((line) => `${escaped(line)}<br />\n`).join('')}</p>\n` : '';
  return `${lines.join('\n')}\n${below}`;
}
