// What the computers reach beyond themselves: the cloud's door, other machines, the simulated internet.
import { call } from '../aws/call.ts';
import type { Machine } from '../machine/machine.ts';
import type { CloudReply } from '../machine/program.ts';
import type { Outside } from '../machine/terminal.ts';
import { ADDRESS, hostOf } from './hosted.ts';
import { serversFor } from './postgres.ts';
import { PROGRAMS } from './programs.ts';
import { fetchSite, resolveSite } from './site.ts';
import type { World } from './world.ts';

export function outsideOf(world: World): Outside {
  return {
    programs: PROGRAMS,
    cloud: (request): CloudReply =>
      call(world.cloud, world.time, {
        service: request.service,
        operation: request.operation,
        params: request.params,
        region: request.region,
        accessKeyId: request.accessKeyId,
        ...(request.signature ? { signature: request.signature } : {}),
        sourceIp: ADDRESS,
        userAgent: request.userAgent,
      }) as CloudReply,
    fetch: (url) => fetchSite(world.cloud, url, world.time.now),
    databases: (machine) => serversFor(world, machine),
    reachable: (from, host) => reach(world, from, host),
    resolve: (name) => resolveSite(world.cloud, name, world.time.now),
  };
}

/** Laptops stand side by side; a hosted machine is reached by its name or its public address, while it runs. */
function reach(world: World, _from: string, host: string): string | null {
  for (const machine of Object.values(world.computers.machines) as Machine[]) {
    const hosted = world.setting.hosted[machine.name];
    if (!hosted) {
      if (host === machine.name || host === machine.hostname || host === `${machine.hostname}.local`) return machine.name;
      continue;
    }
    const at = hostOf(world, machine.name);
    if (at && (host === machine.name || host === at.publicIp)) return machine.name;
  }
  return null;
}
