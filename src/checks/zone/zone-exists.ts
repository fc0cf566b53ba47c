import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'

export default defineCheck({
  id: 'zone-exists',
  step: 'zone',
  title: 'The domain exists in DNS',
  why: 'Receivers refuse mail from a domain that does not exist, and nobody can write to it.',
  refs: ['RFC 5321 section 2.3.5', 'RFC 2308 section 2'],
  needs: ['zone', 'target'],
  outcomes: {
    exists: { verdict: 'pass', says: '{domain} exists, in the zone {zone}.' },
    'no-such-domain': {
      verdict: 'fail',
      says: '{domain} does not exist: {server} answers NXDOMAIN ({place} has no such name). Receivers refuse mail from it, and mail to it comes back.',
      fix: 'Check the spelling. If the name is right and its parent zone is yours, publish records for it there. If it is a domain that you registered, see at the registrar that the registration has not lapsed, is not on hold, and names name servers.',
    },
    'not-delegated': {
      verdict: 'fail',
      says: '{domain} is known to the zone {zone}, but that delegates it to no name server and has no records at it. Receivers refuse mail from it, and mail to it comes back.',
      fix: 'Enter the name servers of {domain} at its registrar, and load the zone on them.',
    },
  },
  judge({ zone, target }) {
    const place = zone.apex === '.' ? 'the root of DNS' : `the zone ${zone.apex}`
    const about = { domain: target.display, zone: zone.apex, place, server: zone.answer.server }
    return { outcome: zone.status, about, evidence: dnsEvidence(zone.answer) }
  },
})
