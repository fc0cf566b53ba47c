import type { DnsAnswer } from '../../core/dns.ts'
import type { Blind } from '../../core/observation.ts'
import type { Question } from './exchange.ts'
import { showQuestion } from './lookup.ts'

/** What one domain of many has asked: it sees one world, whatever the TTLs, and waits for no answer beyond its own time. */
export interface Scope {
  domain: string
  asked: Map<string, Waited>
  /** Once set, nothing is asked any more. */
  over?: Blind
  end(): void
}

/** One answer, and who is to be told while it is waited for. */
export interface Waited {
  question: Question
  answer: Promise<DnsAnswer>
  settle: ((answer: DnsAnswer) => void) | undefined
}

export function openScope(domain: string, ms: number): Scope {
  const over: Blind = { reason: 'timeout', detail: `the ${ms / 1000} s for ${domain} were up before the answer came` }
  const end = () => {
    clearTimeout(timer)
    scope.over = over
    scope.asked.forEach(({ settle, question }) => {
      settle?.(lateAnswer(over, question))
    })
  }
  const timer = setTimeout(end, ms)
  const scope: Scope = { domain, asked: new Map(), end }
  return scope
}

/** What is said of a question for which there was no time. */
export const lateAnswer = (over: Blind, question: Question): DnsAnswer => ({
  kind: 'blind',
  blind: { ...over, question: showQuestion(question) },
})

/** From now on a question is waited for: whoever asks it again waits for the same answer. */
export function waitFor(scope: Scope, key: string, question: Question): Waited {
  const { promise, resolve } = Promise.withResolvers<DnsAnswer>()
  const waited: Waited = { question, answer: promise, settle: resolve }
  scope.asked.set(key, waited)
  return waited
}

/** Tells the answer to those who still wait for it. */
export function settle(waited: Waited, answer: DnsAnswer): void {
  waited.settle?.(answer)
  waited.settle = undefined
}
