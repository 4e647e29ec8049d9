// What the computers reach beyond themselves: the cloud's door, other machines, the simulated internet.
import { call, replyTo } from '../aws/call.ts';
import { reachesFromOutside, reachesWithin } from '../aws/ec2/reach.ts';
import type { Wanted } from '../aws/ec2/security-group-rule.ts';
import type { Machine } from '../machine/machine.ts';
import type { CloudReply } from '../machine/program.ts';
import type { Outside } from '../machine/terminal.ts';
import { ADDRESS, faceOf, volumeFor } from './hosted.ts';
import { accountOf } from './measure.ts';
import { serversFor } from './postgres.ts';
import { PROGRAMS } from './programs.ts';
import { fetchSite, resolveSite } from './site.ts';
import type { World } from './world.ts';

export function outsideOf(world: World): Outside {
  return {
    programs: PROGRAMS,
    cloud: (request): CloudReply =>
      (request.pending
        ? replyTo(world.cloud, world.time, request.pending)
        : call(world.cloud, world.time, {
            service: request.service,
            operation: request.operation,
            params: request.params,
            region: request.region,
            accessKeyId: request.accessKeyId,
            ...(request.signature ? { signature: request.signature } : {}),
            sourceIp: ADDRESS,
            userAgent: request.userAgent,
          })) as CloudReply,
    fetch: (url) => fetchSite(world.cloud, url, world.time.now),
    databases: (machine) => serversFor(world, machine),
    reachable: (from, host, wanted) => reach(world, from, host, wanted),
    volume: (machine) => volumeFor(world, machine.name),
    resolve: (name) => resolveSite(world.cloud, name, world.time.now),
  };
}

/** Laptops stand side by side; a hosted machine is reached by its name or an address of its own, while it runs, if the network lets packets through. */
function reach(world: World, from: string, host: string, wanted: Wanted): { readonly machine: string; readonly open: boolean } | null {
  for (const machine of Object.values(world.computers.machines) as Machine[]) {
    const hosted = world.setting.hosted[machine.name];
    if (!hosted) {
      if (host === machine.name || host === machine.hostname || host === `${machine.hostname}.local`) return { machine: machine.name, open: true };
      continue;
    }
    const face = faceOf(world, machine.name);
    if (!face) continue;
    const own = faceOf(world, from);
    const view = { cloud: world.cloud, account: accountOf(world), region: world.setting.region, time: world.time };
    const near = own?.vpcId === face.vpcId;
    if (host === face.privateIp && own) return { machine: machine.name, open: near && reachesWithin(view, own, face, wanted) };
    if (host !== machine.name && host !== face.association?.publicIp) continue;
    const outside = reachesFromOutside(view, own ? (own.association?.publicIp ?? '') : ADDRESS, face, wanted);
    return { machine: machine.name, open: outside || (near && host === machine.name && reachesWithin(view, own, face, wanted)) };
  }
  return null;
}
