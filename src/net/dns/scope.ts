import type { DnsAnswer } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import { type Question, showQuestion } from './lookup.ts'

/** What one domain of many has asked: it sees one world, whatever the TTLs, and waits for no answer beyond its own time. */
export interface Scope {
  domain: string
  answers: Map<string, Promise<DnsAnswer>>
  /** Those who wait for an answer, and for which. */
  waiting: Map<(answer: DnsAnswer) => void, Question>
  /** Once set, nothing is asked any more. */
  over?: Blind
  end(): void
}

export function openScope(domain: string, ms: number): Scope {
  const over: Blind = { reason: 'timeout', detail: `the ${ms / 1000} s for ${domain} were up before the answer came` }
  const end = () => {
    clearTimeout(timer)
    scope.over = over
    for (const [settle, question] of scope.waiting) settle(lateAnswer(over, question))
    scope.waiting.clear()
  }
  const timer = setTimeout(end, ms)
  const scope: Scope = { domain, answers: new Map(), waiting: new Map(), end }
  return scope
}

const lateAnswer = (over: Blind, question: Question): DnsAnswer => ({
  kind: 'blind',
  blind: { ...over, question: showQuestion(question) },
})

/** Asks once: whoever asks the same again waits for the same answer. */
export function onceWithin(
  scope: Scope,
  key: string,
  question: Question,
  ask: (then: (answer: DnsAnswer) => void) => void,
): Promise<DnsAnswer> {
  const known = scope.answers.get(key)
  if (known) return known
  if (scope.over) return Promise.resolve(lateAnswer(scope.over, question))
  const answer = new Promise<DnsAnswer>((settle) => {
    scope.waiting.set(settle, question)
    ask((answer) => {
      scope.waiting.delete(settle)
      settle(answer)
    })
  })
  scope.answers.set(key, answer)
  return answer
}
