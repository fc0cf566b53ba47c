/** What Microsoft's filter writes, `KEY:value` between semicolons (X-Forefront-Antispam-Report, X-Microsoft-Antispam). */
export interface ForefrontRead {
  /** Spam confidence level: -1 not looked at, 0 and 1 no spam, 5 and 6 spam, 8 and 9 surely. */
  scl?: number
  /** Spam filtering verdict: `NSPM`, `SPM`. */
  sfv?: string
  /** `NONE`, `SPOOF`, `BULK`. */
  category?: string
  /** Bulk complaint level, 0 to 9. */
  bcl?: number
  /** `NLI` not listed, `CAL` on the list of allowed addresses. */
  ipv?: string
  country?: string
  /** `INB`, `OUT`, `INT`. */
  direction?: string
  /** The address that it came from, as written. */
  ip?: string
}

const mostCharacters = 20_000

/** Reads both fields, whichever keys stand in them. */
export function parseForefront(value: string): ForefrontRead {
  const keys = new Map<string, string>()
  for (const piece of value.slice(0, mostCharacters).split(';')) {
    const colon = piece.indexOf(':')
    const key = piece.slice(0, colon).trim().toUpperCase()
    if (colon > 0 && !keys.has(key))
      keys.set(
        key,
        piece
          .slice(colon + 1)
          .trim()
          .slice(0, 100),
      )
  }
  const word = (key: string) => /^[A-Z]{1,12}$/i.exec(keys.get(key) ?? '')?.[0].toUpperCase()
  const [scl, bcl] = ['SCL', 'BCL'].map((key) => parseLevel(keys.get(key) ?? ''))
  const [sfv, category, ipv, country, direction] = ['SFV', 'CAT', 'IPV', 'CTRY', 'DIR'].map(word)
  const ip = keys.get('CIP')
  return {
    ...(scl !== undefined && { scl }),
    ...(sfv !== undefined && { sfv }),
    ...(category !== undefined && { category }),
    ...(bcl !== undefined && { bcl }),
    ...(ipv !== undefined && { ipv }),
    ...(country !== undefined && { country }),
    ...(direction !== undefined && { direction }),
    ...(ip && { ip }),
  }
}

/** X-MS-Exchange-Organization-SCL by itself: -1 to 9. */
export const parseLevel = (value: string): number | undefined => (/^(?:-1|\d)$/.test(value) ? Number(value) : undefined)
