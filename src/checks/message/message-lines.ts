import { defineCheck, type Ruling } from '../../core/check.ts'
import type { About } from '../../core/finding.ts'
import { type MailLine, type MailLines, notWhole } from '../../core/mail.ts'
import { grouped } from '../../records/number.ts'
import { letter } from '../message-subjects.ts'
import { linesEvidence } from '../message-told.ts'

const outcomes = {
  fine: { verdict: 'pass', says: 'No line of the message is too long, and all are made of what mail may hold.' },
  'too-long': {
    verdict: 'warn',
    says: '{count} longer than 998 octets ({where}, with {octets}). Servers on the way break such lines, and that breaks DKIM signatures, or refuse the message.',
    fix: 'Let the program that writes the mail encode part {part} as quoted-printable or base64, which keeps every line below 77, and say so in its Content-Transfer-Encoding.',
  },
  'bare-lf': {
    verdict: 'warn',
    says: 'Lines end in two ways: {count} with {odd} ({where}), and the others with {usual}. Servers refuse a bare LF since it helped to smuggle mail in, or mend it, and that breaks DKIM signatures.',
    fix: 'Let the program that writes the mail end every line with CRLF (or every line with LF where sendmail takes it, which makes them CRLF). If only the file is like this, save the message again as it was received.',
  },
  'raw-8bit': {
    verdict: 'warn',
    says: '{count} octets above 127 ({where}), in part {part}, which is declared {encoding}. A server may then cut the eighth bit off or convert the part, and that spoils the text and breaks DKIM signatures.',
    fix: 'Let the program that writes the mail encode part {part} as quoted-printable or base64; at the least it has to declare what it sends:\n    Content-Transfer-Encoding: 8bit',
  },
  'bare-cr': {
    verdict: 'warn',
    says: 'There is a CR without LF {times} ({where}). Some servers make a line end of it, and that breaks DKIM signatures; others refuse the message.',
    fix: 'Let the program that writes the mail end its lines with CRLF only, and encode what holds a CR by itself as quoted-printable or base64.',
  },
  'doubled-cr': {
    verdict: 'info',
    says: 'Each line of the file ended in CR CR LF, which a transfer in text mode makes of CRLF. It was read as CRLF: nobody sends mail like that.',
  },
  nul: {
    verdict: 'warn',
    says: 'There is a NUL octet {times} ({where}). Mail may not hold any: servers take it out, and that breaks DKIM signatures, or refuse the message.',
    fix: 'Let the program that writes the mail encode what holds NUL octets as base64.',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>[]

export default defineCheck({
  id: 'message-lines',
  step: 'message',
  title: 'The lines of the message pass through every server as they are',
  why: 'What a server has to mend on the way no longer fits the DKIM signature.',
  refs: ['RFC 5322 section 2.1.1', 'RFC 5321 section 2.3.8', 'RFC 2045 section 2.7'],
  subject: letter,
  needs: ['mail'],
  outcomes,
  judge({ mail }): Rulings {
    const { lines, parts } = mail
    const rulings: Rulings = []
    const tell = (
      outcome: Exclude<keyof typeof outcomes, 'fine' | 'doubled-cr'>,
      { found = [], of, first = found[0]?.line ?? 0 }: { found?: readonly MailLine[]; of: number; first?: number },
      about: About,
    ) => {
      const where = of === 1 ? `line ${first}` : `line ${first} the first`
      rulings.push({ outcome, about: { first, where, ...about }, evidence: linesEvidence(found) })
    }
    const { long, longCount, raw, rawCount, odd, oddCount, bareCr, nul, firstCr = 0, firstNul = 0 } = lines
    const [longest] = long
    if (longest)
      tell(
        'too-long',
        { found: long, of: longCount },
        {
          count: longCount === 1 ? 'One line of the body is' : `${grouped(longCount)} lines of the body are`,
          octets: grouped(longest.octets),
          part: longest.part,
        },
      )
    if (lines.ending === 'mixed') tell('bare-lf', { found: odd, of: oddCount }, endings(lines))
    if (raw[0]) {
      const { part } = raw[0]
      const encoding = parts.find(({ path }) => path === part)?.encoding ?? '7bit'
      const count = rawCount === 1 ? 'One line holds' : `${grouped(rawCount)} lines hold`
      tell('raw-8bit', { found: raw, of: rawCount }, { count, part, encoding })
    }
    if (bareCr > 0) tell('bare-cr', { of: bareCr, first: firstCr }, { times: times(bareCr) })
    if (nul > 0) tell('nul', { of: nul, first: firstNul }, { times: times(nul) })
    const hidden = lines.rawUnread && notWhole(mail)
    const told: Rulings = rulings.length > 0 ? rulings : [hidden ? { cannotTell: hidden } : { outcome: 'fine' }]
    return mail.saved?.hadDoubledCr ? [...told, { outcome: 'doubled-cr' }] : told
  },
})

const times = (count: number): string => (count === 1 ? 'in one place' : `in ${grouped(count)} places`)

function endings({ oddCount, oddEnding }: MailLines) {
  const [odd, usual] = oddEnding === 'crlf' ? ['CRLF', 'LF alone'] : ['LF alone', 'CRLF']
  return { count: grouped(oddCount), odd, usual }
}
