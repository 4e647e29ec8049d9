// One command of a service: options, checks, calls page by page, and what is printed of the replies.
import { strFromU8, strToU8 } from 'fflate';
import { fromBase64 } from '../../disk/base64.ts';
import type { Process } from '../../program.ts';
import { checkEnvironment } from './credentials.ts';
import type { Globals } from './globals.ts';
import { type OperationModel, type ServiceModel, shapeOf } from './model.ts';
import { type Given, readOptions } from './options.ts';
import { json } from './output/json.ts';
import { CliError, FORMATS, type Format, type Printing, print } from './output/print.ts';
import { isMap, isTrue } from './output/python.ts';
import { type Dict, type PageOptions, shownPages, together, type Walk, walk } from './pages.ts';
import { ask, needEndpoint } from './reply.ts';
import type { Settings } from './settings.ts';
import { skeleton } from './skeleton.ts';
import { bucketProblem, validate } from './validate.ts';

/** How results of a command are printed on this process. Throws for an output format that there is not. */
export function printingOf(process: Process, settings: Settings, globals: Globals, title: string): Printing {
  if (!FORMATS.includes(settings.output as Format)) throw new CliError(`\nUnknown output type: ${settings.output}\n`, 255);
  return {
    format: settings.output as Format,
    query: globals.query,
    title,
    columns: process.terminal.out ? process.columns : 80,
    coloured: globals.color === 'on' || (globals.color === 'auto' && process.terminal.out),
    write: (text) => process.out(text),
  };
}

/** The client's own checks. Throws all problems at once; the form of a bucket's name comes before them. */
export function checked(params: Dict, operation: OperationModel, service: ServiceModel): void {
  const bucket = service.service === 's3' && typeof params.Bucket === 'string' ? bucketProblem(params.Bucket) : null;
  if (bucket !== null) throw new CliError(`\nParameter validation failed:\n${bucket}\n`, 252);
  const problems = operation.i ? validate(params, operation.i, service) : [];
  if (problems.length) throw new CliError(`\nParameter validation failed:\n${problems.join('\n')}\n`, 252);
}

/** Runs an operation. False when its words ask for help. */
export function runOperation(process: Process, settle: () => Settings, globals: Globals, service: ServiceModel, operation: OperationModel, words: readonly string[]): boolean {
  const given = readOptions(words, operation, service, { disk: process.disk, host: process.host, rawBlobs: globals.rawBlobs }, globals.paginate);
  if (given.help) return false;
  const settings = settle();
  const { p: page } = operation;
  const { manual, paged } = given;
  // Nothing takes the program's own options out of a call that it does not page; the service does not know them.
  if (page && (!paged || given.skeleton === 'output') && Object.values(given.pages).some((value) => value !== null)) given.params.PaginationConfig = {};
  if (given.skeleton !== null) {
    showSkeleton(process, settings, globals, service, operation, given);
    return true;
  }
  const used = [
    ['--starting-token', given.pages.startingToken],
    ['--page-size', given.pages.pageSize],
    ['--max-items', given.pages.maxItems],
  ].filter(([, value]) => isTrue(value));
  if (page && manual && used.length) throw new CliError(`\nCannot specify --no-paginate along with pagination arguments: ${used.map(([name]) => name).join(', ')}\n`, 252);
  if (settings.signed) checkEnvironment(process, settings);
  needEndpoint(settings, service);
  checked(page?.l && given.pages.pageSize !== null ? { ...given.params, [page.l]: given.pages.pageSize } : given.params, operation, service);
  // Blobs go through the door in base64, as on the wire; a public key is a text there.
  if (operation.o === 'ImportKeyPair') given.params.PublicKeyMaterial = strFromU8(fromBase64(String(given.params.PublicKeyMaterial)) ?? strToU8(''));
  if (given.seed?.member === 'QRCodePNG') throw new CliError('\nThis account is a simulation, and QR codes are not part of it; use Base32StringSeed.\n', 255);
  const one = (params: Dict) => {
    // Tokens come into it from page to page.
    checked(params, operation, service);
    return ask(process, settings, service, operation, params);
  };
  if (!page || !paged) {
    const reply = one(given.params);
    if (operation.o === 'StartSession')
      throw new CliError(
        '\nSessionManagerPlugin is not found. Please refer to SessionManager Documentation here: http://docs.aws.amazon.com/console/systems-manager/session-manager-plugin-not-found\n',
        255,
      );
    if (given.outfile !== null) save(process, reply, bodyOf(operation, service), given.outfile);
    if (given.seed) saveSeed(process, reply, given.seed.path);
    const how = printingOf(process, settings, globals, operation.o);
    print(reply, how);
    return true;
  }
  const how = printingOf(process, settings, globals, operation.o);
  const left: Walk = { token: null, once: {} };
  const pages = walk(one, page, given.params, withSize(given, operation, service), left);
  if (how.format === 'yaml-stream') for (const reply of pages) print(reply, { ...how, page: true });
  else if (how.format === 'text') {
    for (const shown of shownPages(pages, page, left)) print(shown, how);
    if (left.token !== null) print({ NextToken: { NextToken: left.token } }, how);
  } else print(together(pages, page, left), how);
  return true;
}

