// YAML read as Python reads it: one document, whole floats stay floats.
import { isScalar, parseDocument, visit } from 'yaml';
import { Float } from './python.ts';
import { JsonProblem } from './read-json.ts';

/** The value of a YAML text; an empty one is null. Throws `JsonProblem`. */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' });
  if (document.errors.length) throw new JsonProblem(document.errors[0]?.message);
  visit(document, (_, node) => {
    if (isScalar(node) && typeof node.value === 'number' && /[.eE]/.test(node.source ?? '') && !/^0[xo]/.test(node.source ?? '')) node.value = new Float(node.value);
  });
  return document.toJS() ?? null;
}
