// How a git command gives up: with a message for standard error and an exit status.

/** Thrown by anything below a command and printed by `git.ts`. */
export class Fatal extends Error {
  /** `message` is printed as it is, with a line break; the status is 128 as of git's `die`, 1 for `error:`, 129 for misuse. */
  constructor(
    message: string,
    readonly exit = 128,
  ) {
    super(message);
  }
}

/** A part of git that this simulation leaves out, in one honest line. */
export const missing = (what: string): Fatal => new Fatal(`git: ${what} is not part of this simulation.`, 1);
