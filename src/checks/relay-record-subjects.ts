import { defineSubject } from '../core/check.ts'
import { sender } from './subjects.ts'

/** A relay that was named, or that the domain's records show. */
export const relayInUse = defineSubject({
  within: sender,
  needs: ['relaysInUse'],
  absent: ({ relaysInUse: { relays, unknown, unseen } }) =>
    unknown !== undefined
      ? `which records ${unknown} wants is not known here: it shows them itself`
      : relays.length === 0
        ? `no relay is named (--relay) or recognised in ${unseen ? 'what was seen of ' : ''}the records`
        : undefined,
})
