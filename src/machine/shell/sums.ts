// Why a text is no arithmetic expression, in bash's words. unbash reads such texts in its own forgiving way.

const TOKEN = /\s*(?:(\d+#[\w@]+|0[xX][0-9A-Fa-f]+|\d+|[A-Za-z_]\w*(?:\[[^\]]*\])?)|(\*\*=?|<<=?|>>=?|&&|\|\||[-+*/%&|^<>=!]=|\+\+|--|[-+*/%<>=!~&|^?:,()])|(\S))/gy;

/** `syntax error: operand expected (error token is "+ ")`, or null when nothing is wrong. Texts with expansions in them are not judged. */
export function arithmeticProblem(text: string): string | null {
  if (/[$`"'\\]/.test(text)) return null;
  let operand = true;
  let depth = 0;
  let last = 0;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) break;
    const [whole, value, operator, strange] = match;
    const at = from + (whole.length - whole.trimStart().length);
    const rest = text.slice(at);
    if (strange !== undefined)
      return operand ? `syntax error: operand expected (error token is "${rest}")` : `syntax error: invalid arithmetic operator (error token is "${rest}")`;
    if (value !== undefined) {
      if (!operand) return `syntax error in expression (error token is "${rest}")`;
      operand = false;
    } else if (operator === '(') {
      if (!operand) return `syntax error in expression (error token is "${rest}")`;
      depth++;
    } else if (operator === ')') {
      if (operand) return `syntax error: operand expected (error token is "${rest}")`;
      if (--depth < 0) return `syntax error in expression (error token is "${rest}")`;
    } else if (operand ? !/^(?:[-+!~]|\+\+|--)$/.test(operator ?? '') : /^[!~]$/.test(operator ?? '')) {
      return operand ? `syntax error: operand expected (error token is "${rest}")` : `syntax error in expression (error token is "${rest}")`;
    } else operand = !(operator === '++' || operator === '--') || operand;
    last = at;
  }
  const left = text.slice(last);
  if (text.trim() !== '' && operand) return `syntax error: operand expected (error token is "${left}")`;
  return depth > 0 ? `missing \`)' (error token is "${left}")` : null;
}
