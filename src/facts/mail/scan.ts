import type { Mail } from '../../core/mail.ts'

/** Takes a message apart as it comes, in bounded memory. */
export function openScan(): { write(chunk: Uint8Array): void; end(): Mail } {
  throw new Error('not built yet')
}
