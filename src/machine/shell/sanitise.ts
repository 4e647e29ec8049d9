// What may reach the terminal: text, line breaks, tabs, carriage returns and colours. A file cannot move the cursor or rename the window.

/** Removes control characters and escape sequences, all but SGR (colours and weights). */
export function sanitised(text: string): string {
  // Bytes that are no letters show as a terminal shows them.
  const letters = /[\udc80-\udcff]/.test(text) ? text.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, '\ufffd') : text;
  // Mostly there is nothing to take out: no control character but those that begin a colour.
  if (!/[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[[0-9;]*m)/.test(letters)) return letters;
  return letters
    .replace(/\x1b(\[[0-9;]*m)|\x1b\][\s\S]*?(?:\x07|\x1b\\)|\x1b[P^_X][\s\S]*?\x1b\\|\x1b\[[0-9;?<=>!]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g, (_, sgr: string | undefined) =>
      sgr ? `\x01${sgr}` : '',
    )
    .replace(/[\x00\x02-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]|\x01(?!\[[0-9;]*m)/g, '')
    .replaceAll('\x01', '\x1b');
}

/** Text without colours: what a person copies, what an agent reads. */
export const plain = (text: string): string => text.replace(/\x1b\[[0-9;]*m/g, '');
