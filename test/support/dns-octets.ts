import { Buffer } from 'node:buffer'

/** DNS messages put together by hand, octet by octet, for tests: what an honest encoder would never write. */

type Parts = Parameters<typeof octets>
/** Numbers are octets, strings are latin1, the rest is taken as it is. */
export const octets = (...parts: (number | string | Uint8Array)[]): Buffer =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'number' ? Buffer.from([part]) : typeof part === 'string' ? Buffer.from(part, 'latin1') : part,
    ),
  )
export const u16 = (value: number): Buffer => octets(value >> 8, value & 255)

/** A name of plain labels, uncompressed: `name('a.example')`. */
export const name = (text: string): Buffer => octets(...text.split('.').flatMap((label) => [label.length, label]), 0)
/** A compression pointer (RFC 1035 section 4.1.4). */
export const pointer = (to: number): Buffer => u16(0xc000 | to)

/** A header (RFC 1035 section 4.1.1): a response with RD and RA unless said otherwise. */
export const header = (counts: { qd?: number; an?: number; ns?: number; ar?: number; flags?: number }): Buffer =>
  octets(...[0x1234, counts.flags ?? 0x8180, counts.qd ?? 0, counts.an ?? 0, counts.ns ?? 0, counts.ar ?? 0].map(u16))

/** A record; `length` is what RDLENGTH says, the true length unless said otherwise. */
export const record = (
  owner: Uint8Array,
  type: number,
  data: Uint8Array,
  more: { length?: number; ttl?: number; class?: number } = {},
): Buffer =>
  octets(
    owner,
    u16(type),
    u16(more.class ?? 1),
    u16((more.ttl ?? 60) >>> 16),
    u16((more.ttl ?? 60) & 0xffff),
    u16(more.length ?? data.length),
    data,
  )

export const question = (text: string, type: number): Buffer => octets(name(text), u16(type), u16(1))

/** A response to `x.example` of that type with these records as its answer; the owner `x.example` is at offset 12. */
export const answer = (type: number, ...records: Uint8Array[]): Buffer =>
  octets(header({ qd: 1, an: records.length }), question('x.example', type), ...(records as Parts))
