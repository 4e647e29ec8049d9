// Redirections: from `> file`, `2>&1`, `<<EOF` to where descriptors lead.

import { DiskError } from '../disk/disk.ts';
import { DISK_WORDS } from '../disk/view.ts';
import { fedStream } from './attempt.ts';
import { expandBody, expandText, expandWord, type Scope } from './expand.ts';
import type { Port, Ports } from './frame.ts';
import { diskOf, type Here, newStream, stateOf } from './here.ts';
import type { Node, NodeOf } from './syntax.ts';
import { ShellError } from './variables.ts';

export type RedirectionNode = NodeOf<'Redirect'> | NodeOf<'HereDoc'> | NodeOf<'HereString'>;

export const isRedirection = (node: Node): node is RedirectionNode => node.type === 'Redirect' || node.type === 'HereDoc' || node.type === 'HereString';

/** What a redirection says, with its words expanded; opened in a second step, so that nothing is truncated twice. */
export interface Prepared {
  readonly operator: RedirectionNode['operator'];
  readonly descriptor: number;
  readonly target: string;
}

export function prepare(scope: Scope, node: RedirectionNode): Prepared {
  const descriptor = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : node.operator.startsWith('<') ? 0 : 1;
  if (node.descriptor?.type === 'FileDescriptorVariable') throw new ShellError(`{${node.descriptor.name}}: descriptors in variables are not supported here`);
  if (node.type === 'HereDoc') {
    const text = node.delimiter?.quoted ? node.body.text : expandBody(scope, node.body);
    return { operator: node.operator, descriptor, target: node.operator === '<<-' ? text.replace(/^\t+/gm, '') : text };
  }
  if (!node.target) throw new ShellError("syntax error near unexpected token `newline'", 2);
  if (node.type === 'HereString') return { operator: node.operator, descriptor, target: `${expandText(scope, node.target)}\n` };
  const fields = expandWord(scope, node.target);
  if (fields.length !== 1) throw new ShellError(`${node.target.text}: ambiguous redirect`);
  return { operator: node.operator, descriptor, target: fields[0] as string };
}

/** Opens what was prepared. `program` is who writes, for the facts. Throws `ShellError` in bash's words. */
export function open(here: Here, ports: Ports, redirections: readonly Prepared[], program: string): Ports {
  const result: Record<string, Port> = { ...ports };
  const noclobber = stateOf(here).options.noclobber === true;
  for (const { operator, descriptor, target } of redirections) {
    switch (operator) {
      case '<<':
      case '<<-':
      case '<<<':
        result[descriptor] = { to: 'stream', id: newStream(here.session, target, true) };
        break;
      case '<':
      case '<>':
        result[descriptor] = reading(here, target);
        break;
      case '>&':
      case '<&': {
        if (target === '-') result[descriptor] = { to: 'closed' };
        else if (/^\d+$/.test(target)) {
          const from = result[target];
          if (!from || from.to === 'closed') throw new ShellError(`${target}: Bad file descriptor`);
          result[descriptor] = from;
        } else if (operator === '>&') {
          result[1] = writing(here, result, target, program, false, noclobber);
          result[2] = result[1];
        } else throw new ShellError(`${target}: ambiguous redirect`);
        break;
      }
      case '&>':
      case '&>>':
        result[1] = writing(here, result, target, program, operator === '&>>', noclobber && operator === '&>');
        result[2] = result[1];
        break;
      default:
        result[descriptor] = writing(here, result, target, program, operator === '>>', noclobber && operator === '>');
    }
  }
  return result;
}

function reading(here: Here, path: string): Port {
  if (path === '/dev/null') return { to: 'null' };
  if (path === '/dev/tty') return { to: 'tty' };
  try {
    return { to: 'stream', id: newStream(here.session, diskOf(here).read(path), true) };
  } catch (error) {
    throw inWords(error, path);
  }
}

function writing(here: Here, ports: Ports, path: string, program: string, append: boolean, keep = false): Port {
  if (path === '/dev/null') return { to: 'null' };
  if (path === '/dev/tty') return { to: 'tty' };
  if (path === '/dev/stdout' || path === '/dev/stderr') return ports[path === '/dev/stdout' ? 1 : 2] ?? { to: 'closed' };
  const stream = path.startsWith('/dev/fd/') ? fedStream(here, path) : null;
  if (stream !== null) return { to: 'stream', id: stream };
  const disk = diskOf(here, program);
  try {
    if (path === '') throw new DiskError('ENOENT', path);
    if (keep && disk.stat(path)?.type === 'file') throw new ShellError(`${path}: cannot overwrite existing file`);
    disk.write(path, '', { append });
    return { to: 'file', machine: here.task.machine, path: disk.resolve(path), program };
  } catch (error) {
    throw inWords(error, path);
  }
}

function inWords(error: unknown, path: string): unknown {
  return error instanceof DiskError ? new ShellError(`${path}: ${DISK_WORDS[error.code]}`) : error;
}
