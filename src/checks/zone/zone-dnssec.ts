import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DnsAnswer } from '../../core/dns.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Blind } from '../../core/observation.ts'
import type { ZoneSecurity } from '../../core/zone.ts'
import { domain } from '../subjects.ts'

const outcomes = {
  valid: { verdict: 'pass', says: '{zone} is signed, and {server} finds the signatures valid.', brief: 'signed' },
  unsigned: {
    verdict: 'info',
    says: '{zone} is not signed with DNSSEC. Mail does not need it; DANE does.',
    brief: 'not signed',
  },
  'keys-without-ds': {
    verdict: 'info',
    says: '{zone} is signed, but the zone above it holds no DS record for it, so nobody can check the signatures.',
    brief: 'signed, but without DS',
  },
  bogus: {
    verdict: 'fail',
    says: 'The DNSSEC signatures of {zone} do not hold: {detail}. Resolvers that validate (Google, Cloudflare, Quad9 and those of most large receivers) hold such answers back, so mail to and from {zone} fails.',
    fix: 'Sign {zone} again with the keys that the DS records at the registrar name, or replace those DS records by the ones of the present keys. If that cannot be done today, take the DS records out at the registrar: unsigned works, bogus does not.',
    leadsTo: ['zone-dnssec/unsigned'],
  },
  'not-validating-resolver': {
    verdict: 'info',
    says: '{zone} has a DS record, but {server} does not validate, so the signatures were not checked.',
    brief: 'signatures not checked',
  },
  'not-validated': {
    verdict: 'info',
    says: '{zone} has a DS record, and {server} validates, but it takes this zone for unsigned: probably it does not know the algorithm (DS {algorithms}).',
    brief: 'signatures not checked',
  },
  'not-asked': { verdict: 'skip', says: 'The answers come from {server}, and a zone file is not validated.' },
} as const

export default defineCheck({
  id: 'zone-dnssec',
  step: 'zone',
  title: 'The DNSSEC signatures hold, if there are any',
  why: 'A zone whose signatures do not hold is invisible to every receiver that validates.',
  refs: ['RFC 4035 section 5', 'RFC 8914'],
  subject: domain,
  needs: ['zoneSecurity'],
  outcomes,
  judge({ zoneSecurity }): Ruling<keyof typeof outcomes> {
    const { apex: zone, soa, ds, dnskey, ns, unchecked } = zoneSecurity
    const evidence = [...dnsEvidence(ds), ...dnsEvidence(soa)]
    const bogus = bogusIn(zoneSecurity)
    if (bogus)
      return {
        outcome: 'bogus',
        about: { zone, detail: bogus },
        evidence: [...evidence, ...dnsEvidence(unchecked ?? soa)],
      }
    if (soa.kind === 'blind') return { cannotTell: soa.blind }
    if (soa.transport === 'zone-file') return { outcome: 'not-asked', about: { server: soa.server } }
    const about = { zone, server: soa.server }
    if ([soa, dnskey, ns].some(isAuthenticated)) return { outcome: 'valid', about, evidence }
    if (ds.kind === 'blind') return { cannotTell: ds.blind, evidence }
    if (ds.kind !== 'records') {
      if (dnskey.kind !== 'records') return { outcome: 'unsigned', about, evidence }
      return ds.soa?.name === zone
        ? { cannotTell: answeredBelow(zone, ds.server) }
        : { outcome: 'keys-without-ds', about, evidence }
    }
    const algorithms = [...new Set(ds.records.map((r) => `algorithm ${r.data.algorithm}, digest ${r.data.digestType}`))]
    return isAuthenticated(ds)
      ? { outcome: 'not-validated', about: { ...about, algorithms }, evidence }
      : { outcome: 'not-validating-resolver', about, evidence }
  },
})

/** RFC 4035 section 3.1.4.1: the DS set belongs to the zone above the cut, and only that can say that there is none. */
const answeredBelow = (zone: string, server: string): Blind => ({
  reason: 'lame',
  detail: `${server} denies the DS record in the name of ${zone} itself, not of the zone above it`,
  question: `DS ${zone}`,
})

const isAuthenticated = (answer: DnsAnswer): boolean => answer.kind !== 'blind' && answer.authenticated

const isBogus = (answer: DnsAnswer): boolean => answer.kind === 'blind' && answer.blind.reason === 'bogus'

/** What does not validate, and who says so. Where that is the SOA, it must be there for whoever asks without validation. */
function bogusIn({ soa, dnskey, ns, mail, unchecked }: ZoneSecurity): string | undefined {
  const failed = [soa, dnskey, ns].find(isBogus) ?? mail.find(isBogus)
  if (failed?.kind !== 'blind' || (failed === soa && unchecked?.kind === 'blind')) return undefined
  const { question, detail } = failed.blind
  return question === undefined ? detail : `${question}: ${detail}`
}
