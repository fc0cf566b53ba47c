import { defineCheck } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { saysNobodySends } from '../../core/spf-closed.ts'
import { repairIf } from '../../core/spf-survey.ts'
import { aliasFix } from '../spf-offer.ts'
import { parked } from '../subjects.ts'

export default defineCheck({
  id: 'spf-no-mail',
  step: 'spf',
  title: 'A parked domain says that it sends no mail',
  why: 'Forgers like domains that nobody looks after; one record tells receivers that nothing from there is real.',
  refs: ['RFC 7208 section 10.1.2', 'M3AAWG Protecting Parked Domains'],
  subject: parked,
  needs: ['spfTexts', 'spfTree', 'spfRepair', 'target'],
  outcomes: {
    closed: {
      verdict: 'pass',
      says: '{domain} says that it sends no mail: {record}.',
      brief: 'sends no mail',
    },
    open: {
      verdict: 'fail',
      says: '{domain} is meant to send nothing, and its SPF does not say so ({record}): forged mail from it is not refused.',
      fix: 'Publish "v=spf1 -all" as the only SPF record of {domain}.',
      fixes: { alias: aliasFix },
    },
  },
  judge({ spfTexts: { txt, records }, spfTree, spfRepair, target }) {
    const alias = txt.aliases.at(-1)
    const about = { domain: target.display, record: said(records) }
    const evidence = dnsEvidence(txt)
    const closed = saysNobodySends(spfTree)
    if (!closed.seen) return { cannotTell: closed.blind, about, evidence }
    if (closed.value) return { outcome: 'closed', about, evidence }
    if (alias) return { outcome: 'open', about: { ...about, place: alias.to }, evidence, fixFor: 'alias' }
    return { outcome: 'open', about, evidence, ...repairIf(spfRepair, () => true) }
  },
})

function said(records: readonly string[]): string {
  const [record] = records
  if (record === undefined) return 'it has none'
  if (records.length > 1) return `it has ${records.length} records`
  return record.length > 300 ? `${record.slice(0, 300)}…` : record
}
