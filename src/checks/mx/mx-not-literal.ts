import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Facts } from '../../core/facts.ts'
import type { MxFact } from '../../core/mx.ts'
import type { DomainTarget } from '../../core/target.ts'
import type { Mx } from '../../records/dns.ts'
import { literalBefore, literalOf } from '../../records/exchange.ts'
import { showName } from '../../records/presentation.ts'
import { isAddress } from '../exchange-states.ts'
import { few } from '../few.ts'
import { parkedFixes, unlessParked } from '../mx-parked.ts'
import { mx } from '../subjects.ts'

const fix =
  'Give the machine a name, and put that name into the MX record, for example:\n    {host} 3600 IN {type} {address}\n    {zoneName} 3600 IN MX {preference} {host}'

const outcomes = {
  name: { verdict: 'pass', says: 'The MX records of {domain} name hosts, not addresses.' },
  'address-literal': {
    verdict: 'fail',
    says: '{domain} has an address where its MX record must have a name: {literals}. Senders look for a host of that name and find none, so no mail comes in this way.',
    fix,
    fixes: parkedFixes,
  },
  'address-with-zone': {
    verdict: 'fail',
    says: '{domain} has an MX record that is an address with the name of the zone behind it: {literals}. A final dot is missing there, and MX takes names, not addresses: senders find no such host, so no mail comes in this way.',
    fix,
    fixes: parkedFixes,
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>[]

export default defineCheck({
  id: 'mx-not-literal',
  step: 'mx',
  title: 'MX records name hosts, not addresses',
  why: 'An address in an MX record is read as a host name, and no host has that name.',
  refs: ['RFC 5321 section 5.1', 'RFC 1035 section 3.3.9'],
  subject: mx,
  needs: ['mx', 'mxHosts', 'nameSource', 'target', 'asked'],
  outcomes,
  judge: unlessParked(({ mx, mxHosts, target }: Pick<Facts, 'mx' | 'mxHosts' | 'target'>): Rulings => {
    const appended = mxHosts.filter((host) => isAddress(host, target)).map(({ host }) => host)
    const found = rule('address-literal', mx, target, literalOf)
    if (appended.length > 0)
      found.push(
        ...rule('address-with-zone', mx, target, (one) =>
          appended.includes(one.exchange) ? literalBefore(target.name, one) : undefined,
        ),
      )
    return found.length ? found : [{ outcome: 'name', about: { domain: target.display } }]
  }),
})

/** The finding about all exchanges in which this finds an address; nothing where there are none. */
function rule(
  outcome: keyof typeof outcomes,
  { exchanges, answer }: MxFact,
  target: DomainTarget,
  addressOf: (mx: Mx) => string | undefined,
): Rulings {
  const literals = exchanges.filter((one) => addressOf(one) !== undefined)
  const [first] = literals
  const address = first && addressOf(first)
  if (!first || address === undefined) return []
  const about = {
    domain: target.display,
    literals: few(literals.map((one) => one.exchange)),
    zoneName: showName(target.name),
    host: showName(`mail.${target.name}`),
    type: address.includes(':') ? 'AAAA' : 'A',
    address,
    preference: first.preference,
  }
  return [{ outcome, about, evidence: dnsEvidence(answer) }]
}
