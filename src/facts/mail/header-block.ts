import { Buffer } from 'node:buffer'
import { type Header, type HeaderLimits, parseHeader } from '../../records/mail/fields.ts'

/** The header of a message as it comes, and where it ends. */
export interface HeaderBlock {
  /** Takes what belongs to the header and hands back what does not: nothing until it has ended. */
  write(chunk: Uint8Array): Uint8Array | undefined
  /** The header, every line end of it CRLF. */
  end(): Header
}

const lf = 10
const cr = 13

/** Collects the header up to its first empty line (RFC 5322 section 2.1), as much of it as is allowed. */
export function openHeaderBlock(limits: HeaderLimits): HeaderBlock {
  const chunks: Uint8Array[] = []
  let octets = 0
  /** Nothing stands on this line yet but perhaps a CR. */
  let isEmptyLine = true
  let hasCr = false
  const keep = (chunk: Uint8Array) => {
    if (octets <= limits.octets) chunks.push(chunk.slice(0, limits.octets + 1 - octets))
    octets += chunk.length
  }
  return {
    write(chunk) {
      for (let at = 0; at < chunk.length; at++) {
        const octet = chunk[at]
        if (octet === lf) {
          if (isEmptyLine) {
            keep(chunk.subarray(0, at + 1))
            return chunk.subarray(at + 1)
          }
          isEmptyLine = true
          hasCr = false
        } else if (octet === cr && isEmptyLine && !hasCr) hasCr = true
        else isEmptyLine = false
      }
      keep(chunk)
      return undefined
    },
    end: () => parseHeader(Buffer.concat(chunks).toString('latin1').replace(/\r?\n/g, '\r\n'), 1, limits),
  }
}
