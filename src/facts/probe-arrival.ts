import type { ProbeGatherer, Site } from '../core/gatherer.ts'
import type { Mail } from '../core/mail.ts'
import type { MailReport } from '../core/mail-report.ts'
import { type Blind, blind, seen } from '../core/observation.ts'
import type { Arrival, Mailbox, ProbeArrival, ProbeSent } from '../core/probe.ts'
import type { ProbeTarget } from '../core/target.ts'
import { isMarked, markedBy } from '../records/mail/probe-marks.ts'
import { readReport } from './mail/report.ts'
import { openScan } from './mail/scan.ts'

/** A message that is one of these may be on its way. */
const isOnItsWay = ({ outcome }: ProbeSent): boolean => outcome === 'accepted' || outcome === 'perhaps'

/** Waits for the message, or for a report that says what became of it, in the mailbox that is watched. */
export const probeArrival: ProbeGatherer<'probeArrival'> = async (site) => {
  const sent = await site.look('probeSent')
  if (!sent.seen) return sent
  if (!isOnItsWay(sent.value)) return seen({ kind: 'not-sent' })
  const { mailbox } = site.world
  if (!mailbox) return seen({ kind: 'not-watched' })
  return waitFor(sent.value, mailbox, site)
}

async function waitFor({ letter }: ProbeSent, mailbox: Mailbox, site: Site<ProbeTarget>) {
  const { waitMs = 0, cleanUp = false } = site.asked.probe ?? {}
  let waitedMs = 0
  const ended = endOf(site)
  let delay: MailReport | undefined
  for (;;) {
    const begun = performance.now()
    const found = await Promise.race([mailbox.find(letter, Math.max(waitMs - waitedMs, 0)), ended])
    if ('blind' in found) return blind(found.blind)
    waitedMs += found.ms ?? Math.round(performance.now() - begun)
    const { called } = mailbox
    if (!found.found) return seen<ProbeArrival>({ kind: 'not-yet', waitedMs, called, ...(delay && { report: delay }) })
    const arrival = found.found
    const mail = taken(arrival.octets)
    if (isMarked(markedBy(mail.fields), letter)) {
      const removing = cleanUp ? await removed(mailbox, arrival) : {}
      return seen<ProbeArrival>({ kind: 'arrived', arrival, called, tookMs: waitedMs, ...removing })
    }
    const report = readReport(mail)
    if (report?.kind === 'delivery' && report.recipients.some(({ action }) => action === 'failed')) {
      if (cleanUp) await removed(mailbox, arrival)
      return seen<ProbeArrival>({ kind: 'bounced', report, arrival, tookMs: waitedMs })
    }
    delay = isDelay(report) ? report : delay
  }
}

const isDelay = (report: MailReport | undefined): boolean =>
  report?.kind === 'delivery' && report.recipients.some(({ action }) => action === 'delayed')

/** Comes true where somebody on the way knows that the message has come to an end: then nobody needs to wait for it. */
async function endOf(site: Site<ProbeTarget>): Promise<{ found?: never; ms?: never }> {
  const trail = site.world.trail ? await site.look('probeTrail') : undefined
  const isOver = trail?.seen && trail.value.events.some(({ state }) => state === 'bounced' || state === 'dropped')
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
