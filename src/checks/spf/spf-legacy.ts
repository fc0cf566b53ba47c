import { defineCheck } from '../../core/check.ts'
import { recordsOf } from '../../core/dns.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Change } from '../../core/finding.ts'
import type { SpfTexts } from '../../core/spf.ts'
import { isWithin } from '../../records/name.ts'
import { showData } from '../../records/presentation.ts'
import { domain } from '../subjects.ts'

export default defineCheck({
  id: 'spf-legacy',
  step: 'spf',
  title: 'No older kinds of sender records are left',
  why: 'Nobody reads the record type SPF or Sender-ID any more, and what is left there contradicts the real record one day.',
  refs: ['RFC 7208 section 3.1', 'RFC 6686'],
  subject: domain,
  needs: ['spfTexts', 'target'],
  outcomes: {
    none: { verdict: 'pass', says: '{domain} has no records of older kinds.' },
    leftovers: { verdict: 'info', says: '{domain} still has {kinds}, which receivers no longer read.' },
  },
  judge({ spfTexts, target }) {
    const { type99, senderId, txt } = spfTexts
    const kinds = [
      ...(type99.kind === 'records' ? ['a record of type SPF (99)'] : []),
      ...(senderId.length ? ['a Sender-ID record (spf2.0)'] : []),
    ]
    const about = { domain: target.display, kinds }
    if (kinds.length === 0)
      return type99.kind === 'blind' ? { cannotTell: type99.blind, about } : { outcome: 'none', about }
    const evidence = [...dnsEvidence(type99), ...(senderId.length ? dnsEvidence(txt) : [])]
    // While they are all that there is, they are what spf-record makes the new record of.
    const repair = spfTexts.records.length ? removals(spfTexts, target.name) : []
    return { outcome: 'leftovers', about, evidence, repair }
  },
})

function removals({ type99, senderId, txt }: SpfTexts, name: string): Change[] {
  const old = [
    ...(type99.kind === 'records' ? type99.records : []),
    ...recordsOf(txt).filter(({ data }) => senderId.includes(data.join(''))),
  ]
  return old
    .filter((record) => isWithin(record.name, name))
    .map((record) => ({ change: 'remove', name: record.name, type: record.type, was: showData('TXT', record.data) }))
}
