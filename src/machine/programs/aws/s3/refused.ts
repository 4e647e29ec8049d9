// What ends one transfer of `aws s3`, or the whole command before it began.
import type { CloudReply } from '../../../program.ts';

/** A refusal in the middle of a transfer; the text has no line break at its ends. Without a reply the client itself refused. */
export class TransferError extends Error {
  constructor(
    message: string,
    readonly reply: Extract<CloudReply, { ok: false }> | null,
  ) {
    super(message);
  }
}

/** There are no keys to sign with: some commands say it in a sentence of their own. */
export class NoCredentials extends TransferError {
  constructor() {
    super('Unable to locate credentials', null);
  }
}
