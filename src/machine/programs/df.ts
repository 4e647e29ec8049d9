// df and lsblk: how much room the disks have.
import type { Process, Program } from '../program.ts';
import { humanSize } from './ls.ts';
import { readOptions } from './options.ts';

interface Row {
  readonly device: string;
  readonly type: string;
  /** KiB. */
  readonly size: number;
  readonly used: number;
  readonly on: string;
}

/** The file systems in memory that every Linux has, and the one on the disk. */
function mounted(process: Process): Row[] {
  const { volume, used } = process.volume();
  const xfs = volume.fileSystem === 'xfs';
  const [shared, run] = xfs ? [486_284, 194_516] : [8_056_320, 1_611_264];
  return [
    ...(xfs ? [{ device: 'devtmpfs', type: 'devtmpfs', size: 4096, used: 0, on: '/dev' }] : []),
    { device: 'tmpfs', type: 'tmpfs', size: shared, used: 0, on: '/dev/shm' },
    { device: 'tmpfs', type: 'tmpfs', size: run, used: xfs ? 2952 : 2140, on: '/run' },
    { device: `/dev/${volume.partition}`, type: volume.fileSystem, size: Math.floor(volume.size / 1024), used: Math.ceil(used / 1024), on: '/' },
  ];
}

export const df: Program = {
  name: 'df',
  summary: 'room on the disk',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'df',
      flags: 'ahHiklmPT',
      valued: 'Btx',
      long: {
        all: 'a',
        'human-readable': 'h',
        si: 'H',
        inodes: 'i',
        'print-type': 'T',
        portability: 'P',
        'type=': 't',
        'exclude-type=': 'x',
        local: 'l',
        total: 'total',
        'block-size=': 'B',
      },
      help: 'Usage: df [OPTION]... [FILE]...\nShow information about the file system on which each FILE resides,\nor all file systems by default.\n\n  -h, --human-readable  print sizes in powers of 1024 (e.g., 1023M)\n  -i, --inodes          list inode information instead of block usage\n  -T, --print-type      print file system type',
    });
    if (typeof options === 'number') return { exit: options };
    const all = mounted(process).filter((row) => (options.value('t') ?? row.type) === row.type && options.value('x') !== row.type);
    let status = 0;
    const rows = options.operands.length === 0 ? all : [];
    for (const path of options.operands) {
      const full = process.disk.resolve(path);
      const special =
        path.startsWith('/dev/') || path.startsWith('/run')
          ? all.find((row) => row.on !== '/' && (full === row.on || full.startsWith(`${row.on}/`) || full === row.device))
          : undefined;
      const row = special ?? all.at(-1);
      if ((process.disk.stat(path) || special || full === row?.device) && row) rows.push(row);
      else {
        process.err(`df: ${path}: No such file or directory\n`);
        status = 1;
      }
    }
    if (rows.length === 0) return { exit: status || 1 };
    const human = options.has('h') || options.has('H');
    const mega = options.has('m');
    const count = (kib: number): string => (human ? humanSize(kib * 1024) : String(Math.ceil(kib / (mega ? 1024 : 1))));
    const inodes = options.has('i');
    // A file of its own for every 16 KiB, as file systems are made.
    const cells = rows.map((row) => {
      const [size, used] = inodes ? [Math.floor(row.size / 16), Math.ceil(row.used / 64)] : [row.size, row.used];
      const shown = inodes ? (human ? (value: number) => humanSize(value) : String) : count;
      const free = size - used;
      return [row.device, ...(options.has('T') ? [row.type] : []), shown(size), shown(used), shown(free), size === 0 ? '-' : `${Math.ceil((used / size) * 100)}%`, row.on];
    });
    const head = inodes
      ? ['Inodes', 'IUsed', 'IFree', 'IUse%']
      : [human ? 'Size' : mega ? '1M-blocks' : options.has('P') ? '1024-blocks' : '1K-blocks', 'Used', human ? 'Avail' : 'Available', options.has('P') ? 'Capacity' : 'Use%'];
    const table = [['Filesystem', ...(options.has('T') ? ['Type'] : []), ...head, 'Mounted on'], ...cells];
    const least = [14, ...(options.has('T') ? [4] : []), ...(human || inodes ? [5, 5, 5, 4] : [5, 5, 5, 4]), 0];
    const widths = least.map((width, column) => Math.max(width, ...table.map((row) => row[column]?.length ?? 0)));
    const left = options.has('T') ? 2 : 1;
    const line = (row: readonly string[]) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' ');
    process.out(table.map((row) => `${line(row)}\n`).join(''));
    return { exit: status };
  },
};

export const lsblk: Program = {
  name: 'lsblk',
  summary: 'the disks of this machine',
  start(process, argv) {
    const options = readOptions(process, argv, {
      name: 'lsblk',
      flags: 'abdfimnprst',
      valued: 'o',
      help: '\nUsage:\n lsblk [options] [<device> ...]\n\nList information about block devices.\n',
    });
    if (typeof options === 'number') return { exit: options };
    const { volume } = process.volume();
    const boot = 512 * 1024 * 1024;
    const size = (bytes: number) => (options.has('b') ? String(bytes) : humanSize(bytes).replace('.0', ''));
    const row = (name: string, number: string, bytes: number, type: string, on: string) =>
      `${name.padEnd(13)} ${number.padStart(7)} ${'0'.padStart(2)} ${size(bytes).padStart(6)} ${'0'.padStart(2)} ${type} ${on}`.trimEnd();
    const other = volume.fileSystem === 'xfs' ? ['nvme0n1p128', 10 * 1024 * 1024] : ['nvme0n1p1', boot];
    const parts = [
      row(`├─${volume.partition}`, volume.fileSystem === 'xfs' ? '259:1' : '259:2', volume.size - Number(other[1]), 'part', '/'),
      row(`└─${other[0]}`, volume.fileSystem === 'xfs' ? '259:3' : '259:1', Number(other[1]), 'part', '/boot/efi'),
    ];
    const sorted =
      volume.fileSystem === 'xfs' ? parts : [row(`├─${other[0]}`, '259:1', boot, 'part', '/boot/efi'), row(`└─${volume.partition}`, '259:2', volume.size - boot, 'part', '/')];
    process.out(
      `${['NAME'.padEnd(13), 'MAJ:MIN', 'RM', '  SIZE', 'RO', 'TYPE', 'MOUNTPOINTS'].join(' ')}\n${row(volume.device, '259:0', volume.size, 'disk', '')}\n${options.has('d') ? '' : sorted.map((line) => `${line}\n`).join('')}`,
    );
    return { exit: 0 };
  },
};
