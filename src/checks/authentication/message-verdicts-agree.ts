import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Evidence } from '../../core/finding.ts'
import type { ReceiversWord } from '../../core/mail-auth.ts'
import { visible } from '../../records/visible.ts'
import { few } from '../few.ts'
import { letter } from '../message-subjects.ts'
import { type Compared, compareVerdicts } from '../verdicts-compared.ts'

const itDecided = 'Believe {authserv} for what became of this message'
const outcomes = {
  agree: {
    verdict: 'pass',
    says: '{authserv} came to the same verdicts as relaycheck: {verdicts}.',
    brief: 'as {authserv} says',
  },
  differ: {
    verdict: 'warn',
    says: '{authserv} says {method}={theirs} of {domain}, and here it is {ours}: {why}. What the receiver did with the message rests on its own verdict.',
    fix: `${itDecided}, and relaycheck for what is sent from now on.`,
    fixes: {
      address: `${itDecided}. If {address} is the address that the message came from, judge it by that one: --ip {address}`,
      changed: `${itDecided}: it looked at the SPF record as it was then, by its own resolver. Mail that is sent from now on is judged as here (see message-spf).`,
      'changed-or-address': `${itDecided}: it looked at the SPF record as it was then. Mail that is sent from now on is judged as here (see message-spf). If the record was not changed, give the address that the receiver saw: --ip ADDRESS`,
      key: `${itDecided}: it saw the key as it was then. Leave a key published for a week after the last message that was signed with it, so that mail that is late or read again still verifies; give --received-at if the key was meant to go.`,
      altered: `${itDecided}. Judge the message as the mailbox holds it: save it by "Show original" or "View source", not as a forwarded or exported copy, and see whether a filter or a mailing list between {authserv} and the mailbox changes it.`,
      'looked-before': `${itDecided}. Send another message and judge that one: if the two differ again, see what {authserv} asks of a signature (1024 bits at least, SHA-256, no l=).`,
      'signed-since': `${itDecided}: it did not see that signature. Let the message be signed before it leaves your house, by the last server that changes it.`,
      record: `${itDecided}: it looked at the DMARC record as it was then. Send another message and judge that one: if the two differ again, ask the postmaster of {authserv} by what it goes.`,
      follows: `${itDecided}, and mend first what message-spf, message-dkim and message-dmarc name: DMARC follows from them.`,
    },
  },
  'none-trusted': {
    verdict: 'info',
    says: 'No verdict of the receiver was compared: {why}. {next}',
  },
  'nothing-to-compare': {
    verdict: 'info',
    says: '{authserv} wrote Authentication-Results, but nothing in them could be compared: {why}.',
  },
} as const

export default defineCheck({
  id: 'message-verdicts-agree',
  step: 'authentication',
  title: 'The receiver came to the same verdicts',
  why: 'The receiver acts on its own verdicts, and where they differ, one of the two saw another message or another DNS.',
  refs: ['RFC 8601 sections 2.2 and 5'],
  subject: letter,
  needs: ['receiversWord', 'mailSpf', 'signatures', 'mailDmarc', 'arc'],
  outcomes,
  judge(facts): Ruling<keyof typeof outcomes> | Ruling<keyof typeof outcomes>[] {
    const { receiversWord } = facts
    const { authserv, fields } = receiversWord
    if (!authserv || fields === 0)
      return { outcome: 'none-trusted', about: { why: whyNobody(receiversWord), next: nextOf(receiversWord) } }
    const compared = compareVerdicts(facts)
    const evidence = [...tableOf(compared, authserv.id), ...disbelieved(receiversWord)]
    const differing = compared.filter(({ state }) => state === 'differs')
    if (differing.length > 0)
      return differing.slice(0, mostDifferences).map((one, i) => ({
        outcome: 'differ',
        about: aboutOf(one, authserv.id),
        ...(i === 0 && { evidence }),
        ...(one.cause && { fixFor: one.cause }),
      }))
    const same = compared.filter(({ state }) => state === 'same')
    if (same.length > 0)
      return {
        outcome: 'agree',
        about: {
          authserv: authserv.id,
          verdicts: few(same.map(({ method, theirs, of }) => `${method}=${theirs} of ${of}`)),
        },
        evidence,
      }
    const blind = compared.find((one) => one.blind)?.blind
    if (blind) return { cannotTell: blind, evidence }
    const why =
      compared.length === 0
        ? 'they hold no result of SPF, DKIM or DMARC'
        : 'the two are about different things, or one could not tell'
    return { outcome: 'nothing-to-compare', about: { authserv: authserv.id, why }, evidence }
  },
})

const mostDifferences = 10

const aboutOf = ({ method, of, theirs, ours, why = '', address = '' }: Compared, authserv: string) => ({
  authserv,
  method: method.toLowerCase(),
  domain: of,
  theirs,
  ours,
  why,
  address,
})

function whyNobody({ authserv, others, misplaced }: ReceiversWord): string {
  const named =
    others.length > 0 ? ` It has fields of ${few(others).join(', ')}, which anybody on the way could have written.` : ''
  if (!authserv) return `its header does not tell who received it.${named}`.replace(/\.$/, '')
  const where = misplaced
    ? `the Authentication-Results of ${authserv.id} stand below the Received field of the receiver, where the sender may have put them`
    : `there is no Authentication-Results field of ${authserv.id}`
  return `${where}.${named}`.replace(/\.$/, '')
}

const nextOf = ({ misplaced }: ReceiversWord): string =>
  misplaced
    ? 'OpenDKIM and OpenDMARC before 2026 write theirs there as well, and nothing tells the two apart.'
    : 'Name the receiver whose word counts with --authserv-id NAME, if you know it.'

/** What bears the name of the receiver and is not believed is shown beside what is. */
const disbelieved = ({ authserv, misplaced = 0 }: ReceiversWord): Evidence[] =>
  misplaced === 0 || !authserv
    ? []
    : [
        {
          kind: 'note',
          text: `${misplaced} more Authentication-Results with the name ${visible(authserv.id)} ${misplaced === 1 ? 'stands' : 'stand'} below its Received field, where anybody may have put that: not believed`,
        },
      ]

function tableOf(compared: readonly Compared[], authserv: string): Evidence[] {
  if (compared.length === 0) return []
  const rows = compared.map(({ method, of, theirs, ours }) => [method, of, theirs, ours].map(cell))
  return [{ kind: 'table', head: ['method', 'of', cell(authserv), 'here'], rows }]
}

const cell = (text: string): string => visible(text.length > 60 ? `${text.slice(0, 59)}…` : text)
