import { defineCheck, type Ruling } from '../../core/check.ts'
import type { Mail } from '../../core/mail.ts'
import type { Breakage, MailSignature } from '../../core/mail-auth.ts'
import type { MailPath } from '../../core/mail-path.ts'
import { few } from '../few.ts'
import { letter } from '../message-subjects.ts'
import { isBroken, isSpent, isVouchedFor, named, signatureTable, trouble } from '../signatures-told.ts'

const encode =
  'Send text as quoted-printable or base64, in lines of at most 76 characters: then no server on the way has to break or re-encode it.'
const outcomes = {
  both: {
    verdict: 'info',
    says: 'The mail bears a signature of its author, {own}, and one of those who carried it, {others}.{remark}',
    brief: 'the relay signed too',
  },
  one: { verdict: 'info', says: 'The mail is signed by {signers} alone.', brief: 'nobody else signed' },
  none: { verdict: 'skip', says: 'The mail bears no signature: see message-dkim.' },
  broken: {
    verdict: 'warn',
    says: 'The mail did not come as {signers} signed it: {why}. {where}',
    fix: 'Sign the mail at the last of your servers that changes it, and let no relay behind it do so.',
    fixes: {
      rewriter:
        'Let {relay} sign for {domain}: register the domain there for DKIM, and publish the records that it names. Or leave {fields} out of what your own server signs (h=).',
      'header-or-key':
        'See first whether the signer has the key that is published: this shows the published one.\n    relaycheck domain {domain} --selector {selector}\nIf it has, sign the mail at the last of your servers that changes it, and let no relay behind it do so.',
      footer:
        'Add the footer before the mail is signed. If a relay adds it (open tracking, a notice for unsubscribing), let the relay sign for your domain, or turn the footer off there; if a mailing list does, it must sign and send in its own name.',
      banner:
        'Add the banner before the mail is signed, or not at all. If the receiver adds it, that happens after its own verification, and is none of your concern.',
      blanks: 'Sign with canonicalization relaxed/relaxed, which bears changed blanks and folds.',
      wrapped: encode,
      're-encoded': encode,
      dots: 'Mend the program that hands the mail in: by RFC 5321 section 4.5.2 a dot at the beginning of a line is doubled on the wire once, and taken away once.',
      'subject-tag':
        'Turn off the tag, or let the server that puts it there sign the mail anew. A mailing list must send in its own name, or leave the Subject alone.',
      field:
        'Find out which of these servers writes the field {field}, and stop it there; or write the field before the mail is signed, exactly as that server would.',
    },
  },
} as const
type Outcome = keyof typeof outcomes

export default defineCheck({
  id: 'message-signatures',
  step: 'authentication',
  title: 'The signatures of author and relay came through whole',
  why: 'Whatever a server changes after a signature was made breaks it. Which part, and who had the mail since, shows where to look.',
  refs: ['RFC 6376 sections 3.4 and 5.3', 'RFC 6377'],
  subject: letter,
  needs: ['signatures', 'receiversWord', 'mail', 'mailPath'],
  outcomes,
  judge({ signatures: all, receiversWord, mail, mailPath }): Ruling<Outcome> {
    const { signatures } = all
    if (signatures.length === 0) return { outcome: 'none' }
    const evidence = signatureTable(all)
    const own = signatures.filter(({ whose }) => whose === 'author')
    const others = signatures.filter(({ whose }) => whose !== 'author')
    // Where the author's own came through, a broken one of somebody else does no harm.
    const concerned = own.some(({ result }) => result === 'pass') ? own : signatures
    const damaged = concerned.filter((each) => isBroken(each) && !isVouchedFor(each, receiversWord))
    const broken = damaged.find(({ whose }) => whose === 'author') ?? damaged[0]
    if (broken) return { ...brokenBy(broken, signatures, mail, mailPath), evidence }
    const hidden = signatures.find(({ result }) => result === 'temperror')
    if (hidden?.blind) return { cannotTell: hidden.blind, evidence }
    const [carried, authored] = [signatures.filter(isOfCarrier), signatures.filter((each) => !isOfCarrier(each))]
    if (authored.length === 0 || carried.length === 0)
      return { outcome: 'one', about: { signers: few(named(signatures)) }, evidence }
    const about = { own: few(named(authored)), others: few(carried.flatMap(carrierOf)), remark: remarkOn(others) }
    return { outcome: 'both', about, evidence }
  },
})

/** A relay signs in its own name, or for the author with a key that it keeps itself. */
const isOfCarrier = ({ whose, key }: MailSignature): boolean => whose !== 'author' || key?.provider !== undefined

function carrierOf(signature: MailSignature): string[] {
  const keeper = signature.whose === 'author' ? signature.key?.provider : signature.relay
  return named([signature]).map((name) => (keeper === undefined ? name : `${name} of ${keeper}`))
}

function remarkOn(others: readonly MailSignature[]): string {
  if (others.some(isSpent)) return ' The latter has expired, as it is made to: that is no fault.'
  const broken = others.find(isBroken)
  return broken ? ` The latter does not verify (${trouble(broken)}), which does no harm beside the former.` : ''
}

function brokenBy(
  signature: MailSignature,
  signatures: readonly MailSignature[],
  mail: Mail,
  path: MailPath,
): Extract<Ruling<Outcome>, { outcome: Outcome }> {
  const { broke } = signature
  const suspects = serversSince(signature, signatures, mail, path)
  const where =
    suspects.length === 0
      ? 'Nothing says which server had it since.'
      : `These had it since, by its Received fields: ${few(suspects).join(', ')}.`
  return {
    outcome: 'broken',
    about: {
      signers: named([signature]),
      place: broke?.place ?? 'body',
      why: trouble(signature),
      where,
      field: broke?.field ?? '',
      relay: broke?.by?.relay ?? '',
      fields: (broke?.by?.fields ?? []).join(' and '),
      domain: signature.domain,
      selector: signature.selector,
    },
    ...fixFor(broke),
  }
}

function fixFor(broke: Breakage | undefined): { fixFor?: string } {
  if (broke?.proven) return { fixFor: broke.proven.startsWith('field') ? 'field' : broke.proven }
  if (broke?.by) return { fixFor: 'rewriter' }
  return broke?.place === 'header' ? { fixFor: 'header-or-key' } : {}
}

/**
 * Servers stack their fields on top, so those above the signature had the mail after it was signed; below another
 * signature that holds, before that was made, and nothing was changed since.
 */
function serversSince(
  broken: MailSignature,
  signatures: readonly MailSignature[],
  { fields }: Mail,
  { hops }: MailPath,
): string[] {
  const trace = fields.filter(({ key }) => key === 'received' || key === 'dkim-signature')
  let hop = 0
  let place = 0
  let since: string[] = []
  for (const { key } of trace) {
    if (key === 'received') since.push(hops.find((each) => each.place === hop)?.by ?? '')
    else {
      if (place === broken.place) break
      if (signatures.some((each) => each.place === place && each.result === 'pass')) since = []
    }
    if (key === 'received') hop++
    else place++
  }
  return [...new Set(since.filter((by) => by !== ''))].reverse()
}
