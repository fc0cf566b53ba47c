import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Facts } from '../../core/facts.ts'
import type { About } from '../../core/finding.ts'
import type { MailAuthors } from '../../core/mail.ts'
import type { MailDmarc, MailSignature } from '../../core/mail-auth.ts'
import { freemailOf } from '../../knowledge/freemail.ts'
import { freemailFix } from '../dmarc-legs-told.ts'
import { few } from '../few.ts'
import { claim } from '../message-subjects.ts'
import { serversSince, type WayFacts, whereabouts } from '../signature-way.ts'
import {
  aboutBroken,
  breakageFix,
  breakageFixes,
  failing,
  faultOf,
  faults,
  isBroken,
  isDenied,
  isSpent,
  isVouchedFor,
  leftOut,
  named,
  signatureTable,
  trouble,
  unseenOf,
} from '../signatures-told.ts'

const sign =
  'Let the mail be signed for the domain in From: at the relay, by verifying that domain there and publishing the DKIM record that it names; on your own server, with OpenDKIM or Rspamd and a key of 2048 bits.'
const noLimit =
  'Set the signer of {domain} so that it writes no l= (in OpenDKIM by taking out BodyLengthDB): then it signs the whole body. Whoever needs l= for a mailing list that adds a footer is better served by a list that sends in its own name.'
const outcomes = {
  pass: { verdict: 'pass', says: 'The signature of {signers} verifies.', brief: 'signed by {domains}' },
  'not-own': {
    verdict: 'warn',
    says: 'Only {signers} signed the mail, and no domain of the author in From did: it vouches for nobody whom the reader sees, and counts nothing for DMARC.',
    fix: sign,
    fixes: { freemail: freemailFix },
  },
  'altered-since': {
    verdict: 'info',
    says: 'The signature of {signers} does not verify in this copy ({why}), but {authserv} saw it pass when the mail came{sure}.',
  },
  'no-author': {
    verdict: 'skip',
    says: 'From names no domain that the signature of {signers}, which verifies, could speak for: see message-from',
  },
  'partly-signed': {
    verdict: 'warn',
    says: 'The signature of {signers} verifies, and covers {covered} of the {octets} octets of the body (l={covered}): {unsigned} octets are not signed, so that anybody on the way may have added them, and some verifiers count such a signature for nothing.',
    fix: noLimit,
    refs: ['RFC 6376 sections 3.5 and 8.2'],
  },
  'body-unsigned': {
    verdict: 'fail',
    says: 'The signature of {signers} verifies, and covers {covered} of the {octets} octets of the body (l={covered}): {rest} anybody on the way may have written. Verifiers that look at that (Rspamd among them) take the mail for unsigned.',
    fix: noLimit,
    refs: ['RFC 6376 sections 3.5 and 8.2'],
  },
  'at-receiver': {
    verdict: 'warn',
    says: 'The signature of {signers} does not verify in this copy: {why}. Only the receiver had it since ({servers}), so most likely that happened there after its own verdict, or when the copy was saved, and nothing is wrong with how it was sent.',
    fix: 'Look into the original in the mailbox, by "Show original" or "View source". If its Authentication-Results say dkim=pass for {domain}, nothing is to be mended at the sender. If they say dkim=fail, a program behind the signer on its own server changes the mail: let the signer be the last one there.',
  },
  'ed25519-alone': {
    verdict: 'warn',
    says: 'The signature of {signers} verifies, and is made with Ed25519 alone: receivers that do not verify that yet, large ones among them, see unsigned mail.',
    fix: 'Sign with an RSA key of 2048 bits as well, under a selector of its own, and publish that.',
    refs: ['RFC 8463 section 5'],
  },
  testing: {
    verdict: 'warn',
    says: 'The signature of {signers} verifies, by a key that says t=y, that DKIM is only being tested: receivers may treat the mail as if it were not signed.',
    fix: 'Signed mail passes here: take the flag y out of t= in the record at {keyName}.',
    refs: ['RFC 6376 section 3.6.1'],
  },
  'unsigned-yet': {
    verdict: 'skip',
    says: 'The mail bears no DKIM signature, and by its header it came from no other server yet: what signs it on its way out was not seen. Judge a copy that arrived elsewhere.',
    unseen: 'DKIM',
  },
  none: {
    verdict: 'fail',
    says: 'The mail bears no DKIM signature: large receivers refuse such mail or put it into the junk folder, and a forwarded copy of it cannot pass DMARC.',
    fix: sign,
    fixes: { freemail: freemailFix },
  },
  fail: {
    verdict: 'fail',
    says: 'The signature of {signers} does not verify: {why}.{where} For receivers the mail is as good as unsigned.',
    fix: 'Set the signer of {domain} so that it signs with rsa-sha256 and a key of 2048 bits, covers From, writes no l=, and no x= or one some days ahead; then send another message.',
    fixes: {
      others: sign,
      freemail: freemailFix,
      key: 'Publish at {keyName} the public key of the pair that the mail is signed with, in one TXT record; or set the signer to a selector whose key is published. This shows what stands there:\n    relaycheck domain {domain} --selector {selector}',
      'key-short':
        'Make a new pair of 2048 bits, publish its public key at a new selector, and set the signer of {domain} to that: then send another message.',
      'key-withdrawn':
        'Set the signer to a selector whose key is published: the empty p= says that this one is not to be used any more. This shows what stands there:\n    relaycheck domain {domain} --selector {selector}',
      'key-strict':
        'Take the flag s out of t= in the key at {keyName}, or let the signer write an identity (i=) at {domain} itself.',
      ...breakageFixes,
      'at-signer':
        'Let the signer be the last program on its server that touches the mail: {authserv} saw the signature fail as well, and nobody between the two had the mail. If it is the last, the receiver changes mail before it verifies it: nobody but its postmaster can stop that.',
    },
  },
} as const
type Outcome = keyof typeof outcomes

