import { parseAddress } from '../address.ts'
import { isTopLabel, parseMacros } from './macro.ts'
import type { Mechanism, MechanismName, Qualifier, SpfTerm } from './record.ts'

/** What a text stands for, or as a clause why it stands for nothing. */
type Reading<T> = T | string

/** Text in quotes, cut where it is too long for a sentence. */
const quote = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`

/** One term by the grammar of RFC 7208 section 12, and nothing else: no guess at what was meant. Linear in its length. */
export function parseTerm(text: string, start: number): Reading<SpfTerm> {
  const modifier = /^([^:/=]*)=/.exec(text)
  if (modifier) return parseModifier(text, start, modifier[1] ?? '')
  const [, sign = '', name = '', rest = ''] = /^([-+?~]?)([^:/]*)(.*)$/s.exec(text) ?? []
  const read = mechanisms[name.toLowerCase() as MechanismName]
  if (!read || !Object.hasOwn(mechanisms, name.toLowerCase())) return unknownName(sign, name)
  const value = read(rest)
  if (typeof value === 'string') return value
  const kind = 'mechanism'
  const qualifier = (sign || '+') as Qualifier
  return { kind, name: name.toLowerCase() as MechanismName, qualifier, cidr4: 32, cidr6: 128, ...value, text, start }
}

/** Why a text is not a domain-spec (RFC 7208 section 7.1), as a clause; nothing where it is one. */
function domainSpecFault(text: string): string | undefined {
  if (text === '') return 'the name is missing'
  const macros = parseMacros(text, 'name')
  if ('says' in macros) return macros.says
  const last = macros.parts.at(-1)
  if (last?.kind !== 'literal') return undefined
  const end = last.text.replace(/\.$/, '')
  const dot = end.lastIndexOf('.')
  if (dot < 0) return `${quote(text)} is not a whole domain name`
  const label = end.slice(dot + 1)
  return isTopLabel(label) ? undefined : `the name must end in a top-level domain, and ${quote(label)} cannot be one`
}

function parseModifier(text: string, start: number, name: string): Reading<SpfTerm> {
  const value = text.slice(name.length + 1)
  if (name === '') return 'a modifier needs a name before ='
  if (!/^[a-z][a-z0-9._-]*$/i.test(name)) return `${quote(name)} cannot be the name of a modifier`
  const known = /^(?:redirect|exp)$/i.test(name)
  const macros = parseMacros(value, 'modifier')
  const says = known ? domainSpecFault(value) : 'says' in macros ? macros.says : undefined
  return says === undefined ? { kind: 'modifier', name: name.toLowerCase(), value, text, start } : says
}

function unknownName(sign: string, name: string): string {
  if (name === '') return sign ? `${sign} stands alone, without a mechanism` : 'a mechanism is missing'
  return `${quote(name)} is no mechanism of SPF`
}

type Value = Partial<Pick<Mechanism, 'domain' | 'address' | 'cidr4' | 'cidr6'>>
type ValueReader = (rest: string) => Reading<Value>

const parseName =
  (mechanism: string): ValueReader =>
  (rest) => {
    if (!rest.startsWith(':')) return `${mechanism} needs a colon and a domain name`
    const says = domainSpecFault(rest.slice(1))
    return says === undefined ? { domain: rest.slice(1) } : says
  }

/** a and mx: `[":" domain-spec] ["/" length4] ["//" length6]`. */
const parseHost =
  (mechanism: string): ValueReader =>
  (rest) => {
    const slash6 = /\/\/(\d+)$/.exec(rest)
    const before6 = slash6 ? rest.slice(0, slash6.index) : rest
    const slash4 = /\/(\d+)$/.exec(before6)
    const name = slash4 ? before6.slice(0, slash4.index) : before6
    const lengths = prefixes(slash4?.[1], slash6?.[1])
    if (typeof lengths === 'string') return lengths
    if (name === '') return lengths
    if (!name.startsWith(':')) return `${quote(name)} cannot follow ${mechanism}`
    const says = domainSpecFault(name.slice(1))
    return says === undefined ? { ...lengths, domain: name.slice(1) } : says
  }

function prefixes(four: string | undefined, six: string | undefined): Reading<Value> {
  const says = prefixFault(four ?? '0', 32) ?? prefixFault(six ?? '0', 128)
  if (says !== undefined) return says
  const value: Value = {}
  if (four !== undefined) value.cidr4 = Number(four)
  if (six !== undefined) value.cidr6 = Number(six)
  return value
}

function prefixFault(digits: string, most: number): string | undefined {
  if (!/^\d+$/.test(digits)) return `${quote(`/${digits}`)} is no prefix length`
  if (/^0\d/.test(digits)) return `the prefix length ${quote(`/${digits}`)} must not begin with 0`
  return Number(digits) > most ? `the prefix length ${quote(`/${digits}`)} is over ${most}` : undefined
}

const parseNetwork =
  (mechanism: 'ip4' | 'ip6', family: 4 | 6): ValueReader =>
  (rest) => {
    if (!rest.startsWith(':')) return `${mechanism} needs a colon and an IPv${family} address`
    const [address = '', ...lengths] = rest.slice(1).split('/')
    if (address === '') return 'the address is missing'
    if (parseAddress(address)?.family !== family) return `${quote(address)} is not an IPv${family} address`
    if (lengths.length > 1) return `${mechanism} takes one prefix length`
    const [length] = lengths
    const says = prefixFault(length ?? '0', family === 4 ? 32 : 128)
    if (says !== undefined) return says
    if (length === undefined) return { address }
    return family === 4 ? { address, cidr4: Number(length) } : { address, cidr6: Number(length) }
  }

const mechanisms: Record<MechanismName, ValueReader> = {
  all: (rest) => (rest === '' ? {} : 'all takes nothing after it'),
  include: parseName('include'),
  exists: parseName('exists'),
  a: parseHost('a'),
  mx: parseHost('mx'),
  ptr: (rest) => {
    if (rest === '') return {}
    return rest.startsWith(':') ? parseName('ptr')(rest) : 'ptr takes no prefix length'
  },
  ip4: parseNetwork('ip4', 4),
  ip6: parseNetwork('ip6', 6),
}
