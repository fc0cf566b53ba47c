import { type DkimKey, isForgeable, keyBits } from '../core/dkim.ts'
import type { Evidence } from '../core/finding.ts'
import {
  type AuthResult,
  type Breakage,
  leftOutOf,
  type MailSignature,
  type MailSignatures,
  type ReceiversWord,
} from '../core/mail-auth.ts'
import type { Blind } from '../core/observation.ts'
import { grouped } from '../records/number.ts'
import { spanInWords } from './message-told.ts'

const longestProblem = 300

/** Every signature that was looked at, and what is remarkable about it. */
export function signatureTable({ signatures, count }: MailSignatures): Evidence[] {
  if (signatures.length === 0) return []
  const alike = new Map<string, { row: string[]; count: number }>()
  for (const each of signatures) {
    const row = [each.domain, each.selector, each.algorithm, resultOf(each)]
    const key = JSON.stringify(row)
    alike.set(key, { row, count: (alike.get(key)?.count ?? 0) + 1 })
  }
  const rows = [...alike.values()].map(({ row, count }) =>
    count === 1 ? row : [...row.slice(0, -1), `${count} times: ${row.at(-1)}`],
  )
  const left = count - signatures.length
  const more = left > 0 ? [{ kind: 'note', text: `${grouped(left)} more signatures were not looked at` }] : []
  return [{ kind: 'table', head: ['domain', 'selector', 'algorithm', 'result'], rows }, ...(more as Evidence[])]
}

function resultOf(signature: MailSignature): string {
  const { result, problem, broke, blind } = signature
  if (result === 'pass') return ['pass', ...remarks(signature)].join('; ')
  if (result === 'temperror') return `not known: ${blind?.detail ?? 'its key was not seen'}`
  const why = broke && broke.says !== problem ? `${problem}: ${broke.says}` : (problem ?? 'it does not verify')
  return `${result}: ${why.slice(0, longestProblem)}`
}

/** What to know of a signature that verifies. */
function remarks({ ahead, covered, fields, key, timestamp, expires }: MailSignature): string[] {
  const hours = expires && timestamp ? (expires.getTime() - timestamp.getTime()) / 3_600_000 : undefined
  return [
    ...(covered === undefined ? [] : [`l=${covered}: anybody may add to the body behind that`]),
    ...(ahead === undefined
      ? []
      : [`made ${spanInWords(ahead)} after the mail came (t=), which some verifiers do not accept`]),
    ...(hours !== undefined && hours <= 48 ? [`good for ${Math.round(hours)} hours`] : []),
    ...(fields.includes('subject') ? [] : ['Subject is not covered, so that anybody may write another']),
    ...remarksOfKey(key),
  ]
}

function remarksOfKey(key: DkimKey | undefined): string[] {
  const live = key?.live
  if (!live) return []
  const short = live.key.type === 'rsa' && live.key.bits < keyBits.recommended
  return [
    ...(short && live.key.type === 'rsa' ? [`a key of ${live.key.bits} bits`] : []),
    ...((key?.weak ?? []).some(isForgeable) ? ['a key that strangers can sign with'] : []),
    ...(live.flags.includes('y') ? ['a key in testing (t=y)'] : []),
  ]
}

/** What a signature that verifies may be worth less for, from least to worst. */
export const faults = ['pass', 'testing', 'ed25519-alone', 'partly-signed', 'body-unsigned'] as const

/** The place among them of what this signature is worth less for. */
export function faultOf({ covered = 0, unsigned = 0, algorithm, key }: MailSignature): number {
  if (unsigned > 0) return covered < unsigned ? 4 : 3
  if (algorithm.startsWith('ed25519')) return 2
  return key?.live?.flags.includes('y') ? 1 : 0
}

/** Whether a signature was broken by what was done to the message, and not by what it is itself. */
export const isBroken = ({ result, broke }: MailSignature): boolean =>
  result === 'fail' && (broke?.place === 'body' || broke?.place === 'header')

/** What is said of a signature in results of DKIM. */
export const saidIn = (results: readonly AuthResult[], { domain, selector }: MailSignature): string[] =>
  results
    .filter(
      ({ method, properties }) =>
        method === 'dkim' &&
        (properties['header.d'] ?? properties['header.i']?.replace(/^.*@/, ''))?.toLowerCase() === domain &&
        (properties['header.s'] === undefined || properties['header.s'].toLowerCase() === selector),
    )
    .map(({ result }) => result)

/** What the receiver, whose word is trusted, said of this signature when the message came. */
export const saidOf = (signature: MailSignature, { authserv, results }: ReceiversWord): string[] =>
  authserv === undefined ? [] : saidIn(results, signature)

/** Whether the receiver saw this signature verify when the message came. */
export const isVouchedFor = (signature: MailSignature, word: ReceiversWord): boolean =>
  saidOf(signature, word).includes('pass')

/** Whether the receiver saw that it did not verify. */
export const isDenied = (signature: MailSignature, word: ReceiversWord): boolean =>
  !isVouchedFor(signature, word) && saidOf(signature, word).some((said) => /^(?:fail|neutral|permerror)$/.test(said))

/**
 * The signature that message-dkim calls broken, the author's own where there is one; nothing where it says something else:
 * that one passes, was not seen, or was altered after the receiver had verified it.
 */
