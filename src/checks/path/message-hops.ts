import { defineCheck, type Ruling } from '../../core/check.ts'
import { shortSpan } from '../../core/duration.ts'
import type { Evidence, TimelineHop } from '../../core/finding.ts'
import { fieldsOf, type Mail, unread } from '../../core/mail.ts'
import type { MailHop, MailPath } from '../../core/mail-path.ts'
import type { Blind } from '../../core/observation.ts'
import { hiddenRange } from '../../records/address.ts'
import { grouped } from '../../records/number.ts'
import { few } from '../few.ts'
import { letter } from '../message-subjects.ts'

const slowFrom = 5 * 60_000
const skewFrom = 60_000

const outcomes = {
  encrypted: {
    verdict: 'pass',
    says: 'Every hop over the public network that tells whether it was encrypted was: {count} of {all}.',
    brief: '{brief}',
  },
  'clear-hop': {
    verdict: 'warn',
    says: 'By its Received fields the message went unencrypted over the public network, for all on the way to read or change: {hops}.',
    fix: 'Let {from} encrypt when it sends (in Postfix: smtp_tls_security_level = may), and see that {by} offers STARTTLS (in Postfix: smtpd_tls_security_level = may, with a certificate).',
    fixes: {
      submission:
        'Let whoever hands mail in at {by} do so by TLS, from the first octet on port 465 or by STARTTLS on port 587, and let {by} take no login without: the password went in clear as well.',
    },
  },
  untold: { verdict: 'info', says: 'No hop of the message over the public network tells whether it was encrypted.' },
  slow: {
    verdict: 'info',
    says: 'The message waited on the way, in a queue or because it was put off, unless a clock there is wrong: {hops}.',
  },
  skew: {
    verdict: 'info',
    says: 'Going by the Received fields, time ran backwards on the way, so a clock there is wrong: {hops}. Filters count a clock that is far off, and delays cannot be told.',
  },
  'no-hops': { verdict: 'skip', says: 'the message has no Received field, so nothing tells its way' },
  'no-public-hops': { verdict: 'skip', says: 'by its Received fields the message never went over the public network' },
} as const
type Rulings = Ruling<keyof typeof outcomes>

/** The way of the message. */
export default defineCheck({
  id: 'message-hops',
  step: 'path',
  title: 'The message was encrypted on its way',
  why: 'What goes in clear over the public network can be read and changed by whoever stands between. The way also shows where mail waits, and whose clock is wrong.',
  refs: ['RFC 5321 section 4.4', 'RFC 3848'],
  subject: letter,
  needs: ['mailPath', 'mail'],
  outcomes,
  judge({ mailPath, mail }): Rulings[] {
    if (mailPath.hops.length === 0) return [{ outcome: 'no-hops' }]
    const evidence = timelineOf(mailPath)
    return [judgeEncryption(mailPath, leftOut(mailPath, mail)), ...judgeTimes(mailPath)].map((ruling) => ({
      ...ruling,
      evidence,
    }))
  },
})

/** Whether a hop went where others can listen. One from an address that is not told counts where its names are of two houses. */
const isPublic = ({ kind, ip }: MailHop): boolean =>
  ip === undefined ? kind === 'outside' : kind !== 'inside' && hiddenRange(ip) === undefined

const isClear = (hop: MailHop): boolean => isPublic(hop) && hop.tls?.encrypted === false

/** Why the oldest hops were not looked at, where there may be more. */
function leftOut({ hops }: MailPath, mail: Mail): Blind | undefined {
  const count = fieldsOf(mail, 'received').length
  if (count <= hops.length) return unread(mail)
  const detail = `the message has ${grouped(count)} Received fields, and the topmost ${hops.length} were looked at`
  return { reason: 'not-attempted', detail, wayOut: 'Read the oldest ones in the source of the message.' }
}

