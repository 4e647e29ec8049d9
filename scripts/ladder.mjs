// The ladder of folders: a folder imports only from folders above it in the list, and everything down to `views` is pure.
// Prints a sentence per violation that says what to do, and exits with 1 when there is one.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';

export const LADDER = ['engine', 'aws', 'terraform', 'provider-aws', 'machine', 'world', 'guardrails', 'agent', 'lesson', 'whatif', 'views', 'app', 'ui', 'headless'];
const PURE = LADDER.slice(0, LADDER.indexOf('app'));
/** Packages that code below `app` may use: pure and synchronous ones. */
const PURE_PACKAGES = ['immer', 'unbash', 'fflate', 'yaml', 'zod', 'diff'];
const IMPURE_GLOBALS = new Set([
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'requestAnimationFrame',
  'requestIdleCallback',
  'queueMicrotask',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'Worker',
  'crypto',
  'window',
  'document',
  'navigator',
  'location',
  'history',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'caches',
  'process',
  'Buffer',
  'require',
  'globalThis',
  'console',
  'alert',
  'Intl',
  'WeakRef',
  'FinalizationRegistry',
  'eval',
  'Function',
]);
const IMPURE_MEMBERS = new Set(['Math.random', 'Object.prototype.toLocaleString']);
const LOCALE_METHODS = new Set(['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'toLocaleLowerCase', 'toLocaleUpperCase']);

/** Walks an ESTree, calling `visit(node, parent, key)`. */
function walk(node, visit, parent = null, key = '') {
  if (!node || typeof node.type !== 'string') return;
  visit(node, parent, key);
  for (const name of Object.keys(node)) {
    const child = node[name];
    if (Array.isArray(child)) for (const item of child) walk(item, visit, node, name);
    else if (child && typeof child === 'object' && typeof child.type === 'string') walk(child, visit, node, name);
  }
}

const isType = (node) =>
  /^TS/.test(node.type) && !['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSEnumDeclaration', 'TSInstantiationExpression'].includes(node.type);

/** Names bound anywhere in a file: a local `history` is not the browser's. */
function boundNames(tree) {
  const names = new Set();
  const bind = (pattern) => {
    if (!pattern) return;
    if (pattern.type === 'Identifier') names.add(pattern.name);
    else if (pattern.type === 'ObjectPattern') for (const property of pattern.properties) bind(property.value ?? property.argument);
    else if (pattern.type === 'ArrayPattern') pattern.elements.forEach(bind);
    else if (pattern.type === 'AssignmentPattern') bind(pattern.left);
    else if (pattern.type === 'RestElement') bind(pattern.argument);
    else if (pattern.type === 'TSParameterProperty') bind(pattern.parameter);
  };
  walk(tree, (node) => {
    if (node.type === 'VariableDeclarator') bind(node.id);
    if (/Function/.test(node.type)) {
      bind(node.id);
      for (const parameter of node.params?.items ?? node.params ?? []) bind(parameter);
    }
    if (node.type === 'CatchClause') bind(node.param);
    if (node.type === 'ClassDeclaration') bind(node.id);
    if (/^Import.*Specifier$/.test(node.type)) bind(node.local);
  });
  return names;
}

/** Violations in one source file. `path` is relative to the project's root, such as `src/aws/call.ts`. */
export function violations(path, text) {
  const folder = /^src\/([^/]+)\//.exec(path)?.[1];
  if (!folder) return [];
  const rung = LADDER.indexOf(folder);
  const found = [];
  const tree = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' });
  const at = (node) => `${path}:${text.slice(0, node.start).split('\n').length}`;
  if (rung < 0) return [`${path}: folder src/${folder} has no place in the ladder. Put the file where it belongs, or give the folder a place in scripts/ladder.mjs and say why.`];
  const pure = PURE.includes(folder);
  const checkImport = (node, source) => {
    if (source.startsWith('.')) {
      const target = normalize(join(dirname(path), source)).replaceAll('\\', '/');
      const other = /^src\/([^/]+)\//.exec(target)?.[1];
      if (!other) {
        if (pure && !/^scenarios\//.test(target)) found.push(`${at(node)}: imports ${source}, outside src. Code below app takes such things as arguments.`);
        return;
      }
      if (other === folder) return;
      const otherRung = LADDER.indexOf(other);
      if (otherRung < 0) found.push(`${at(node)}: imports src/${other}, which has no place in the ladder.`);
      else if (folder === 'headless') return;
      else if (otherRung > rung)
        found.push(`${at(node)}: ${folder} imports ${other}, which is further down the ladder. Move what both need up to ${folder} or above, or pass it in as an argument.`);
      else if (folder === 'terraform' && other === 'aws')
        found.push(`${at(node)}: terraform imports aws. Terraform knows no cloud: what it needs goes through terraform/provider.ts and is supplied by provider-aws.`);
      else if (folder === 'ui' && !['app', 'views'].includes(other))
        found.push(`${at(node)}: ui imports ${other}. The screen knows only app and views: add what it needs to views as plain data.`);
      return;
    }
    const name = source.startsWith('@') ? source.split('/').slice(0, 2).join('/') : source.split('/')[0];
    if (pure && !PURE_PACKAGES.includes(name))
      found.push(
        `${at(node)}: ${folder} imports the package ${name}. Below app only pure, synchronous packages are allowed (${PURE_PACKAGES.join(', ')}): move the use to app, or add the package to the list with a reason.`,
      );
    if (!pure && folder !== 'headless' && (source.startsWith('node:') || name === 'fs'))
      found.push(`${at(node)}: ${folder} imports ${source}, which no browser has. Only headless runs in Node.`);
  };
  const bound = boundNames(tree);
  const skipped = new Set();
  walk(tree, (node, parent, key) => {
    if (parent && skipped.has(parent)) skipped.add(node);
    if (isType(node)) skipped.add(node);
    if ((node.type === 'ImportDeclaration' || node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration') && node.source) checkImport(node, node.source.value);
    if (node.type === 'ImportExpression' && node.source.type === 'Literal') checkImport(node, String(node.source.value));
    if (!pure || skipped.has(node)) return;
    if (node.type === 'ImportExpression')
      found.push(`${at(node)}: a dynamic import is asynchronous. Below app everything is synchronous: import at the top, or load it in app and pass it in.`);
    if (node.type === 'AwaitExpression' || (/Function/.test(node.type) && node.async))
      found.push(`${at(node)}: asynchronous code in ${folder}. Below app a wait is plain data (a job, or a program's wait): no promise.`);
    if (node.type === 'MemberExpression' && !node.computed && node.object.type === 'Identifier' && IMPURE_MEMBERS.has(`${node.object.name}.${node.property.name}`)) {
      found.push(`${at(node)}: ${node.object.name}.${node.property.name} in ${folder}. Draw from the world's seeded chance instead (engine/chance.ts).`);
    }
    if (node.type === 'MemberExpression' && !node.computed && LOCALE_METHODS.has(node.property.name))
      found.push(`${at(node)}: ${node.property.name} depends on the host's locale. Format by hand.`);
    if (node.type === 'Identifier' && IMPURE_GLOBALS.has(node.name) && !bound.has(node.name)) {
      const isName =
        (parent?.type === 'MemberExpression' && key === 'property' && !parent.computed) ||
        ((parent?.type === 'Property' || /Method|PropertyDefinition|Accessor/.test(parent?.type ?? '')) && key === 'key' && !parent.computed && !parent.shorthand) ||
        /^(Labeled|Break|Continue)/.test(parent?.type ?? '') ||
        /Specifier$/.test(parent?.type ?? '');
      // Grapheme clusters are the same on every host; the rest of Intl is not.
      const segmenter = node.name === 'Intl' && parent?.type === 'MemberExpression' && parent.property?.name === 'Segmenter';
      if (!isName && !segmenter)
        found.push(
          `${at(node)}: ${node.name} in ${folder}. Below app the world is sealed: time is engine/clock.ts and timeline.now, chance is engine/chance.ts, anything of the host is handed in by app or headless.`,
        );
    }
  });
  return found;
}

/** All source files below a folder, relative to the root. */
export function sources(root, folder = 'src') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((item) =>
    item.isDirectory() ? sources(root, `${folder}/${item.name}`) : /\.tsx?$/.test(item.name) ? [`${folder}/${item.name}`] : [],
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = sources(root);
  const found = files.flatMap((path) => violations(path, readFileSync(join(root, path), 'utf8')));
  for (const sentence of found) console.error(sentence);
  console.log(`ladder: ${files.length} files, ${found.length} violations (${relative(process.cwd(), root) || '.'})`);
  process.exit(found.length || !files.length ? 1 : 0);
}
