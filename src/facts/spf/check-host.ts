import type { Dns } from '../../core/dns.ts'
import type { SpfVerdict } from '../../core/spf.ts'
import { type Address, parseAddress } from '../../records/address.ts'
import { evaluate, type Outcome } from './evaluate.ts'
import { explain } from './explain.ts'
import { brief, note, openInquiry } from './inquiry.ts'
import { askable } from './mechanisms.ts'

/** Who sends, as a receiver sees it. */
export interface Client {
  /** The address that connects. */
  ip: string
  /** MAIL FROM, domain in A-labels; `''` is the null sender, which is judged by `helo` (RFC 7208 section 2.4). */
  sender: string
  helo: string
  /** For `%{t}`. */
  at: Date
}

/**
 * check_host() of RFC 7208 section 4, as a receiver runs it, with every step on the way. The names asked are those that
 * a receiver could come to, all of them as early as possible. A RangeError where `ip` is no address.
 */
export async function checkHost(dns: Dns, client: Client): Promise<SpfVerdict> {
  const ip = connecting(client.ip)
  const identity = identityOf(client)
  const at = Math.floor(client.at.getTime() / 1000)
  const { sender, domain } = identity
  const inquiry = openInquiry(dns, ip, { sender, ip, helo: client.helo, receiver: 'unknown', at })
  const place = { domain, depth: 0, explains: true }
  const { name } = askable(domain)
  const outcome: Outcome =
    name === undefined
      ? { result: 'none', problem: `"${brief(domain)}" is no domain that could have an SPF record` }
      : await evaluate(inquiry, name, place)
  inquiry.decided = true
  if (inquiry.trace.length === 0 && 'problem' in outcome)
    note(inquiry, place, { term: '', cost: 0, came: outcome.result, says: outcome.problem })
  const matched = 'matched' in outcome ? outcome.matched : undefined
  const explanation =
    matched && outcome.result === 'fail' ? await explain(inquiry, matched.record, matched.place) : undefined
  return {
    ip: client.ip,
    identity,
    result: outcome.result,
    ...(matched && { matched: brief(matched.term.text) }),
    lookups: inquiry.lookups,
    voids: inquiry.voids,
    voidQueries: inquiry.voidQueries,
    ...(explanation !== undefined && { explanation }),
    ...('problem' in outcome && { problem: outcome.problem }),
    ...('limit' in outcome && outcome.limit && { limit: outcome.limit }),
    ...('blind' in outcome && outcome.blind && { blind: outcome.blind }),
    ...(inquiry.doubt && { doubt: inquiry.doubt }),
    trace: inquiry.trace,
  }
}

/** RFC 7208 section 5: an IPv4 address in IPv6 clothes is an IPv4 address. */
function connecting(text: string): Address {
  const address = parseAddress(text)
  if (!address) throw new RangeError(`${text} is no address`)
  const mapped = address.octets.every((octet, i) => (i < 10 ? octet === 0 : i < 12 ? octet === 255 : true))
  const four = address.octets.slice(12)
  return address.family === 6 && mapped ? { family: 4, octets: four, text: four.join('.') } : address
}

/** RFC 7208 sections 2.4 and 4.3: no sender means postmaster at the HELO name, no local part means postmaster. */
function identityOf({ sender, helo }: Client): SpfVerdict['identity'] {
  const whole = sender === '' ? `postmaster@${helo}` : sender
  const at = whole.lastIndexOf('@')
  const domain = whole
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.$/, '')
  const local = whole.slice(0, Math.max(at, 0)) || 'postmaster'
  return { kind: sender === '' ? 'helo' : 'mailfrom', sender: `${local}@${whole.slice(at + 1)}`, domain }
}