/** Operations of EC2 that are asked for a thousand at a time, and the parameters beside which that holds. */
const LARGE_PAGES: Readonly<Record<string, readonly string[]>> = {
  DescribeVolumes: ['NextToken', 'DryRun'],
  DescribeSnapshots: ['OwnerIds', 'RestorableByUserIds', 'NextToken', 'DryRun'],
};

function withSize(given: Given, operation: OperationModel, service: ServiceModel): PageOptions {
  const beside = service.service === 'ec2' ? LARGE_PAGES[operation.o] : undefined;
  return given.pages.pageSize === null && beside && Object.keys(given.params).every((name) => beside.includes(name)) ? { ...given.pages, pageSize: 1000 } : given.pages;
}

/** The member of a reply that is its body: an object's, a function's answer. */
function bodyOf(operation: OperationModel, service: ServiceModel): string {
  const shape = operation.u ? shapeOf(service, operation.u) : null;
  return (shape?.type === 'structure' && Object.keys(shape.members).find((member) => shape.members[member] === 'stream')) || 'Body';
}

/** Writes the body of a reply to a file; the rest of the reply is printed. */
function save(process: Process, reply: Dict, member: string, outfile: string): void {
  const body = reply[member];
  delete reply[member];
  process.disk.write(outfile, isMap(body) ? (fromBase64(String(body.base64 ?? '')) ?? strToU8('')) : String(body ?? ''));
}

/** Writes the seed of a second factor to a file, and does not show it. */
function saveSeed(process: Process, reply: Dict, path: string): void {
  const device = reply.VirtualMFADevice;
  if (!isMap(device)) return;
  process.disk.write(path, fromBase64(String(device.Base32StringSeed ?? '')) ?? strToU8(''));
  reply.VirtualMFADevice = { SerialNumber: device.SerialNumber };
}

function showSkeleton(process: Process, settings: Settings, globals: Globals, service: ServiceModel, operation: OperationModel, given: Given): void {
  if (given.skeleton === 'yaml-input')
    throw new CliError('\nThe YAML skeleton shows the texts of the manual, which are not part of this simulation; use --generate-cli-skeleton input.\n', 255);
  if (given.skeleton === 'input') {
    process.out(`${json(operation.i ? skeleton(operation.i, service, false) : {})}\n`);
    return;
  }
  needEndpoint(settings, service);
  checked(given.params, operation, service);
  const made = operation.u ? skeleton(operation.u, service, true) : {};
  const problems = operation.u ? validate(made, operation.u, service) : [];
  if (problems.length) throw new CliError(`\nParameter validation failed:\n${problems.join('\n')}\n`, 252);
  const how = printingOf(process, settings, globals, operation.o);
  if (how.format === 'json') print(made, how);
  // Elsewhere the made-up instant is Python's own, which YAML does not quote.
  else print(made, { ...how, write: (text) => how.write(text.replace(/'?1970-01-01T00:00:00'?/g, '1970-01-01 00:00:00')) });
}
