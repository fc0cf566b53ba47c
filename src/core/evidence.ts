import type { RecordType, ResourceRecord } from '../records/dns.ts'
import { showBeginning } from '../records/presentation.ts'
import type { DnsAnswer, SeenAnswer } from './dns.ts'
import type { Evidence } from './finding.ts'

const shown = new WeakMap<DnsAnswer, Evidence>()

/** An answer as evidence: what was asked, what came, from whom. A blind answer is no evidence. Many checks show the same one. */
export function dnsEvidence<T extends RecordType>(answer: DnsAnswer<T>): Evidence[] {
  if (answer.kind === 'blind') return []
  const known = shown.get(answer)
  if (known) return [known]
  const evidence = evidenceOf(answer)
  shown.set(answer, evidence)
  return [evidence]
}

function evidenceOf<T extends RecordType>(answer: SeenAnswer<T>): Evidence {
  const { kind, server } = answer
  const question = `${answer.question.type} ${answer.question.name}`
  if (kind !== 'records')
    return { kind: 'dns', question, answer: [kind === 'no-data' ? 'no such record' : 'no such name'], server }
  const { records } = answer
  let ttl = Number.POSITIVE_INFINITY
  for (const record of records) ttl = Math.min(ttl, record.ttl)
  const shown = allOf(records) ?? someOf(records)
  const more = records.length - shown.length
  return more > 0
    ? { kind: 'dns', question, answer: shown, server, ttl, more }
    : { kind: 'dns', question, answer: shown, server, ttl }
}

/** Bounds against answers made to hurt, of 64 KB in one record or in thousands; what is published for a purpose is shorter. */
const mostOctets = 2000
const mostRecords = 100
const mostCharacters = 16_000

const show = ({ type, data }: ResourceRecord): string => showBeginning(type, data, mostOctets)

/** All records in their order; nothing where they do not fit. */
function allOf(records: readonly ResourceRecord[]): string[] | undefined {
  if (records.length > mostRecords) return undefined
  const shown = records.map(show)
  let characters = 0
  for (const text of shown) characters += text.length
  return characters <= mostCharacters ? shown : undefined
}

/** The records as they fit, in their order; texts that say what they are (`v=spf1`) before others. */
function someOf(records: readonly ResourceRecord[]): string[] {
  const places = records.map((_, i) => i)
  const isTagged = (i: number) => isTaggedText(records[i]?.data)
  const chosen = [...places.filter(isTagged), ...places.filter((i) => !isTagged(i))].slice(0, mostRecords)
  const shown = new Map<number, string>()
  for (let left = mostCharacters, n = 0; left > 0 && n < chosen.length; n++) {
    const text = show(records[chosen[n] as number] as ResourceRecord)
    shown.set(chosen[n] as number, text)
    left -= text.length
  }
  return [...shown].sort(([a], [b]) => a - b).map(([, text]) => text)
}

const isTaggedText = (data: unknown): boolean => Array.isArray(data) && /^v=/i.test(String(data[0]))
