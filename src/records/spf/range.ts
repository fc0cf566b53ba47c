import { parseAddress } from '../address.ts'

/** What is wrong with a range, as a clause. */
export const noRanges = 'SPF knows no ranges, networks are written with a prefix length (192.0.2.0/24)'

/** A hyphen, two points or more, or a dash in UTF-8 or Windows-1252, with or without blanks around it. */
const sign = String.raw`(?:-|\.{2,3}|\xe2\x80[\x90-\x95\xa6]|\xe2\x88\x92|\x96|\x97)`
const address = String.raw`[\da-f.:]{0,44}[\da-f]`
const range = new RegExp(
  `[-+?~]?(?:(?:ip(?:v?[46])?|a|mx|include):)?(${address})(?: {0,3}${sign} {1,3}|${sign})(?:ip[46]:)?(${address})(?=[,;]?(?: |$))`,
  'iy',
)
/** What stands after a blank may be a term that denies: `-192.0.2.1` lacks a mechanism, `-ip4:192.0.2.1` does not. */
const apart = new RegExp(
  `[-+?~]?(?:(?:ip(?:v?[46])?|a|mx|include):)?(${address}) {1,3}${sign}(${address})(?= |$)`,
  'iy',
)

/** The range of addresses that begins at an offset of a record, as written: `ip4:192.0.2.1 - 192.0.2.9`, `ip4:192.0.2.1-9`. */
export function rangeAt(text: string, start: number): string | undefined {
  for (const pattern of [range, apart]) {
    pattern.lastIndex = start
    const [whole, first = '', last = ''] = pattern.exec(text) ?? []
    if (whole === undefined) continue
    const one = parseAddress(first)
    const isEnd = parseAddress(last)?.family === one?.family || (/^\d{1,3}$/.test(last) && !whole.includes(' '))
    if (one && isEnd) return whole
  }
  return undefined
}
