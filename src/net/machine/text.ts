import type { Buffer } from 'node:buffer'

/** Octets as text: UTF-8 where they are that, else one a character (latin1). */
export function textOf(octets: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)
  } catch {
    return octets.toString('latin1')
  }
}
