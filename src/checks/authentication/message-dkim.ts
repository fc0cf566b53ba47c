import { defineCheck, type Ruling } from '../../core/check.ts'
import { dnsEvidence } from '../../core/evidence.ts'
import type { Evidence } from '../../core/finding.ts'
import type { MailSignature, MailSignatures } from '../../core/mail-auth.ts'
import type { Blind } from '../../core/observation.ts'
import { few } from '../few.ts'
import { letter } from '../message-subjects.ts'
import { isBroken, isSpent, isVouchedFor, named, signatureTable, trouble } from '../signatures-told.ts'

const sign =
  'Let the mail be signed for the domain in From: at the relay, by verifying that domain there and publishing the DKIM record that it names; on your own server, with OpenDKIM or Rspamd and a key of 2048 bits.'
const outcomes = {
  pass: { verdict: 'pass', says: 'The signature of {signers} verifies.', brief: 'signed by {domains}' },
  'not-own': {
    verdict: 'warn',
    says: 'Only {signers} signed the mail, and no domain of the author in From did: it vouches for nobody whom the reader sees, and counts nothing for DMARC.',
    fix: sign,
  },
  'altered-since': {
    verdict: 'info',
    says: 'The signature of {signers} does not verify in this copy ({why}), but {authserv} saw it pass when the mail came: the copy was changed after that, and nothing is wrong with how it was sent.',
  },
  'no-author': {
    verdict: 'skip',
    says: 'From names no domain that the signature of {signers}, which verifies, could speak for: see message-from',
  },
  none: {
    verdict: 'fail',
    says: 'The mail bears no DKIM signature: large receivers refuse such mail or put it into the junk folder, and a forwarded copy of it cannot pass DMARC.',
    fix: sign,
  },
  fail: {
    verdict: 'fail',
    says: 'The signature of {signers} does not verify: {why}. For receivers the mail is as good as unsigned.',
    fix: 'Set the signer of {domain} so that it signs with rsa-sha256 and a key of 2048 bits, covers From, writes no l=, and no x= or one some days ahead; then send another message.',
    fixes: {
      others: sign,
      key: 'Publish at {keyName} the public key of the pair that the mail is signed with, in one TXT record; or set the signer to a selector whose key is published. This shows what stands there:\n    relaycheck domain {domain} --selector {selector}',
      'key-short':
        'Make a new pair of 2048 bits, publish its public key at a new selector, and set the signer of {domain} to that: then send another message.',
      'key-withdrawn':
        'Set the signer to a selector whose key is published: the empty p= says that this one is not to be used any more. This shows what stands there:\n    relaycheck domain {domain} --selector {selector}',
      'key-strict':
        'Take the flag s out of t= in the key at {keyName}, or let the signer write an identity (i=) at {domain} itself.',
      body: 'Sign the mail at the last server that changes it, or stop the change: see message-signatures for the servers that had it since. Canonicalization relaxed/relaxed bears changed blanks, and nothing else.',
      'header-changed':
        'Sign the mail at the last server that changes it, or stop the change: see message-signatures for the servers that had it since.',
      header:
        'Sign the mail at the last server that changes it, or stop the change: see message-signatures. If nothing changes it, the signer has another private key than the published one: this shows the published one:\n    relaycheck domain {domain} --selector {selector}',
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
  subject: letter,
  needs: ['signatures', 'receiversWord', 'mailAuthors'],
  outcomes,
  judge({ signatures: all, receiversWord, mailAuthors }): Ruling<Outcome> {
    const { signatures } = all
    const table = signatureTable(all)
    if (signatures.length === 0) return { outcome: 'none' }
    const own = signatures.filter(({ whose }) => whose === 'author')
    const mine = own.length > 0 ? own : signatures
    const passing = mine.filter(({ result }) => result === 'pass')
    if (own.length > 0 && passing.length > 0) return { outcome: 'pass', about: aboutOf(passing), evidence: table }
    if (passing.length > 0 && !mailAuthors.authors.some(({ domain }) => domain !== undefined))
      return { outcome: 'no-author', about: aboutOf(passing), evidence: table }
    if (passing.length > 0 || (own.length === 0 && signatures.every(isSpent)))
      return { outcome: 'not-own', about: aboutOf(passing.length > 0 ? passing : signatures), evidence: table }
    const hidden = mine.find(({ result }) => result === 'temperror')?.blind ?? leftOut(all)
    if (hidden) return { cannotTell: hidden, evidence: table }
    const vouched = mine.find((each) => isBroken(each) && isVouchedFor(each, receiversWord))
    if (vouched && receiversWord.authserv)
      return {
        outcome: 'altered-since',
        about: { ...aboutOf([vouched]), why: trouble(vouched), authserv: receiversWord.authserv.id },
        evidence: table,
      }
    return failed(mine.find(isBroken) ?? (mine[0] as MailSignature), own.length > 0, table)
  },
})

/** Among signatures that were not looked at there may be one that verifies. */
const leftOut = ({ signatures, count }: MailSignatures): Blind | undefined =>
  count > signatures.length
    ? {
        reason: 'not-attempted',
        detail: `the mail bears ${count.toLocaleString('en')} signatures, and none of the ${signatures.length} that were looked at verifies`,
      }
    : undefined

const aboutOf = (signatures: readonly MailSignature[]) => ({
  signers: few(named(signatures)),
  domains: few([...new Set(signatures.map(({ domain }) => domain))]),
})

function failed(signature: MailSignature, isOwn: boolean, table: readonly Evidence[]): Ruling<Outcome> {
  const { domain, selector, key, broke } = signature
  const keyName = `${selector}._domainkey.${domain}`
  return {
    outcome: 'fail',
    about: { ...aboutOf([signature]), domain, selector, keyName, why: trouble(signature) },
    evidence: [...table, ...(key && broke?.place !== 'body' ? dnsEvidence(key.answer) : [])],
    fixFor: isOwn ? fixOf(signature) : 'others',
  }
}

function fixOf({ broke, result, key, identity, domain }: MailSignature): string {
  const place = broke?.place ?? 'signature'
  if (place === 'header' && (broke?.proven || broke?.by)) return 'header-changed'
  if (place !== 'key') return place
  if (result === 'policy') return 'key-short'
  if (key?.records[0]?.revoked) return 'key-withdrawn'
  const isStrict = key?.live?.flags.includes('s') && !identity.endsWith(`@${domain}`)
  return isStrict ? 'key-strict' : 'key'
}
