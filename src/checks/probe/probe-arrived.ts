import { defineCheck, type Ruling } from '../../core/check.ts'
import { shortSpan } from '../../core/duration.ts'
import type { About, Evidence } from '../../core/finding.ts'
import type { ReportContent, ReportedRecipient } from '../../core/mail-report.ts'
import {
  lastWord,
  type ProbeAnswer,
  type ProbeArrival,
  type ProbeLetter,
  type ProbeSent,
  type ProbeTrail,
  type TrailEvent,
} from '../../core/probe.ts'
import { moveOf, type ReplyExplained } from '../../core/reply.ts'
import { givenUp, ofRecipient } from '../../core/trail-legs.ts'
import { quoted } from '../few.ts'
import { nextOf } from '../probe-next.ts'
import { repliedWith, tame } from '../probe-told.ts'

const nextLines = { one: '{fix}\n\n    {next}', two: '{fix}\n\n    {next}\n    {then}' }
const bounceFix = { fix: '{fix}', fixes: nextLines }

const outcomes = {
  arrived: {
    verdict: 'pass',
    says: 'The message to {recipient} arrived: it was at {called} {took} after it was sent{removed}.',
    brief: 'arrived in {took}',
  },
  bounced: {
    verdict: 'fail',
    says: 'The message to {recipient} did not arrive: {reporter} gave it up. {means}{said} {move}{removed}',
    ...bounceFix,
  },
  dropped: {
    verdict: 'fail',
    says: 'The message to {recipient} did not arrive: {reporter} took it and threw it away. {means}{said} {move}',
    ...bounceFix,
  },
  delivered: {
    verdict: 'info',
    says: 'By the word of {reporter} the message to {recipient} was laid into a mailbox. No mailbox was watched, so nobody has seen it there, nor in which folder.',
    brief: 'laid into a mailbox, by the word of {reporter}',
  },
  'not-sent': {
    verdict: 'skip',
    says: 'the message was not sent, so there was nothing to wait for',
  },
  'not-watched': {
    verdict: 'skip',
    unseen: 'whether the message arrived',
    says: 'no mailbox was watched, so nothing tells whether the message arrived: that a server took it is no delivery. Name one: --imap URL, --maildir PATH or --listen ADDR:PORT',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>
type Facts = { recipient: string; sent: ProbeSent; trail: ProbeTrail }

/** Whether the message came to the end of its way; that a server took it says nothing of that. */
export default defineCheck({
  id: 'probe-arrived',
  step: 'probe',
  title: 'The message arrived',
  why: 'A server that takes a message (250) has promised to deliver it or to say why not. Whether it arrived is known only where it is seen.',
  refs: ['RFC 5321 section 6.1', 'RFC 3464'],
  needs: ['probe', 'probeSent', 'probeTrail', 'probeArrival'],
  outcomes,
  judge({ probe, probeSent, probeTrail, probeArrival }): Rulings {
    const facts = { recipient: probe.display, sent: probeSent, trail: probeTrail }
    switch (probeArrival.kind) {
      case 'arrived':
        return judgeArrived(probeArrival, facts)
      case 'bounced':
        return judgeReport(probeArrival, facts)
      case 'not-sent':
        return putOff(probeArrival, facts) ?? { outcome: 'not-sent' }
      case 'not-watched':
        return judgeTrail(facts) ?? deliveredBy(facts) ?? { outcome: 'not-watched' }
      case 'not-yet':
        return judgeTrail(facts) ?? notYet(probeArrival, facts)
    }
  },
})

function judgeArrived({ called, tookMs, removed, kept }: Of<'arrived'>, { recipient }: Facts): Rulings {
  const gone = removed
    ? ', and was taken away again'
    : kept
      ? `; it was not taken away again, for ${kept.detail}. ${kept.wayOut ?? 'Delete it by hand.'}`.replace(/\.$/, '')
      : ''
  const took = tookMs < 1000 ? 'less than 1 s' : shortSpan(tookMs)
  return { outcome: 'arrived', about: { recipient, called, took, ms: tookMs, removed: gone } }
}
type Of<K extends ProbeArrival['kind']> = Extract<ProbeArrival, { kind: K }>

const silent = {
  means: 'Why is not told.',
  fix: 'Look in the log of whoever gave it up for what was answered there.',
} as const

/** What was put off was not sent; where somebody would have waited for it, that it arrives was to be seen, and was not. */
function putOff({ called }: Of<'not-sent'>, { recipient, sent }: Facts): Rulings | undefined {
  if (called === undefined || sent.outcome !== 'deferred') return undefined
  const { host } = lastWord(sent) ?? { host: 'the server' }
  return {
    cannotTell: {
      reason: 'deferred',
      detail: `the message to ${recipient} was not sent, for ${host} put it off, so nothing could be seen of it at ${called}`,
      wayOut: 'Do what probe-accepted says, or wait a quarter of an hour; then run again.',
    },
    about: { recipient, called },
  }
}

/** What a report that came back says. */
function judgeReport({ report, removed, kept }: Of<'bounced'>, { recipient, sent }: Facts): Rulings {
  const failed = report.kind === 'delivery' ? report.recipients.find(({ action }) => action === 'failed') : undefined
  const reporter = report.reporter ?? 'a server on the way'
  const { about, ...rest } = refusal({ recipient, reporter, reply: failed?.reply, by: failed?.remote, sent })
  const gone = removed
    ? ' Its report was taken away again.'
    : kept
      ? ` Its report was not taken away again, for ${kept.detail}.`
      : ''
  return {
    outcome: 'bounced',
    about: { ...about, removed: gone },
    ...rest,
    evidence: reportEvidence(report),
  }
}

/** What those who keep records of the way know of its end. */
function judgeTrail({ recipient, trail, sent }: Facts): Rulings | undefined {
  const last = givenUp(trail.events, recipient)
  if (!last) return undefined
  const outcome = last.state === 'dropped' ? 'dropped' : 'bounced'
  const { by, to, reply } = last
  return { outcome, ...refusal({ recipient, reporter: by, reply, by: to, sent }), evidence: [note(last)] }
}

function deliveredBy({ recipient, trail }: Facts): Rulings | undefined {
  const last = ofRecipient(trail.events, recipient).findLast(({ state }) => state === 'delivered')
  return last && { outcome: 'delivered', about: { recipient, reporter: last.by }, evidence: [note(last)] }
}

interface Refused {
  recipient: string
  reporter: string
  reply: ReplyExplained | undefined
  /** Who answered. */
  by: string | undefined
  sent: ProbeSent
}

function refusal({ recipient, reporter, reply, by, sent }: Refused): { about: About; fixFor?: string } {
  const known = reply && reply.text !== '' ? reply : undefined
  const owner = known?.owner === 'nobody' ? 'sender' : (known?.owner ?? 'unknown')
  const [next, then] = known ? nextOf(known, sent) : []
  const { means, fix } = known ?? silent
  return {
    about: {
      recipient,
      reporter,
      means,
      said: known ? saidBy(known, by) : '',
      move: moveOf({ owner, class: known?.class ?? 'unknown' }),
      fix,
      owner,
      removed: '',
      ...(known && { class: known.class, reply: known.text }),
      ...(next !== undefined && { next }),
      ...(then !== undefined && { then }),
    },
    ...(next !== undefined && { fixFor: then === undefined ? 'one' : 'two' }),
  }
}

const saidBy = (reply: ReplyExplained, by: string | undefined): string =>
  ` ${by === undefined ? 'It was answered' : `${by} answered`} ${repliedWith(reply)}.`

function reportEvidence(report: ReportContent): Evidence[] {
  if (report.kind !== 'delivery') return []
  const row = ({ recipient, action, status = '', reply }: ReportedRecipient) => [recipient, action, status, reply.text]
  return [
    {
      kind: 'table',
      head: ['recipient', 'what became of it', 'status', 'answer'],
      rows: report.recipients.slice(0, 10).map(row),
    },
  ]
}

const note = ({ by, text }: TrailEvent): Evidence => ({ kind: 'note', text: `${by}: ${text}` })

/** It may come still: where it was last, and where to look. */
function notYet({ waitedMs, called, report, answers = [] }: Of<'not-yet'>, facts: Facts): Rulings {
  const { recipient, sent, trail } = facts
  const waited = waitedMs < 1000 ? 'at once' : `within ${shortSpan(waitedMs)}`
  // What was given up is one leg of several.
  const told = ofRecipient(trail.events, recipient)
  const last = told.findLast(({ state }) => state !== 'other' && state !== 'bounced' && state !== 'dropped')
  const delayed = report?.kind === 'delivery' ? report.recipients.find(({ action }) => action === 'delayed') : undefined
  const { detail, wayOut } = delayed
    ? {
        detail: `; ${report?.reporter ?? 'a server on the way'} reports that it is late${saidIn(delayed.reply)}`,
        wayOut: `${delayed.reply.fix} Then wait for it once more: --wait 900.`,
      }
    : last
      ? lastSeen(last, sent.letter)
      : lastServer(sent)
  return {
    cannotTell: {
      reason: 'timeout',
      detail: `the message to ${recipient} was not seen ${waited} at ${called}${detail}${answers.map(toldIn).join('')}`,
      wayOut: answers.length > 0 ? `Read what came instead: it may say why. ${wayOut}` : wayOut,
    },
    about: { recipient, called, ms: waitedMs },
    ...(last && { evidence: [note(last)] }),
  }
}

/** What came in its place. */
function toldIn({ from, subject, recipient }: ProbeAnswer): string {
  const who = from === '' ? 'nobody who is named' : tame(from)
  if (recipient !== undefined) return `; a report from ${who} names it, and is of mail to ${tame(recipient)}`
  const what = subject === '' ? '' : ` (${quoted(tame(subject), 100)})`
  return `; what came from ${who}${what} names it, and is not the message itself`
}

const saidIn = (reply: ReplyExplained): string => (reply.text === '' ? '' : ` (${repliedWith(reply)})`)

function lastSeen({ state, by, to, reply }: TrailEvent, { id }: ProbeLetter): { detail: string; wayOut: string } {
  const next = to ?? 'the next server'
  if (state === 'deferred')
    return {
      detail: `; ${by} still has it, for ${next} puts it off${reply ? saidIn(reply) : ''}`,
      wayOut: `${reply?.fix ?? 'It is tried again by itself.'} Wait longer: --wait 900.`,
    }
  if (state === 'queued')
    return {
      detail: `; ${by} has it in its queue`,
      wayOut: 'See why it waits in that queue, or wait longer: --wait 900.',
    }
  if (state === 'delivered')
    return {
      detail: `, though ${by} says that it was laid into a mailbox`,
      wayOut:
        'See that the mailbox that is watched is that of the recipient, and look there for a filter that moves or deletes it.',
    }
  return {
    detail: `; ${next} took it from ${by}, which is no delivery`,
    wayOut: `Wait longer (--wait 900), and look where the receiver keeps what it holds back: the junk folder, a quarantine. Its postmaster can find the message by its Message-ID${id === '' ? '' : `, <${id}>`}.`,
  }
}

const lastServer = (sent: ProbeSent): { detail: string; wayOut: string } => {
  const { outcome, queueId } = sent
  const host = lastWord(sent)?.host ?? 'the server'
  return outcome === 'perhaps'
    ? {
        detail: `; it is not known whether ${host} has it`,
        wayOut: 'Wait longer (--wait 900). Look in the log of that server before you send it again.',
      }
    : {
        detail: `; ${host} took it${queueId === undefined ? '' : ` as ${queueId}`}, which is no delivery`,
        wayOut: `Wait longer (--wait 900), and look in the log of ${host}, or in the records of the relay, for what became of it; then in the junk folder and the quarantine of the receiver.`,
      }
}
