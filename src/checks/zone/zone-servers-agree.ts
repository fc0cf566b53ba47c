import { defineCheck, type Ruling } from '../../core/check.ts'
import type { DnsAnswer } from '../../core/dns.ts'
import type { Evidence } from '../../core/finding.ts'
import type { NameServer } from '../../core/zone.ts'
import type { ResourceRecord } from '../../records/dns.ts'
import { showData } from '../../records/presentation.ts'
import { few } from '../few.ts'
import { hostsOf, looksOf, named, type ServerLook, serverTable } from '../name-server-states.ts'
import { domain } from '../subjects.ts'

const outcomes = {
  agree: {
    verdict: 'pass',
    says: '{count} name servers of {zone} agree: {servers}.',
    brief: '{count} name servers agree',
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
  needs: ['nameServers'],
  outcomes,
  judge({ nameServers: { zone, servers, file } }): Ruling<keyof typeof outcomes>[] {
    if (file !== undefined) return [{ outcome: 'not-asked', about: { server: file } }]
    const looks = looksOf(servers)
    const answering = looks.filter((look) => look.state === 'answers')
    const count = hostsOf(answering).length
    const unheard = looks.find((look) => isUnheard(look, looks))
    if (unheard?.blind && (count || unheard.state === 'unseen'))
      return [{ cannotTell: unheard.blind, evidence: [serverTable(looks)] }]
    if (count < 2) return [{ outcome: 'alone', about: { zone } }]
    const about = { zone, count, servers: hostsOf(answering) }
    const mail = compareMail(servers, answering)
    const found: Ruling<keyof typeof outcomes>[] = []
    if (mail.questions.length)
      found.push({
        outcome: 'mail-records-differ',
        about: { ...about, questions: mail.questions },
        evidence: [mail.table],
      })
    else if (mail.unseen) found.push({ cannotTell: mail.unseen })
    if (new Set(answering.map((look) => look.serial)).size > 1)
      found.push({
        outcome: 'serials-differ',
        about: { ...about, serials: few(answering.map((look) => `${named(look)} ${look.serial}`)) },
        evidence: [serverTable(looks)],
      })
    return found.length ? found : [{ outcome: 'agree', about, evidence: [serverTable(looks)] }]
  },
})

/** A server that no address of answered, for a reason that does not show what it holds. */
const isUnheard = ({ host, state }: ServerLook, looks: readonly ServerLook[]): boolean =>
  (state === 'silent' || state === 'unseen') && !looks.some((other) => other.host === host && other.state === 'answers')

/** The questions that get different answers, as a table; `unseen` where one of them was not answered by everybody. */
function compareMail(servers: readonly NameServer[], answering: readonly ServerLook[]) {
  const publishers = servers.flatMap(({ host, mailRecords }) =>
    mailRecords
      .filter(({ address }) => answering.some((look) => look.host === host && look.address === address))
      .map(({ address, answers }) => ({ name: named({ host, address, state: 'answers', says: '' }), answers })),
  )
  const asked = Object.keys(publishers[0]?.answers ?? {})
  const rows: [string, string, string][] = []
  const questions: string[] = []
  for (const question of asked) {
    const said = publishers.map(({ name, answers }) => [question, name, contents(answers[question])] as const)
    if (new Set(said.map(([, , text]) => text).filter((text) => text !== undefined)).size < 2) continue
    questions.push(question)
    rows.push(...said.map(([, name, text]): [string, string, string] => [question, name, text ?? 'not seen']))
  }
  const blind = publishers.flatMap(({ answers }) => Object.values(answers)).find((answer) => answer.kind === 'blind')
  const table: Evidence = { kind: 'table', head: ['question', 'name server', 'answer'], rows }
  return { questions, table, unseen: blind?.kind === 'blind' ? blind.blind : undefined }
}

/** What an answer amounts to for mail: order, TTL, and where a text is cut into strings make no difference. */
function contents(answer: DnsAnswer | undefined): string | undefined {
  if (!answer || answer.kind === 'blind') return undefined
  if (answer.kind !== 'records') return 'no such record'
  return answer.records.map(content).sort().join('  ')
}

const content = ({ type, data }: ResourceRecord): string =>
  Array.isArray(data) ? showData('TXT', [data.join('')]) : showData(type, data)
