// A zip archive with one stored entry and a fixed date: the same bytes on every machine and in every time zone, which a library that asks for a date would not give.

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const little = (value: number, bytes: number): number[] => Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 0xff);

/** 1 January 1980, the first day that the format knows. */
const DATE = 0x21;

/** The archive's bytes. `name` is ASCII. */
export function storedZip(name: string, content: Uint8Array): Uint8Array {
  const letters = [...name].map((letter) => letter.charCodeAt(0));
  const common = [
    ...little(0, 2),
    ...little(0, 2),
    ...little(0, 2),
    ...little(DATE, 2),
    ...little(crc32(content), 4),
    ...little(content.length, 4),
    ...little(content.length, 4),
    ...little(letters.length, 2),
  ];
  const local = [...little(0x04034b50, 4), ...little(20, 2), ...common, ...little(0, 2), ...letters];
  const central = [...little(0x02014b50, 4), ...little(20, 2), ...little(20, 2), ...common, ...little(0, 12), ...little(0, 4), ...letters];
  const end = [
    ...little(0x06054b50, 4),
    ...little(0, 4),
    ...little(1, 2),
    ...little(1, 2),
    ...little(central.length, 4),
    ...little(local.length + content.length, 4),
    ...little(0, 2),
  ];
  const bytes = new Uint8Array(local.length + content.length + central.length + end.length);
  bytes.set(local, 0);
  bytes.set(content, local.length);
  bytes.set(central, local.length + content.length);
  bytes.set(end, local.length + content.length + central.length);
  return bytes;
}
