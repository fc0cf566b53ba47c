import { defineCheck, type Ruling } from '../../core/check.ts'
import { shortSpan } from '../../core/duration.ts'
import type { About } from '../../core/finding.ts'
import type { ProbeArrival, ProbeSent, ProbeTrail, TrailEvent } from '../../core/probe.ts'
import type { ReplyExplained } from '../../core/reply.ts'
import { givenUp, ofRecipient } from '../../core/trail-legs.ts'
import { meaningOf, repliedWith } from '../probe-told.ts'
import { mostApart, slowFrom, wayOf } from '../probe-way.ts'

const nextLine = '{order}\n\n    {next}'

const outcomes = {
  quick: {
    verdict: 'pass',
    says: 'The message to {recipient} took {took} to {place}.',
    brief: '{took}',
  },
  slow: {
    verdict: 'warn',
    says: 'The message to {recipient} took {took} to {place}, where seconds are usual: codes and links that people wait for come too late{where}.',
    fix: '{order}',
    fixes: { next: nextLine },
  },
  waiting: {
    verdict: 'warn',
    says: 'The message to {recipient} still waits: {holder} has put it off{reply}. {means}',
    fix: '{order} It is tried again by itself meanwhile: with --wait 900 it is followed for longer.',
    fixes: { next: `${nextLine}\n\nIt is tried again by itself meanwhile: with --wait 900 it is followed for longer.` },
  },
  untold: {
    verdict: 'info',
    says: 'What {by} knows of the way of the message to {recipient} was not seen: {detail}.',
    fix: '{order}',
  },
  bounced: {
    verdict: 'skip',
    says: 'the message did not arrive, so there is no time to tell',
  },
  'not-sent': { verdict: 'skip', says: 'the message was not sent, so there is no time to tell' },
  'not-arrived': {
    verdict: 'skip',
    unseen: 'how long the message takes',
    says: 'the message was not seen to arrive, so there is no time to tell',
  },
} as const
type Rulings = Ruling<keyof typeof outcomes>
interface Facts {
  recipient: string
  sent: ProbeSent
  trail: ProbeTrail
}

/** How long the message took, and where it waited. */
export default defineCheck({
  id: 'probe-delay',
  step: 'probe',
  title: 'The message is quick',
  why: 'Mail that waits is late for whoever waits for it, and a queue that grows is the first sign of receivers that put mail off.',
  refs: ['RFC 5321 section 4.5.4.1'],
  needs: ['probe', 'probeSent', 'probeTrail', 'probeArrival'],
  outcomes,
  judge({ probe, probeSent, probeTrail, probeArrival }): Rulings[] {
    const recipient = probe.display
    const judged = judgeTime(probeArrival, { recipient, sent: probeSent, trail: probeTrail })
    const evidence = wayOf(probeSent, probeTrail, probeArrival)
    // Who was not asked is not missed where the message was found.
    const missed = probeTrail.unseen.filter(
      ({ blind }) =>
        blind.reason !== 'not-attempted' || judged.outcome === 'not-arrived' || judged.outcome === 'waiting',
    )
    const untold = missed.map(({ by, blind }): Rulings => {
      const order = blind.wayOut ?? 'Run it again.'
      return { outcome: 'untold', about: { recipient, by, detail: blind.detail, order } }
    })
    return [{ ...judged, ...(evidence.length > 0 && { evidence }) }, ...untold]
  },
})

type Judged = Extract<Rulings, { outcome: unknown }>

function judgeTime(arrival: ProbeArrival, facts: Facts): Judged {
  if (arrival.kind === 'not-sent') return { outcome: 'not-sent' }
  if (arrival.kind === 'bounced') return { outcome: 'bounced' }
  if (arrival.kind === 'arrived') return timed(arrival.tookMs, arrival.called, facts)
  const { recipient, sent, trail } = facts
  if (givenUp(trail.events, recipient)) return { outcome: 'bounced' }
  const end = ofRecipient(trail.events, recipient).findLast(({ state }) => state === 'delivered')
  if (end) {
    // By one clock, where it had the message before.
    const begun = trail.events.find(({ by }) => by === end.by)
    const since = begun && begun !== end ? begun.at : sent.at
    const ms = end.at.getTime() - since.getTime()
    if (Math.abs(ms) < mostApart) return timed(ms, `a mailbox, by the word of ${end.by}`, facts)
  }
  return (arrival.kind === 'not-yet' && reported(arrival, facts)) || waiting(facts) || { outcome: 'not-arrived' }
}

/** A time that is told by two clocks may be less than none. */
function timed(ms: number, place: string, facts: Facts): Judged {
  const about = { recipient: facts.recipient, took: ms < 1000 ? 'less than 1 s' : shortSpan(ms), ms, place }
  if (ms <= slowFrom) return { outcome: 'quick', about }
  const { where, order, next } = longestWait(facts)
  return { outcome: 'slow', about: { ...about, where, order, next }, fixFor: next === '' ? '' : 'next' }
}

/** Who put it off, as far as that is known, and what to do there. */
function longestWait({ recipient, trail, sent }: Facts): { where: string; order: string; next: string } {
  const last = ofRecipient(trail.events, recipient).findLast(({ state }) => state === 'deferred')
  if (!last) {
    const order =
      'Look at the way of the message below, and at its Received fields (message-hops), for the server that kept it, and have whoever runs that server say why: its queue, its filter, or greylisting.'
    return { where: '', order, next: '' }
  }
  const { order, next } = toDo(last.reply, last.by, sent)
  return { where: `; ${putOff(last)}`, order, next }
}

const putOff = ({ by, to, reply }: TrailEvent): string =>
  `${by} had to wait, as ${to ?? 'a server'} put it off${reply && reply.text !== '' ? ` (${repliedWith(reply)})` : ''}`

/** What is still in a queue by the last word of whoever has it. */
function waiting({ recipient, trail, sent }: Facts): Judged | undefined {
  const last = ofRecipient(trail.events, recipient).findLast(({ state }) => state !== 'other')
  if (last?.state !== 'deferred') return undefined
  return put({ recipient, holder: last.by, remote: last.to, reply: last.reply, sent })
}

function reported(
  { report }: Extract<ProbeArrival, { kind: 'not-yet' }>,
  { recipient, sent }: Facts,
): Judged | undefined {
  if (report?.kind !== 'delivery') return undefined
  const late = report.recipients.find(({ action }) => action === 'delayed')
  const holder = report.reporter ?? 'a server on the way'
  return late && put({ recipient, holder, remote: late.remote, reply: late.reply, sent })
}

interface Put {
  recipient: string
  holder: string
  remote: string | undefined
  reply: ReplyExplained | undefined
  sent: ProbeSent
}

function put({ recipient, holder, remote, reply, sent }: Put): Judged {
  const { order, next, means } = toDo(reply, holder, sent)
  const by = remote === undefined ? '' : `, as ${remote} does not take it for now`
  const said = reply && reply.text !== '' ? ` (${repliedWith(reply)})` : ''
  const about: About = { recipient, holder, reply: `${by}${said}`, means, order, next }
  return { outcome: 'waiting', about, fixFor: next === '' ? '' : 'next' }
}

/** What a reply means and asks for; of none, where to look for one. */
function toDo(
  reply: ReplyExplained | undefined,
  holder: string,
  sent: ProbeSent,
): { means: string; order: string; next: string } {
  if (reply && reply.text !== '') return meaningOf(reply, sent)
  return {
    means: 'Why is not told.',
    order: `Look in the queue of ${holder} for the reason: there each message has one (mailq, or exim -bp).`,
    next: '',
  }
}
