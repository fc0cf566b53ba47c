import { defineCheck, type Ruling } from '../../core/check.ts'
import { type DnsAnswer, recordsOf } from '../../core/dns.ts'
import type { Evidence } from '../../core/finding.ts'
import type { DomainTarget } from '../../core/target.ts'
import type { NameServer } from '../../core/zone.ts'
import type { ResourceRecord } from '../../records/dns.ts'
import { showData } from '../../records/presentation.ts'
import { isSpf } from '../../records/spf/parse.ts'
import { few } from '../few.ts'
import { hostsOf, looksOf, named, type ServerLook } from '../name-server-states.ts'
import { domain } from '../subjects.ts'

const outcomes = {
  agree: {
    verdict: 'pass',
    says: '{count} name servers of {zone} publish the same {compared} for {domain}: {servers}.',
    brief: '{count} name servers agree',
  },
  'same-serial': {
    verdict: 'pass',
    says: '{count} name servers of {zone} have the same serial: {servers}. Their records were not compared: --authoritative does that.',
    brief: '{count} name servers, same serial',
  },
  'serials-differ': {
    verdict: 'info',
    says: 'The name servers of {zone} hold different versions of it: {serials}. Just after a change that is normal, for some minutes.',
  },
  'mail-records-differ': {
    verdict: 'fail',
    says: 'The name servers of {zone} publish different answers to {questions}. Receivers get the one or the other by chance, so the same mail passes once and fails the next time.',
    fix: 'See in the table which name server is behind, mend its copy of {zone} (the zone transfer, or the host where it is entered by hand), and ask again with --authoritative.',
  },
  alone: {
    verdict: 'skip',
    says: 'Fewer than two name servers of {zone} were heard from here, so there is nothing to compare.',
  },
  'not-asked': { verdict: 'skip', says: 'The answers come from {server}, not from name servers.' },
} as const

export default defineCheck({
  id: 'zone-servers-agree',
  step: 'zone',
  title: 'The name servers say the same',
  why: 'A name server with an old copy of the zone gives some receivers the old SPF, DKIM and DMARC.',
  refs: ['RFC 1034 section 4.3.5', 'RFC 1912 section 2.2'],
  subject: domain,
  needs: ['nameServers', 'target'],
  outcomes,
  judge({ nameServers: { zone, servers, file }, target }): Ruling<keyof typeof outcomes>[] {
    if (file !== undefined) return [{ outcome: 'not-asked', about: { server: file } }]
    const { looks, table } = looksOf(servers)
    const answering = looks.filter((look) => look.state === 'answers')
    const heard = hostsOf(answering)
    const count = heard.length
    const unheard = looks.find((look) => isUnheard(look, looks))
    if (unheard?.blind && (count || unheard.state === 'unseen'))
      return [{ cannotTell: unheard.blind, evidence: [table] }]
    if (count < 2) return [{ outcome: 'alone', about: { zone } }]
    const publishers = publishersOf(servers, answering)
    const mail = publishers.length > 0 ? compareMail(publishers, target) : undefined
    const about = { zone, count, servers: heard, domain: target.display, compared: mail?.compared ?? '' }
    const found: Ruling<keyof typeof outcomes>[] = []
    if (mail?.questions.length)
      found.push({
        outcome: 'mail-records-differ',
        about: { ...about, questions: mail.questions },
        evidence: [mail.table],
      })
    else if (mail?.unseen) found.push({ cannotTell: mail.unseen })
    if (answering.some((look) => look.serial !== answering[0]?.serial))
      found.push({
        outcome: 'serials-differ',
        about: { ...about, serials: few(answering.map((look) => `${named(look)} ${look.serial}`)) },
        evidence: [table],
      })
    if (found.length) return found
    return [{ outcome: mail ? 'agree' : 'same-serial', about, evidence: [table] }]
  },
})

/** A server that no address of answered, for a reason that does not show what it holds. */
const isUnheard = ({ host, state }: ServerLook, looks: readonly ServerLook[]): boolean =>
  (state === 'silent' || state === 'unseen') && !looks.some((other) => other.host === host && other.state === 'answers')

interface Publisher {
  name: string
  answers: Readonly<Record<string, DnsAnswer>>
}
const publishersOf = (servers: readonly NameServer[], answering: readonly ServerLook[]): Publisher[] =>
  servers.flatMap(({ host, mailRecords }) =>
    mailRecords
      .filter(({ address }) => answering.some((look) => look.host === host && look.address === address))
      .map(({ address, answers }) => ({ name: named({ host, address, state: 'answers', says: '' }), answers })),
  )

/** What is told apart: the words for it in the sentence and in the table, and what each of them says, where it was seen. */
interface Comparison {
  words: string
  question: string
  said: readonly (readonly [server: string, text: string | undefined])[]
}

/** The questions that get different answers, as a table; `unseen` where one of them was not answered by everybody. */
function compareMail(publishers: readonly Publisher[], target: DomainTarget) {
  const asked = Object.keys(publishers[0]?.answers ?? {}).filter((question) => !question.startsWith('A '))
  const comparisons: Comparison[] = [
    {
      words: `the question whether ${target.display} exists`,
      question: `${target.name} exists`,
      said: publishers.map(({ name, answers }) => [name, existence(answers, target.name)]),
    },
    ...asked.map((question) => ({
      words: question,
      question,
      said: publishers.map(({ name, answers }) => [name, contents(question, answers[question])] as const),
    })),
  ]
  const different = comparisons.filter(
    ({ said }) => new Set(said.map(([, text]) => text).filter((text) => text !== undefined)).size > 1,
  )
  const rows = different.flatMap(({ question, said }) =>
    said.map(([server, text]) => [question, server, text ?? 'not seen']),
  )
  const blind = publishers
    .flatMap(({ answers }) => asked.map((question) => answers[question]))
    .find((answer) => answer?.kind === 'blind')
  const table: Evidence = { kind: 'table', head: ['question', 'name server', 'answer'], rows }
  return {
    compared: asked.some(isKey) ? 'MX, SPF, DKIM and DMARC' : 'MX, SPF and DMARC',
    questions: different.map(({ words }) => words),
    table,
    unseen: blind?.kind === 'blind' ? blind.blind : undefined,
  }
}

const isKey = (question: string): boolean => question.includes('._domainkey.')

/** Some servers deny a name that only has names below it: that it is there shows in its records alone. */
function existence(answers: Publisher['answers'], name: string): string | undefined {
  const own = Object.entries(answers).flatMap(([question, answer]) => (question.endsWith(` ${name}`) ? [answer] : []))
  if (own.some(({ kind }) => kind === 'records')) return 'yes'
  return own.length && own.every(({ kind }) => kind === 'no-such-name') ? 'no such name' : undefined
}

/** What an answer amounts to for mail: other texts, order, TTL, and where a text is cut into strings make no difference. */
function contents(question: string, answer: DnsAnswer | undefined): string | undefined {
  if (!answer || answer.kind === 'blind') return undefined
  const counts = isKey(question) ? () => true : question.startsWith('TXT _dmarc.') ? isDmarc : isSpf
  const records = recordsOf(answer).filter(({ type, data }) => type !== 'TXT' || counts((data as string[]).join('')))
  return records.length ? records.map(content).sort().join('  ') : 'no such record'
}

/** RFC 9989 section 4.7. */
const isDmarc = (text: string): boolean => /^v=DMARC1 *(?:;|$)/i.test(text)

const content = ({ type, data }: ResourceRecord): string =>
  Array.isArray(data) ? showData('TXT', [data.join('')]) : showData(type, data)
