import type { Dns, DnsAnswer, DnsHow } from '../core/dns.ts'
import type { Blind } from '../core/observation.ts'
import type { RecordType } from '../records/dns.ts'

/** The same DNS for one target of many: what is not back after `ms`, or when the end is called, is blind for this target alone. */
export function untilDeadline(dns: Dns, ms: number): { dns: Dns; end(): void } {
  const waiting = new Map<(answer: DnsAnswer) => void, string>()
  const late: Blind = { reason: 'timeout', detail: `its ${ms / 1000} s were up before the answer came` }
  let over = false
  const end = () => {
    over = true
    clearTimeout(timer)
    for (const [settle, question] of waiting) settle(lateAnswer(question))
    waiting.clear()
  }
  const lateAnswer = (question: string): DnsAnswer => ({ kind: 'blind', blind: { ...late, question } })
  const timer = setTimeout(end, ms)
  const ask = (name: string, type: RecordType, how?: DnsHow) =>
    new Promise<DnsAnswer>((settle) => {
      if (over) return settle(lateAnswer(`${type} ${name}`))
      waiting.set(settle, `${type} ${name}`)
      void dns(name, type, how).then((answer) => {
        waiting.delete(settle)
        settle(answer)
      })
    })
  return { dns: ask as Dns, end }
}
