import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { literalOf } from '../../records/exchange.ts'
import { showName } from '../../records/presentation.ts'
import { few } from '../few.ts'
import { mx } from '../subjects.ts'

export default defineCheck({
  id: 'mx-not-literal',
  step: 'mx',
  title: 'MX records name hosts, not addresses',
  why: 'An address in an MX record is read as a host name, and no host has that name.',
  refs: ['RFC 5321 section 5.1', 'RFC 1035 section 3.3.9'],
  subject: mx,
  needs: ['mx', 'target'],
  outcomes: {
    name: { verdict: 'pass', says: 'The MX records of {domain} name hosts, not addresses.' },
    'address-literal': {
      verdict: 'fail',
      says: '{domain} has an address where its MX record must have a name: {literals}. Senders look for a host of that name and find none, so no mail comes in this way.',
      fix: 'Give the machine a name, and put that name into the MX record, for example:\n    {host} 3600 IN {type} {address}\n    {zoneName} 3600 IN MX {preference} {host}',
    },
  },
  judge({ mx, target }) {
    const domain = target.display
    const literals = mx.exchanges.filter((one) => literalOf(one) !== undefined)
    const [first] = literals
    const address = first && literalOf(first)
    if (!first || address === undefined) return { outcome: 'name', about: { domain } }
    const about = {
      domain,
      literals: few(literals.map((one) => `${one.preference} ${one.exchange}`)),
      zoneName: showName(target.name),
      host: showName(`mail.${target.name}`),
      type: address.includes(':') ? 'AAAA' : 'A',
      address,
      preference: first.preference,
    }
    return { outcome: 'address-literal', about, evidence: dnsEvidence(mx.answer) }
  },
})
