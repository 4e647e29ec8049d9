// How many columns a text takes: East Asian wide and ambiguous characters take two, as the CLI's table counts them.

const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const AMBIGUOUS = /[\u00a1\u00a4\u00a7\u00a8\u00aa\u00ad\u00ae\u00b0-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00c6\u00d0\u00d7\u00d8\u00de-\u00e1\u00e6\u00e8-\u00ea\u00ec\u00ed\u00f0\u00f2\u00f3\u00f7-\u00fa\u00fc\u00fe\u2010\u2013-\u2016\u2018\u2019\u201c\u201d\u2020-\u2022\u2024-\u2027\u2030\u2032\u2033\u2035\u203b\u203e\u20ac\u2103\u2116\u2121\u2122\u2190-\u2199\u2200-\u22ff\u2500-\u257f\u25a0-\u25ff\u2600-\u266f]/u;

export function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += WIDE.test(character) || AMBIGUOUS.test(character) ? 2 : 1;
  return columns;
}
