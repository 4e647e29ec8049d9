// Colours of a terminal, or none: what every printer here writes with, so that no printer asks whether it may.

/** Writes text with ANSI attributes when `color` is on; otherwise the text alone. */
export interface Ink {
  readonly color: boolean;
  bold(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  gray(text: string): string;
  underline(text: string): string;
}

const wrap =
  (...codes: number[]) =>
  (text: string): string =>
    text === '' ? '' : `${codes.map((code) => `\x1b[${code}m`).join('')}${text}\x1b[0m`;

const plain = (text: string): string => text;

const COLORED: Ink = { color: true, bold: wrap(1), red: wrap(31), green: wrap(32), yellow: wrap(33), cyan: wrap(36), gray: wrap(90), underline: wrap(4) };
const PLAIN: Ink = { color: false, bold: plain, red: plain, green: plain, yellow: plain, cyan: plain, gray: plain, underline: plain };

export const inkFor = (color: boolean): Ink => (color ? COLORED : PLAIN);
