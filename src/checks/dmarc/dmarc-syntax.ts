import { defineCheck, type Ruling } from '../../core/check.ts'
import type { PublicSuffix } from '../../core/dmarc.ts'
import type { Evidence } from '../../core/finding.ts'
import { shorten } from '../../core/spf-evidence.ts'
import type { DmarcFault, DmarcRecord } from '../../records/dmarc/record.ts'
import { isWithin } from '../../records/name.ts'
import { type Applied, aboutRecord, ofRecord, recordEvidence } from '../dmarc-applied.ts'
import { newlyRead, offer } from '../dmarc-offer.ts'
import { dmarcOfHouse } from '../dmarc-subjects.ts'

const apart =
  'Nobody is to send for {domain}: publish a record for it alone, and what is wrong at {place} is no longer its concern.'

const outcomes = {
  valid: { verdict: 'pass', says: 'The DMARC record at {home} keeps to the grammar.' },
  invalid: {
    verdict: 'fail',
    says: 'The DMARC record at {home} has a fault at character {position}: {problem}. Mail forged in the name of {domain} is not treated as its owner meant.',
    fix: 'Put it right in the record at {place}: see RFC 9989 section 4.7 for what each tag may hold.',
    fixes: { repaired: 'Publish the record at {place} as it was meant.', apart },
    leadsTo: newlyRead,
  },
  tolerated: {
    verdict: 'warn',
    says: 'The DMARC record at {home} has a fault at character {position}: {problem}.',
    fix: 'Put it right in the record at {place}, or leave {text} out.',
    fixes: {
      repaired: 'Publish the record at {place} as it was meant.',
      missing: 'Put it right in the record at {place}.',
      suffix: 'Take psd=y out of the record at {place}, unless others than you register names below {holder}.',
      apart,
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
  subject: dmarcOfHouse,
  needs: ['dmarcWalk', 'publicSuffix', 'dmarcRepair', 'target'],
  outcomes,
  judge: ofRecord((applied, { publicSuffix, dmarcRepair, target }): Ruling<keyof typeof outcomes> => {
    const about = aboutRecord(applied, { target })
    const evidence = recordEvidence(applied)
    const plain = faultsIn(applied.record)
    const suffix = suffixFault(applied, publicSuffix)
    const worst = plain.find(({ weight }) => weight === 'fatal') ?? plain.find(isStrict) ?? suffix ?? plain[0]
    if (!worst) return { outcome: 'valid', about, evidence }
    const text = shorten(worst.text)
    const outcome = worst.weight === 'fatal' ? 'invalid' : 'tolerated'
    const isMended = (after: DmarcRecord) => faultsIn(after).length === 0 && (outcome === 'invalid' || !suffix)
    return {
      outcome,
      about: { ...about, position: worst.start + 1, tag: worst.tag ?? '', text, problem: worst.says },
      evidence: [...evidence, ...listOf([...plain, ...(suffix ? [suffix] : [])])],
      fixFor: worst === suffix ? 'suffix' : text === '' ? 'missing' : '',
      ...offer(dmarcRepair, isMended),
    }
  }),
})

/** `psd=y` at a name that others do not register names below, so far as the public suffix list knows (RFC 9989 section 4.10.2). */
function suffixFault({ record, holder }: Applied, { suffix }: PublicSuffix): DmarcFault | undefined {
  const tag = record.tags.find(({ name }) => name === 'psd')
  if (record.psd !== 'y' || !tag || isWithin(suffix, holder)) return undefined
  const says = `psd=y says that ${holder} is a public suffix, and the public suffix list does not have it. With it each name below is an organization of its own: its mail fails DMARC where only ${holder} signs it, or stands in its return path`
  return { tag: 'psd', start: tag.start, text: 'psd=y', says, weight: 'ignored' }
}

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
