/** A packet that is not a DNS message (RFC 1035 section 4); the message is a clause saying where it breaks. */
export class Malformed extends Error {
  override name = 'Malformed'
}
