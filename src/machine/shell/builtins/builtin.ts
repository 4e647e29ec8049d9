// What a builtin of the shell is: code that changes the shell itself.
import type { FrameOf, Ports } from '../frame.ts';
import type { Here } from '../here.ts';

/** Gives the exit status, or has pushed frames that will. */
export type Builtin = (here: Here, argv: readonly string[], ports: Ports, frame: FrameOf<'simple'>) => number | 'pushed';
