import { defineCheck } from '../../core/check.ts'
import { repairIf } from '../../core/spf-survey.ts'
import { spf } from '../subjects.ts'

/** Two networks of 65,536 addresses: more than any one sender uses for mail. */
const limit = 2 ** 17

export default defineCheck({
  id: 'spf-scope',
  step: 'spf',
  title: 'The SPF record lets only those send who do',
  why: 'Everybody on an address that the record names can send mail in your name that passes.',
  refs: ['RFC 7208 section 11.1', 'RFC 7208 section 5.1'],
  subject: spf,
  needs: ['spfSurvey', 'spfRepair', 'target'],
  outcomes: {
    narrow: {
      verdict: 'pass',
      says: 'IPv4 addresses that the SPF of {domain} lets send, those of known senders aside: {count}{rest}.',
    },
    wide: {
      verdict: 'warn',
      says: 'The SPF of {domain} lets {count} IPv4 addresses send, those of known senders aside: whoever gets one of them can forge mail that passes. Most come from {largest}.',
      fix: 'Name the hosts that send in place of their whole networks: {largest}.',
    },
    everyone: {
      verdict: 'fail',
      says: 'The SPF of {domain} lets every host in the world send: {term}. Forged mail passes.',
      fix: 'Take out what lets everybody pass ({term}), and name the hosts that send.',
    },
  },
  judge({ spfSurvey: { reach }, spfRepair, target }) {
    const domain = target.display
    const { everyone, ownAddresses4: count, unseen, dynamic } = reach
    const evidence = [
      { kind: 'table', head: ['term', 'IPv4 addresses'], rows: reach.largest.map((one) => [one.term, one.addresses]) },
    ] as const
    if (everyone !== undefined) {
      const repair = repairIf(spfRepair, (after) => after.reach.everyone === undefined)
      return { outcome: 'everyone', about: { domain, term: everyone }, ...repair }
    }
    const largest = reach.largest.slice(0, 3).map((one) => `${one.term} (${one.addresses})`)
    if (count > limit) {
      const repair = repairIf(spfRepair, (after) => after.reach.ownAddresses4 <= limit)
      return { outcome: 'wide', about: { domain, count, largest }, evidence, ...repair }
    }
    if (unseen) return { cannotTell: unseen, about: { domain, count } }
    const rest = dynamic.length ? `, and whom ${dynamic.slice(0, 3).join(', ')} names when asked` : ''
    return { outcome: 'narrow', about: { domain, count, rest }, evidence }
  },
})
