import type { DnsAnswer } from '../../core/dns.ts'
import { inNetwork } from '../../records/address.ts'
import { parseMacros, targetName, usesMacro } from '../../records/spf/macro.ts'
import { isBroken } from '../../records/spf/parse.ts'
import type { Mechanism, Modifier, SpfRecord } from '../../records/spf/record.ts'
import { type Inquiry, mostLookups, type Place, readRecord, spfTextsOf } from './inquiry.ts'
import { addressType, askable, canExpand, mostHosts, type Target, validatedNames } from './mechanisms.ts'

/**
 * Starts every question that a record may come to, all at once and deeper as answers come, so that the evaluation, which
 * goes term by term, finds its answers there. Nothing is asked that no receiver could reach: not after `all`, not after
 * an address that matches, not past the lookup limit. `spent` is what the way to this record has cost at the least.
 */
export function lookAhead(inquiry: Inquiry, record: SpfRecord, place: Place, spent: number): void {
  if (inquiry.foreseen.has(place.domain)) return
  inquiry.foreseen.add(place.domain)
  const exp = place.explains && modifierOf(record, 'exp')
  if (exp) foresee(inquiry, place, exp.value, ({ name = '' }) => inquiry.askAhead(name, 'TXT'))
  let cost = spent
  for (const term of record.terms) {
    if (term.kind !== 'mechanism') continue
    if (term.name === 'all') return
    if (term.name === 'ip4' || term.name === 'ip6') {
      if (matchesAtOnce(inquiry, term)) return
    } else if (++cost > mostLookups) return
    else foreseeTerm(inquiry, place, term, cost)
  }
  const redirect = modifierOf(record, 'redirect')
  if (redirect && cost < mostLookups)
    foresee(inquiry, place, redirect.value, (target) => enterAhead(inquiry, target, place, cost + 1))
}

const modifierOf = (record: SpfRecord, name: string): Modifier | undefined =>
  record.terms.find((term) => term.kind === 'modifier' && term.name === name) as Modifier | undefined

const matchesAtOnce = ({ ip }: Inquiry, { name, address = '', cidr4, cidr6 }: Mechanism) =>
  inNetwork(ip.text, address, name === 'ip4' ? cidr4 : cidr6)

function foreseeTerm(inquiry: Inquiry, place: Place, term: Mechanism, cost: number): void {
  if (term.name === 'ptr') quietly(validatedNames(inquiry))
  foresee(inquiry, place, term.domain, (target) => {
    const { name = '' } = target
    if (term.name === 'include') enterAhead(inquiry, target, { ...place, explains: false }, cost)
    if (term.name === 'a') inquiry.askAhead(name, addressType(inquiry))
    if (term.name === 'exists') inquiry.askAhead(name, 'A')
    if (term.name === 'mx') quietly(inquiry.askAhead(name, 'MX')?.then((answer) => foreseeHosts(inquiry, answer)))
  })
}

function foreseeHosts(inquiry: Inquiry, answer: DnsAnswer<'MX'>): void {
  if (answer.kind !== 'records') return
  const exchanges = answer.records.map(({ data }) => data).sort((a, b) => a.preference - b.preference)
  for (const { exchange } of exchanges.slice(0, mostHosts))
    if (exchange !== '.') inquiry.askAhead(exchange, addressType(inquiry))
}

/** Reads the record at a name and goes on from there. `from` is where the name was found. */
function enterAhead(inquiry: Inquiry, { text, name = '' }: Target, from: Place, cost: number): void {
  quietly(
    inquiry.askAhead(name, 'TXT')?.then((answer) => {
      const [only, another] = answer.kind === 'blind' ? [] : spfTextsOf(answer)
      if (only === undefined || another !== undefined) return
      const record = readRecord(inquiry, only)
      if (!isBroken(record)) lookAhead(inquiry, record, { ...from, domain: text, depth: from.depth + 1 }, cost)
    }),
  )
}

/** Does something with the name that a domain-spec will stand for, where a question can be made of it. */
function foresee(inquiry: Inquiry, place: Place, spec: string | undefined, then: (target: Target) => void): void {
  const macros = parseMacros(spec ?? '%{d}', 'name')
  if ('says' in macros || !canExpand(inquiry, macros.parts)) return
  if (usesMacro(macros.parts, 'p')) {
    // Which name that will be takes questions of its own: begin with those.
    quietly(validatedNames(inquiry))
    return
  }
  const target = askable(targetName(macros.parts, { ...inquiry.values, domain: place.domain }))
  if (target.name !== undefined) then(target)
}

/** What is asked ahead may go wrong in silence: the evaluation itself will meet it. */
function quietly(asked: Promise<unknown> | undefined): void {
  asked?.catch(() => undefined)
}