/** By the author's own signatures, where there is one; else by the others. */
export default defineCheck({
  id: 'message-dkim',
  step: 'authentication',
  title: 'The mail is signed by its author, and the signature verifies',
  why: 'A DKIM signature says for whom the mail was sent and that nobody changed it. It is the part of DMARC that outlives forwarding.',
  refs: ['RFC 6376 section 6', 'RFC 8301', 'RFC 8463'],
  subject: claim,
  needs: ['signatures', 'receiversWord', 'arc', 'mailAuthors', 'mailSpf', 'mailDmarc', 'mail', 'mailPath'],
  outcomes,
  judge(facts): Ruling<Outcome> {
    const { signatures: all, receiversWord, mailAuthors } = facts
    const { signatures } = all
    const table = signatureTable(all)
    const signing = howToSign(mailAuthors)
    if (signatures.length === 0)
      return 'why' in facts.mailSpf && facts.mailSpf.inHouse
        ? { outcome: 'unsigned-yet' }
        : { outcome: 'none', ...signing }
    const own = signatures.filter(({ whose }) => whose === 'author')
    const mine = own.length > 0 ? own : signatures
    const passing = mine.filter(({ result }) => result === 'pass')
    if (own.length > 0 && passing.length > 0) return { ...passed(passing), evidence: table }
    if (passing.length > 0 && !mailAuthors.authors.some(({ domain }) => domain !== undefined))
      return { outcome: 'no-author', about: aboutOf(passing), evidence: table }
    if (passing.length > 0 || (own.length === 0 && signatures.every(isSpent)))
      return {
        outcome: 'not-own',
        ...signing,
        about: { ...signing.about, ...aboutOf(passing.length > 0 ? passing : signatures) },
        evidence: table,
      }
    const hidden = unseenOf(mine) ?? leftOut(all)
    if (hidden) return { cannotTell: hidden, evidence: table }
    const fails = failing(all, receiversWord)
    if (fails) return failed(fails, facts)
    const vouched = mine.find((each) => isBroken(each) && isVouchedFor(each, receiversWord))
    if (!vouched) return { cannotTell: { reason: 'bug', detail: 'the signatures fit no outcome' }, evidence: table }
    const about = {
      why: trouble(vouched),
      authserv: receiversWord.authserv?.id ?? '',
      sure: isSentByAuthor(facts.mailDmarc)
        ? ': the copy was changed after that, and nothing is wrong with how it was sent'
        : ', if that word in the header is its own: then the copy was changed after that. Nothing else bears it out, as SPF does not pass for the author',
    }
    return { outcome: 'altered-since', about: { ...aboutOf([vouched]), ...about }, evidence: table }
  },
})

