/** One value of DER (X.690): its tag octet and where its content lies. */
export interface DerValue {
  tag: number
  start: number
  end: number
}

export const der = { integer: 0x02, bits: 0x03, nothing: 0x05, oid: 0x06, sequence: 0x30 } as const

/** The value that begins at `at`, its length as it says, whether or not the octets reach that far. */
export function derValue(octets: Uint8Array, at: number): DerValue | undefined {
  const [tag, first] = [octets[at], octets[at + 1]]
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first }
  const count = first - 0x80
  // No key is longer than three octets of length can say.
  if (count < 1 || count > 3 || at + 2 + count > octets.length) return undefined
  let length = 0
  for (let i = 0; i < count; i++) length = length * 256 + (octets[at + 2 + i] ?? 0)
  return { tag, start: at + 2 + count, end: at + 2 + count + length }
}

/** The values inside a constructed one, at most `most`; undefined where one reaches over its end. */
export function derValues(octets: Uint8Array, { start, end }: DerValue, most = 10): DerValue[] | undefined {
  const values: DerValue[] = []
  for (let at = start; at < end && values.length < most; ) {
    const value = derValue(octets, at)
    if (!value || value.end > end || value.end > octets.length) return undefined
    values.push(value)
    at = value.end
  }
  return values
}

/** One DER value of that tag around a content. */
export function derEncode(tag: number, content: Uint8Array): Buffer {
  const length: number[] = []
  for (let left = content.length; left > 0; left = Math.floor(left / 256)) length.unshift(left % 256)
  const head = content.length < 0x80 ? [content.length] : [0x80 + length.length, ...length]
  return Buffer.concat([Uint8Array.from([tag, ...head]), content])
}
