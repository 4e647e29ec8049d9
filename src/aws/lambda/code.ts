// A function's code: the files of its zip, and which of the jobs that this cloud can run its handler is. No Python is run: a module that binds its
// handler to a job of `dbjobs` by imports and assignments is understood, everything else is said to be beyond the simulation.
import { strFromU8, unzipSync } from 'fflate';
import { bytesOf } from '../s3/bytes.ts';
import { JOBS, type JobName } from './dbjobs.ts';

/** Python modules of a zip: path -> text. Others, and what is larger than a hand writes, are left out. */
export type Sources = Readonly<Record<string, string>>;

const LONGEST = 40_000;

/** Opens a zip; null when it is none. */
export function openZip(base64: string): Sources | null {
  try {
    const files = unzipSync(Uint8Array.from(bytesOf({ base64 })), { filter: (file) => file.name.endsWith('.py') && file.originalSize <= LONGEST });
    return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)]));
  } catch {
    return null;
  }
}

export type Handler = { readonly job: JobName } | { readonly errorType: string; readonly errorMessage: string };

const beyond = (errorMessage: string): Handler => ({ errorType: 'NotSimulated', errorMessage });

/** What `Handler` (`module.name`) means in a function's sources, or the error with which the runtime would stop. */
export function handlerOf(sources: Sources | null, runtime: string, handler: string): Handler {
  if (!runtime.startsWith('python3.')) return beyond(`This account is a simulation: it runs functions of the Python runtimes only, not of ${runtime || 'images'}.`);
  if (!sources) return beyond('This account is a simulation: it does not have the code of this function.');
  const cut = handler.lastIndexOf('.');
  if (cut < 1) return { errorType: 'Runtime.MalformedHandlerName', errorMessage: `Bad handler '${handler}': not enough values to unpack (expected 2, got 1)` };
  const [module, name] = [handler.slice(0, cut), handler.slice(cut + 1)];
  const text = sources[`${module.replace(/\./g, '/')}.py`];
  if (text === undefined) return { errorType: 'Runtime.ImportModuleError', errorMessage: `Unable to import module '${module}': No module named '${module}'` };
  const bound = bindings(text);
  if ('line' in bound) return beyond(`This account is a simulation: its Lambda runs the jobs of dbjobs (${Object.keys(JOBS).join(', ')}), and cannot run the line: ${bound.line}`);
  if ('missing' in bound)
    return { errorType: 'Runtime.ImportModuleError', errorMessage: `Unable to import module '${module}': cannot import name '${bound.missing}' from 'dbjobs'` };
  const job = bound.names.get(name);
  return job ? { job } : { errorType: 'Runtime.HandlerNotFound', errorMessage: `Handler '${name}' missing on module '${module}'` };
}

/** Names that a module binds to jobs; the first line that is something else; or a name that `dbjobs` does not have. */
function bindings(text: string): { readonly names: ReadonlyMap<string, JobName> } | { readonly line: string } | { readonly missing: string } {
  const names = new Map<string, JobName>();
  const bare = text.replace(/^\s*("""|''')[\s\S]*?\1/, '');
  for (const raw of bare.split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    if (line === '') continue;
    const imported = /^from dbjobs import \(?([\w\s,]+?)\)?$/.exec(line);
    const assigned = /^(\w+)\s*=\s*(\w+)$/.exec(line);
    if (imported) {
      for (const part of (imported[1] as string).split(',')) {
        const [, job = '', as] = /^\s*(\w+)(?:\s+as\s+(\w+))?\s*$/.exec(part) ?? [];
        if (!Object.hasOwn(JOBS, job)) return { missing: job || part.trim() };
        names.set(as ?? job, job as JobName);
      }
    } else if (assigned && names.has(assigned[2] as string)) names.set(assigned[1] as string, names.get(assigned[2] as string) as JobName);
    else return { line };
  }
  return { names };
}
