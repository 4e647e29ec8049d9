// --output json: four spaces, `[]` and `{}` inline, no escaping beyond JSON's own.

/** The text without the newline at its end. */
export function json(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) {
    if (!value.length) return '[]';
    return `[\n${value.map((item) => `${indent}    ${json(item, `${indent}    `)}`).join(',\n')}\n${indent}]`;
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (!entries.length) return '{}';
    return `{\n${entries.map(([key, item]) => `${indent}    ${JSON.stringify(key)}: ${json(item, `${indent}    `)}`).join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}
