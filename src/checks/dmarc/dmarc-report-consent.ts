import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DmarcReportTarget } from '../../core/dmarc.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { firstOf, shorten } from '../../core/spf-evidence.ts'
import { showName } from '../../records/presentation.ts'
import { aboutRecord, ofRecord } from '../dmarc-applied.ts'
import { dmarcReportsElsewhere, unlookedIn } from '../dmarc-subjects.ts'

const outcomes = {
  given: { verdict: 'pass', says: '{hosts} agree to take the DMARC reports of {holder}.' },
  missing: {
    verdict: 'warn',
    says: 'The DMARC record at {home} wants reports sent to {addresses}, and {host} does not say that it takes them: there is no record at {name} that begins with v=DMARC1. Most receivers then send none.',
    fix: 'Name an address of your own in the record at {place}, or ask whoever runs {host} to publish this (a report service does so once {holder} is entered there):\n    {line}',
    fixes: {
      'too-long':
        'Name an address of your own in the record at {place}: the name at which {host} would have to agree is too long for DNS.',
    },
  },
} as const

export default defineCheck({
  id: 'dmarc-report-consent',
  step: 'dmarc',
  title: 'Those who get the reports agree to take them',
  why: 'Without a record at the other domain anybody could flood it with reports, so receivers send none.',
  refs: ['RFC 9990 section 4', 'RFC 9989 section 4.10'],
  subject: dmarcReportsElsewhere,
  needs: ['dmarcReports', 'dmarcWalk', 'target'],
  outcomes,
  judge: ofRecord((applied, { dmarcReports, dmarcWalk, target }): Ruling<keyof typeof outcomes>[] => {
    const about = aboutRecord(applied, { target })
    const asked = [...Map.groupBy(dmarcReports.filter(isExternal), ({ uri }) => uri.domain ?? '')]
    const rulings = asked.flatMap(([host, reports]): Ruling<keyof typeof outcomes>[] => {
      const consent = reports[0]?.consent
      if (!consent || consent.given) return []
      const { name, answer } = consent
      if (answer?.kind === 'blind') return [{ cannotTell: answer.blind, about: { ...about, host } }]
      const addresses = firstOf(reports.map(({ uri }) => shorten(uri.address ?? uri.text)))
      const line = `${showName(name)} 3600 IN TXT "v=DMARC1;"`
      return [
        {
          outcome: 'missing',
          about: { ...about, host, name, addresses, line },
          ...(answer ? { evidence: dnsEvidence(answer) } : { fixFor: 'too-long' }),
        },
      ]
    })
    const unlooked = unlookedIn(dmarcReports, dmarcWalk)
    const told = [...rulings.slice(0, mostTold), ...(unlooked ? [{ cannotTell: unlooked, about }] : [])]
    if (told.length > 0) return told
    const evidence = asked.flatMap(([, [report]]) =>
      report?.consent?.answer ? dnsEvidence(report.consent.answer) : [],
    )
    return [{ outcome: 'given', about: { ...about, hosts: firstOf(asked.map(([host]) => host)) }, evidence }]
  }),
})

const mostTold = 5
const isExternal = ({ consent }: DmarcReportTarget): boolean => consent !== undefined
