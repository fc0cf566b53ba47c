import { defineCheck } from '../../core/check.ts'
import { recordsOf, type SeenAnswer } from '../../core/dns.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { firstOf } from '../../core/spf-evidence.ts'
import { isSpf } from '../../records/spf/parse.ts'
import { quoted } from '../few.ts'
import { spf } from '../subjects.ts'

const record = 450
const message = 512
/** The EDNS size that most servers and resolvers go by since 2020: no answer over it is sent whole by UDP. */
const datagram = 1232

export default defineCheck({
  id: 'spf-size',
  step: 'spf',
  title: 'The SPF record can be fetched everywhere',
  why: 'An answer over 512 octets needs EDNS or TCP; where one of both is blocked, receivers see no record.',
  refs: ['RFC 7208 section 3.4'],
  subject: spf,
  needs: ['spfAnswer', 'target'],
  outcomes: {
    fits: { verdict: 'pass', says: 'The SPF record of {domain} has {octets} octets, the TXT answer {answer}.' },
    large: {
      verdict: 'info',
      says: 'The SPF record of {domain} has {octets} octets (recommended: {record}), the whole TXT answer {answer} ({message} fit without EDNS): networks that block large answers see none.',
    },
    'needs-tcp': {
      verdict: 'warn',
      says: 'The TXT answer of {domain} has {answer} octets. Most name servers send more than {datagram} by TCP alone: receivers that cannot reach them by TCP see no SPF record. It holds {texts}.',
      fix: 'Delete TXT records of {domain} that nobody needs any longer, {over} octets at least. The most is in {largest}. A token with which a service verified the domain can go once you have left that service.',
      fixes: {
        record:
          'Shorten the SPF record of {domain}: what it names can stand in a record of a name below, which it includes. The answer has to lose {over} octets.',
      },
      refs: ['RFC 9715 section 3.1'],
    },
    unfetchable: {
      verdict: 'warn',
      says: 'The TXT records of {domain} are too large for UDP, and TCP gave no answer ({detail}): receivers that meet the same see no SPF record.',
      fix: 'Open TCP port 53 of the name servers of {domain}, or take out TXT records that are no longer needed.',
    },
  },
  judge({ spfAnswer, target }) {
    const about = { domain: target.display, record, message }
    if (spfAnswer.kind === 'blind') {
      const { blind } = spfAnswer
      return blind.truncated
        ? { outcome: 'unfetchable', about: { ...about, detail: blind.detail } }
        : { cannotTell: blind, about }
    }
    const texts = recordsOf(spfAnswer).map(({ data }) => data.join(''))
    const octets = texts.find(isSpf)?.length ?? 0
    const answer = sizeOf(spfAnswer)
    const evidence = dnsEvidence(spfAnswer)
    if (answer > datagram) {
      const over = answer - datagram
      const { fixFor, ...filling } = fillingOf(texts, over)
      const told = { ...about, octets, answer, datagram, over, ...filling }
      return { outcome: 'needs-tcp', about: told, evidence, ...(fixFor && { fixFor }) }
    }
    const outcome = octets > record || answer > message ? 'large' : 'fits'
    return { outcome, about: { ...about, octets, answer }, evidence }
  },
})

const mostShown = 5

/** What fills an answer, the largest first, and what of it can go; `record` where it would be too large without all of that. */
function fillingOf(texts: readonly string[], over: number) {
  const kinds = new Map<string, { count: number; octets: number }>()
  for (const text of texts) {
    const name = nameOf(text)
    const { count, octets } = kinds.get(name) ?? { count: 0, octets: 0 }
    kinds.set(name, { count: count + 1, octets: octets + text.length })
  }
  const all = [...kinds].sort(([a, one], [b, two]) => two.octets - one.octets || (a < b ? -1 : 1))
  const others = all.filter(([name]) => name !== ownName)
  const enough = others.reduce((sum, [, { octets }]) => sum + octets, 0) >= over
  return {
    texts: firstOf(
      all.map(([name, { count, octets }]) => `${count > 1 ? `${count} times ` : ''}${name} (${octets} octets)`),
      mostShown,
    ),
    largest: others.slice(0, 3).map(([name]) => name),
    ...(!enough && { fixFor: 'record' }),
  }
}

const ownName = 'the SPF record'

/** What a text is, by how it begins: a token is known by what stands before its "=". */
function nameOf(text: string): string {
  if (isSpf(text)) return ownName
  const [, name] = /^([a-z][\w.-]{1,39})[=:]/i.exec(text) ?? []
  return name === undefined ? quoted(text, 24) : `${name}=…`
}

/** Octets of the answer with nothing added to it: header, question, aliases, records (RFC 1035 section 4.1; owner names compressed). */
function sizeOf(answer: SeenAnswer<'TXT'>): number {
  const question = 12 + answer.question.name.length + 2 + 4
  const aliases = answer.aliases.reduce((sum, { to }) => sum + 12 + to.length + 2, 0)
  const strings = recordsOf(answer).reduce((sum, { data }) => sum + 12 + data.length + data.join('').length, 0)
  return question + aliases + strings
}
