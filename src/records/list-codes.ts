import { parseAddress } from './address.ts'

/** As much of a list as its codes need; what they mean is in core/lists.ts. */
interface Code {
  code: string
  means: string
  sense: string
}
interface Codes<C> {
  codes: readonly C[]
  /** The last octet is a bit field. */
  bitmask?: true
}

/** What the A records of a list say, all of them together. */
export interface CodesRead<C> {
  /** `not-listed` where nothing came back, or only what is neither good nor bad: to be believed of a proven list alone. */
  state: 'listed' | 'allowed' | 'not-listed' | 'refused' | 'broken' | 'unknown-code'
  /** What is known of them, each once, in the order of the list: resolvers turn the order of an answer round. */
  told: readonly (C | typeof refusal)[]
  /** With a state that is no answer: the code that made it so, and what it means ("127.255.255.254: ..."). */
  why?: string
}

/** What lists refuse with, where one says nothing else of it. */
const refusal = {
  code: '127.255.255.0/24',
  means: 'the list refuses the question; this range is kept for errors',
  sense: 'refuses',
} as const

type Told<C> = { address: string; code: C }
type Read<C> = { told: Told<C>[]; outside?: string; unknown?: string }

/**
 * Reads what a list answered (RFC 5782 section 2.3): every address, refusals first, then our own mistakes, then answers
 * that no list gives; an address outside 127.0.0.0/8 is a parked domain's or a rewriting resolver's.
 */
export function readCodes<C extends Code>(list: Codes<C>, addresses: readonly string[]): CodesRead<C> {
  const read = [...new Set(addresses)].map((address) => readOne(list, address))
  const all = read.flatMap((one) => one.told)
  const heard = new Set<C | typeof refusal>(all.map(({ code }) => code))
  const told = [...list.codes, refusal].filter((code) => heard.has(code))
  const stopped = stop(all, read)
  if (stopped) return { told, ...stopped }
  const has = (...senses: string[]) => told.some(({ sense }) => senses.includes(sense))
  if (has('accuses', 'policy')) return { state: 'listed', told }
  if (has('allows')) return { state: 'allowed', told }
  const unknown = read.find((one) => one.unknown !== undefined)?.unknown
  if (unknown === undefined) return { state: 'not-listed', told }
  return { state: 'unknown-code', told, why: `${unknown}: a code that this list does not document` }
}

/**
 * Whether an answer about a list's test entry shows that the list is there: all of it inside 127.0.0.0/8 and no refusal.
 * Which code a test entry has, few lists say and fewer keep to.
 */
export function isEntry(list: Codes<Code>, addresses: readonly string[]): boolean {
  const { state } = readCodes(list, addresses)
  return addresses.length > 0 && state !== 'refused' && state !== 'broken'
}

function stop(
  told: readonly Told<Code>[],
  read: readonly Read<Code>[],
): Pick<CodesRead<Code>, 'state' | 'why'> | undefined {
  const first = (sense: string) => told.find(({ code }) => code.sense === sense)
  const why = ({ address, code }: Told<Code>) => `${address}: ${code.means}`
  const refused = first('refuses')
  if (refused) return { state: 'refused', why: why(refused) }
  const misasked = first('misasked')
  if (misasked) return { state: 'broken', why: why(misasked) }
  const outside = read.find((one) => one.outside !== undefined)?.outside
  if (outside === undefined) return undefined
  return {
    state: 'broken',
    why: `${outside}: an address that no list answers, since all their codes are in 127.0.0.0/8`,
  }
}

function readOne<C extends Code>({ codes, bitmask }: Codes<C>, text: string): Read<C | typeof refusal> {
  const address = parseAddress(text)
  if (address?.family !== 4 || address.octets[0] !== 127) return { told: [], outside: text }
  const { octets } = address
  const [, second, third, last = 0] = octets
  const bits = bitmask && second === 0 && third === 0 ? codes.filter(({ code }) => (bitOf(code) & last) !== 0) : []
  const whole = narrowest([...codes, refusal], octets)
  const told = (whole ? [whole] : bits).map((code) => ({ address: text, code }))
  return told.length > 0 ? { told } : { told, unknown: text }
}

/** `bit 4` → 4; a code that is no bit has none. */
const bitOf = (code: string): number => Number(/^bit (\d+)$/.exec(code)?.[1] ?? 0)

/** The code that fits closest: an address before a network, a network before a pattern that leaves as much open. */
function narrowest<C extends Code>(codes: readonly C[], octets: readonly number[]): C | undefined {
  const fitting = codes
    .map((code) => ({ code, fits: closeness(code.code, octets) }))
    .filter((one) => one.fits > 0)
    .sort((a, b) => b.fits - a.fits)
  return fitting[0]?.code
}

/** How many bits a code fixes where the address fits it; 0 where it does not. A pattern counts a little less. */
function closeness(code: string, octets: readonly number[]): number {
  const [address = '', length] = code.split('/')
  const parts = address.split('.')
  const open = parts.filter((part) => part.startsWith('{')).length
  const fixed = length === undefined ? 32 - open * 8 : Number(length)
  const fits = octets.every((octet, i) => {
    const part = parts[i] ?? ''
    const mask = (0xff00 >> Math.min(8, Math.max(0, length === undefined ? 8 : fixed - i * 8))) & 255
    return part.startsWith('{') || (octet & mask) === (Number(part) & mask)
  })
  return fits && parts.length === octets.length ? fixed - (open > 0 ? 0.5 : 0) : 0
}
