import type { Mail } from '../../core/mail.ts'
import { LineReader } from './scan-lines.ts'
import { PartReader } from './scan-parts.ts'

/** Takes a message apart as it comes, in bounded memory (RFC 5322, RFC 2045, RFC 2046); it may be cut into chunks anywhere. */
export function openScan(): { write(chunk: Uint8Array): void; end(): Mail } {
  const parts = new PartReader()
  const lines = new LineReader(parts)
  return {
    write: (chunk) => lines.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)),
    end() {
      const { octets, ...counted } = lines.end()
      return { octets, ...parts.end(octets), lines: counted }
    },
  }
}
