import { defineCheck, type Ruling } from '../../core/check.ts'
import { quoted } from '../few.ts'

const outcomes = {
  inbox: { verdict: 'pass', says: 'The message lies in the inbox ({folder}).', brief: 'in the inbox' },
  junk: {
    verdict: 'fail',
    says: 'The message lies in the folder {folder}, among what is taken for spam, where few people look.',
    fix: 'Mend first what fails below of the message as it arrived: SPF, DKIM and DMARC. If all of that passes, read what the filter of the receiver wrote on the message (message-spam-score), have the recipient mark the message as wanted, and send little at first from an address or a domain that is new.',
  },
  other: {
    verdict: 'info',
    says: 'The message lies in the folder {folder}, which is neither the inbox nor the junk folder: a filter of the mailbox put it there.',
    brief: 'in {folder}',
  },
  'no-folders': {
    verdict: 'skip',
    says: 'what was watched has no folders, so nothing tells how a filter would sort the message',
  },
  'not-arrived': { verdict: 'skip', says: 'the message was not seen in a mailbox' },
} as const
type Rulings = Ruling<keyof typeof outcomes>

/** In which folder the message was found. */
export default defineCheck({
  id: 'probe-folder',
  step: 'probe',
  title: 'The message lies in the inbox',
  why: 'Mail in the junk folder is delivered, and not read: no bounce tells of it.',
  refs: ['RFC 6154 section 2'],
  needs: ['probeArrival'],
  outcomes,
  judge({ probeArrival }): Rulings {
    if (probeArrival.kind !== 'arrived') return { outcome: 'not-arrived' }
    const { folder, kind } = probeArrival.arrival
    return folder === '' ? { outcome: 'no-folders' } : { outcome: kind, about: { folder: quoted(folder) } }
  },
})
