// A disk holds so much and no more; df, du and ls agree on what is taken.
import { expect, test } from 'vitest';
import { GIB, rootVolume } from '../../../src/machine/disk/volume.ts';
import { bench } from '../bench.ts';

const small = () => bench({ outside: { volume: () => ({ ...rootVolume(2), system: GIB }) } });
/** Bytes that `df` calls free. */
const free = (machine: ReturnType<typeof bench>) => Number(machine.type("df --block-size=1K / | awk 'NR==2 {print $4}'").trim()) * 1024;

test('what is written is what df misses', () => {
  const machine = small();
  const before = free(machine);
  machine.type('fallocate -l 100M filler; mkdir kept; truncate -s 50M kept/other');
  expect(before - free(machine)).toBe(150 * 1024 ** 2 + 4096);
  expect(machine.type('du -sm kept filler')).toBe('51\tkept\n100\tfiller\n');
  expect(machine.type("ls -l filler | awk '{print $5}'")).toBe('104857600\n');
  machine.type('rm -r filler kept');
  expect(free(machine)).toBe(before);
});

test('a full disk keeps what fits, and the program that writes says so', () => {
  const machine = small();
  expect(machine.type('dd if=/dev/zero of=filler bs=1M count=2000')).toMatch(
    /^dd: error writing 'filler': No space left on device\n102[34]\+0 records in\n102[34]\+0 records out\n/,
  );
  expect(machine.exit()).toBe(1);
  expect(free(machine)).toBeLessThan(4096);
  expect(machine.type('echo a line > note')).toBe('bash: echo: write error: No space left on device\n');
  expect(machine.type('ls -s note; wc -c < note')).toBe('0 note\n0\n');
  machine.type('truncate -s -8K filler');
  machine.type('seq 3000 > numbers');
  expect(machine.screen()).toContain('seq: write error: No space left on device\n');
  expect(machine.type('wc -c < numbers')).toBe('8192\n');
  expect(machine.type('cp filler again')).toBe("cp: error writing 'again': No space left on device\n");
  expect(machine.type('mkdir folder && echo made')).toMatch(/made|No space/);
});

test('a laptop and an instance have disks of their own', () => {
  expect(bench().type('df -h /')).toBe('Filesystem      Size  Used Avail Use% Mounted on\n/dev/nvme0n1p2  465G  113G  353G  25% /\n');
  expect(bench({ outside: { volume: () => rootVolume(8) } }).type('df -hT /')).toBe(
    'Filesystem     Type  Size  Used Avail Use% Mounted on\n/dev/nvme0n1p1 xfs   8.0G  1.6G  6.5G  20% /\n',
  );
});

test('bytes go through pipes', () => {
  const machine = bench();
  machine.type('seq 2000 > n; gzip -c n > n.gz; cat n.gz | gunzip | cmp - n && echo same');
  expect(machine.screen()).toContain('same\n');
  expect(machine.type('sha256sum < n.gz | cut -c1-64 | diff - <(sha256sum n.gz | cut -c1-64) && echo equal')).toBe('equal\n');
  expect(machine.type('seq 5 | gzip | base64 | base64 -d | zcat | tail -1')).toBe('5\n');
  expect(machine.type('[ "$(wc -c < n.gz)" = "$(stat -c %s n.gz)" ] && echo agreed')).toBe('agreed\n');
});
