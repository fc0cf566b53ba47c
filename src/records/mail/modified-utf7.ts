import { Buffer } from 'node:buffer'

/** The name of a mail folder as people see it (RFC 3501 section 5.1.3): `Gr&APwA3w-e` is `Grüße`. What is not written so stays. */
export const fromModifiedUtf7 = (name: string): string =>
  name.replace(/&([a-z\d+,]*)-/gi, (written, base64: string) => {
    if (base64 === '') return '&'
    const octets = Buffer.from(base64.replaceAll(',', '/'), 'base64')
    return octets.length < 2
      ? written
      : octets
          .subarray(0, octets.length & ~1)
          .swap16()
          .toString('utf16le')
  })
