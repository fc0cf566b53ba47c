import { canonicalAddress } from '../address.ts'

/** A report of X-ARF 0.1 or 0.2: lines `Name: value` (a flat YAML mapping). */
export interface XArfReport {
  /** `abuse`, `info`, `fraud`, lower case. */
  category: string
  /** What it is about: `spam`, `login-attack`, `phishing`. */
  type: string
  reporter?: string
  agent?: string
  /** Canonical. */
  ip?: string
  /** A domain or a URL that is complained about, where that is no address. */
  source?: string
  id?: string
  date?: string
}

const longest = 500
const mostLines = 200

/** Reads the part `report.txt`; nothing where it is none. */
export function parseXArf(text: string): XArfReport | undefined {
  const values = new Map<string, string>()
  for (const line of text.slice(0, 65_536).split(/\r?\n/, mostLines)) {
    const [, name, value = ''] = /^([A-Za-z][A-Za-z-]{1,40}):[ \t]*(.*)$/.exec(line.slice(0, longest)) ?? []
    if (name !== undefined && !values.has(name.toLowerCase())) values.set(name.toLowerCase(), unquoted(value))
  }
  const said = (key: string) => values.get(key) || undefined
  const [category, type, source] = [said('category'), said('report-type'), said('source')]
  if (category === undefined || type === undefined || source === undefined || !said('source-type')) return undefined
  const ip = canonicalAddress(source)
  const [reporter, agent, id, date] = [said('reported-from'), said('user-agent'), said('report-id'), said('date')]
  return {
    category: category.toLowerCase(),
    type: type.toLowerCase(),
    ...(reporter !== undefined && { reporter }),
    ...(agent !== undefined && { agent }),
    ...(ip === undefined ? { source } : { ip }),
    ...(id !== undefined && { id }),
    ...(date !== undefined && { date }),
  }
}

const unquoted = (value: string): string => {
  const bare = value.trim()
  return /^(?:'.*'|".*")$/.test(bare) ? bare.slice(1, -1) : bare
}
