const paddingCode = 12
const blockSize = 128

/**
 * A query of ours, whose last record is an OPT record without options, made so long that its length says little of the
 * name: the next multiple of 128 octets (RFC 7830, RFC 8467 section 4.1).
 */
export function padded(query: Buffer): Buffer {
  const fill = (blockSize - ((query.length + 4) % blockSize)) % blockSize
  const longer = Buffer.alloc(query.length + 4 + fill)
  query.copy(longer)
  longer.writeUInt16BE(4 + fill, query.length - 2)
  longer.writeUInt16BE(paddingCode, query.length)
  longer.writeUInt16BE(fill, query.length + 2)
  return longer
}
