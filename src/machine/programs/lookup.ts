// ping, dig, nslookup, host: whether a name exists and whether anything answers.
import type { Launcher, LaunchingProcess, NameAnswer } from '../launch.ts';
import { formatDate, zoneAt } from './zone.ts';

const LITERAL = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Looks a name up; a machine that can be reached by name has one too. */
function find(process: LaunchingProcess, name: string): NameAnswer | null {
  if (LITERAL.test(name)) return { addresses: [name] };
  return process.resolve(name.replace(/\.$/, ''));
}

export const ping: Launcher = {
  name: 'ping',
  summary: 'see whether a host answers',
  launches: true,
  start(process, argv) {
    const words = [...argv];
    let count = Number.POSITIVE_INFINITY;
    let host: string | undefined;
    while (words.length > 0) {
      const word = words.shift() as string;
      if (/^-c\d*$/.test(word)) count = Number(word.slice(2) || words.shift());
      else if (/^-[iWwst]$/.test(word)) words.shift();
      else if (word.startsWith('-') && word !== '-' && !/^-[nq46]$/.test(word)) {
        process.err(`ping: invalid option -- '${word[1]}'\n\nUsage\n  ping [options] <destination>\n`);
        return { exit: 2 };
      } else if (word === '-' || !word.startsWith('-')) host = word;
    }
    if (host === undefined) {
      process.err('ping: usage error: Destination address required\n');
      return { exit: 1 };
    }
    if (Number.isNaN(count) || count < 1) {
      process.err(`ping: invalid argument: '${count}'\n`);
      return { exit: 1 };
    }
    const answer = find(process, host);
    const door = process.door(host);
    if (!answer && !door) {
      process.err(`ping: ${host}: Name or service not known\n`);
      return { exit: 2 };
    }
    const address = answer?.addresses[0] ?? '192.168.1.20';
    process.out(`PING ${host} (${address}) 56(84) bytes of data.\n`);
    return { wait: { for: 'time', until: process.time.now + 20 }, state: { host, address, sent: 0, back: 0, left: Number.isFinite(count) ? count : null, from: process.time.now } };
  },
  resume(process, given, wake) {
    const state = given as unknown as { host: string; address: string; sent: number; back: number; left: number | null; from: number };
    const finish = (sent: number, back: number, exit: number) => {
      process.out(
        `\n--- ${state.host} ping statistics ---\n${sent} packets transmitted, ${back} received, ${sent === 0 ? 0 : Math.round((1 - back / sent) * 100)}% packet loss, time ${Math.max(0, process.time.now - state.from - 20)}ms\n`,
      );
      return { exit };
    };
    // The real one handles Ctrl-C: it prints its statistics, then ends as asked.
    if (wake.by === 'interrupt') return finish(state.sent, state.back, 130);
    const sent = state.sent + 1;
    // A load balancer does not answer echo requests; a machine that is there does, if its groups let the request in.
    const answered = process.door(state.host, 'icmp')?.open === true;
    const back = state.back + (answered ? 1 : 0);
    if (answered) process.out(`64 bytes from ${state.host} (${state.address}): icmp_seq=${sent} ttl=64 time=${(11 + ((sent * 7) % 5) / 10).toFixed(1)} ms\n`);
    const left = state.left === null ? null : state.left - 1;
    if (left === 0) return finish(sent, back, back > 0 ? 0 : 1);
    return { wait: { for: 'time', until: process.time.now + 1000 }, state: { ...state, sent, back, left } };
  },
};

export const dig: Launcher = {
  name: 'dig',
  summary: 'ask the name servers',
  launches: true,
  start(process, argv) {
    const short = argv.includes('+short');
    const words = argv.filter((word) => !/^[+@-]/.test(word));
    const type = words.find((word) => /^(A|AAAA|CNAME|ANY|NS|TXT|MX)$/i.test(word))?.toUpperCase() ?? 'A';
    const name = words.find((word) => !/^(A|AAAA|CNAME|ANY|NS|TXT|MX|IN)$/i.test(word));
    if (name === undefined) {
      process.err('dig: name a host\n');
      return { exit: 1 };
    }
    const answer = find(process, name);
    const full = (host: string) => (host.endsWith('.') ? host : `${host}.`);
    const lines: string[] = [];
    let owner = full(name);
    for (const alias of answer?.aliases ?? []) {
      lines.push(short ? full(alias) : `${owner}\t\t${answer?.ttl ?? 60}\tIN\tCNAME\t${full(alias)}`);
      owner = full(alias);
    }
    if (type === 'A' || type === 'ANY') for (const address of answer?.addresses ?? []) lines.push(short ? address : `${owner}\t\t${answer?.ttl ?? 60}\tIN\tA\t${address}`);
    if (short) {
      process.out(lines.map((line) => `${line}\n`).join(''));
      return { exit: 0 };
    }
    process.out(
      `\n; <<>> DiG 9.18.28-0ubuntu0.24.04.1-Ubuntu <<>> ${argv.join(' ')}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${answer ? 'NOERROR' : 'NXDOMAIN'}, id: 40611\n;; flags: qr rd ra; QUERY: 1, ANSWER: ${lines.length}, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;${full(name)}\t\t\tIN\t${type}\n\n` +
        (lines.length > 0 ? `;; ANSWER SECTION:\n${lines.join('\n')}\n\n` : '') +
        `;; Query time: 14 msec\n;; SERVER: 127.0.0.53#53(127.0.0.53) (UDP)\n;; WHEN: ${formatDate(process.time.now, zoneAt(process.time.now, process.env.TZ), '%a %b %d %H:%M:%S %Z %Y')}\n;; MSG SIZE  rcvd: ${40 + lines.length * 16}\n\n`,
    );
    return { exit: 0 };
  },
};

export const nslookup: Launcher = {
  name: 'nslookup',
  summary: 'ask the name servers',
  launches: true,
  start(process, argv) {
    const name = argv.find((word) => !word.startsWith('-'));
    if (name === undefined) {
      process.err('nslookup: the interactive mode is not supported here; name a host\n');
      return { exit: 1 };
    }
    const answer = find(process, name);
    process.out('Server:\t\t127.0.0.53\nAddress:\t127.0.0.53#53\n\n');
    if (!answer) {
      process.out(`** server can't find ${name}: NXDOMAIN\n\n`);
      return { exit: 1 };
    }
    const last = answer.aliases?.at(-1) ?? name;
    process.out('Non-authoritative answer:\n');
    let owner = name;
    for (const alias of answer.aliases ?? []) {
      process.out(`${owner}\tcanonical name = ${alias}.\n`);
      owner = alias;
    }
    for (const address of answer.addresses) process.out(`Name:\t${last}\nAddress: ${address}\n`);
    process.out('\n');
    return { exit: 0 };
  },
};

export const host: Launcher = {
  name: 'host',
  summary: 'ask the name servers',
  launches: true,
  start(process, argv) {
    const name = argv.find((word) => !word.startsWith('-'));
    if (name === undefined) {
      process.err('Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]\n');
      return { exit: 1 };
    }
    const answer = find(process, name);
    if (!answer) {
      process.out(`Host ${name} not found: 3(NXDOMAIN)\n`);
      return { exit: 1 };
    }
    let owner = name;
    for (const alias of answer.aliases ?? []) {
      process.out(`${owner} is an alias for ${alias}.\n`);
      owner = alias;
    }
    for (const address of answer.addresses) process.out(`${owner} has address ${address}\n`);
    return { exit: 0 };
  },
};
