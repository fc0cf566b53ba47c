import type { MessageGatherer, Site } from '../core/gatherer.ts'
import { type Mail, unread } from '../core/mail.ts'
import type { ArcChain, MailDmarc } from '../core/mail-auth.ts'
import type { Unsubscribe } from '../core/mail-content.ts'
import type { MailPath } from '../core/mail-path.ts'
import { blind, type Observation, seen } from '../core/observation.ts'
import type { Receivers, RuleTest, Tested } from '../core/receivers.ts'
import type { MessageTarget } from '../core/target.ts'
import { headerTest } from './receivers/header.ts'
import { holdAgainst } from './receivers/hold.ts'
import { signedKeySize } from './receivers/key-size.ts'
import { both, either, notSeen, worstOf } from './receivers/legs.ts'
import { dmarcObeyed, dmarcPasses, dmarcRecord, fromNotGmail, messageAlignment } from './receivers/message-dmarc.ts'
import { messageLegs } from './receivers/message-legs.ts'
import { existsTest, ipv6Test, reverseTest } from './receivers/sender.ts'

type At = Site<MessageTarget>

/** What receivers would make of mail that is written, signed and sent as this message was. */
export const messageReceivers: MessageGatherer<'receivers'> = async (site) => {
  const about = { mail: 'such mail', seenIn: 'the message' } as const
  const [mail, report] = await Promise.all([site.look('mail'), site.look('mailReport')])
  if (!mail.seen) return blind(mail.blind)
  if (report.seen && report.value) {
    const kind = report.value.kind === 'delivery' ? 'report' : 'complaint'
    const nobody = `this is a ${kind} about other mail, which is judged by what it says`
    return seen<Receivers>({ ...about, nobody, found: [] })
  }
  const bulk = site.asked.bulk === true
  return seen<Receivers>({ ...about, found: holdAgainst(await testsOf(site, mail.value, bulk), bulk) })
}

async function testsOf(site: At, mail: Mail, bulk: boolean): Promise<Record<RuleTest, Tested>> {
  const { look } = site
  const [spf, signed, dmarc, unsubscribe, arc, path, reach, reverse] = await Promise.all([
    look('mailSpf'),
    look('signatures'),
    look('mailDmarc'),
    look('unsubscribe'),
    look('arc'),
    look('mailPath'),
    look('mailReach'),
    reverseDns(site),
  ])
  const legs = messageLegs(spf, signed, dmarc)
  return {
    'spf-or-dkim': either(legs),
    'spf-and-dkim': both(legs),
    alignment: messageAlignment(dmarc, legs),
    'dmarc-record': dmarcRecord(dmarc),
    'dmarc-pass': dmarcPasses(dmarc, legs),
    'dmarc-obeyed': dmarcObeyed(dmarc, legs),
    'from-not-gmail': fromNotGmail(dmarc, legs),
    'dkim-key-size': signed.seen ? signedKeySize(signed.value) : notSeen('DKIM was not seen', signed.blind),
    'reverse-dns': reverse.tested,
    ipv6: ipv6Test(reverse.ip, () => worstOf(reverse.tested, either(legs))),
    tls: tls(path),
    headers: headerTest(mail, !dmarc.seen || (dmarc.value.author !== undefined && !dmarc.value.isOneOfSeveral)),
    'one-click': leave(mail, unsubscribe, bulk, oneClick),
    'unsubscribe-at-once': leave(mail, unsubscribe, bulk, atOnce),
    unsubscribe: leave(mail, unsubscribe, bulk, anyWay),
    arc: sealed(arc, dmarc),
    'sender-exists': existsTest(reach),
  }
}

async function reverseDns({ look, world }: At): Promise<{ tested: Tested; ip?: string }> {
  const envelope = await look('envelope')
  if (!envelope.seen) return { tested: notSeen('who sent it was not seen', envelope.blind) }
  const ip = envelope.value.ip?.value
  return { tested: await reverseTest(world, ip), ...(ip !== undefined && { ip }) }
}

/** What the receiver wrote of the hop over which the message came in. */
function tls(path: Observation<MailPath>): Tested {
  if (!path.seen) return notSeen('the path was not seen', path.blind)
  const { border } = path.value
  if (!border?.tls) return { state: 'unobservable', says: 'no Received field tells' }
  return border.tls.encrypted
    ? { state: 'holds', says: border.tls.version ?? 'encrypted' }
    : { state: 'broken', says: 'it came without TLS' }
}

/** How people leave the list. Mail without such a field may be no marketing: only with `--bulk` it is said to be. */
function leave(
  mail: Mail,
  unsubscribe: Observation<Unsubscribe | undefined>,
  bulk: boolean,
  judge: (found: Unsubscribe) => Tested,
): Tested {
  if (!unsubscribe.seen) return notSeen('List-Unsubscribe was not seen', unsubscribe.blind)
  if (unsubscribe.value) return judge(unsubscribe.value)
  const hidden = unread(mail)
  if (hidden) return notSeen('not all of its header was read', hidden)
  return bulk
    ? { state: 'broken', says: 'there is no List-Unsubscribe' }
    : { state: 'unobservable', says: 'no List-Unsubscribe: asked of marketing alone' }
}

/** Gmail asks for RFC 8058, and that for any signature which passes, whosever it is. */
function oneClick({ oneClick, signed, signer, unverified }: Unsubscribe): Tested {
  if (!oneClick) return { state: 'broken', says: 'List-Unsubscribe is not one-click' }
  if (signed)
    return {
      state: 'holds',
      says: signer?.aligned === false ? `one-click, signed by ${signer.domain}` : 'one-click, and signed',
    }
  return unverified
    ? notSeen('the signature that covers List-Unsubscribe was not verified', unverified)
    : { state: 'broken', says: 'no signature that passes covers List-Unsubscribe' }
}

/** Without a page to be visited: an address that is no such one counts for nothing. */
const atOnce = ({ uris, oneClick }: Unsubscribe): Tested =>
  oneClick || uris.some((uri) => /^mailto:/i.test(uri))
    ? { state: 'holds', says: 'List-Unsubscribe' }
    : { state: 'broken', says: 'List-Unsubscribe is neither one-click nor mailto' }

const anyWay = ({ uris, host, hidden }: Unsubscribe): Tested =>
  host !== undefined || uris.some((uri) => (hidden ? /^(?:http|mailto):/i : /^(?:https?|mailto):/i).test(uri))
    ? { state: 'holds', says: 'List-Unsubscribe' }
    : { state: 'broken', says: 'List-Unsubscribe names no way off the list' }

/** A chain that does not hold harms only where nothing else speaks for the message. */
function sealed(arc: Observation<ArcChain>, dmarc: Observation<MailDmarc>): Tested {
  if (!arc.seen) return notSeen('ARC was not seen', arc.blind)
  const { result, blind } = arc.value
  if (result === 'pass') return { state: 'holds', says: 'the ARC chain holds' }
  if (result === 'temperror') return notSeen('ARC was not seen', blind)
  if (result === 'none') return { state: 'unobservable', says: 'no ARC: asked of forwarders' }
  return dmarc.seen && dmarc.value.result === 'pass'
    ? { state: 'unobservable', says: 'the ARC chain is broken, but DMARC passes' }
    : { state: 'broken', says: 'the ARC chain is broken' }
}
