import type { ProbeGatherer, Site } from '../core/gatherer.ts'
import type { Mail } from '../core/mail.ts'
import type { ReportContent } from '../core/mail-report.ts'
import { type Blind, blind, seen } from '../core/observation.ts'
import type { Arrival, Mailbox, ProbeAnswer, ProbeArrival, ProbeLetter, ProbeSent } from '../core/probe.ts'
import type { ProbeTarget } from '../core/target.ts'
import { givenUp } from '../core/trail-legs.ts'
import { openScan } from './mail/scan.ts'
import { toldBy } from './probe/about-letter.ts'

/** A message that is one of these may be on its way. */
const isOnItsWay = ({ outcome }: ProbeSent): boolean => outcome === 'accepted' || outcome === 'perhaps'

/** Waits for the message, or for a report that says what became of it, in the mailbox that is watched. */
export const probeArrival: ProbeGatherer<'probeArrival'> = async (site) => {
  const sent = await site.look('probeSent')
  if (!sent.seen) return sent
  const { mailbox } = site.world
  if (!isOnItsWay(sent.value)) return seen({ kind: 'not-sent', ...(mailbox && { called: mailbox.called }) })
  if (!mailbox) return seen({ kind: 'not-watched' })
  return waitFor(sent.value, mailbox, site)
}

/** So many answers are told of. */
const mostAnswers = 3

async function waitFor({ letter }: ProbeSent, mailbox: Mailbox, site: Site<ProbeTarget>) {
  const { waitMs = 0, cleanUp = false } = site.asked.probe ?? {}
  const { called } = mailbox
  const ended = endOf(site)
  const sought = { ...letter, to: site.target.name }
  const answers: ProbeAnswer[] = []
  let waitedMs = 0
  let delay: ReportContent | undefined
  let beyond: Bounce | undefined
  for (;;) {
    const begun = performance.now()
    const found = await Promise.race([mailbox.find(sought, Math.max(waitMs - waitedMs, 0)), ended])
    if ('blind' in found) return beyond ? seen<ProbeArrival>(beyond) : blind(withoutSending(found.blind, letter))
    waitedMs += found.ms ?? Math.round(performance.now() - begun)
    if (!found.found) return seen<ProbeArrival>(beyond ?? notYet({ waitedMs, called, delay, answers }))
    const arrival = found.found
    const told = toldBy(taken(arrival.octets), letter, site.target.name)
    if (told.kind === 'itself') {
      const removing = cleanUp ? await removed(mailbox, arrival) : {}
      return seen<ProbeArrival>({ kind: 'arrived', arrival, called, tookMs: waitedMs, ...removing })
    }
    if (told.kind === 'failed') {
      // What tells of a message that others sent before may be theirs.
      const removing = cleanUp && !letter.given ? await removed(mailbox, arrival) : {}
      return seen<ProbeArrival>({ kind: 'bounced', report: told.report, arrival, tookMs: waitedMs, ...removing })
    }
    if (told.kind === 'failed-beyond') beyond ??= { kind: 'bounced', report: told.report, arrival, tookMs: waitedMs }
    else if (told.kind === 'delayed') delay = told.report
    else if (answers.length < mostAnswers) answers.push(told.answer)
  }
}

/** Where the run has ended the message may come all the same: nobody is to send it a second time to see it. */
const withoutSending = (cause: Blind, { subject, id }: ProbeLetter): Blind =>
  cause.reason === 'interrupted'
    ? {
        ...cause,
        wayOut: `Look there for it: its subject is "${subject}"${id === '' ? '' : `, its Message-ID <${id}>`}. More time is given by --wait, and by --deadline for the whole run.`,
      }
    : cause

type Bounce = Extract<ProbeArrival, { kind: 'bounced' }>
interface Missing {
  waitedMs: number
  called: string
  delay: ReportContent | undefined
  answers: readonly ProbeAnswer[]
}

const notYet = ({ waitedMs, called, delay, answers }: Missing): ProbeArrival => ({
  kind: 'not-yet',
  waitedMs,
  called,
  ...(delay && { report: delay }),
  ...(answers.length > 0 && { answers }),
})

/** Comes true where somebody on the way knows that the message has come to an end: then nobody needs to wait for it. */
async function endOf(site: Site<ProbeTarget>): Promise<{ found?: never; ms?: never }> {
  const trail = site.world.trail ? await site.look('probeTrail') : undefined
  const isOver = trail?.seen && givenUp(trail.value.events, site.target.name)
  return isOver ? {} : new Promise(() => {})
}

function taken(octets: Uint8Array): Mail {
  const scan = openScan()
  scan.write(octets)
  return scan.end()
}

async function removed(mailbox: Mailbox, arrival: Arrival): Promise<{ removed: true } | { kept: Blind }> {
  const kept = await mailbox.remove(arrival)
  return kept ? { kept } : { removed: true }
}
