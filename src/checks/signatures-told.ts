import { type DkimKey, isForgeable, keyBits } from '../core/dkim.ts'
import type { Evidence } from '../core/finding.ts'
import type { MailSignature, MailSignatures, ReceiversWord } from '../core/mail-auth.ts'

const longestProblem = 300

/** Every signature that was looked at, and what is remarkable about it. */
export function signatureTable({ signatures, count }: MailSignatures): Evidence[] {
  if (signatures.length === 0) return []
  const rows = signatures.map((each) => [each.domain, each.selector, each.algorithm, resultOf(each)])
  const left = count - signatures.length
  const more =
    left > 0 ? [{ kind: 'note', text: `${left.toLocaleString('en')} more signatures were not looked at` }] : []
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
function remarks({ covered, key, timestamp, expires }: MailSignature): string[] {
  const hours = expires && timestamp ? (expires.getTime() - timestamp.getTime()) / 3_600_000 : undefined
  return [
    ...(covered === undefined ? [] : [`l=${covered}: anybody may add to the body behind that`]),
    ...(hours !== undefined && hours <= 48 ? [`good for ${Math.round(hours)} hours`] : []),
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

/** Whether a signature was broken by what was done to the message, and not by what it is itself. */
export const isBroken = ({ result, broke }: MailSignature): boolean =>
  result === 'fail' && (broke?.place === 'body' || broke?.place === 'header')

/** Whether the receiver, whose word is trusted, saw this signature verify when the message came. */
export const isVouchedFor = ({ domain, selector }: MailSignature, { authserv, results }: ReceiversWord): boolean =>
  authserv !== undefined &&
  results.some(
    ({ method, result, properties }) =>
      method === 'dkim' &&
      result === 'pass' &&
      (properties['header.d'] ?? properties['header.i']?.replace(/^.*@/, ''))?.toLowerCase() === domain &&
      (properties['header.s'] === undefined || properties['header.s'].toLowerCase() === selector),
  )

/** What was done to the message, or what is wrong with the signature, as a clause. */
export const trouble = ({ problem, broke }: MailSignature): string => broke?.says ?? problem ?? 'it does not verify'

/** Whose signatures they are, as it is read out. */
export const named = (signatures: readonly MailSignature[]): string[] => [
  ...new Set(signatures.map(({ domain, selector }) => `${domain.slice(0, 253)} (s=${selector.slice(0, 63)})`)),
]

/** A relay's second signature that is made to expire, and has: kept mail fails it, and nothing is wrong. */
export const isSpent = ({ whose, result, problem }: MailSignature): boolean =>
  whose === 'relay' && result !== 'pass' && problem?.startsWith('it expired') === true
