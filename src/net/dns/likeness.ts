/**
 * Whether octets that carry a query's ID are its answer (RFC 5452 section 9.1): `same`: a response to the same question,
 * letter case aside; `other`: no response, another operation or another question; `unclear`: no question that can be compared.
 */
export function likeness(query: Buffer, octets: Buffer): 'same' | 'other' | 'unclear' {
  if (octets.length < 12) return 'unclear'
  if (((octets[2] as number) & 0xf8) !== 0x80) return 'other'
  const end = questionEnd(query)
  if (octets.readUInt16BE(4) !== 1 || octets.length < end) return 'unclear'
  for (let at = 12; at < end; at++) {
    const asked = query[at] as number
    const answered = octets[at] as number
    if (asked !== answered && (at >= end - 4 || lower(asked) !== lower(answered))) return 'other'
  }
  return 'same'
}

const lower = (octet: number): number => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet)

/** Our own query holds one question, uncompressed. */
function questionEnd(query: Buffer): number {
  let at = 12
  while (query[at]) at += (query[at] as number) + 1
  return at + 5
}
