// Which computers are instances in the account, and from where the others call.
import { peek } from '../aws/cloud.ts';
import { INSTANCES as EC2_INSTANCES, publicIpOf } from '../aws/ec2/instance.ts';
import { INTERFACES, type NetworkInterface } from '../aws/ec2/interface.ts';
import { VOLUMES } from '../aws/ec2/volume.ts';
import { type Volume as DiskVolume, LAPTOP, rootVolume } from '../machine/disk/volume.ts';
import { accountOf } from './measure.ts';
import type { World } from './world.ts';

/** The running EC2 instance that a machine is, by its Name tag; null when it is not hosted or not running. */
export function hostOf(world: World, machine: string): { readonly id: string; readonly publicIp: string | null; readonly interfaceId: string | null } | null {
  const name = world.setting.hosted[machine];
  if (!name) return null;
  const found = Object.values(peek(accountOf(world), world.setting.region, EC2_INSTANCES)).find(
    (instance) => instance.state === 'running' && (instance.tags.Name ?? '').includes(name),
  );
  return found
    ? {
        id: found.id,
        interfaceId: found.interfaceId,
        publicIp: publicIpOf({ cloud: world.cloud, account: accountOf(world), region: world.setting.region, time: world.time }, found),
      }
    : null;
}

/** The network interface behind which a hosted machine runs; null when it does not run. */
export function faceOf(world: World, machine: string): Readonly<NetworkInterface> | null {
  const id = hostOf(world, machine)?.interfaceId;
  return id ? (peek(accountOf(world), world.setting.region, INTERFACES)[id] ?? null) : null;
}

/** What a machine's disk lies on: a laptop's own, or the root volume of the instance that it is, of the size that it has in the account. */
export function volumeFor(world: World, machine: string): DiskVolume {
  if (!world.setting.hosted[machine]) return LAPTOP;
  const host = hostOf(world, machine);
  const account = accountOf(world);
  const { region } = world.setting;
  const instance = host && peek(account, region, EC2_INSTANCES)[host.id];
  const root = instance?.volumeIds.map((id) => peek(account, region, VOLUMES)[id]).find((volume) => volume?.attachment?.device === instance.rootDevice);
  return rootVolume(root?.size ?? 8);
}

/** The address from which laptops call, as CloudTrail shows it. */
export const ADDRESS = '198.51.100.24';
