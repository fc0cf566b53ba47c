import type { RecordType } from '../records/dns.ts'
import { showData } from '../records/presentation.ts'
import type { DnsAnswer, SeenAnswer } from './dns.ts'
import type { Evidence } from './finding.ts'

const shown = new WeakMap<DnsAnswer, Evidence>()

/** An answer as evidence: what was asked, what came, from whom. A blind answer is no evidence. Many checks show the same one. */
export function dnsEvidence<T extends RecordType>(answer: DnsAnswer<T>): Evidence[] {
  if (answer.kind === 'blind') return []
  const evidence = shown.get(answer) ?? evidenceOf(answer)
  shown.set(answer, evidence)
  return [evidence]
}

function evidenceOf<T extends RecordType>(answer: SeenAnswer<T>): Evidence {
  const question = `${answer.question.type} ${answer.question.name}`
  if (answer.kind !== 'records')
    return {
      kind: 'dns',
      question,
      answer: [answer.kind === 'no-data' ? 'no such record' : 'no such name'],
      server: answer.server,
    }
  const ttl = Math.min(...answer.records.map((r) => r.ttl))
  return {
    kind: 'dns',
    question,
    answer: answer.records.map((r) => showData(r.type, r.data)),
    server: answer.server,
    ttl,
  }
}
