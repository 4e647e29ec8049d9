import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendar, instant } from '../../../src/engine/clock.ts';
import { hex, md5, sha256 } from '../../../src/engine/digest.ts';
import { fromBase64, toBase64 } from '../../../src/machine/disk/base64.ts';
import { DiskError } from '../../../src/machine/disk/disk.ts';
import { emptyDisk, viewOf } from '../../../src/machine/disk/view.ts';
import { readGzip, readTar, writeGzip, writeTar } from '../../../src/machine/programs/archive/tar.ts';
import { readZip, writeZip } from '../../../src/machine/programs/archive/zip.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof DiskError) return error.code;
    throw error;
  }
  return 'fine';
};

test('errors are those of the system calls', () => {
  const view = viewOf(emptyDisk(0), '/', 5);
  view.makeFolder('/a');
  view.write('/a/file', 'text');
  expect(view.stat('/a/file')).toEqual({ type: 'file', text: 'text', mode: 0o644, mtime: 5 });
  expect(codeOf(() => view.read('/nothing'))).toBe('ENOENT');
  expect(codeOf(() => view.read('/a'))).toBe('EISDIR');
  expect(codeOf(() => view.read('/a/file/x'))).toBe('ENOTDIR');
  expect(codeOf(() => view.makeFolder('/a'))).toBe('EEXIST');
  expect(codeOf(() => view.remove('/a'))).toBe('ENOTEMPTY');
  expect(codeOf(() => view.write('/b/c', ''))).toBe('ENOENT');
  view.setMode('/a/file', 0o200);
  expect(codeOf(() => view.read('/a/file'))).toBe('EACCES');
  expect(codeOf(() => viewOf({ '/': { type: 'folder', mode: 0o755, mtime: 0 } }, '/', 0, { owned: ['/home'] }).write('/x', ''))).toBe('EACCES');
});

test('a folder is renamed with all that is in it', () => {
  const view = viewOf(emptyDisk(0), '/', 5);
  view.makeFolder('/a/b', { parents: true });
  view.write('/a/b/c', '1');
  view.rename('/a', '/z');
  expect(view.stat('/a')).toBe(null);
  expect(view.read('/z/b/c')).toBe('1');
});

const bytes = fc.uint8Array({ maxLength: 300 });

test('bytes survive base64, the disk, zip, tar and gzip; digests agree with the platform', () => {
  fc.assert(
    fc.property(bytes, (data) => {
      expect(fromBase64(toBase64(data))).toEqual(data);
      const view = viewOf(emptyDisk(0), '/', 0);
      view.write('/f', data);
      expect(view.readBytes('/f')).toEqual(data);
      const at = instant(2026, 2, 26, 22, 4, 8);
      const zipped = readZip(writeZip([{ name: 'a/f', bytes: data, local: at, mode: 0o640 }], calendar), instant);
      expect(zipped?.[0]).toMatchObject({ name: 'a/f', bytes: data, local: at, mode: 0o640 });
      const tarred = readTar(readGzip(writeGzip(writeTar([{ name: 'a/f', folder: false, bytes: data, mode: 0o640, mtime: at }], 'you'), at)) ?? new Uint8Array());
      expect(tarred).toEqual([{ name: 'a/f', folder: false, bytes: data, mode: 0o640, mtime: at }]);
      expect(hex(md5(data))).toBe(createHash('md5').update(data).digest('hex'));
      expect(hex(sha256(data))).toBe(createHash('sha256').update(data).digest('hex'));
    }),
    { seed: 11, numRuns: 60 },
  );
});
