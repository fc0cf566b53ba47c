import { defineSubject } from '../core/check.ts'
import { domain, sender } from './subjects.ts'

/** A domain that sends mail; where a relay was named it is looked at all the same. */
const senderOrAsked = defineSubject({
  within: domain,
  needs: ['relaysInUse', ...sender.needs],
  absent: (facts) => {
    const { relays, unknown } = facts.relaysInUse
    return unknown !== undefined || relays.some(({ by }) => by === 'named') ? undefined : sender.absent(facts)
  },
})

/** A relay that was named, or that the domain's records show. */
export const relayInUse = defineSubject({
  within: senderOrAsked,
  needs: ['relaysInUse'],
  absent: ({ relaysInUse: { relays, unknown, unseen } }) =>
    relays.length === 0 && unknown === undefined
      ? `no relay is named (--relay) or recognised in ${unseen ? 'what was seen of ' : ''}the records`
      : undefined,
})
