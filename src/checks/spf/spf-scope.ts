import { defineCheck } from '../../core/check.ts'
import type { Evidence } from '../../core/finding.ts'
import type { Blind } from '../../core/observation.ts'
import type { SpfTermLook } from '../../core/spf.ts'
import { firstOf, recordEvidence } from '../../core/spf-evidence.ts'
import type { SpfReach, SpfSurvey } from '../../core/spf-survey.ts'
import { grouped } from '../../records/number.ts'
import { offer, parkedFix } from '../spf-offer.ts'
import { voidsIn } from '../spf-void.ts'
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
  needs: ['spfSurvey', 'spfRepair', 'target', 'asked'],
  outcomes: {
    narrow: {
      verdict: 'pass',
      says: 'IPv4 addresses that the SPF of {domain} lets send, those of known senders aside: {addresses}.',
    },
    wide: {
      verdict: 'warn',
      says: 'The SPF of {domain} lets {addresses} IPv4 addresses send, those of known senders aside: whoever gets one of them can forge mail that passes. Most come from {largest}.',
      fix: 'Name the hosts that send in place of their whole networks: {largest}.',
      fixes: { parked: parkedFix },
    },
    everyone: {
      verdict: 'fail',
      says: 'The SPF of {domain} lets every host in the world send, by {term}: forged mail passes.',
      fix: 'Take {term} out, which lets everybody pass, and name the hosts that send.',
      fixes: { parked: parkedFix, told: 'See spf-all/open: what mends that mends this.' },
    },
    nobody: {
      verdict: 'warn',
      says: 'The SPF of {domain} names senders, but they come to no address, so nobody passes: {reasons}.',
      fix: 'Give these names their addresses, or name the hosts that send by ip4: and ip6:. If nobody sends for {domain}, publish "v=spf1 -all".',
      fixes: {
        parked: parkedFix,
        mx: 'If the host itself sends, write {instead}; or name the hosts that send by ip4: and ip6:. If nobody sends for {domain}, publish "v=spf1 -all".',
      },
    },
  },
  judge({ spfSurvey, spfRepair, target, asked }) {
    const { reach, nodes } = spfSurvey
    const domain = target.display
    const { everyone, ownAddresses4: count, unseen, empty } = reach
    const about = { domain, count, addresses: grouped(count) }
    if (everyone !== undefined) {
      const repair = offer(spfRepair, asked, (after) => after.reach.everyone === undefined)
      const told = isOpenEnd(spfSurvey, everyone) && !asked.parked ? { fixFor: 'told' } : {}
      const evidence = recordEvidence(nodes.filter(({ path }) => isIn(everyone, path)))
      return { outcome: 'everyone', about: { domain, term: everyone }, evidence, ...repair, ...told }
    }
    if (count > limit) {
      const repair = offer(spfRepair, asked, (after) => after.reach.ownAddresses4 <= limit)
      return { outcome: 'wide', about: { ...about, largest: largestOf(reach) }, evidence: table(reach), ...repair }
    }
    if (unseen) return { cannotTell: unseen, about }
    if (empty.length && isNobody(spfSurvey)) {
      const reasons = firstOf(empty.map(({ term, why }) => `${term} (${why})`))
      const repair = offer(spfRepair, asked, (after) => after.reach.empty.length === 0 || !isNobody(after))
      const instead = firstOf(voidsIn(spfSurvey).mx)
      const fixFor = instead.length ? { fixFor: 'mx' } : {}
      return {
        outcome: 'nobody',
        about: { domain, reasons, instead },
        evidence: recordEvidence(nodes),
        ...fixFor,
        ...repair,
      }
    }
    return { outcome: 'narrow', about: { ...about, addresses: withDynamic(reach) }, evidence: table(reach) }
  },
})

/** As many addresses make a network: fewer are hosts that somebody named. */
const network = 256

const largestOf = ({ largest }: SpfReach): string[] =>
  largest
    .filter(({ addresses }, i) => i === 0 || addresses >= network)
    .slice(0, 3)
    .map(({ term, addresses }) => `${term} (${grouped(addresses)})`)

const table = ({ largest }: SpfReach): Evidence[] => [
  { kind: 'table', head: ['term', 'IPv4 addresses'], rows: largest.map((one) => [one.term, one.addresses]) },
]

const withDynamic = ({ ownAddresses4, dynamic }: SpfReach): string =>
  grouped(ownAddresses4) + (dynamic.length ? `, and those that ${firstOf(dynamic, 3).join(', ')} names when asked` : '')

/** Whether a term, with the way to it, stands in the record to which these terms lead. */
const isIn = (term: string, path: readonly string[]): boolean => {
  const way = path.map((one) => `${one} > `).join('')
  return term.startsWith(way) && !term.slice(way.length).includes(' > ')
}

/** Whether it is the end of the domain's own record, or of the one that it redirects to, that lets everybody pass. */
const isOpenEnd = ({ nodes }: SpfSurvey, everyone: string): boolean =>
  nodes.some(({ effective, path, at }) => effective && isIn(everyone, path) && at.terms.some(isOpenAll))

const isOpenAll = ({ term, dead }: SpfTermLook): boolean =>
  !dead && term.kind === 'mechanism' && term.name === 'all' && term.qualifier === '+'

/** Whether nobody passes for certain, whoever sends: all was seen, what known senders publish as well. */
function isNobody({ reach, costs }: SpfSurvey): boolean {
  const unseen: (Blind | undefined)[] = [costs.unseen, costs.voids.ipv4.unseen, costs.voids.ipv6.unseen]
  return reach.networks.length === 0 && reach.dynamic.length === 0 && unseen.every((one) => one === undefined)
}