/** Where one of them is without fault, the others do no harm. */
function passed(passing: readonly MailSignature[]): { outcome: Outcome; about: About } {
  const best = Math.min(...passing.map(faultOf))
  const those = passing.filter((each) => faultOf(each) === best)
  const [first] = those
  if (best === 0 || !first) return { outcome: 'pass', about: aboutOf(those) }
  const { covered = 0, unsigned = 0, domain, selector } = first
  const rest = covered === 0 ? 'all that is read in it' : `most of what is read in it, ${unsigned} octets,`
  const keyName = `${selector}._domainkey.${domain}`
  const about = { ...aboutOf([first]), domain, keyName, covered, unsigned, octets: covered + unsigned, rest }
  return { outcome: faults[best] ?? 'pass', about }
}

/** The server that handed it in to the receiver may send in the author's name. */
const isSentByAuthor = ({ legs }: MailDmarc): boolean =>
  legs.some(({ kind, passed, related }) => kind === 'spf' && passed && related)

/** At a mailbox provider's domain nobody else can. */
function howToSign({ authors }: MailAuthors): { about?: About; fixFor?: string } {
  const [author] = authors
  const house = freemailOf(author?.domain ?? '')
  if (!author || !house) return {}
  return { about: { address: author.address, domain: house.domain, provider: house.provider }, fixFor: 'freemail' }
}

const aboutOf = (signatures: readonly MailSignature[]) => ({
  signers: few(named(signatures)),
  domains: few([...new Set(signatures.map(({ domain }) => domain))]),
})

type Told = WayFacts & Pick<Facts, 'mailAuthors' | 'mailDmarc'>

function failed({ signature, isOwn }: { signature: MailSignature; isOwn: boolean }, facts: Told): Ruling<Outcome> {
  const { signatures, receiversWord, mailAuthors, mailDmarc } = facts
  const { domain, selector, key, broke } = signature
  const signing = howToSign(mailAuthors)
  const since = serversSince(signature, facts)
  // Where the key is known to be the right one, and nobody else had it: whoever handed it in is the author's own.
  const onlyThere =
    isOwn &&
    isBroken(signature) &&
    since.atReceiver &&
    isSentByAuthor(mailDmarc) &&
    (broke?.proven !== undefined || broke?.sound === true)
  const about = {
    ...aboutBroken(signature),
    ...aboutOf([signature]),
    keyName: `${selector}._domainkey.${domain}`,
    authserv: receiversWord.authserv?.id ?? '',
    servers: few(since.servers),
    where: isOwn && isBroken(signature) ? ` ${whereabouts(since)}` : '',
  }
  const table = signatureTable(signatures)
  const isDeniedThere = isDenied(signature, receiversWord)
  if (onlyThere && !isDeniedThere) return { outcome: 'at-receiver', about, evidence: table }
  return {
    outcome: 'fail',
    about: isOwn ? about : { ...about, ...signing.about },
    evidence: [...table, ...(key && broke?.place !== 'body' ? dnsEvidence(key.answer) : [])],
    fixFor: !isOwn ? (signing.fixFor ?? 'others') : onlyThere ? 'at-signer' : fixOf(signature),
  }
}

function fixOf(signature: MailSignature): string {
  const { broke, result, key, identity, domain } = signature
  if (broke?.place === 'body' || broke?.place === 'header' || broke?.proven === 'canonicalization')
    return breakageFix(signature)
  if (broke?.place !== 'key') return 'signature'
  if (result === 'policy') return 'key-short'
  if (key?.records[0]?.revoked) return 'key-withdrawn'
  const isStrict = key?.live?.flags.includes('s') && !identity.endsWith(`@${domain}`)
  return isStrict ? 'key-strict' : 'key'
}
