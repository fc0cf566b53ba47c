import { defineCheck } from '../../core/check.ts'
import { offersOf } from '../../core/session-stages.ts'
import { few, quoted } from '../few.ts'
import { octetsAs } from '../session-size.ts'
import { ready } from '../session-subjects.ts'
import { eachSession } from '../session-told.ts'

/** Just below what Postfix takes unless told otherwise (10,240,000 octets): a third of that goes into encoding. */
const smallOctets = 10_000_000

export default defineCheck({
  id: 'relay-size',
  step: 'session',
  title: 'The relay takes large messages',
  why: 'What is larger than the relay takes comes back to its sender; attachments grow by a third on their way.',
  refs: ['RFC 1870 section 4'],
  subject: ready,
  needs: ['relay', 'relaySessions', 'relayProfile'],
  outcomes: {
    enough: { verdict: 'pass', says: '{server} takes messages of up to {size}.' },
    unlimited: { verdict: 'pass', says: '{server} names no largest message (SIZE 0).' },
    small: {
      verdict: 'warn',
      says: '{server} takes messages of up to {size} only, which is room for attachments of about {room}: whatever is larger comes back to its sender.',
      fix: 'Where the server is yours and that is Postfix, set there message_size_limit = 26214400 and reload it. Otherwise set message_size_limit = {octets} in the Postfix here, so that who sends more is told at once.',
    },
    unstated: {
      verdict: 'info',
      says: '{server} does not say how large a message may be (no SIZE in its answer to {by}{documented}).',
    },
  },
  judge: ({ relay, relaySessions, relayProfile }) =>
    eachSession(relay, relaySessions, 'ready', ({ session, about, end }) => {
      const offers = offersOf(session)
      if (!offers) return end && !end.seen ? { cannotTell: end.blind, about } : []
      const { by, size, keywords } = offers
      const evidence = [
        {
          kind: 'note',
          text: `${by} is answered with: ${
            few(keywords)
              .map((one) => quoted(one))
              .join(', ') || 'no keyword'
          }`,
        } as const,
      ]
      if (size === undefined)
        return { outcome: 'unstated', about: { ...about, by, documented: asDocumented(relayProfile) }, evidence }
      if (size === 'unlimited') return { outcome: 'unlimited', about, evidence }
      const told = { ...about, octets: size, size: octetsAs(size), room: octetsAs(Math.floor(size * 0.73)) }
      return { outcome: size < smallOctets ? 'small' : 'enough', about: told, evidence }
    }),
})

const asDocumented = (profile: { name: string; mostOctets?: number } | undefined): string =>
  profile?.mostOctets === undefined ? '' : `; ${profile.name} documents ${octetsAs(profile.mostOctets)}`
