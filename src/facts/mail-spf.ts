import type { MessageGatherer } from '../core/gatherer.ts'
import type { Envelope, MailPath } from '../core/mail-path.ts'
import { seen } from '../core/observation.ts'
import { checkHost } from './spf/check-host.ts'

/** SPF of the message, computed anew for the hop at which it came in, as of when it was received (RFC 7208). */
export const mailSpf: MessageGatherer<'mailSpf'> = async ({ look, world }) => {
  const [envelope, path, clock] = await Promise.all([look('envelope'), look('mailPath'), look('receivedAt')])
  if (!envelope.seen) return envelope
  if (!path.seen) return path
  if (!clock.seen) return clock
  const { ip, helo, sender } = envelope.value
  const why = unknownOf(envelope.value, path.value)
  if (why !== undefined || !ip || !sender) return seen({ why: why ?? 'who sent it is not known' })
  const client = { ip: ip.value, sender: sender.value, helo: helo?.value ?? '', at: clock.value.at }
  const verdict = await checkHost(world.dns, client)
  return seen({ verdict, domain: verdict.identity.domain })
}

/** What of the envelope is missing, as a clause; nothing where all is there. */
function unknownOf({ ip, helo, sender }: Envelope, { hops, border }: MailPath): string | undefined {
  if (!ip) {
    if (hops.length === 0) return 'the message has no Received field, so nothing tells from which address it came'
    if (border) return 'the Received field of the receiver does not tell from which address the message came'
    const first = hops.find(({ kind }) => kind !== 'inside')
    return first
      ? 'the message was handed in at the receiver itself, and came from no other server'
      : 'by its Received fields the message never came from outside'
  }
  if (!sender) return 'no Return-Path field, nor anything else that the receiver wrote, tells who the sender was'
  if (sender.value === '' && !helo)
    return 'the sender is the null one (<>), and the name that the server greeted with is not known'
  return undefined
}
