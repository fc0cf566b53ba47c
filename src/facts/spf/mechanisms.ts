import { recordsOf } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import { inNetwork } from '../../records/address.ts'
import { reverseName } from '../../records/reverse-name.ts'
import { askableName, parseMacros, targetName, usesMacro } from '../../records/spf/macro.ts'
import type { Mechanism, MechanismName } from '../../records/spf/record.ts'
import {
  brief,
  countVoid,
  type Finding,
  type Inquiry,
  isVoid,
  type Place,
  type Stop,
  spend,
  unseen,
} from './inquiry.ts'

/** RFC 7208 section 4.6.4: no more hosts than this are looked up for one mx, nor names for one ptr. */
export const mostHosts = 10

/** What a domain-spec stands for now; `name` is absent where DNS cannot be asked for it. */
export interface Target {
  text: string
  name?: string
}

/** Fills in a term's domain-spec; without one it is the record's own domain (RFC 7208 section 4.8). */
export async function findTarget(
  inquiry: Inquiry,
  place: Place,
  spec: string | undefined,
  term: string,
): Promise<Target | Stop> {
  if (spec === undefined) return askable(place.domain)
  const macros = parseMacros(spec, 'name')
  if ('says' in macros || !canExpand(inquiry, macros.parts)) return { text: spec }
  const values = { ...inquiry.values, domain: place.domain }
  if (!usesMacro(macros.parts, 'p')) return askable(targetName(macros.parts, values))
  const names = spend(inquiry, term, place) ?? (await validatedNames(inquiry, place))
  if ('result' in names) return names
  if (names.unseen) inquiry.doubt ??= names.unseen
  const validated = chooseName(names.names, place.domain)
  return askable(targetName(macros.parts, { ...values, ...(validated !== undefined && { validated }) }))
}

/** An expanded domain-spec, and the question that can be made of it. */
export const askable = (text: string): Target => {
  const name = askableName(text)
  return name === undefined ? { text } : { text, name }
}

/** RFC 8616 section 4: a local part outside ASCII fits into no name, so what is made of it never matches. */
export const canExpand = (inquiry: Inquiry, parts: Parameters<typeof usesMacro>[0]): boolean =>
  !usesMacro(parts, 'sl') || /^[\0-\x7f]*$/.test(inquiry.values.sender)

/**
 * The names of the address that lead back to it, ten at most (RFC 7208 section 5.5); none where PTR could not be seen, and then why.
 * Counts what was void, unless `place` is absent (an explanation costs nothing).
 */
export async function validatedNames(
  inquiry: Inquiry,
  place?: Place,
): Promise<{ names: string[]; server?: string; unseen?: Blind } | Stop> {
  const reverse = reverseName(inquiry.ip.text) ?? ''
  const answer = await inquiry.ask(reverse, 'PTR')
  if (answer.kind === 'blind') return { names: [], unseen: answer.blind }
  const stop = place && isVoid(answer) ? countVoid(inquiry, `PTR ${reverse}`, place) : undefined
  if (stop) return stop
  const hosts = recordsOf(answer)
    .slice(0, mostHosts)
    .map((record) => record.data)
  const found = await Promise.all(hosts.map((host) => inquiry.ask(host, addressType(inquiry))))
  if (place) inquiry.voidQueries += found.filter(isVoid).length
  const leadsBack = found.map(
    (addresses) =>
      addresses.kind === 'records' && addresses.records.some((r) => inNetwork(inquiry.ip.text, r.data, 128)),
  )
  const [unseen] = found.flatMap((addresses) => (addresses.kind === 'blind' ? [addresses.blind] : []))
  return { names: hosts.filter((_, i) => leadsBack[i]), server: answer.server, ...(unseen && { unseen }) }
}

/** RFC 7208 section 7.3: for `%{p}` the domain itself is best, then a name below it, then any. */
export const chooseName = (names: readonly string[], domain: string): string | undefined =>
  names.find((name) => name === domain) ?? names.find((name) => name.endsWith(`.${domain}`)) ?? names[0]

/** The type that is asked for, whoever has the address: the client's family alone (RFC 7208 section 5). */
export const addressType = (inquiry: Inquiry): 'A' | 'AAAA' => (inquiry.ip.family === 4 ? 'A' : 'AAAA')

type Matcher = (inquiry: Inquiry, place: Place, term: Mechanism) => Finding | Promise<Finding>

const noMatch: Finding = { came: 'no match', says: 'no match' }

function matchNetwork({ ip }: Inquiry, _: Place, { address = '', name, cidr4, cidr6 }: Mechanism): Finding {
  const length = name === 'ip4' ? cidr4 : cidr6
  if (!inNetwork(ip.text, address, length)) return noMatch
  return { came: 'match', says: `${within(ip.text, address, length)}: match` }
}

const within = (ip: string, network: string, length: number) =>
  length === (ip.includes(':') ? 128 : 32) ? `it is ${ip}` : `${ip} is in ${network}/${length}`

