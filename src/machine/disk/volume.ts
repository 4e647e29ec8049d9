// The block device that a machine's disk lies on: how much it holds, and how much of that the system takes that nobody here looks into.
import { glance } from '../../engine/draft.ts';
import type { Disk } from './disk.ts';
import { sizeOf } from './size.ts';

export interface Volume {
  /** As the kernel names it: `nvme0n1`. */
  readonly device: string;
  /** The partition with the file system: `nvme0n1p2`. */
  readonly partition: string;
  readonly fileSystem: 'ext4' | 'xfs';
  /** Bytes. */
  readonly size: number;
  /** Bytes that the system and what is installed take. */
  readonly system: number;
}

export const GIB = 1024 ** 3;

/** A laptop with half a terabyte, after some years of work. */
export const LAPTOP: Volume = { device: 'nvme0n1', partition: 'nvme0n1p2', fileSystem: 'ext4', size: 465 * GIB, system: 112 * GIB };

/** The root volume of an instance, of so many GiB, with an Amazon Linux on it. */
export const rootVolume = (gibibytes: number): Volume => ({ device: 'nvme0n1', partition: 'nvme0n1p1', fileSystem: 'xfs', size: gibibytes * GIB, system: Math.round(1.58 * GIB) });

const BLOCK = 4096;

/** Bytes that an entry takes, in whole blocks. */
export const blocksOf = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

/** Bytes that are taken on a volume. */
export function usedOf(disk: Disk, volume: Volume): number {
  let sum = volume.system;
  const entries = glance(disk);
  for (const path in entries) {
    const entry = entries[path];
    if (entry) sum += blocksOf(sizeOf(entry));
  }
  return sum;
}

/** Bytes that are free: never less than none. */
export const freeOf = (disk: Disk, volume: Volume): number => Math.max(0, volume.size - usedOf(disk, volume));
