import { Buffer } from 'node:buffer'
import type { Asked } from '../core/target.ts'
import { parseFields } from '../records/mail/fields.ts'
import { isBelow, parseName } from '../records/name.ts'

const longestHeader = 256 * 1024

/** What a message that arrived shows of the relay's records at the domain: the name below it that bounces go to. What was given goes before. */
export function learnedFrom(octets: Uint8Array, domain: string, asked: Asked): Asked {
  if (asked.returnPath !== undefined) return asked
  const [header = ''] = Buffer.from(octets.subarray(0, longestHeader))
    .toString('latin1')
    .split(/\r?\n\r?\n/, 1)
  const value = parseFields(header).find(({ key }) => key === 'return-path')?.value ?? ''
  const [, bounces = ''] = /@([^@<>\s]+?)\.?>?$/.exec(value.slice(0, 1000)) ?? []
  const parsed = parseName(bounces.toLowerCase())
  return 'name' in parsed && isBelow(parsed.name, domain) ? { ...asked, returnPath: parsed.name } : asked
}
