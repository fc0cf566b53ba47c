import type { Message } from '../../src/net/dns/message.ts'

/** A question with its answer, as the proxy saw them, in the order of arrival. */
interface Exchange {
  question: { name: string; type: string }
  answer?: Message
}

/**
 * How many questions at least had to wait for one another: a name that first stands in the data of an earlier answer (an
 * exchange, a name server, an include) could be asked only after it; every other name was known from the start.
 */
export function longestChain(exchanges: readonly Exchange[], target: string): number {
  const answered: { text: string; depth: number }[] = []
  let longest = 0
  for (const { question, answer } of exchanges) {
    const sources = question.name === target ? [] : answered.filter(({ text }) => names(text, question.name))
    const depth = 1 + (sources.length > 0 ? Math.min(...sources.map((source) => source.depth)) : 0)
    longest = Math.max(longest, depth)
    if (answer) answered.push({ text: JSON.stringify(answer.answers.map(({ data }) => data)), depth })
  }
  return longest
}

/** Whether the name stands in the text whole, not as the end of another name. */
function names(text: string, name: string): boolean {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\w.-])${quoted}(?![\\w-]|\\.\\w)`, 'i').test(text)
}
