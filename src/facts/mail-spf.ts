import type { MessageGatherer } from '../core/gatherer.ts'
import type { MailSpf } from '../core/mail-auth.ts'
import type { Envelope, MailHop, MailPath } from '../core/mail-path.ts'
import { seen } from '../core/observation.ts'
import { hiddenRange } from '../records/address.ts'
import { suffixOf } from './dmarc/suffix-list.ts'
import { checkHost } from './spf/check-host.ts'

/** SPF of the message, computed anew for the hop at which it came in, as of when it was received (RFC 7208). */
export const mailSpf: MessageGatherer<'mailSpf'> = async ({ look, world }) => {
  const [envelope, path, clock] = await Promise.all([look('envelope'), look('mailPath'), look('receivedAt')])
  if (!envelope.seen) return envelope
  if (!path.seen) return path
  if (!clock.seen) return clock
  const { ip, helo, sender } = envelope.value
  if (!ip || !sender || (sender.value === '' && !helo)) return seen(unknownOf(envelope.value, path.value))
  const client = { ip: ip.value, sender: sender.value, helo: helo?.value ?? '', at: clock.value.at }
  const verdict = await checkHost(world.dns, client)
  return seen({ verdict, domain: verdict.identity.domain })
}

/** What of the envelope is missing. */
function unknownOf({ ip, sender, helo }: Envelope, { hops, border }: MailPath): Exclude<MailSpf, { verdict: unknown }> {
  const lacks = [
    ...(ip ? [] : ['--ip ADDRESS']),
    ...(sender ? [] : ['--sender USER@DOMAIN']),
    ...(sender?.value === '' && !helo ? ['--helo NAME'] : []),
  ].join(', ')
  if (!ip && border)
    return { why: 'the Received field of the receiver does not tell from which address the message came', lacks }
  if (!ip && isHidden(hops.at(-1)))
    return {
      why: `the receiver saw the address ${hops.at(-1)?.ip} alone, of its own network: a proxy or a container stands before it`,
      lacks,
    }
  if (!ip) return { why: inHouse(hops), lacks, inHouse: true, ...(hops.length === 0 && { unreceived: true }) }
  if (!sender)
    return {
      why: 'no Return-Path field stands above the Received field of the receiver, and nothing else that it wrote tells who the sender was',
      lacks,
    }
  return { why: 'the sender is the null one (<>), and the name that the server greeted with is not known', lacks }
}

/** A client of another house at an address of the receiver's own network: who sends is not to be seen from there. */
function isHidden(oldest: MailHop | undefined): boolean {
  const { ip, helo = '', by = '', kind } = oldest ?? {}
  const range = ip === undefined ? undefined : hiddenRange(ip)
  const house = (name: string) => suffixOf(name.toLowerCase()).below
  return (
    kind === 'inside' &&
    range !== undefined &&
    !isLoopback(ip) &&
    house(helo) !== undefined &&
    house(by) !== undefined &&
    house(helo) !== house(by)
  )
}
const isLoopback = (ip = ''): boolean => ip.startsWith('127.') || ip === '::1'

function inHouse(hops: readonly MailHop[]): string {
  if (hops.length === 0) return 'the message has no Received field, so it came from no server yet'
  return hops.every(({ kind }) => kind === 'inside')
    ? 'by its Received fields the message never came from outside'
    : 'the message was handed in at the receiver itself, and came from no other server'
}
