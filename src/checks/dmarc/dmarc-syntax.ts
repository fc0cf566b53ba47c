import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Evidence } from '../../core/finding.ts'
import { shorten } from '../../core/spf-evidence.ts'
import type { DmarcFault, DmarcRecord } from '../../records/dmarc/record.ts'
import { aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { newlyRead, offer } from '../dmarc-offer.ts'
import { dmarc } from '../dmarc-subjects.ts'

const outcomes = {
  valid: { verdict: 'pass', says: 'The DMARC record at {home} keeps to the grammar.' },
  invalid: {
    verdict: 'fail',
    says: 'The DMARC record at {home} has a fault at character {position}: {problem}. Mail forged in the name of {domain} is not treated as its owner meant.',
    fix: 'Put it right in the record at {place}: see RFC 9989 section 4.7 for what each tag may hold.',
    fixes: { repaired: 'Publish the record at {place} as it was meant.' },
    leadsTo: newlyRead,
  },
  tolerated: {
    verdict: 'warn',
    says: 'The DMARC record at {home} has a fault at character {position}: {problem}.',
    fix: 'Put it right in the record at {place}, or leave {text} out.',
    fixes: {
      repaired: 'Publish the record at {place} as it was meant.',
      missing: 'Put it right in the record at {place}.',
    },
    leadsTo: newlyRead,
  },
} as const

export default defineCheck({
  id: 'dmarc-syntax',
  step: 'dmarc',
  title: 'The DMARC record keeps to the grammar',
  why: 'Receivers drop what they cannot read: one slip can leave a domain without the policy that its owner believes in.',
  refs: ['RFC 9989 section 4.7', 'RFC 9989 section 4.8'],
  subject: dmarc,
  needs: ['dmarcWalk', 'dmarcRepair', 'target'],
  outcomes,
  judge: ofRecord((applied, { dmarcRepair, target }): Ruling<keyof typeof outcomes> => {
    const about = aboutRecord(applied, { target })
    const faults = faultsIn(applied.record)
    const worst = faults.find(({ weight }) => weight === 'fatal') ?? faults.find(isStrict) ?? faults[0]
    const evidence = recordEvidence(applied)
    if (!worst) return { outcome: 'valid', about, evidence }
    const text = shorten(worst.text)
    return {
      outcome: worst.weight === 'fatal' ? 'invalid' : 'tolerated',
      about: { ...about, position: worst.start + 1, tag: worst.tag ?? '', text, problem: worst.says },
      evidence: [...evidence, ...listOf(faults)],
      fixFor: text === '' ? 'missing' : '',
      ...offer(dmarcRepair, (after) => faultsIn(after).length === 0),
    }
  }),
})

const isStrict = ({ weight }: DmarcFault): boolean => weight === 'strict'

/** Addresses that receivers skip have a check of their own (see dmarc-report-address). */
function faultsIn({ faults, reports }: DmarcRecord): DmarcFault[] {
  const skipped = new Set(reports.filter(({ says }) => says !== undefined).map(({ start }) => start))
  return faults.filter(({ tag, start }) => !((tag === 'rua' || tag === 'ruf') && skipped.has(start)))
}

/** All of them, where there is more than the one that the sentence tells. */
function listOf(faults: readonly DmarcFault[]): Evidence[] {
  if (faults.length < 2) return []
  const rows = faults.slice(0, 20).map(({ start, says }) => [start + 1, says])
  return [{ kind: 'table', head: ['character', 'fault'], rows }]
}