/** Whether one of a host's addresses, widened to the term's prefix, holds the client. */
async function matchHost(inquiry: Inquiry, host: string, { cidr4, cidr6 }: Mechanism) {
  const type = addressType(inquiry)
  const length = inquiry.ip.family === 4 ? cidr4 : cidr6
  const answer = await inquiry.ask(host, type)
  const addresses = answer.kind === 'records' ? answer.records.map((r) => r.data) : []
  const hit = addresses.find((address) => inNetwork(inquiry.ip.text, address, length))
  return { answer, addresses, says: hit && `${within(inquiry.ip.text, hit, length)}, an address of ${host}: match` }
}

async function matchA(inquiry: Inquiry, place: Place, term: Mechanism): Promise<Finding> {
  const target = await findTarget(inquiry, place, term.domain, term.text)
  if ('result' in target) return target
  if (target.name === undefined) return unaskable(target)
  const { answer, addresses, says } = await matchHost(inquiry, target.name, term)
  if (answer.kind === 'blind') return unseen(answer.blind)
  if (isVoid(answer)) return voided(inquiry, place, `${addressType(inquiry)} ${target.name}`, answer)
  const { server } = answer
  return says ? { came: 'match', says, server } : { came: 'no match', says: `${list(addresses)}: no match`, server }
}

async function matchMx(inquiry: Inquiry, place: Place, term: Mechanism): Promise<Finding> {
  const target = await findTarget(inquiry, place, term.domain, term.text)
  if ('result' in target) return target
  if (target.name === undefined) return unaskable(target)
  const answer = await inquiry.ask(target.name, 'MX')
  if (answer.kind === 'blind') return unseen(answer.blind)
  if (isVoid(answer)) return voided(inquiry, place, `MX ${target.name}`, answer)
  const hosts = recordsOf(answer)
    .map((record) => record.data)
    .filter(({ exchange }) => exchange !== '.')
    .sort((a, b) => a.preference - b.preference)
    .map(({ exchange }) => exchange)
  const looks = hosts.slice(0, mostHosts).map((host) => matchHost(inquiry, host, term))
  for (const look of looks) {
    const { answer: found, says } = await look
    if (found.kind === 'blind') return unseen(found.blind)
    if (isVoid(found)) inquiry.voidQueries += 1
    if (says) return { came: 'match', says, server: answer.server }
  }
  if (hosts.length > mostHosts)
    return {
      result: 'permerror',
      limit: true,
      problem: `${target.text} has ${hosts.length} mail exchangers, and mx may look at ${mostHosts}`,
    }
  return { came: 'no match', says: `${count(hosts.length, 'mail exchanger')}: no match`, server: answer.server }
}

async function matchExists(inquiry: Inquiry, place: Place, term: Mechanism): Promise<Finding> {
  const target = await findTarget(inquiry, place, term.domain, term.text)
  if ('result' in target) return target
  if (target.name === undefined) return unaskable(target)
  const answer = await inquiry.ask(target.name, 'A')
  if (answer.kind === 'blind') return unseen(answer.blind)
  if (isVoid(answer)) return voided(inquiry, place, `A ${target.name}`, answer)
  return { came: 'match', says: `${target.name} exists: match`, server: answer.server }
}

async function matchPtr(inquiry: Inquiry, place: Place, term: Mechanism): Promise<Finding> {
  const target = await findTarget(inquiry, place, term.domain, term.text)
  if ('result' in target) return target
  const { name } = target
  if (name === undefined) return unaskable(target)
  const found = await validatedNames(inquiry, place)
  if ('result' in found) return found
  const server = found.server === undefined ? {} : { server: found.server }
  const hit = found.names.find((host) => host === name || host.endsWith(`.${name}`))
  if (hit) return { came: 'match', says: `${hit} is a name of ${inquiry.ip.text}: match`, ...server }
  if (found.unseen) inquiry.doubt ??= found.unseen
  return { came: 'no match', says: `${inquiry.ip.text} has no name in ${name} that leads back: no match`, ...server }
}

/** RFC 7208 section 4.8: no question can be made of the name, so nothing is asked and nothing matches. */
const unaskable = ({ text }: Target): Finding => ({ came: 'no match', says: `${noQuestion(text)}: no match` })

/** Why nothing is asked for a name, as a clause. */
export const noQuestion = (text: string): string => `"${brief(text)}" is no name that DNS can be asked for`

function voided(inquiry: Inquiry, place: Place, question: string, answer: { server: string; kind: string }): Finding {
  const stop = countVoid(inquiry, question, place)
  if (stop) return stop
  const what = answer.kind === 'no-data' ? 'has no record' : 'does not exist'
  return { came: 'void', says: `${question} ${what}: void, no match`, server: answer.server }
}

const list = (texts: readonly string[]) =>
  texts.length > 4 ? `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more` : texts.join(', ')

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`

/** Every mechanism but include, which is a whole evaluation of its own. */
export const matchers: Record<Exclude<MechanismName, 'include'>, Matcher> = {
  all: () => ({ came: 'match', says: 'everybody: match' }),
  ip4: matchNetwork,
  ip6: matchNetwork,
  a: matchA,
  mx: matchMx,
  exists: matchExists,
  ptr: matchPtr,
}
