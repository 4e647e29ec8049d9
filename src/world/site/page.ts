// The course page that the application answers with: small, real HTML.

const entities = (text: string) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** `194321` -> `194,321` */
const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** The page for a host, with the number of answers when the application has a database. */
export function coursePage(host: string, rows: number | null): string {
  const answers = rows === null ? '' : `\n    <p><strong>${grouped(rows)}</strong> answers submitted</p>`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Courses</title>
  </head>
  <body>
    <h1>Courses</h1>
    <p>${entities(host)}</p>${answers}
    <p><a href="/homework/">Submit your homework</a></p>
  </body>
</html>
`;
}
