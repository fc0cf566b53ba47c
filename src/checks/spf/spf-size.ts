import { defineCheck } from '../../core/check.ts'
import { recordsOf, type SeenAnswer } from '../../core/dns.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import { isSpf } from '../../records/spf/parse.ts'
import { spf } from '../subjects.ts'

const record = 450
const message = 512

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
    const outcome = octets > record || answer > message ? 'large' : 'fits'
    return { outcome, about: { ...about, octets, answer }, evidence: dnsEvidence(spfAnswer) }
  },
})

/** Octets of the answer with nothing added to it: header, question, aliases, records (RFC 1035 section 4.1; owner names compressed). */
function sizeOf(answer: SeenAnswer<'TXT'>): number {
  const question = 12 + answer.question.name.length + 2 + 4
  const aliases = answer.aliases.reduce((sum, { to }) => sum + 12 + to.length + 2, 0)
  const strings = recordsOf(answer).reduce((sum, { data }) => sum + 12 + data.length + data.join('').length, 0)
  return question + aliases + strings
}
