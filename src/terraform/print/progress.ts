// The lines that come while Terraform reads, creates, changes and destroys.
import type { ApplyEvent, ApplyVerb } from '../apply/apply.ts';
import type { EphemeralEvent, PlanEvent, ShownId } from '../plan/plan.ts';
import type { Ink } from './ink.ts';

const LONGEST_ID = 80;

const GERUND: Record<ApplyVerb, string> = { create: 'Creating', update: 'Modifying', delete: 'Destroying', read: 'Reading' };
const STILL: Record<ApplyVerb, string> = { create: 'creating', update: 'modifying', delete: 'destroying', read: 'reading' };
const COMPLETE: Record<ApplyVerb, string> = { create: 'Creation', update: 'Modifications', delete: 'Destruction', read: 'Read' };

const named = (address: string, deposed: string | undefined): string => (deposed ? `${address} (deposed object ${deposed})` : address);
const withId = (id: ShownId | null): string => (id ? ` [${id.key}=${id.value}]` : '');

/** `1m11s`, `0s`, `1h0m5s`, from milliseconds. */
export function duration(milliseconds: number): string {
  const total = Math.round(milliseconds / 1000);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  return `${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${total % 60}s`;
}

const OPERATIONS = { open: 'Opening', close: 'Closing' } as const;

function ephemeralLine({ op, phase, address }: EphemeralEvent, ink: Ink): string {
  if (phase === 'error') return '';
  return `${ink.bold(`${address}: ${OPERATIONS[op]}${phase === 'start' ? '...' : ` complete after ${duration(0)}`}`)}\n`;
}

/** A line of the planning, with its line break. */
export function planLine(event: PlanEvent, ink: Ink): string {
  switch (event.kind) {
    case 'refreshing':
      return `${ink.bold(`${named(event.address, event.deposed)}: Refreshing state...${withId(event.id)}`)}\n`;
    case 'reading':
      return `${ink.bold(`${event.address}: Reading...`)}\n`;
    case 'read':
      return `${ink.bold(`${event.address}: Read complete after ${duration(event.elapsed)}${withId(event.id)}`)}\n`;
    case 'ephemeral':
      return ephemeralLine(event, ink);
    case 'deferring':
      return `${ink.bold(`${event.address}: Configuration unknown, deferring...`)}\n`;
    case 'preparing-import':
      return `${ink.bold(`${event.address}: Preparing import... [id=${event.id}]`)}\n`;
  }
}

/** A line of the apply, with its line break; nothing for what is not printed. */
export function applyLine(event: ApplyEvent, ink: Ink): string {
  switch (event.kind) {
    case 'start':
      return `${ink.bold(`${named(event.address, event.deposed)}: ${GERUND[event.verb]}...${withId(event.verb === 'create' ? null : event.id)}`)}\n`;
    case 'progress': {
      const id = event.id ? `${event.id.key}=${shorten(event.id.value)}, ` : '';
      return `${ink.bold(`${named(event.address, event.deposed)}: Still ${STILL[event.verb]}... [${id}${duration(event.elapsed)} elapsed]`)}\n`;
    }
    case 'done': {
      const id = event.verb === 'delete' ? '' : withId(event.id);
      return `${ink.bold(`${event.address}: ${COMPLETE[event.verb]} complete after ${duration(event.elapsed)}${id}`)}\n`;
    }
    case 'importing':
      return `${ink.bold(`${event.address}: Importing... [id=${event.id}]`)}\n`;
    case 'imported':
      return `${ink.bold(`${event.address}: Import complete [id=${event.id}]`)}\n`;
    case 'provisioning':
      return `${ink.bold(`${event.address}: Provisioning with '${event.provisioner}'...`)}\n`;
    case 'provisioner-output':
      return event.text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => (line.trim() === '' ? '\n' : `${ink.bold(`${event.address} (${event.provisioner}):`)} ${line.trimEnd()}\n`))
        .join('');
    case 'ephemeral':
      return ephemeralLine(event, ink);
    case 'provisioned':
    case 'error':
    case 'state':
      return '';
  }
}

/** Long ids keep their beginning and end. */
function shorten(id: string): string {
  if (id.length <= LONGEST_ID) return id;
  const half = Math.floor((LONGEST_ID - 3) / 2);
  return `${id.slice(0, half)}...${id.slice(id.length - (LONGEST_ID - 3 - half))}`;
}
