import { parseAddress } from './address.ts'

/** The network that an address is announced in. */
export interface Origin {
  prefix: string
  /** Who announces it; more than one where several do. */
  asns: readonly number[]
  /** ISO 3166, as the registry has it. */
  country?: string
}
/** A network's owner. `operator` is untrusted. */
export interface OriginName {
  asn: number
  operator: string
  country?: string
}

const mostText = 1000
const mostAsns = 10
const mostOperator = 100

/** Team Cymru's TXT about an address: `23028 | 216.90.108.0/24 | US | arin | 1998-09-25`. Nothing where it is not that. */
export function readOrigin(text: string): Origin | undefined {
  const [who = '', network = '', where = ''] = fields(text)
  const asns = [...new Set(who.split(/ +/).map(readAsn))]
  const prefix = readPrefix(network)
  if (prefix === undefined || asns.length > mostAsns || !asns.every((asn) => asn !== undefined)) return undefined
  return { prefix, asns, ...readCountry(where) }
}

/** The same about an AS: `23028 | US | arin | 2002-01-04 | TEAM-CYMRU, US`; the country behind the name is left out. */
export function readOriginName(text: string): OriginName | undefined {
  const [who = '', where = '', , , name = '', ...more] = fields(text)
  const asn = readAsn(who)
  const operator = [...[name, ...more].join(' | ').replace(/, ?[A-Z]{2}$/, '')].slice(0, mostOperator).join('')
  return asn === undefined || operator === '' || operator === 'NA'
    ? undefined
    : { asn, operator, ...readCountry(where) }
}

const fields = (text: string): string[] => (text.length > mostText ? [] : text.split('|').map((field) => field.trim()))

/** RFC 6793: 32 bits; 0 stands for no network (RFC 7607). */
function readAsn(text: string): number | undefined {
  const asn = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0
  return asn > 0 && asn <= 0xffff_ffff ? asn : undefined
}

function readPrefix(text: string): string | undefined {
  const [, network = '', length] = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text) ?? []
  const address = parseAddress(network)
  if (!address || Number(length) > address.octets.length * 8) return undefined
  return `${address.text}/${Number(length)}`
}

/** NA is written where no country is known, so that Namibia has none. */
const readCountry = (text: string): { country?: string } =>
  /^[A-Z]{2}$/.test(text) && text !== 'NA' ? { country: text } : {}
