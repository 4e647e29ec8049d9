// What goes wrong in a shell, as a value that is thrown.

/** An error that ends the command with bash's words; `fatal` ends the whole line, as an expansion error does. */
export class ShellError extends Error {
  constructor(
    message: string,
    readonly status = 1,
    readonly fatal = false,
  ) {
    super(message);
  }
}