function judgeEncryption(path: MailPath, left: Blind | undefined): Rulings {
  const over = path.hops.filter(isPublic)
  const clear = over.filter(isClear).toReversed()
  const [first] = clear
  if (first) {
    const about = { hops: few(clear.map(fromTo)), from: clientOf(first) ?? 'the client', by: first.by ?? 'the server' }
    return { outcome: 'clear-hop', about, ...(first.kind === 'submission' && { fixFor: 'submission' }) }
  }
  if (left) return { cannotTell: left }
  if (over.length === 0) return { outcome: 'no-public-hops' }
  const told = over.filter(({ tls }) => tls?.encrypted)
  if (told.length === 0) return { outcome: 'untold' }
  const { hops, tookMs } = path
  const within = tookMs === undefined || tookMs < 0 ? '' : ` in ${shortSpan(tookMs)}`
  const share = told.length < over.length ? `${told.length} of ${over.length} said to be ` : ''
  const brief = `${hops.length} hop${hops.length === 1 ? '' : 's'}${within}, ${share}encrypted`
  return { outcome: 'encrypted', about: { count: told.length, all: over.length, brief } }
}

function judgeTimes({ hops }: MailPath): Rulings[] {
  const oldestFirst = hops.toReversed()
  const timed = (hop: MailHop) => `${fromTo(hop)}, ${shortSpan(hop.tookMs ?? 0)}`
  const slow = oldestFirst.filter((hop) => isSlow(hop, hops)).map(timed)
  const skewed = oldestFirst.filter(isSkewed).map(timed)
  return [
    ...(slow.length > 0 ? [{ outcome: 'slow' as const, about: { hops: few(slow) } }] : []),
    ...(skewed.length > 0 ? [{ outcome: 'skew' as const, about: { hops: few(skewed) } }] : []),
  ]
}

/** Where one clock is wrong, the hops to and from it are as much too long as too short: neither is slow. */
const isSlow = ({ place, tookMs = 0 }: MailHop, hops: readonly MailHop[]): boolean =>
  tookMs > slowFrom &&
  ![hops[place - 1], hops[place + 1]].some(
    (beside) => beside && isSkewed(beside) && tookMs + (beside.tookMs ?? 0) <= slowFrom,
  )
const isSkewed = ({ tookMs = 0 }: MailHop): boolean => tookMs < -skewFrom

const clientOf = ({ rdns, helo, ip }: MailHop): string | undefined => rdns ?? helo ?? ip

/** "from a.example to mx.example" */
const fromTo = (hop: MailHop): string => `from ${clientOf(hop) ?? 'somebody'} to ${hop.by ?? 'a server without a name'}`

function timelineOf(path: MailPath): Evidence[] {
  const hops = path.hops.toReversed().map((hop, i) => rowOf(hop, i + 1, path))
  return [{ kind: 'timeline', hops }]
}

function rowOf(hop: MailHop, number: number, { hops, border }: MailPath): TimelineHop {
  const { by, at, tookMs, ip } = hop
  const name = hop.rdns ?? hop.helo
  const from = ip === undefined || name?.includes(ip) ? name : name === undefined ? `[${ip}]` : `${name} [${ip}]`
  const marks = [
    ...(isClear(hop) ? ['clear'] : []),
    ...(isSlow(hop, hops) ? ['slow'] : []),
    ...(isSkewed(hop) ? ['clock wrong'] : []),
    ...(hop.place === border?.place ? ['SPF is judged here'] : []),
  ]
  return {
    number,
    ...(from !== undefined && { from }),
    ...(by !== undefined && { by }),
    ...(at && { at: at.toISOString() }),
    ...(tookMs !== undefined && { tookMs }),
    how: howOf(hop),
    marks,
  }
}

function howOf({ protocol, tls, authenticated, kind }: MailHop): string {
  const words = [
    protocol === 'LOCAL' ? 'on the machine' : protocol,
    tls?.version ?? (tls?.encrypted ? 'encrypted' : undefined),
    authenticated && 'logged in',
  ].filter((word) => word !== undefined)
  return words.length > 0 ? words.join(', ') : kind === 'submission' ? 'handed in' : ''
}
