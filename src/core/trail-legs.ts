import { mailboxOf } from '../records/mail/probe-marks.ts'
import type { TrailEvent } from './probe.ts'

type Event = Pick<TrailEvent, 'by' | 'state' | 'recipient' | 'within'>

/** An alias, a forwarding or a copy for an archive sends one message to several: each is a leg of its way. */
const legOf = ({ recipient }: Event): string | undefined => (recipient === undefined ? undefined : mailboxOf(recipient))
const isLost = ({ state }: Event): boolean => state === 'bounced' || state === 'dropped'
const isDone = ({ state }: Event): boolean => state === 'sent' || state === 'delivered'

/** Where the message came to its end without arriving: given up for the recipient, or on all legs that are known. */
export function givenUp<E extends Event>(events: readonly E[], recipient: string): E | undefined {
  const ends = bySource(events).flatMap((all) => {
    const { legs, whole } = endsOf(all)
    const ours = legs.get(mailboxOf(recipient))
    const last = ours ? [ours] : legs.size > 0 ? [...legs.values()] : whole ? [whole] : []
    return last.every(isLost) ? last : []
  })
  return events.findLast((one) => ends.includes(one))
}

/** Whether somebody knows the end for that very recipient, so that nothing else has to be waited for. */
export const isOverFor = (events: readonly Event[], recipient: string): boolean =>
  bySource(events).some((all) => {
    const { legs, whole } = endsOf(all)
    const ours = legs.size > 0 ? legs.get(mailboxOf(recipient)) : whole
    return ours !== undefined && (isLost(ours) || ours.state === 'delivered')
  })

/** What is told of the recipient's own leg, where any is; what tells of no leg is of all. */
export function ofRecipient<E extends Event>(events: readonly E[], recipient: string): E[] {
  const isOurs = (one: Event) => legOf(one) === mailboxOf(recipient)
  return events.some(isOurs) ? events.filter((one) => one.recipient === undefined || isOurs(one)) : events.slice()
}

const bySource = <E extends Event>(events: readonly E[]): E[][] => [...Map.groupBy(events, ({ by }) => by).values()]

/** The last that one source tells of each leg; `whole`: of no leg. */
function endsOf<E extends Event>(events: readonly E[]): { legs: Map<string, E>; whole?: E } {
  const legs = new Map<string, E>()
  let whole: E | undefined
  for (const one of events) {
    const leg = legOf(one)
    const tells = isLost(one) || isDone(one) || one.state === 'deferred'
    if (!tells || one.within) continue
    if (leg !== undefined) legs.set(leg, one)
    else whole = one
    // Given up by time, or taken out of the queue: whatever was not done so far.
    if (leg === undefined && isLost(one)) for (const [name, last] of legs) if (!isDone(last)) legs.set(name, one)
  }
  return { legs, ...(whole && { whole }) }
}
