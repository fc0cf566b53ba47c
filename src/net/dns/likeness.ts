/**
 * Whether octets that carry a query's ID are its answer (RFC 5452 section 9.1): `same`: a response to the same question,
 * letter case aside; `other`: no response, another operation or another question; `unclear`: no question that can be compared.
 */
export function likeness(query: Buffer, octets: Buffer): 'same' | 'other' | 'unclear' {
  if (octets.length < 12) return 'unclear'
  if (((octets[2] as number) & 0xf8) !== 0x80) return 'other'
  const end = questionEnd(query)
  if (octets.readUInt16BE(4) !== 1 || octets.length < end) return 'unclear'
  if (octets.compare(query, 12, end, 12, end) === 0) return 'same'
  const name = (message: Buffer): string => message.toString('latin1', 12, end - 4).replace(/[A-Z]/g, lower)
  return name(octets) === name(query) && octets.compare(query, end - 4, end, end - 4, end) === 0 ? 'same' : 'other'
}

const lower = (letter: string): string => letter.toLowerCase()

/** Our own query holds one question, uncompressed. */
function questionEnd(query: Buffer): number {
  let at = 12
  while (query[at]) at += (query[at] as number) + 1
  return at + 5
}
