import type { DmarcWalk } from '../core/dmarc.ts'
import { dnsEvidence } from '../core/evidence.ts'
import type { Evidence } from '../core/finding.ts'
import { joinNames } from '../records/name.ts'
import { quoted } from './few.ts'

/** The way of the tree walk, name by name (RFC 9989 section 4.10). */
export function walkEvidence({ steps }: DmarcWalk): Evidence[] {
  const rows = steps.map(({ domain, answer, records, says }) => {
    const [first] = records
    const count = answer.kind === 'records' ? answer.records.length : 0
    const held =
      records.length > 1
        ? `${records.length} records`
        : first
          ? quoted(first.text, 40)
          : `${count} other text${count === 1 ? '' : 's'}`
    return [joinNames('_dmarc', domain), answer.kind === 'records' ? held : words[answer.kind], says]
  })
  const shown = steps.flatMap(({ answer, records }) => (records.length > 0 ? dnsEvidence(answer) : []))
  return [...shown, { kind: 'table', head, rows }]
}

const head = ['name', 'answer', 'what it means'] as const

const words = { 'no-data': 'no such record', 'no-such-name': 'no such name', blind: 'not seen' }
