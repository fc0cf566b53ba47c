import { defineCheck, type Ruling } from '../../core/check.ts'
import { unread } from '../../core/mail.ts'
import type { Unsubscribe } from '../../core/mail-content.ts'
import { oneClick, schemeOf } from '../../records/mail/unsubscribe.ts'
import { few, quoted } from '../few.ts'
import { letter } from '../message-subjects.ts'

const bothFields =
  'Give the message exactly these two fields, with an https address of your own that unsubscribes this reader when it gets a POST request, without a login, a cookie or a redirect, and let the DKIM signature cover both (h=list-unsubscribe:list-unsubscribe-post):\n    List-Unsubscribe: <https://…>\n    List-Unsubscribe-Post: List-Unsubscribe=One-Click'

const outcomes = {
  'one-click': {
    verdict: 'pass',
    says: 'The reader can unsubscribe with one click, at {host}, and the DKIM signature of {signer} covers both fields. Nothing was called.',
    brief: 'one click',
  },
  'signed-by-others': {
    verdict: 'info',
    says: 'The reader can unsubscribe with one click, at {host}, but only {signer}, not the domain in From, signed both fields. RFC 8058 accepts that; a mail program may trust the author alone.',
    fix: 'Let the signature of the domain in From cover both as well (h=list-unsubscribe:list-unsubscribe-post), and write the two fields before it signs.',
    brief: 'one click, signed by {signer}',
  },
  'link-only': {
    verdict: 'warn',
    says: 'List-Unsubscribe names {uris}, but not for one click: {why}. Mail programs then offer no button that works at once. Gmail requires one of whoever sends more than 5,000 messages a day, and Yahoo of bulk senders, unless there is a mailto.',
    fix: bothFields,
    leadsTo: ['message-unsubscribe/unsigned'],
  },
  unusable: {
    verdict: 'warn',
    says: 'The message means to offer a way to unsubscribe, but no mail program can use it: {why}. Readers press "spam" instead.',
    fix: bothFields,
    leadsTo: ['message-unsubscribe/unsigned'],
  },
  none: {
    verdict: 'info',
    says: 'There is no List-Unsubscribe field. A personal message or a receipt needs none; what goes to many readers does.',
    brief: 'nothing to unsubscribe from',
  },
  'none-in-bulk': {
    verdict: 'fail',
    says: 'There is no List-Unsubscribe field, and it is sent to many (--bulk). Gmail and Yahoo require one-click unsubscribing of those who send more than 5,000 messages a day, and put such mail into spam or refuse it.',
    fix: bothFields,
    leadsTo: ['message-unsubscribe/unsigned'],
  },
  unsigned: {
    verdict: 'warn',
    says: 'The fields for unsubscribing with one click are there, but no DKIM signature that verifies covers both: {why}. Mail programs then offer no button (RFC 8058 section 4), for anybody could have added them.',
    fix: 'Let whoever signs the message add list-unsubscribe and list-unsubscribe-post to the fields of its signature (h=), and write the two fields before it signs.',
    fixes: {
      none: 'Have the message signed with DKIM (see message-dkim), with list-unsubscribe and list-unsubscribe-post among the fields of the signature (h=).',
      broken: 'Mend the DKIM signature first (see message-dkim): it names both fields in h=, but does not verify.',
    },
  },
} as const

export default defineCheck({
  id: 'message-unsubscribe',
  step: 'message',
  title: 'Readers can unsubscribe with one click',
  why: 'Whoever cannot unsubscribe reports the mail as spam, and that hurts all further mail.',
  refs: ['RFC 8058', 'RFC 2369 section 3.2'],
  subject: letter,
  needs: ['unsubscribe', 'signatures', 'asked', 'mail'],
  outcomes,
  judge({ unsubscribe, signatures: { signatures }, asked, mail }): Ruling<keyof typeof outcomes> {
    const hidden = unread(mail)
    if (!unsubscribe && hidden) return { cannotTell: hidden }
    if (!unsubscribe) return { outcome: asked.bulk ? 'none-in-bulk' : 'none' }
    const { uris, signed, unverified } = unsubscribe
    if (uris.length === 0) return { outcome: 'unusable', about: { why: unsubscribe.fault ?? 'it is empty' } }
    if (!unsubscribe.oneClick)
      return { outcome: 'link-only', about: { uris: few(uris.map((uri) => quoted(uri))), why: lackOf(unsubscribe) } }
    const about = { host: unsubscribe.host ?? '', signer: unsubscribe.signer?.domain ?? '' }
    if (signed && unsubscribe.signer?.aligned) return { outcome: 'one-click', about }
    if (signed && !unverified) return { outcome: 'signed-by-others', about }
    if (unverified) return { cannotTell: unverified, about }
    const names = ['list-unsubscribe', 'list-unsubscribe-post']
    const broken = signatures.find(({ fields }) => names.every((name) => fields.includes(name)))
    if (broken)
      return {
        outcome: 'unsigned',
        about: { ...about, why: `the one of ${broken.domain || 'no domain'} names both, but does not pass` },
        fixFor: 'broken',
      }
    if (signatures.length === 0)
      return { outcome: 'unsigned', about: { ...about, why: 'there is no signature' }, fixFor: 'none' }
    const why =
      signatures.length === 1
        ? 'the one that there is does not name both in h='
        : `none of ${signatures.length} names both in h=`
    return { outcome: 'unsigned', about: { ...about, why } }
  },
})

/** What is missing for one click, a clause. */
function lackOf({ uris, post, fault, host, hidden = [] }: Unsubscribe): string {
  const schemes = uris.map(schemeOf)
  if (fault !== undefined) return fault
  if (!schemes.includes('https'))
    return schemes.includes('http') ? 'its address begins with http, not https' : 'it names no https address'
  const [first] = hidden
  if (first) return `no reader can reach ${host === undefined ? 'its' : 'one'} https address, since ${first.why}`
  if (post === undefined) return 'there is no List-Unsubscribe-Post field'
  return `List-Unsubscribe-Post says ${quoted(post, 60)}, and has to say ${oneClick} to the letter`
}
