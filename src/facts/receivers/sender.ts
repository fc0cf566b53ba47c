import type { MailReach } from '../../core/mail-path.ts'
import type { Observation } from '../../core/observation.ts'
import type { Tested } from '../../core/receivers.ts'
import type { AddressTarget } from '../../core/target.ts'
import type { World } from '../../core/world.ts'
import { parseAddress, specialRange } from '../../records/address.ts'
import { reverseOf } from '../address/reverse-of.ts'
import { notSeen } from './legs.ts'
import { cut } from './message-legs.ts'

/** Whether the address that the message came from has a name that leads back to it. */
export async function reverseTest(world: World, ip: string | undefined): Promise<Tested> {
  const parsed = ip === undefined ? undefined : parseAddress(ip)
  if (!parsed) return { state: 'unobservable', says: 'it is not known which address sent it' }
  const { text, family } = parsed
  if (specialRange(text)) return { state: 'unobservable', says: `${text} is no public address` }
  const address: AddressTarget = { kind: 'address', family, name: text, display: text }
  const { answer, names, more } = await reverseOf(world, address)
  if (answer.kind === 'blind') return notSeen('reverse DNS was not seen', answer.blind)
  const good = names.find(({ confirmed }) => confirmed)
  if (good) return { state: 'holds', says: `${text} is ${cut(good.display)}` }
  const lost = names.find(({ confirmed }) => confirmed === undefined)?.forward
  if (lost?.kind === 'blind') return notSeen('its name was not seen', lost.blind)
  if (more > 0) return { state: 'unobservable', says: `${text} has too many names to look at` }
  const [first] = names
  return first
    ? { state: 'broken', says: `the name of ${text}, ${cut(first.display)}, does not lead back to it` }
    : { state: 'broken', says: `${text} has no reverse DNS` }
}

/** What is sent over IPv6 alone has to keep these. */
export function ipv6Test(ip: string | undefined, others: () => Tested): Tested {
  const parsed = ip === undefined ? undefined : parseAddress(ip)
  if (!parsed) return { state: 'unobservable', says: 'it is not known which address sent it' }
  return parsed.family === 4 ? { state: 'holds', says: 'it was sent over IPv4' } : others()
}

/** Whether the domains of From and of the return path exist, and do not say that they take no mail. */
export function existsTest(reach: Observation<readonly MailReach[]>): Tested {
  if (!reach.seen) return notSeen('MX was not seen', reach.blind)
  const found = reach.value.filter(({ role }) => role !== 'reply-to')
  const bad = found.find(({ state }) => state === 'null-mx' || state === 'no-such-name')
  if (bad) {
    const says = bad.state === 'null-mx' ? 'says that it takes no mail (null MX)' : 'does not exist'
    return { state: 'broken', says: `${cut(bad.display)} ${says}` }
  }
  const lost = found.find(({ state }) => state === 'unseen')
  if (lost) return notSeen(`MX of ${cut(lost.display)} was not seen`, lost.blind)
  return found.some(({ role }) => role === 'from')
    ? { state: 'holds', says: 'they exist' }
    : { state: 'unobservable', says: 'From names no domain' }
}
