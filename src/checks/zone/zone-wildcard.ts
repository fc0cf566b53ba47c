import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { few, quoted } from '../few.ts'
import { domain } from '../subjects.ts'

/** Texts that allow nobody anything: an SPF record that denies all, a revoked key, a DMARC policy that rejects. */
const denying = [/^v=spf1 +-all *$/i, /^v=DKIM1 *;(?:.*;)? *p= *(?:;|$)/, /^v=DMARC1 *; *p=reject *(?:;|$)/]

export default defineCheck({
  id: 'zone-wildcard',
  step: 'zone',
  title: 'No wildcard answers where mail looks for its records',
  why: 'A wildcard TXT record gives every name below the domain an SPF record, a DKIM key or a DMARC policy that nobody meant.',
  refs: ['RFC 4592 section 2.1.1', 'RFC 7208 section 3.5', 'RFC 6376 section 6.1.2'],
  subject: domain,
  needs: ['wildcards', 'target'],
  outcomes: {
    none: { verdict: 'pass', says: 'No wildcard answers TXT below {domain}.' },
    'answers-for-all': {
      verdict: 'warn',
      says: 'A name that nobody published has TXT records below {places}: a wildcard answers {texts}. Receivers take that for the SPF record, the DKIM key or the DMARC policy of any name, and a missing key looks like a broken one.',
      fix: 'Take the TXT records out of the wildcard (one of {wildcards}, or of a name above; if it is an alias, the CNAME), and publish the texts only at the names that need them.',
    },
    closed: {
      verdict: 'pass',
      says: 'A wildcard answers TXT below {places}, and what it answers denies everything: {texts}.',
    },
  },
  judge({ wildcards, target }) {
    const found = wildcards.flatMap(({ below, txt }) =>
      txt.kind === 'records'
        ? [{ below, texts: txt.records.map((r) => r.data.join('')), evidence: dnsEvidence(txt) }]
        : [],
    )
    const texts = [...new Set(found.flatMap((one) => one.texts))]
    const about = {
      domain: target.display,
      places: found.map(({ below }) => below),
      wildcards: found.map(({ below }) => `*.${below}`),
      texts: few(texts.map((text) => quoted(text))),
    }
    const evidence = found.flatMap((one) => one.evidence)
    if (texts.some((text) => !denying.some((pattern) => pattern.test(text))))
      return { outcome: 'answers-for-all', about, evidence }
    const unseen = wildcards.find(({ txt }) => txt.kind === 'blind')
    if (unseen?.txt.kind === 'blind') return { cannotTell: unseen.txt.blind }
    return texts.length ? { outcome: 'closed', about, evidence } : { outcome: 'none', about }
  },
})