export function failing(
  { signatures, count }: MailSignatures,
  word: ReceiversWord,
): { signature: MailSignature; isOwn: boolean } | undefined {
  const own = signatures.filter(({ whose }) => whose === 'author')
  const isOwn = own.length > 0
  const mine = isOwn ? own : signatures
  if (mine.some(({ result }) => result === 'pass' || result === 'temperror') || count > signatures.length)
    return undefined
  if (!isOwn && signatures.every(isSpent)) return undefined
  if (mine.some((each) => isBroken(each) && isVouchedFor(each, word))) return undefined
  const signature = mine.find(isBroken) ?? mine[0]
  return signature && { signature, isOwn }
}

/** Why one of them could not be verified, where that is so. */
export function unseenOf(signatures: readonly MailSignature[]): Blind | undefined {
  const hidden = signatures.find(({ result }) => result === 'temperror')
  return hidden && (hidden.blind ?? { reason: 'bug', detail: `nobody learned what becomes of ${named([hidden])}` })
}

/** Among signatures that were not looked at there may be one of the author that verifies. */
export function leftOut(all: MailSignatures): Blind | undefined {
  const left = leftOutOf(all)
  return left && { ...left, detail: `${left.detail}: none of its author verifies among these` }
}

/** What was done to the message, or what is wrong with the signature, as a clause. */
export const trouble = ({ problem, broke }: MailSignature): string => broke?.says ?? problem ?? 'it does not verify'

/** Whose signatures they are, as it is read out. */
export const named = (signatures: readonly MailSignature[]): string[] => [
  ...new Set(signatures.map(({ domain, selector }) => `${domain.slice(0, 253)} (s=${selector.slice(0, 63)})`)),
]

/** A relay's second signature that is made to expire, and has: kept mail fails it, and nothing is wrong. */
export const isSpent = ({ whose, result, problem }: MailSignature): boolean =>
  whose === 'relay' && result !== 'pass' && problem?.startsWith('it expired') === true

const encode =
  'Send text as quoted-printable or base64, in lines of at most 76 characters: then no server on the way has to break or re-encode it.'

/** What to do about what broke a signature, by its cause. */
export const breakageFixes = {
  changed: 'Sign the mail at the last of your servers that changes it, and let no relay behind it do so.',
  rewriter:
    'Let {relay} sign for {domain}: register the domain there for DKIM, and publish the records that it names. Or leave {fields} out of what your own server signs (h=).',
  'header-or-key':
    'See first whether the signer has the key that is published: this shows the published one.\n    relaycheck domain {domain} --selector {selector}\nIf it has, sign the mail at the last of your servers that changes it, and let no relay behind it do so.',
  gone: 'Have {fields} written before the mail is signed, by the program that makes it, and let no server behind the signer take that out.',
  footer:
    'Add the footer before the mail is signed. If a relay adds it (open tracking, a notice for unsubscribing), let the relay sign for your domain, or turn the footer off there; if a mailing list does, it must sign and send in its own name.',
  banner:
    'Add the banner before the mail is signed, or not at all. If the receiver adds it, that happens after its own verification, and is none of your concern.',
  canonicalization:
    'Let the signer of {domain} name the canonicalization that it signs with, as in c=relaxed/relaxed: without c= every verifier takes simple/simple (RFC 6376 section 3.5).',
  blanks: 'Sign with canonicalization relaxed/relaxed, which bears changed blanks and folds.',
  wrapped: encode,
  're-encoded': encode,
  dots: 'Mend the program that hands the mail in: by RFC 5321 section 4.5.2 a dot at the beginning of a line is doubled on the wire once, and taken away once.',
  links:
    "Nothing needs to be mended where the filter is the receiver's: it rewrites links after it has verified the mail. A filter of yours, or of a relay, has to do so before the mail is signed, or not at all.",
  'from-quoted':
    'Judge the message as it came, by "Show original" or "View source": most likely only this file is kept so, and nothing is wrong with the mail. If it came so, send text as quoted-printable, and write =46rom for From where a line begins with that.',
  'subject-tag':
    'Turn off the tag, or let the server that puts it there sign the mail anew. A mailing list must send in its own name, or leave the Subject alone.',
  field:
    'Find out which of the servers behind the signer writes {field}, and stop it there; or have that written before the mail is signed, exactly as that server would.',
} as const

/** Which of these fits. */
export function breakageFix({ broke }: MailSignature): keyof typeof breakageFixes {
  const { place, proven, by, gone } = broke ?? ({} as Partial<Breakage>)
  if (proven === 'field-removed') return 'gone'
  if (proven === 'field-added' || proven === 'field-changed') return 'field'
  if (proven) return proven
  if (by) return 'rewriter'
  if (gone) return 'gone'
  return place === 'header' ? 'header-or-key' : 'changed'
}

/** What the sentences about a broken signature and its fixes are filled from. */
export const aboutBroken = (signature: MailSignature) => {
  const { broke, domain, selector } = signature
  const gone = broke?.gone ?? (broke?.proven === 'field-removed' ? [broke.field ?? ''] : [])
  return {
    signers: named([signature]),
    why: trouble(signature),
    domain,
    selector,
    field: broke?.field ?? '',
    relay: broke?.by?.relay ?? '',
    fields: (broke?.by?.fields ?? gone).join(' and '),
  }
}
